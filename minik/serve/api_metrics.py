"""What a server counts, as Prometheus reads it: requests, how long they took, who watches, what is kept.

Names and labels are kube-apiserver's, so that dashboards made for it show something.
"""

import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from minik import kinds
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster

MEDIA = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"
BOUNDS = (0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)  # seconds
VERBS = {"GET": "GET", "POST": "POST", "PUT": "PUT", "PATCH": "PATCH", "DELETE": "DELETE"}
READING = ("GET", "HEAD", "OPTIONS")


class Labels(NamedTuple):
    """What was asked for, as labels name it."""

    group: str
    resource: str
    scope: str
    subresource: str
    verb: str
    version: str


class Duration:
    """A histogram of seconds."""

    def __init__(self, bounds: Sequence[float] = BOUNDS) -> None:
        self.bounds, self.counts = bounds, [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count one request."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds

    def lines(self, name: str, labels: Mapping[str, str]) -> Iterator[str]:
        """Yield the lines of this histogram."""
        seen = 0
        for bound, number in zip((*self.bounds, "+Inf"), self.counts, strict=True):
            seen += number
            yield line(f"{name}_bucket", {**labels, "le": str(bound)}, seen)
        yield line(f"{name}_sum", labels, self.total)
        yield line(f"{name}_count", labels, seen)


def labels_of(method: str, path: str) -> Labels:
    """Return the labels of a request; those of a path without resources name only its verb."""
    plain, _, query = path.partition("?")
    parts = plain.strip("/").split("/")
    start = {"api": 1, "apis": 2}.get(parts[0], 0)
    if not start or len(parts) <= start + 1:
        return Labels("", "", "", "", VERBS.get(method, "other"), "")
    group, version = parts[1] if start == 2 else "", parts[start]
    rest = parts[start + 1 :]
    is_watch = rest[0] == "watch" or "watch=" in query and "watch=false" not in query
    rest = rest[1:] if rest[0] == "watch" and len(rest) > 1 else rest
    in_namespace = rest[0] == "namespaces" and len(rest) > 2
    if in_namespace and rest[2] not in ("status", "finalize"):
        rest = rest[2:]
    named = len(rest) > 1
    verb = "WATCH" if method == "GET" and is_watch else VERBS.get(method, "other")
    if not named:
        verb = {"GET": "LIST", "DELETE": "DELETECOLLECTION"}.get(verb, verb)
    scope = "resource" if named else "namespace" if in_namespace else "cluster"
    return Labels(group, rest[0], scope, rest[2] if len(rest) > 2 else "", verb, version)


class Metrics:
    """The counters of one server."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        more: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self.clock, self.started, self.more = clock, time.time(), more
        self.requests: Counter[tuple[Labels, int]] = Counter()
        self.durations: dict[Labels, Duration] = {}
        self.inflight = {"mutating": 0, "readOnly": 0}
        self.watches: Counter[Labels] = Counter()
        self.events: Counter[Labels] = Counter()

    def begin(self, method: str) -> float:
        """Note that a request has come; return the moment."""
        self.inflight["readOnly" if method in READING else "mutating"] += 1
        return self.clock()

    def end(self, method: str, path: str, status: int, begun: float) -> None:
        """Note that a request has been answered."""
        self.inflight["readOnly" if method in READING else "mutating"] -= 1
        labels = labels_of(method, path)
        self.requests[labels, status] += 1
        if labels not in self.durations:
            self.durations[labels] = Duration()
        self.durations[labels].add(self.clock() - begun)

    def text(self, cluster: Cluster) -> str:
        """Return all counters, and how many objects there are of each resource."""
        return "".join(f"{line}\n" for line in self._lines(cluster))

    def _lines(self, cluster: Cluster) -> Iterator[str]:
        yield from heading("apiserver_current_inflight_requests", "gauge", "Requests in work")
        for kind, number in self.inflight.items():
            yield line("apiserver_current_inflight_requests", {"request_kind": kind}, number)
        yield from heading("apiserver_longrunning_requests", "gauge", "Open watches")
        for labels, number in sorted(self.watches.items()):
            yield line("apiserver_longrunning_requests", _own(labels), number)
        yield from self.more()
        yield from self._request_lines()
        yield from heading("apiserver_storage_objects", "gauge", "Objects that are kept")
        for resource, number in sorted(objects_of(cluster).items()):
            yield line("apiserver_storage_objects", {"resource": resource}, number)
        yield from heading("apiserver_watch_events_total", "counter", "Events sent to watches")
        for labels, number in sorted(self.events.items()):
            named = {name: getattr(labels, name) for name in ("group", "resource", "version")}
            yield line("apiserver_watch_events_total", named, number)
        yield from self._process_lines()

    def _request_lines(self) -> Iterator[str]:
        name = "apiserver_request_duration_seconds"
        yield from heading(name, "histogram", "How long answers took, watches left out")
        for labels, duration in sorted(self.durations.items()):
            yield from duration.lines(name, _own(labels))
        yield from heading("apiserver_request_total", "counter", "Requests that were answered")
        for (labels, code), number in sorted(self.requests.items()):
            yield line("apiserver_request_total", {"code": str(code), **_own(labels)}, number)

    def _process_lines(self) -> Iterator[str]:
        used = os.times()
        yield from heading("process_cpu_seconds_total", "counter", "Processor time")
        yield line("process_cpu_seconds_total", {}, used.user + used.system)
        memory = resident_bytes()
        if memory:
            yield from heading("process_resident_memory_bytes", "gauge", "Memory in use")
            yield line("process_resident_memory_bytes", {}, memory)
        yield from heading("process_start_time_seconds", "gauge", "When the server started")
        yield line("process_start_time_seconds", {}, self.started)


def objects_of(cluster: Cluster) -> Mapping[str, int]:
    """Return how many objects there are of each resource."""
    custom = cluster.of("CustomResourceDefinition")
    return {
        kinds.kind_of_key(key, custom).resource: len(cluster.table(key).by_path)
        for key in cluster.kinds()
        if cluster.table(key).by_path
    }


def resident_bytes() -> int:
    """Return the memory of this process, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _own(labels: Labels) -> Mapping[str, str]:
    return {"component": "apiserver", **labels._asdict()}


def heading(name: str, form: str, about: str) -> Iterator[str]:
    """Yield what comes before the values of a metric: counter, gauge or histogram."""
    yield f"# HELP {name} {about}."
    yield f"# TYPE {name} {form}"


def line(name: str, labels: Mapping[str, str], value: float) -> str:
    """Return one value with its labels."""
    shown = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{shown}}} {value}" if labels else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
