"""Service ranges become Ready at once. Upstream rule: `pkg/controller/servicecidrs`."""

from collections.abc import Iterable

from minik.intake.system_metadata import timestamp
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import read, write

FINALIZER = "networking.k8s.io/service-cidr-finalizer"


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for range_ in cluster.of("ServiceCIDR"):
        if range_["metadata"].get("deletionTimestamp") or read(range_, "status.conditions"):
            continue
        ready = {
            "type": "Ready",
            "status": "True",
            "reason": "",
            "message": "Kubernetes Service CIDR is ready",
            "lastTransitionTime": timestamp(cluster.now),
        }
        protected = write(
            range_,
            "metadata.finalizers",
            list(dict.fromkeys([*(range_["metadata"].get("finalizers") or ()), FINALIZER])),
        )
        yield Put(write(protected, "status.conditions", [ready]))


CONTROLLER = Controller(
    "service-cidr-controller",
    ("ServiceCIDR",),
    Phase.NODES,
    reconcile,
)
