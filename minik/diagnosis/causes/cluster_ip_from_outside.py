"""Services of type ClusterIP whose annotations are for Services reached from outside."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches
from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects

CAUSE = Cause(
    "cluster-ip-from-outside",
    "F45",
    WARNING,
    "it is meant to be reached from outside, and its type has no way in",
    "A cluster IP exists only inside the cluster. Settings for a load balancer or an outside name do nothing on a Service of type "
    "ClusterIP. Use NodePort, LoadBalancer, or an Ingress.",
    SUSPECT,
)
EXTERNAL_ANNOTATION = re.compile(
    r"aws-load-balancer|azure-load-balancer|load-balancer-type|metallb|"
    r"external-dns\.alpha\.kubernetes\.io/hostname|do-loadbalancer|oci-load-balancer"
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        names = [name for name in objects.annotations(service) if EXTERNAL_ANNOTATION.search(name)]
        if (
            services.service_type(service) == services.CLUSTER_IP
            and names
            and not services.is_headless(service)
            and not services.external_ips(service)
        ):
            key = objects.key(service)
            fix = patches.patch(key, {"spec": {"type": "LoadBalancer"}})
            yield Finding(
                CAUSE,
                key,
                "spec.type",
                f"annotation {names[0]} is for Services reached from outside; the type is ClusterIP",
                patches.choose_fix(view, fix, "type: LoadBalancer"),
            )
