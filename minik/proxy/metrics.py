"""Metrics: what a proxy has counted, in the Prometheus text format."""

from collections.abc import Iterator, Mapping

from minik.light_typing import NamedTuple

PREFIX = "minik_proxy_"
KINDS = {
    "connections_total": (
        "counter",
        "Clients that were taken in: TCP connections, and UDP clients until they fell silent",
    ),
    "connections_open": ("gauge", "Clients that are there now"),
    "dials_total": ("counter", "Attempts to reach a backend"),
    "dial_failures_total": ("counter", "Attempts that failed: refused, or no answer in time"),
    "unanswered_total": (
        "counter",
        "Clients whom no backend took: none was ready, or none could be reached",
    ),
    "broken_total": ("counter", "Connections that one side broke off after something was sent"),
    "turned_away_total": ("counter", "Clients for whom there was no room"),
    "bytes_total": ("counter", "Bytes carried, by direction"),
    "datagrams_dropped_total": ("counter", "Datagrams that were let fall, as UDP may"),
}


class Sample(NamedTuple):
    """What a number counts: a metric (a name in `KINDS`) of one service port, and of one backend or
    direction if given.
    """

    metric: str
    service_port: str
    protocol: str
    backend: str = ""
    direction: str = ""


def lines(counts: Mapping[Sample, int]) -> Iterator[str]:
    """Yield the lines of every metric that was counted, in a fixed order."""
    for metric, (kind, meaning) in KINDS.items():
        samples = sorted(sample for sample in counts if sample.metric == metric)
        if samples:
            yield f"# HELP {PREFIX}{metric} {meaning}"
            yield f"# TYPE {PREFIX}{metric} {kind}"
            yield from (
                f"{PREFIX}{metric}{{{_labels(sample)}}} {counts[sample]}" for sample in samples
            )


def _labels(sample: Sample) -> str:
    pairs = zip(sample._fields[1:], sample[1:], strict=True)
    return ",".join(f'{name}="{value}"' for name, value in pairs if value)
