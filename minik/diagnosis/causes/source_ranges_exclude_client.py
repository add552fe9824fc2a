"""Source ranges of load balancers that leave out clients inside the cluster."""

from collections.abc import Iterator

from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.mentions import Mentions
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import ip
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "source-ranges-exclude-client",
    "F47",
    WARNING,
    "loadBalancerSourceRanges leave out a client inside the cluster",
    "Packets to the load balancer's address are dropped unless their source lies in spec.loadBalancerSourceRanges; pods that use the "
    "address come with their own. Add their range, or let them use the Service's name.",
)


def findings(view: View) -> Iterator[Finding]:
    entries = {
        address: service
        for service in view.services
        if services.source_ranges(service)
        for address in balancer_addresses(service)
    }
    for call in view.index(Mentions).calls if entries else ():
        service = entries.get(call.host)
        pod_cidrs = view.cluster.settings.pod_cidrs
        if service and not any(
            is_subrange(item, cidr)
            for item in services.source_ranges(service)
            for cidr in pod_cidrs
        ):
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.loadBalancerSourceRanges",
                f"{call.maker.title} calls {call.text}, and pods ({', '.join(pod_cidrs)}) are in none of "
                f"{', '.join(services.source_ranges(service))}",
                f"call it {objects.name(service)}.{objects.namespace(service)}",
                doubt="" if view.settled else SUSPECT,
            )


def balancer_addresses(service: Object) -> list[str]:
    """Return the addresses of a Service's load balancer, or the one that it asks for."""
    requested = str(objects.spec(service).get("loadBalancerIP") or "")
    return list(services.load_balancer_ips(service)) or [requested] * bool(requested)


def is_subrange(outer: str, inner: str) -> bool:
    """Return whether the inner range lies in the outer one."""
    outer_network, inner_network = ip.parse_network(outer), ip.parse_network(inner)
    return bool(
        outer_network
        and inner_network
        and outer_network[1].version == inner_network[1].version
        and inner_network[1].subnet_of(outer_network[1])  # type: ignore[arg-type]
    )
