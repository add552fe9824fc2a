"""What stands behind a DNS name of a Service, and which names an address has."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from minik.discovery.records import full_name
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import is_address
from minik.model.object import Object


class Location(NamedTuple):
    """One address and port (0 if it has none), with the name that SRV gives it; or the `target` of
    an ExternalName.
    """

    name: str
    address: str = ""
    port: int = 0
    target: str = ""


def find(cluster: Cluster, labels: Sequence[str]) -> tuple[list[Location], str]:
    """Return the locations of `[endpoint | _port, _protocol], service, namespace, svc`; if there is
    none, [] and the reason.
    """
    *prefix, name, namespace, _ = labels
    service = cluster.get("Service", namespace, name)
    if service is None:
        if cluster.held.hides(namespace):
            return (
                [],
                f'namespace "{namespace}" is not in this copy: whether it has a Service "{name}" is unknown',
            )
        return [], f'there is no Service "{name}" in namespace "{namespace}"'
    if len(prefix) > 2:
        return [], "too many labels before the name of the service"
    if services.is_external_name(service):
        return _external_name(service, prefix)
    endpoint = prefix[0] if len(prefix) == 1 else ""
    port, protocol = (label.removeprefix("_") for label in prefix) if len(prefix) == 2 else ("", "")
    if services.is_headless(service) or endpoint:
        return _endpoints(cluster, service, endpoint, port, protocol)
    if not services.addresses(service):
        return [], f'Service "{name}" has no cluster IP'
    locations = [
        Location(full_name(cluster, service), address, number)
        for address in services.addresses(service)
        for label, port_protocol, number in _ports(service)
        if matches(port, protocol, label, port_protocol)
    ]
    return (
        locations,
        ""
        if locations
        else f"the Service has no port named {port} with protocol {protocol.upper()}",
    )


def _external_name(service: Object, prefix: Sequence[str]) -> tuple[list[Location], str]:
    target = services.external_name(service).rstrip(".")
    if prefix:
        return [], "an ExternalName has no endpoints and no ports"
    if not target:
        return [], "the ExternalName names nothing"
    if is_address(target):
        return (
            [],
            f"externalName is the address {target}, which is no name: nothing is served for it",
        )
    return [Location("", target=target)], ""


def _ports(service: Object) -> Iterator[tuple[str, str, int]]:
    """Yield name, protocol and number of each port; a Service without ports yields one with number
    0, which SRV leaves out.
    """
    ports = [
        (port.get("name") or "", port["protocol"].lower(), port["port"])
        for port in services.ports(service)
    ]
    return iter(ports or [("", "", 0)])


def _endpoints(
    cluster: Cluster, service: Object, endpoint: str, port: str, protocol: str
) -> tuple[list[Location], str]:
    all_ports = list(ready_ports(cluster, service))
    locations = [
        Location(f"{host}.{full_name(cluster, service)}", address, number)
        for host, address, label, port_protocol, number in all_ports
        if endpoint in ("", host) and matches(port, protocol, label, port_protocol)
    ]
    if locations:
        return locations, ""
    if not all_ports:
        more = (
            "; a headless Service without one does not exist for DNS"
            if services.is_headless(service)
            else ""
        )
        return [], f"no endpoint is ready{more}"
    return (
        [],
        f'no ready endpoint is called "{endpoint}"'
        if endpoint
        else f"no ready endpoint has a port named {port} with this protocol",
    )


def ready_ports(cluster: Cluster, service: Object) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield host label, address, port name, protocol and port number, for each port of every ready
    endpoint.
    """
    for endpoint_slice in endpoint_slices.slices_of_service(
        cluster, objects.namespace(service), objects.name(service)
    ):
        for endpoint in endpoint_slice.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready") is False:
                continue
            for address in endpoint["addresses"]:
                for port in endpoint_slice.get("ports") or [{}]:
                    protocol = (port.get("protocol") or "TCP").lower() if port else ""
                    yield (
                        host_label(endpoint, address),
                        address,
                        port.get("name") or "",
                        protocol,
                        port.get("port") or 0,
                    )


def host_label(endpoint: Object, address: str) -> str:
    """Return an endpoint's DNS label: the host name of its pod, or its address with dashes."""
    if endpoint.get("hostname"):
        return str(endpoint["hostname"]).lower()
    if ":" in address:
        dashed = address.replace(":", "-")
        return dashed + "0" if dashed.endswith("-") else dashed
    return address.replace(".", "-")


def matches(port: str, protocol: str, its_name: str, its_protocol: str) -> bool:
    """Return whether `_port._protocol` matches a port; "" matches any."""
    return port in ("", its_name) and protocol in ("", its_protocol)


def names_of(cluster: Cluster, address: str) -> list[str]:
    """Return the DNS names of an address: that of the Service which has it, else those of its
    endpoints.
    """
    for service in cluster.table("Service").index_by(services.addresses).get(address, ()):
        return [full_name(cluster, service)]
    names: dict[str, None] = {}
    for endpoint_slice in (
        cluster.table("EndpointSlice").index_by(_endpoint_addresses).get(address, ())
    ):
        owner = objects.labels(endpoint_slice).get(endpoint_slices.SERVICE_NAME, "")
        service_or_none = cluster.get("Service", objects.namespace(endpoint_slice), owner)
        for endpoint in (endpoint_slice.get("endpoints") or ()) if service_or_none else ():
            if (
                address in endpoint["addresses"]
                and (endpoint.get("conditions") or {}).get("ready") is not False
            ):
                suffix = f"{owner}.{objects.namespace(endpoint_slice)}.svc.{cluster.settings.cluster_domain}"
                names[f"{host_label(endpoint, address)}.{suffix}"] = None
    return list(names)


def _endpoint_addresses(endpoint_slice: Object) -> Iterator[str]:
    return iter(
        {
            address
            for endpoint in endpoint_slice.get("endpoints") or ()
            for address in endpoint["addresses"]
        }
    )


def name_servers(cluster: Cluster) -> Sequence[str]:
    """Return the addresses of Service kube-dns; () if there is none."""
    service = cluster.get("Service", "kube-system", "kube-dns")
    return services.addresses(service) if service else ()


def dashed_address(label: str) -> str:
    """Return the address of a dashed label: `10.244.1.2` of `10-244-1-2`, `fd00::1` of `fd00--1`;
    "" if it is none.
    """
    text = (
        label.replace("-", ".")
        if label.count("-") == 3 and "--" not in label
        else label.replace("-", ":")
    )
    return text if is_address(text) else ""


def reversed_address(labels: Sequence[str], zone: str) -> str:
    """Return the address of a reverse name's labels; "" if it is none."""
    text = ".".join(reversed(labels))
    if zone == "ip6.arpa":
        digits = "".join(reversed(labels))
        text = (
            ":".join(digits[start : start + 4] for start in range(0, 32, 4))
            if len(labels) == len(digits) == 32
            else ""
        )
    return str(ip_address(text)) if is_address(text) else ""
