"""What `describe` says of a Service. Upstream rule: kubectl's `describeService`."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from minik.kinds import _layout
from minik.kinds.service import fields
from minik.model.cluster import Cluster
from minik.model.object import Object, annotations, labels, name, namespace, spec

SERVICE_NAME = "kubernetes.io/service-name"
SHOWN = 3


def describe(service: Object, cluster: Cluster) -> str:
    """The lines of a description; its endpoints are read off the EndpointSlices, as kube-proxy reads them."""
    slices = cluster.selected("EndpointSlice", namespace(service), {SERVICE_NAME: name(service)})
    return "\n".join(lines(service, slices))


def lines(service: Object, slices: Sequence[Object]) -> Iterator[str]:
    """The lines, in kubectl's order; what is not set is mostly left out."""
    given = spec(service)
    yield f"Name:\t{name(service)}"
    yield f"Namespace:\t{namespace(service)}"
    yield from _layout.labels("Labels", labels(service))
    yield from _layout.annotations("Annotations", annotations(service))
    yield f"Selector:\t{_layout.pairs(fields.selector(service))}"
    yield f"Type:\t{fields.service_type(service)}"
    yield from titled(("IP Family Policy", given.get("ipFamilyPolicy")))
    yield f"IP Families:\t{','.join(fields.families(service)) or _layout.NONE}"
    yield f"IP:\t{fields.cluster_ip(service)}"
    yield f"IPs:\t{','.join(fields.cluster_ips(service)) or _layout.NONE}"
    yield from titled(("External IPs", ",".join(fields.external_ips(service))), ("Desired LoadBalancer IP", given.get("loadBalancerIP")),
                      ("External Name", fields.external_name(service)), ("LoadBalancer Ingress", ", ".join(ingress(service))))
    for port in fields.ports(service):
        yield from port_lines(port, slices)
    yield f"Session Affinity:\t{given.get('sessionAffinity') or ''}"
    yield from titled(
        ("External Traffic Policy", given.get("externalTrafficPolicy")), ("Internal Traffic Policy", given.get("internalTrafficPolicy")),
        ("HealthCheck NodePort", given.get("healthCheckNodePort")),
        ("LoadBalancer Source Ranges", ",".join(fields.source_ranges(service))), ("Traffic Distribution", given.get("trafficDistribution")))


def titled(*pairs: tuple[str, Any]) -> Iterator[str]:
    """A line for each field that is set."""
    return (f"{title}:\t{value}" for title, value in pairs if value)


def ingress(service: Object) -> Iterator[str]:
    """Where its load balancer is reached: `203.0.113.9 (VIP)`."""
    for entry in fields.load_balancer_ingress(service):
        mode = f" ({entry['ipMode']})" if entry.get("ipMode") else ""
        yield f"{entry['ip']}{mode}" if entry.get("ip") else entry.get("hostname") or ""


def port_lines(port: Mapping[str, Any], slices: Sequence[Object]) -> Iterator[str]:
    """One port, where it leads to, and who is there."""
    called, protocol = port.get("name") or "<unset>", port.get("protocol", "")
    yield f"Port:\t{called}\t{port.get('port', 0)}/{protocol}"
    yield f"TargetPort:\t{port.get('targetPort', 0)}/{protocol}"
    yield from titled(("AppProtocol", port.get("appProtocol")))
    if port.get("nodePort"):
        yield f"NodePort:\t{called}\t{port['nodePort']}/{protocol}"
    yield f"Endpoints:\t{endpoints(slices, port.get('name') or '')}"


def endpoints(slices: Sequence[Object], port_name: str) -> str:
    """The first ready endpoints that have a port of this name, and how many more there are."""
    # As in kubectl, an endpoint that is not ready still lets the list end in `+ 0 more...` where three stand before it.
    if not slices:
        return _layout.NONE
    shown: list[str] = []
    count, more = 0, False
    for address, ready in reached(slices, port_name):
        more = more or len(shown) == SHOWN
        if ready:
            count += 1
            shown += [] if more else [address]
    return ",".join(shown) + (f" + {count - SHOWN} more..." if more else "")


def reached(slices: Iterable[Object], port_name: str) -> Iterator[tuple[str, bool]]:
    """Every endpoint with the port of this name, and whether it is ready; of a slice without ports every one, without a port."""
    for endpoint_slice in slices:
        ports = [f":{port.get('port', 0)}" for port in endpoint_slice.get("ports") or () if (port.get("name") or "") == port_name]
        for port in ports if endpoint_slice.get("ports") else [""]:
            for endpoint in endpoint_slice.get("endpoints") or ():
                address = next(iter(endpoint.get("addresses") or ()), "")
                ready = (endpoint.get("conditions") or {}).get("ready")
                yield (f"[{address}]{port}" if ":" in address and port else f"{address}{port}"), ready is not False
