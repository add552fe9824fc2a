"""Who sends a request: a user, a part of the control plane, or the administrator."""

from minik.kinds import rbac_rules
from minik.kinds.self_subject_review import ADMINISTRATOR
from minik.model.admission_plugin import AdmissionRequest
from minik.model.object import name, read_str
from minik.model.writing import Identity

KUBELET, NODES = "kubelet", "system:nodes"
COMPONENTS = {
    "kube-apiserver": ("system:apiserver", rbac_rules.MASTERS),
    "kube-scheduler": ("system:kube-scheduler",),
    KUBELET: ("system:node", NODES),
}
ACCOUNTS = {
    "daemonset-controller": "daemon-set-controller",
    "endpoints-controller": "endpoint-controller",
    "endpointslice-mirroring-controller": "endpointslicemirroring-controller",
    "garbage-collector-controller": "generic-garbage-collector",
    "horizontal-pod-autoscaler-controller": "horizontal-pod-autoscaler",
    "node-ipam-controller": "node-controller",
    "node-lifecycle-controller": "node-controller",
    "persistentvolume-binder-controller": "persistent-volume-binder",
    "persistentvolumeclaim-protection-controller": "pvc-protection-controller",
    "pod-garbage-collector-controller": "pod-garbage-collector",
    "replicationcontroller-controller": "replication-controller",
    "service-lb-controller": "service-controller",
    "service-cidr-controller": "service-cidrs-controller",
    "serviceaccount-controller": "service-account-controller",
    "taint-eviction-controller": "node-controller",
}


def identity_of(request: AdmissionRequest) -> Identity:
    """Return who sends a request: the administrator unless somebody else does."""
    writer = request.draft.writer
    if writer.identity is not None:
        return writer.identity
    if writer.component == KUBELET:
        return kubelet_identity(request)
    if writer.component:
        return component_identity(writer.component)
    user, uid, groups = (ADMINISTRATOR[field] for field in ("username", "uid", "groups"))
    return Identity(str(user), tuple(groups), str(uid))


def component_identity(component: str) -> Identity:
    """Return as whom a part of the control plane asks: its controllers by accounts of their own."""
    user, *groups = COMPONENTS.get(component, ()) or (
        f"system:serviceaccount:kube-system:{ACCOUNTS.get(component, component)}",
        "system:serviceaccounts",
        "system:serviceaccounts:kube-system",
    )
    return Identity(user, (*groups, rbac_rules.AUTHENTICATED))


def kubelet_identity(request: AdmissionRequest) -> Identity:
    """Return as whom the kubelet asks that writes of its pod, or of its own node."""
    obj = request.object
    node = name(obj) if obj["kind"] == "Node" else read_str(obj, "spec.nodeName")
    user = f"system:node:{node}" if node else "system:node"
    return Identity(user, (NODES, rbac_rules.AUTHENTICATED))
