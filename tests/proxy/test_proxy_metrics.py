"""What was counted, as Prometheus reads it."""

import pytest

from minik.proxy.metrics import KINDS, Sample, lines


def test_every_metric_is_explained_once_before_its_samples() -> None:
    web = Sample("connections_total", "default/web:http", "TCP")
    counts = {
        web: 3,
        web._replace(service_port="default/api"): 1,
        Sample("dials_total", "default/web:http", "TCP", "127.0.0.2:80"): 4,
        Sample("bytes_total", "default/web:http", "TCP", direction="to_client"): 5,
    }
    assert list(lines(counts)) == [
        "# HELP minik_proxy_connections_total Clients that were taken in: TCP connections, and UDP clients until they fell silent",
        "# TYPE minik_proxy_connections_total counter",
        'minik_proxy_connections_total{service_port="default/api",protocol="TCP"} 1',
        'minik_proxy_connections_total{service_port="default/web:http",protocol="TCP"} 3',
        "# HELP minik_proxy_dials_total Attempts to reach a backend",
        "# TYPE minik_proxy_dials_total counter",
        'minik_proxy_dials_total{service_port="default/web:http",protocol="TCP",backend="127.0.0.2:80"} 4',
        "# HELP minik_proxy_bytes_total Bytes carried, by direction",
        "# TYPE minik_proxy_bytes_total counter",
        'minik_proxy_bytes_total{service_port="default/web:http",protocol="TCP",direction="to_client"} 5',
    ]


def test_nothing_counted_is_nothing_said() -> None:
    assert list(lines({})) == []
    assert {kind for kind, _ in KINDS.values()} == {"counter", "gauge"}


@pytest.mark.parametrize(
    ("metric", "kind"),
    [
        ("connections_total", "counter"),
        ("connections_open", "gauge"),
        ("dials_total", "counter"),
        ("dial_failures_total", "counter"),
        ("unanswered_total", "counter"),
        ("broken_total", "counter"),
        ("turned_away_total", "counter"),
        ("bytes_total", "counter"),
        ("datagrams_dropped_total", "counter"),
    ],
)
def test_what_people_scrape_keeps_its_name_and_kind(metric: str, kind: str) -> None:
    """Totals are counters (Prometheus' naming); dashboards know these names."""
    _, declared, value = lines({Sample(metric, "default/web:http", "TCP"): 2})
    assert declared == f"# TYPE minik_proxy_{metric} {kind}" and value.endswith("} 2")
    assert metric in KINDS
