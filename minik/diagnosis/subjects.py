"""What causes look at, each told apart cheaply, so that only the causes that can find something in a view
are imported: all of them took a third of a `why` of one Service.

A subject is a kind of which the view has an object, a word of `SUBJECTS`, or a module of this package
that gathers facts for several causes.
"""

from collections.abc import Callable, Iterable, Iterator, Set

from minik import shelf
from minik.diagnosis.view import View, has_status
from minik.kinds.service import fields as services
from minik.light_typing import Any, TypeAlias
from minik.model import object as objects
from minik.model.object import Object

Test: TypeAlias = Callable[[View], object]
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
ROUTES = ("Ingress", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute")


def is_present(view: View, subject: str) -> bool:
    """Return whether a view has what a cause looks at."""
    if subject in SUBJECTS:
        return bool(view.index(SUBJECTS[subject]))
    return subject in view.index(kinds)


def kinds(view: View) -> frozenset[str]:
    """Return the kinds of which the view has an object."""
    return frozenset(view.kinds())


def anywhere(*names: str) -> Test:
    """Return the test for an object of one of these kinds, be it one that concerns nobody who asks."""
    return lambda view: any(view.cluster.of(kind) for kind in names)


def some(of: Callable[[View], Iterable[Object]], holds: Callable[[Object], object]) -> Test:
    """Return the test for an object of the view of which something is true."""
    return lambda view: any(map(holds, of(view)))


def facts(module: str, amid: Test = lambda view: True) -> Test:
    """Return the test for facts that a module gathers, which is imported where there may be some."""
    return lambda view: amid(view) and view.facts(_load(module).facts)


def index(module: str, name: str) -> Callable[[View], Any]:
    """Return the test for entries in an index of pods that a module builds."""
    return lambda view: view.cluster.of("Pod") and view.index(getattr(_load(module), name))


def having(fields: Callable[[View], Set[str]], *names: str) -> Test:
    """Return the test for pods or containers with one of these fields."""
    return lambda view: not view.index(fields).isdisjoint(names)


def mentioned(what: str) -> Test:
    """Return the test for what the texts of pods mention."""
    mentions = index("mentions", "Mentions")
    return lambda view: (found := mentions(view)) and getattr(found, what)


def _load(module: str) -> Any:
    return shelf.load_one("minik.diagnosis", module)


def is_selectorless(service: Object) -> bool:
    """Return whether somebody writes the endpoints of a Service by hand."""
    return not services.selector(service) and not services.is_external_name(service)


def uses_node_ports(service: Object) -> bool:
    """Return whether a Service has node ports, or should."""
    return services.needs_node_ports(service) or bool(list(services.node_ports(service)))


def name_servers(view: View) -> Iterator[Object]:
    """Yield what looks like the cluster's name server."""
    for obj in (*view.services, *view.workloads):
        if objects.name(obj) in ("kube-dns", "coredns"):
            yield obj


def selected_pods(view: View) -> bool:
    """Return whether a Service of the view selects a pod."""
    return any(map(view.selected_pods, view.selector_services))


def unmatched_selectors(view: View) -> bool:
    """Return whether a Service of the view selects no pod."""
    return not all(map(view.selected_pods, view.selector_services))


def pod_fields(view: View) -> Set[str]:
    """Return the fields that the pods and their containers have."""
    specs = (objects.spec(maker.pod) for maker in view.makers.values())
    parts = ((spec, *(spec.get("containers") or ())) for spec in specs)
    return {field for several in parts for part in several for field in filled(part)}


def program_fields(view: View) -> Set[str]:
    """Return the fields that programs have, and the pods that they are of."""
    programs = index("programs", "programs")(view) or ()
    parts = ((objects.spec(one.maker.pod), one.container) for one in programs)
    return {field for pair in parts for part in pair for field in filled(part)}


def filled(part: Object) -> Set[str]:
    """Return the fields of an object or of a part that are not empty."""
    return {name for name, value in part.items() if value}


SUBJECTS: dict[str, Test] = {
    "documents": lambda view: not view.settled,
    "refused documents": lambda view: view.refusals,
    "Services": lambda view: view.services,
    "Services with a selector": lambda view: view.selector_services,
    "external names": some(lambda view: view.services, services.is_external_name),
    "headless Services": some(lambda view: view.selector_services, services.is_headless),
    "load balancers": some(
        lambda view: view.services,
        lambda service: services.service_type(service) == services.LOAD_BALANCER,
    ),
    "node ports": some(lambda view: view.services, uses_node_ports),
    "local traffic": some(
        lambda view: view.selector_services,
        lambda service: services.internal_policy(service) == "Local",
    ),
    "selected pods": selected_pods,
    "unmatched selectors": unmatched_selectors,
    "name servers": lambda view: any(True for _ in name_servers(view)),
    "pods": anywhere("Pod"),
    "unrecorded pods": some(lambda view: view.of("Pod"), lambda pod: not has_status(pod)),
    "unwell pods": index("recorded_pods", "unwell_pods"),
    "programs": index("programs", "programs"),
    "commands": index("programs", "spoken"),
    "words of programs": having(program_fields, "command", "args", "env"),
    "probes of programs": having(program_fields, *PROBES),
    "resources of programs": having(program_fields, "resources"),
    "mounts of programs": having(program_fields, "volumeMounts"),
    "hooks of programs": having(program_fields, "lifecycle"),
    "users of programs": having(program_fields, "securityContext"),
    "probes": having(pod_fields, *PROBES),
    "host network": having(pod_fields, "hostNetwork"),
    "DNS settings": having(pod_fields, "dnsConfig"),
    "subdomains": having(pod_fields, "subdomain"),
    "daemons": lambda view: any(key.kind == "DaemonSet" for key in view.makers),
    "calls": mentioned("calls"),
    "calls by SRV": mentioned("srv_calls"),
    "autoscalers": anywhere("HorizontalPodAutoscaler"),
    "endpoints": anywhere("Endpoints"),
    "limit ranges": anywhere("LimitRange"),
    "network policies": anywhere("NetworkPolicy"),
    "quotas": anywhere("ResourceQuota"),
    "routes": anywhere(*ROUTES),
    "stateful sets": anywhere("StatefulSet"),
    "applied_changes": facts("applied_changes"),
    "expected_variables": facts("expected_variables", anywhere("Pod")),
    "handmade_endpoints": facts(
        "handmade_endpoints", some(lambda view: view.services, is_selectorless)
    ),
    "missing_endpoints": facts("missing_endpoints"),
    "name_servers_asked": facts("name_servers_asked", anywhere("Pod")),
    "named_target_ports": facts("named_target_ports", selected_pods),
    "numbered_target_ports": facts("numbered_target_ports", selected_pods),
    "refusals": facts("refusals", lambda view: view.refusals or not view.settled),
    "unable_pods": facts("unable_pods", selected_pods),
    "unmatched_selectors": facts("unmatched_selectors", unmatched_selectors),
    "unusable_endpoints": facts(
        "unusable_endpoints", some(lambda view: view.services, is_selectorless)
    ),
}
