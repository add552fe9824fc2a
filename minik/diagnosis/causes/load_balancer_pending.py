"""Load balancers that have no address."""

from collections.abc import Iterator

from minik.controllers import load_balancer
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View, title
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

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
            field, why, fix = reason(view, service)
            ports = ", ".join(map(str, services.node_ports(service)))
            meanwhile = f"meanwhile use its node ports: {ports}" if ports else ""
            yield Finding(
                CAUSE,
                objects.key(service),
                field,
                f"its load balancer has no address{why}",
                fix or meanwhile or "a controller that gives load balancers their addresses",
            )


def reason(view: View, service: Object) -> tuple[str, str, str]:
    """Return the field that is to blame, why the pool gives no address, and the fix ("" where there is
    no pool that could).
    """
    settings = view.cluster.settings
    name = objects.spec(service).get("loadBalancerClass")
    asked, pool = load_balancer.requested_address(service), settings.load_balancer_pool
    if name and name not in settings.load_balancer_classes:
        why = f"; its class is {name}: nothing in the cluster gives it one"
        return "spec.loadBalancerClass", why, ""
    if not pool:
        return "spec.type", ": nothing in the cluster gives it one", ""
    if not asked:
        return "spec.type", f": the pool {pool} has no free one left", ""
    owners = [
        one
        for one in load_balancer.pool_services(view.cluster)
        if asked in load_balancer.assigned_addresses(one)
    ]
    if owners:
        why = f": {asked} is that of {title(objects.key(owners[0]))}"
        return "spec.loadBalancerIP", why, "another address of the pool, or none"
    why = f": {asked} is not in the pool {pool}"
    return "spec.loadBalancerIP", why, "an address of the pool, or none"
