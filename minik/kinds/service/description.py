"""What `describe` shows of a Service. Upstream rule: kubectl's `describeService`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.kinds import layout
from minik.kinds.service import fields
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.ip import bracket_ipv6
from minik.model.object import Object, annotations, labels, name, namespace, spec

SERVICE_NAME = "kubernetes.io/service-name"
MAX_SHOWN = 3


def describe(service: Object, cluster: Cluster) -> str:
    """Describe the service; its endpoints come from its EndpointSlices, as for kube-proxy."""
    slices = cluster.select("EndpointSlice", namespace(service), {SERVICE_NAME: name(service)})
    return "\n".join(lines(service, slices))


def lines(service: Object, slices: Sequence[Object]) -> Iterator[str]:
    """Yield the lines in kubectl's order; most unset fields are left out."""
    service_spec = spec(service)
    yield f"Name:\t{name(service)}"
    yield f"Namespace:\t{namespace(service)}"
    yield from layout.label_lines("Labels", labels(service))
    yield from layout.annotation_lines("Annotations", annotations(service))
    yield f"Selector:\t{layout.format_labels(fields.selector(service))}"
    yield f"Type:\t{fields.service_type(service)}"
    yield from set_field_lines(("IP Family Policy", service_spec.get("ipFamilyPolicy")))
    yield f"IP Families:\t{','.join(fields.families(service)) or layout.NONE}"
    yield f"IP:\t{fields.cluster_ip(service)}"
    yield f"IPs:\t{','.join(fields.cluster_ips(service)) or layout.NONE}"
    yield from set_field_lines(
        ("External IPs", ",".join(fields.external_ips(service))),
        ("Desired LoadBalancer IP", service_spec.get("loadBalancerIP")),
        ("External Name", fields.external_name(service)),
        ("LoadBalancer Ingress", ", ".join(ingress_texts(service))),
    )
    for port in fields.ports(service):
        yield from port_lines(port, slices)
    yield f"Session Affinity:\t{service_spec.get('sessionAffinity') or ''}"
    yield from set_field_lines(
        ("External Traffic Policy", service_spec.get("externalTrafficPolicy")),
        ("Internal Traffic Policy", service_spec.get("internalTrafficPolicy")),
        ("HealthCheck NodePort", service_spec.get("healthCheckNodePort")),
        ("LoadBalancer Source Ranges", ",".join(fields.source_ranges(service))),
        ("Traffic Distribution", service_spec.get("trafficDistribution")),
    )


def set_field_lines(*pairs: tuple[str, Any]) -> Iterator[str]:
    """Yield a line for each field that is set."""
    return (f"{title}:\t{value}" for title, value in pairs if value)


def ingress_texts(service: Object) -> Iterator[str]:
    """Yield the load balancer's addresses: `203.0.113.9 (VIP)`."""
    for entry in fields.load_balancer_ingress(service):
        mode = f" ({entry['ipMode']})" if entry.get("ipMode") else ""
        yield f"{entry['ip']}{mode}" if entry.get("ip") else entry.get("hostname") or ""


def port_lines(port: Mapping[str, Any], slices: Sequence[Object]) -> Iterator[str]:
    """Describe one port, its target and its endpoints."""
    name_text, protocol = port.get("name") or "<unset>", port.get("protocol", "")
    yield f"Port:\t{name_text}\t{port.get('port', 0)}/{protocol}"
    yield f"TargetPort:\t{port.get('targetPort', 0)}/{protocol}"
    yield from set_field_lines(("AppProtocol", port.get("appProtocol")))
    if port.get("nodePort"):
        yield f"NodePort:\t{name_text}\t{port['nodePort']}/{protocol}"
    yield f"Endpoints:\t{endpoints_text(slices, port.get('name') or '')}"


def endpoints_text(slices: Sequence[Object], port_name: str) -> str:
    """Return the first ready endpoints with a port of this name, and the number of further ones."""
    # As in kubectl, an endpoint that is not ready still lets the list end in `+ 0 more...` where
    # three stand before it.
    if not slices:
        return layout.NONE
    addresses: list[str] = []
    count, more = 0, False
    for address, ready in endpoint_addresses(slices, port_name):
        more = more or len(addresses) == MAX_SHOWN
        if ready:
            count += 1
            addresses += [] if more else [address]
    return ",".join(addresses) + (f" + {count - MAX_SHOWN} more..." if more else "")


def endpoint_addresses(slices: Iterable[Object], port_name: str) -> Iterator[tuple[str, bool]]:
    """Yield (address, is ready) of every endpoint with a port of this name. The endpoints of a
    slice without ports are yielded without a port.
    """
    for endpoint_slice in slices:
        ports = [
            f":{port.get('port', 0)}"
            for port in endpoint_slice.get("ports") or ()
            if (port.get("name") or "") == port_name
        ]
        for port in ports if endpoint_slice.get("ports") else [""]:
            for endpoint in endpoint_slice.get("endpoints") or ():
                address = next(iter(endpoint.get("addresses") or ()), "")
                ready = (endpoint.get("conditions") or {}).get("ready")
                yield (
                    f"{bracket_ipv6(address)}{port}" if port else address,
                    ready is not False,
                )
