"""What a dump left out, or a user may not list, is no reason for anything.

A finding that rests on the absence of objects is unfounded where the whole kind is unknown
(`Held.lacks`). Which causes rest on which kinds is said here once; causes whose object may be of several
kinds ask themselves (`references.is_there`).
"""

from minik.diagnosis.finding import Finding
from minik.diagnosis.view import View

_PODS = (
    "external-policy-local",
    "family-without-pods",
    "headless-without-ready-pods",
    "internal-policy-local",
    "no-pods",
    "ordinal-not-made",
    "pods-in-another-namespace",
    "pods-not-created",
    "recorded-endpoints-differ",
    "selector-matches-nothing",
    "selector-matches-workload-labels",
    "selector-over-constrained",
    "selector-value-wrong",
    "selects-nothing",
    "slices-without-ready-pods",
    "cluster-dns-missing",
    "endpoint-address-unusable",
)
_SERVICES = (
    "backend-missing",
    "cluster-dns-missing",
    "name-without-service",
    "pod-hostname-without-service",
    "slice-without-service",
    "stateful-set-service-elsewhere",
    "stateful-set-service-missing",
    "webhook-service-missing",
    "external-name-unanswered",
    "variable-never-set",
)
_ENDPOINTS = ("endpoints-empty", "selectorless-without-endpoints", "endpoints-truncated")
_OTHERS = {
    "account-missing": ("ServiceAccount",),
    "affinity-matches-nothing": ("Node",),
    "autoscaler-target-missing": ("Deployment", "StatefulSet", "ReplicaSet"),
    "binding-leads-nowhere": ("ClusterRole", "Role", "ServiceAccount"),
    "claim-missing": ("PersistentVolumeClaim",),
    "claim-pending": ("StorageClass",),
    "claim-unbindable": ("PersistentVolume", "StorageClass"),
    "class-missing": ("IngressClass", "StorageClass", "PriorityClass", "RuntimeClass"),
    "namespace-misspelt": ("Namespace",),
    "no-node-fits": ("Node",),
    "node-gone": ("Node",),
    "pod-not-started": ("Event",),
    "policy-peer-missing": ("Pod", "Namespace"),
    "pull-secret-missing": ("Secret",),
    "rights-missing": ("ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"),
    "setting-missing": ("ConfigMap", "Secret"),
    "tls-secret-missing": ("Secret",),
}
RESTS_ON = {
    **dict.fromkeys(_PODS, ("Pod",)),
    **dict.fromkeys(_SERVICES, ("Service",)),
    **dict.fromkeys(_ENDPOINTS, ("EndpointSlice",)),
    "cluster-dns-missing": ("Service", "Pod"),
    "slices-without-ready-pods": ("Pod", "EndpointSlice"),
    **_OTHERS,
}
PLACES = {"cluster-dns-missing": "kube-system"}  # the namespace that a cause looks into


def is_unfounded(view: View, finding: Finding) -> bool:
    """Return whether a finding rests on the absence of what nobody could have seen."""
    held = view.cluster.held
    if held.hides(PLACES.get(finding.code.name, "")):
        return True
    return any(map(held.lacks, RESTS_ON.get(finding.code.name, ())))
