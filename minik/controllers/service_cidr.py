"""Service ranges: Ready at once, and kept, even if deleted, while addresses need them.

Upstream rule: `pkg/controller/servicecidrs`; it waits ten seconds more before a range goes.
"""

from collections.abc import Iterable, Iterator

from minik.intake.system_metadata import timestamp
from minik.kinds import service_cidr as service_cidrs
from minik.model import ip
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read, write

FINALIZER = "networking.k8s.io/service-cidr-finalizer"
READY = {"status": "True", "reason": "", "message": "Kubernetes Service CIDR is ready"}
TERMINATING = {
    "status": "False",
    "reason": "Terminating",
    "message": (
        "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a "
        "new ServiceCIDR"
    ),
}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for range_ in cluster.of("ServiceCIDR"):
        finalizers = read(range_, "metadata.finalizers", [])
        if range_["metadata"].get("deletionTimestamp"):
            yield from deletion_changes(cluster, range_, finalizers)
        elif not read(range_, "status.conditions"):
            kept = list(dict.fromkeys([*finalizers, FINALIZER]))
            yield Put(with_condition(write(range_, "metadata.finalizers", kept), READY, cluster))


def deletion_changes(cluster: Cluster, range_: Object, finalizers: list[str]) -> Iterator[Change]:
    """Yield a deleted range without its finalizer, or with the reason why it has to stay."""
    if FINALIZER not in finalizers:
        return
    if is_needed(cluster, range_):
        if read(range_, "status.conditions", [{}])[0].get("reason") != TERMINATING["reason"]:
            yield Put(with_condition(range_, TERMINATING, cluster))
        return
    rest = [name for name in finalizers if name != FINALIZER]
    path = "metadata.finalizers"
    yield Put(write(range_, path, rest) if rest else objects.drop(range_, path))


def is_needed(cluster: Cluster, range_: Object) -> bool:
    """Whether a Service's address is in a range and in no other. Upstream: `canDeleteCIDR`."""
    own = networks(range_)
    others = [
        network
        for other in cluster.of("ServiceCIDR")
        if objects.name(other) != objects.name(range_)
        for network in networks(other)
    ]
    addresses = (ip.parse_lenient(objects.name(one)) for one in cluster.of("IPAddress"))
    return any(
        any(address in network for network in own)
        and not any(address in network for network in others)
        for address in addresses
        if address
    )


def networks(range_: Object) -> list[ip.Network]:
    """Return the networks of a range."""
    parsed = map(ip.parse_network, service_cidrs.cidrs(range_))
    return [found[1] for found in parsed if found]


def with_condition(range_: Object, condition: Object, cluster: Cluster) -> Object:
    """Return a range whose only condition, Ready, is as given."""
    ready = {"type": "Ready", **condition, "lastTransitionTime": timestamp(cluster.now)}
    return write(range_, "status.conditions", [ready])


CONTROLLER = Controller(
    "service-cidr-controller",
    ("ServiceCIDR", "IPAddress"),
    Phase.NODES,
    reconcile,
)
