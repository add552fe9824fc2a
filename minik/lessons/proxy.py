"""How a virtual address leads to a pod: the modes of kube-proxy."""

from minik.lessons import Lesson, Step
from minik.lessons.service import FILES

LESSON = Lesson(
    7,
    "kube-proxy and its modes",
    "No machine has a Service's cluster IP. On every node kube-proxy watches Services and EndpointSlices and writes rules"
    " into the kernel, which turn packets to that address into packets to a pod.",
    (
        Step(
            "minik apply -f service.yaml -f deployment.yaml",
            "Set up the Service and its three pods.",
            "",
            ("created",),
        ),
        Step(
            "minik proxy rules --mode userspace",
            "The oldest way, which left Kubernetes in 1.26: the kernel sends everything to kube-proxy itself.",
            "REDIRECT and DNAT to one local port of the node for each Service port; kube-proxy takes connections there"
            " and passes them to the pods in turn.",
            ("REDIRECT",),
        ),
        Step(
            "minik resolve my-service --mode userspace --pick --count 4",
            "Four connections in that mode:",
            "round robin, one pod after the other.",
            (":9376",),
        ),
        Step(
            "minik trace --to my-service --mode iptables",
            "The default: the kernel chooses by itself. Follow a packet through the rules.",
            "KUBE-SERVICES finds the address, KUBE-SVC-... throws the dice: a third, then half of the rest, then what"
            " remains; KUBE-SEP-... writes the pod's address into the packet.",
            ("KUBE-SERVICES", "33.3%", "arrives"),
        ),
        Step(
            "minik proxy rules --mode ipvs --part ipvsadm",
            "ipvs, a load balancer in the kernel (deprecated since 1.35).",
            "One virtual server with three real ones, and a scheduler, rr.",
            ("rr", ":9376"),
        ),
        Step(
            "minik trace --to my-service --mode nftables",
            "nftables, recommended for new clusters.",
            "Maps instead of long lists of rules: the same answer, found faster where there are many Services.",
            ("arrives",),
        ),
        Step(
            "minik scale deployment myapp --replicas=2",
            "Take one pod away.",
            "",
            ("scaled",),
        ),
        Step(
            "minik proxy diff --mode iptables",
            "Which rules changed on the nodes?",
            "Only those of this Service.",
            ("my-service",),
            1,
        ),
    ),
    FILES,
)
