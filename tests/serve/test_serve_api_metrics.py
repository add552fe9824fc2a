"""What a server counts, and how requests are named there."""

from datetime import UTC, datetime

import pytest

from minik.bootstrap import new_cluster
from minik.model.settings import DEFAULT
from minik.serve.api_metrics import Labels, Metrics, labels_of

CLUSTER = new_cluster.create_cluster(DEFAULT, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("method", "path", "labels"),
    [
        ("GET", "/api/v1/pods", Labels("", "pods", "cluster", "", "LIST", "v1")),
        ("GET", "/api/v1/pods?watch=true", Labels("", "pods", "cluster", "", "WATCH", "v1")),
        ("GET", "/api/v1/pods?watch=false", Labels("", "pods", "cluster", "", "LIST", "v1")),
        ("GET", "/api/v1/watch/pods", Labels("", "pods", "cluster", "", "WATCH", "v1")),
        ("POST", "/api/v1/namespaces", Labels("", "namespaces", "cluster", "", "POST", "v1")),
        ("GET", "/api/v1/namespaces/a", Labels("", "namespaces", "resource", "", "GET", "v1")),
        (
            "PUT",
            "/api/v1/namespaces/a/status",
            Labels("", "namespaces", "resource", "status", "PUT", "v1"),
        ),
        (
            "DELETE",
            "/api/v1/namespaces/a/configmaps",
            Labels("", "configmaps", "namespace", "", "DELETECOLLECTION", "v1"),
        ),
        (
            "PATCH",
            "/apis/apps/v1/namespaces/a/deployments/d/scale?force=true",
            Labels("apps", "deployments", "resource", "scale", "PATCH", "v1"),
        ),
        ("GET", "/readyz", Labels("", "", "", "", "GET", "")),
        ("BREW", "/api/v1/pods/x", Labels("", "pods", "resource", "", "other", "v1")),
    ],
)
def test_requests_are_named_by_what_they_ask_for(method: str, path: str, labels: Labels) -> None:
    assert labels_of(method, path) == labels


def test_requests_are_counted_and_timed() -> None:
    moments = iter([0.0, 0.03, 1.0, 4.0])
    metrics = Metrics(lambda: next(moments))
    for status in (200, 404):
        metrics.end("GET", "/api/v1/pods", status, metrics.begin("GET"))
    lines = metrics.text(CLUSTER).splitlines()
    pods = 'component="apiserver",group="",resource="pods",scope="cluster",subresource="",verb="LIST",version="v1"'
    assert f'apiserver_request_total{{code="200",{pods}}} 1' in lines
    assert f'apiserver_request_total{{code="404",{pods}}} 1' in lines
    name = "apiserver_request_duration_seconds"
    for bound, number in (("0.025", 0), ("0.05", 1), ("2.0", 1), ("5.0", 2), ("+Inf", 2)):
        assert f'{name}_bucket{{{pods},le="{bound}"}} {number}' in lines
    assert f"{name}_sum{{{pods}}} 3.03" in lines
    assert f"{name}_count{{{pods}}} 2" in lines
    assert 'apiserver_current_inflight_requests{request_kind="readOnly"} 0' in lines


def test_requests_in_work_are_seen() -> None:
    metrics = Metrics()
    metrics.begin("POST")
    assert 'apiserver_current_inflight_requests{request_kind="mutating"} 1' in metrics.text(CLUSTER)


def test_objects_are_counted_by_resource() -> None:
    lines = Metrics().text(CLUSTER).splitlines()
    count = len(CLUSTER.of("Node"))
    assert count
    assert f'apiserver_storage_objects{{resource="nodes"}} {count}' in lines


def test_every_metric_says_what_it_is_before_its_values() -> None:
    known = set()
    for line in Metrics().text(CLUSTER).splitlines():
        if line.startswith("# TYPE "):
            known.add(line.split()[2])
        elif not line.startswith("# HELP "):
            name = line.partition("{")[0].partition(" ")[0]
            assert any(name.startswith(one) for one in known), line
