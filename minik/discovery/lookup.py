"""What stands behind a name of the service zone, and which names stand for an address."""
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import NamedTuple

from minik.discovery.records import full_name
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object


class Found(NamedTuple):
    """One place: an address and port (0: no port to tell), and the name that SRV gives it; or the `target` of an ExternalName."""

    name: str
    address: str = ""
    port: int = 0
    target: str = ""


def find(cluster: Cluster, labels: Sequence[str]) -> tuple[list[Found], str]:
    """What `[endpoint | _port, _protocol], service, namespace, svc` leads to; and, if to nothing, why."""
    *front, name, namespace, _ = labels
    service = cluster.get("Service", namespace, name)
    if service is None:
        return [], f'there is no Service "{name}" in namespace "{namespace}"'
    if len(front) > 2:
        return [], "too many labels before the name of the service"
    if services.is_external_name(service):
        return _external(service, front)
    endpoint = front[0] if len(front) == 1 else ""
    port, protocol = (label.removeprefix("_") for label in front) if len(front) == 2 else ("", "")
    if services.is_headless(service) or endpoint:
        return _endpoints(cluster, service, endpoint, port, protocol)
    found = [Found(full_name(cluster, service), address, number) for address in services.addresses(service)
             for label, its, number in _ports(service) if matches(port, protocol, label, its)]
    return found, "" if found else f"the Service has no port named {port} with protocol {protocol.upper()}"


def _external(service: Object, front: Sequence[str]) -> tuple[list[Found], str]:
    target = services.external_name(service).rstrip(".")
    if front:
        return [], "an ExternalName has no endpoints and no ports"
    if _is_address(target):
        return [], f"externalName is the address {target}, which is no name: nothing is served for it"
    return [Found("", target=target)], ""


def _ports(service: Object) -> Iterator[tuple[str, str, int]]:
    """Name, protocol and number; a service without ports has one that SRV leaves out."""
    ports = [(port.get("name") or "", port["protocol"].lower(), port["port"]) for port in services.ports(service)]
    return iter(ports or [("", "", 0)])


def _endpoints(cluster: Cluster, service: Object, endpoint: str, port: str, protocol: str) -> tuple[list[Found], str]:
    everything = list(ready(cluster, service))
    found = [Found(f"{host}.{full_name(cluster, service)}", address, number) for host, address, label, its, number in everything
             if endpoint in ("", host) and matches(port, protocol, label, its)]
    if found:
        return found, ""
    if not everything:
        more = "; a headless Service without one does not exist for DNS" if services.is_headless(service) else ""
        return [], f"no endpoint is ready{more}"
    return [], f'no ready endpoint is called "{endpoint}"' if endpoint else f"no ready endpoint has a port named {port} with this protocol"


def ready(cluster: Cluster, service: Object) -> Iterator[tuple[str, str, str, str, int]]:
    """Host name, address, and name, protocol and number of each port of every ready endpoint."""
    for endpoint_slice in endpoint_slices.of_service(cluster, objects.namespace(service), objects.name(service)):
        for endpoint in endpoint_slice.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready") is False:
                continue
            for address in endpoint["addresses"]:
                for port in endpoint_slice.get("ports") or [{}]:
                    protocol = (port.get("protocol") or "TCP").lower() if port else ""
                    yield host(endpoint, address), address, port.get("name") or "", protocol, port.get("port") or 0


def host(endpoint: Object, address: str) -> str:
    """The label of an endpoint: the host name of its pod, or its address with dashes."""
    if endpoint.get("hostname"):
        return str(endpoint["hostname"]).lower()
    if ":" in address:
        dashed = address.replace(":", "-")
        return dashed + "0" if dashed.endswith("-") else dashed
    return address.replace(".", "-")


def matches(port: str, protocol: str, its_name: str, its_protocol: str) -> bool:
    """Whether `_port._protocol` means this port; nothing means every one."""
    return port in ("", its_name) and protocol in ("", its_protocol)


def names_of(cluster: Cluster, address: str) -> list[str]:
    """The names that an address stands for: that of the service which owns it, else those of the endpoints that are reached there."""
    for service in cluster.table("Service").indexed(services.addresses).get(address, ()):
        return [full_name(cluster, service)]
    names: dict[str, None] = {}
    for endpoint_slice in cluster.table("EndpointSlice").indexed(_listed).get(address, ()):
        owner = objects.labels(endpoint_slice).get(endpoint_slices.SERVICE_NAME, "")
        service_or_none = cluster.get("Service", objects.namespace(endpoint_slice), owner)
        for endpoint in (endpoint_slice.get("endpoints") or ()) if service_or_none else ():
            if address in endpoint["addresses"] and (endpoint.get("conditions") or {}).get("ready") is not False:
                suffix = f"{owner}.{objects.namespace(endpoint_slice)}.svc.{cluster.settings.cluster_domain}"
                names[f"{host(endpoint, address)}.{suffix}"] = None
    return list(names)


def _listed(endpoint_slice: Object) -> Iterator[str]:
    return iter({address for endpoint in endpoint_slice.get("endpoints") or () for address in endpoint["addresses"]})


def name_servers(cluster: Cluster) -> Sequence[str]:
    """The addresses of the cluster's own DNS service, if it has one."""
    service = cluster.get("Service", "kube-system", "kube-dns")
    return services.addresses(service) if service else ()


def dashed_address(label: str) -> str:
    """`10.244.1.2` of `10-244-1-2`, `fd00::1` of `fd00--1`; nothing of what is no address."""
    text = label.replace("-", ".") if label.count("-") == 3 and "--" not in label else label.replace("-", ":")
    return text if _is_address(text) else ""


def reversed_address(labels: Sequence[str], zone: str) -> str:
    """The address of which these labels are the digits turned around."""
    text = ".".join(reversed(labels))
    if zone == "ip6.arpa":
        digits = "".join(reversed(labels))
        text = ":".join(digits[start:start + 4] for start in range(0, 32, 4)) if len(labels) == len(digits) == 32 else ""
    return str(ip_address(text)) if _is_address(text) else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
