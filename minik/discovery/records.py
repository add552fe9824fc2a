"""DNS records of a Service. Upstream rule: Kubernetes' DNS specification 1.1.0, and CoreDNS where
it is more exact.
"""

from collections.abc import Iterator

from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

TTL = 30


class Record(NamedTuple):
    """One DNS record; `ttl` in seconds."""

    name: str
    type: str
    value: str
    ttl: int = TTL


def full_name(cluster: Cluster, service: Object) -> str:
    """Return a Service's full name: `web.default.svc.cluster.local`."""
    return f"{objects.name(service)}.{objects.namespace(service)}.svc.{cluster.settings.cluster_domain}"


def addresses(cluster: Cluster, service: Object) -> list[Record]:
    """Return the records of a Service's name: its cluster IPs, the ready endpoints if headless, or
    a CNAME if ExternalName.
    """
    name = full_name(cluster, service)
    if services.is_external_name(service):
        return [Record(name, "CNAME", services.external_name(service))]
    if services.is_headless(service):
        return [
            Record(name, "AAAA" if ":" in address else "A", address)
            for address in dict.fromkeys(ready_addresses(cluster, service))
        ]
    return [
        Record(name, "AAAA" if ":" in address else "A", address)
        for address in services.addresses(service)
    ]


def ready_addresses(cluster: Cluster, service: Object) -> Iterator[str]:
    """Yield the addresses of ready endpoints; an endpoint without the condition counts as ready."""
    for endpoint_slice in endpoint_slices.slices_of_service(
        cluster, objects.namespace(service), objects.name(service)
    ):
        for endpoint in endpoint_slice.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready") is not False:
                yield from endpoint["addresses"]
