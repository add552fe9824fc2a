"""Load balancers that have no address."""

from collections.abc import Iterator

from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects

CAUSE = Cause(
    "load-balancer-pending",
    "F43",
    WARNING,
    "nobody gives the load balancer an address",
    "A Service of type LoadBalancer gets its outside address from a controller of the cloud or of the cluster (MetalLB and the like). "
    "Without one, or with a class that none serves, EXTERNAL-IP stays <pending>; its node ports work all the same.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        is_allocated = view.settled or bool(services.cluster_ip(service) and objects.uid(service))
        if (
            services.service_type(service) == services.LOAD_BALANCER
            and is_allocated
            and not services.load_balancer_ingress(service)
        ):
            name = objects.spec(service).get("loadBalancerClass")
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.loadBalancerClass" if name else "spec.type",
                f"its load balancer has no address{f'; its class is {name}' if name else ''}: nothing in the cluster gives it one",
                "meanwhile use its node ports: "
                + ", ".join(map(str, services.node_ports(service))),
            )
