"""What a cluster consists of: a control plane that decides, nodes that run pods."""

from minik.lessons import Lesson, Step

LESSON = Lesson(
    1,
    "A cluster",
    "A cluster is a set of machines, called nodes. The control plane decides what should run; on every node a kubelet"
    " runs the pods that it is told to, and kube-proxy makes Services reachable.",
    (
        Step(
            "minik get nodes -o wide",
            "Start with the machines.",
            "ROLES: one control plane and three nodes (older texts say master). CONTAINER-RUNTIME: containerd, as on"
            " most clusters of today. Three nodes are a recommendation, not a rule.",
            ("control-plane", "node-3", "containerd"),
        ),
        Step(
            "minik cluster-info --components",
            "Which programs make a cluster of these machines, and who plays them in minik?",
            "kube-apiserver is the only door; etcd keeps the objects; the controller manager and the scheduler"
            " act on them. kubelet and kube-proxy run on every node.",
            ("kube-apiserver", "etcd", "kube-scheduler", "kube-proxy"),
        ),
        Step(
            "minik get --raw /api/v1/namespaces/default/services/kubernetes",
            "Everything, kubectl too, goes through the API of the control plane. Ask it directly.",
            "An object is JSON: apiVersion, kind, metadata, spec (what should be) and status (what is).",
            ('"kind":"Service"', '"clusterIP"'),
        ),
        Step(
            "minik explain service.spec --api-version=v1",
            "What may stand in an object? The server describes every field.",
            "selector, ports, type, clusterIP: the fields of the next lessons.",
            ("selector", "ports", "clusterIP"),
        ),
    ),
)
