"""The APIServices that an API server makes when it starts: one for each version of each group that it
serves itself.

Upstream fact: `controlplane/apiserver` `DefaultGenericAPIServicePriorities`, kube-apiserver `aggregator.go`.
"""

from collections.abc import Iterator

from minik import kinds
from minik.model import writers
from minik.model.object import Object

MANAGED = "kube-aggregator.kubernetes.io/automanaged"
SERVER = "kube-apiserver"
# the least priority of a group, the highest first
GROUPS = {
    "": 18000,
    "apps": 17800,
    "events.k8s.io": 17750,
    "authentication.k8s.io": 17700,
    "authorization.k8s.io": 17600,
    "autoscaling": 17500,
    "batch": 17400,
    "certificates.k8s.io": 17300,
    "networking.k8s.io": 17200,
    "policy": 17100,
    "rbac.authorization.k8s.io": 17000,
    "storage.k8s.io": 16800,
    "admissionregistration.k8s.io": 16700,
    "apiextensions.k8s.io": 16700,
    "scheduling.k8s.io": 16600,
    "coordination.k8s.io": 16500,
    "node.k8s.io": 16300,
    "discovery.k8s.io": 16200,
    "resource.k8s.io": 16200,
    "flowcontrol.apiserver.k8s.io": 16100,
    "storagemigration.k8s.io": 15800,
}
USUAL = {"v1": 15}  # the priority of a version within its group
VERSIONS = {
    ("", "v1"): 1,
    ("autoscaling", "v2"): 30,
    ("autoscaling", "v2beta2"): 1,
    ("events.k8s.io", "v1beta1"): 5,
    ("coordination.k8s.io", "v1beta1"): 13,
    ("discovery.k8s.io", "v1beta1"): 12,
    ("admissionregistration.k8s.io", "v1beta1"): 12,
    ("flowcontrol.apiserver.k8s.io", "v1"): 21,
    ("flowcontrol.apiserver.k8s.io", "v1beta3"): 18,
    ("flowcontrol.apiserver.k8s.io", "v1beta2"): 15,
    ("resource.k8s.io", "v1"): 20,
    ("resource.k8s.io", "v1beta2"): 15,
}
BETA = 9


def make(kubernetes_version: str) -> Iterator[Object]:
    """Yield an APIService for each group and version of a version of Kubernetes, "" for the latest."""
    served = dict.fromkeys(
        (kind.group, version)
        for kind in kinds.all_kinds(kubernetes_version)
        for version in kind.versions
        if kind.group in GROUPS
    )
    for group, version in served:
        priority = VERSIONS.get((group, version), USUAL.get(version, BETA))
        yield api_service(group, version, (GROUPS[group], priority), "onstart")


def api_service(group: str, version: str, priorities: tuple[int, int], managed: str) -> Object:
    """Return the APIService of a version of a group that the API server serves itself; `managed` says
    since when: from its start, or as long as there is a definition.
    """
    least, own = priorities
    spec = {"groupPriorityMinimum": least, "version": version, "versionPriority": own}
    made: Object = {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {"name": f"{version}.{group}", "labels": {MANAGED: managed}},
        "spec": {**({"group": group} if group else {}), **spec},
    }
    return writers.note(made, SERVER)
