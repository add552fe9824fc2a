"""The ports at which the metrics of a workload are to be scraped: by annotations of its pods or of their
Service, or by the ServiceMonitors and PodMonitors of the Prometheus operator.

Upstream rules: monitoring.coreos.com `ServiceMonitorSpec` and `PodMonitorSpec` (selector,
namespaceSelector, endpoints by port or targetPort).
"""

from collections.abc import Iterator, Mapping

from minik.diagnosis import endpoint_checks
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import selectors
from minik.model.object import Object

SCRAPE, PORT = "prometheus.io/scrape", "prometheus.io/port"
GROUP = "monitoring.coreos.com"
SERVICE_MONITOR, POD_MONITOR = "ServiceMonitor", "PodMonitor"


def scraped(view: View, maker: Maker) -> Iterator[tuple[str, int]]:
    """Yield the field of the workload that stands for what asks for scraping, and the port."""
    annotations = objects.annotations(maker.pod)
    place = f"{maker.path}.metadata.annotations" if maker.path else "metadata.annotations"
    if annotations.get(SCRAPE) == "true":
        number = annotations.get(PORT) or next(
            (str(port["containerPort"]) for port in pods.ports(maker.pod)), ""
        )
        if number.isdecimal():
            yield f"{place}[{SCRAPE}]", int(number)
    behind = [one for one in view.selector_services if maker.key in view.makers_behind(one)]
    for service in behind:
        wanted = objects.annotations(service)
        if wanted.get(SCRAPE) == "true":
            yield from of_service(maker, service, wanted.get(PORT) or "")
        for monitor in monitors(view, SERVICE_MONITOR):
            if selects(monitor, service):
                yield from of_endpoints(maker, service, monitor)
    for monitor in monitors(view, POD_MONITOR):
        if selects(monitor, maker.pod):
            yield from of_pod(maker, monitor)


def of_service(maker: Maker, service: Object, wanted: str) -> Iterator[tuple[str, int]]:
    """Yield the ports at which the pods behind a Service are scraped that asks for it: the one that it
    names, else all of its ports.
    """
    if wanted.isdecimal():
        yield maker.path or "spec", int(wanted)
        return
    for port in services.ports(service):
        number = endpoint_checks.target_number(maker.pod, port)
        if number and port.get("protocol") == "TCP":
            yield maker.path or "spec", number


def monitors(view: View, kind: str) -> Iterator[Object]:
    """Yield the monitors of a kind: those of the cluster, and those of files that no definition explains."""
    yield from view.cluster.of(f"{kind}.{GROUP}")
    for one in view.custom_resources:
        if str(one.get("apiVersion", "")).startswith(f"{GROUP}/") and one.get("kind") == kind:
            yield one


def selects(monitor: Object, obj: Object) -> bool:
    """Return whether a monitor selects a Service or a pod: by labels, and by namespace."""
    spaces = objects.read_map(monitor, "spec.namespaceSelector")
    named = spaces.get("matchNames") or [objects.namespace(monitor) or "default"]
    if not spaces.get("any") and objects.namespace(obj) not in named:
        return False
    wanted = objects.read_map(monitor, "spec.selector")
    return selectors.matches(selectors.of_label_selector(wanted), objects.labels(obj))


def of_endpoints(maker: Maker, service: Object, monitor: Object) -> Iterator[tuple[str, int]]:
    """Yield the ports of the pods at which a ServiceMonitor scrapes them by a Service."""
    for endpoint in objects.read_list(monitor, "spec.endpoints"):
        for port in services.ports(service):
            name, target = endpoint.get("port"), endpoint.get("targetPort")
            if name and name == port.get("name") or not name and target == port.get("targetPort"):
                number = endpoint_checks.target_number(maker.pod, port)
                if number:
                    yield maker.path or "spec", number


def of_pod(maker: Maker, monitor: Object) -> Iterator[tuple[str, int]]:
    """Yield the ports at which a PodMonitor scrapes pods."""
    for endpoint in objects.read_list(monitor, "spec.podMetricsEndpoints"):
        number = pod_port(maker.pod, endpoint)
        if number:
            yield maker.path or "spec", number


def pod_port(pod: Object, endpoint: Mapping[str, Any]) -> int | None:
    """Return the number of the port that an entry of a PodMonitor means; None if the pod has none."""
    wanted = endpoint.get("port") or endpoint.get("portNumber") or endpoint.get("targetPort")
    return pods.find_port(pod, wanted, "TCP") if isinstance(wanted, (str, int)) else None
