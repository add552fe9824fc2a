"""What causes look at, each told apart cheaply, so that only the causes that can find something in a view
are imported: all of them took a third of a `why` of one Service.

A subject is a kind of which the view has an object, a word of `SUBJECTS`, or a module of this package
that gathers facts for several causes.
"""

from collections.abc import Callable, Iterable, Iterator, Set

from minik import shelf
from minik.diagnosis.route_kinds import GROUP, ROUTES, WAYS
from minik.diagnosis.view import View, has_status
from minik.intake import last_applied
from minik.kinds.service import fields as services
from minik.light_typing import Any, TypeAlias
from minik.model import object as objects
from minik.model.object import Object
from minik.policy import policy_kinds

Test: TypeAlias = Callable[[View], object]
IGNORED = "service.kubernetes.io/service-proxy-name"
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")


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


def service_marks(view: View) -> Set[str]:
    """Return what sets Services of the view apart from plain ones, read in one pass."""
    found = set[str]()
    for service in view.services:
        spec, metadata = objects.spec(service), service["metadata"]
        found.add(spec.get("type") or services.CLUSTER_IP)
        if spec.get("internalTrafficPolicy") == "Local":
            found.add("local traffic")
        if not spec.get("clusterIP"):
            found.add("without address")
        if services.is_headless(service):
            found.add("headless")
        ports = spec.get("ports")
        if not ports:
            found.add("without ports")
        elif any(port and port.get("nodePort") for port in ports):
            found.add("node ports")
        annotations = metadata.get("annotations")
        if annotations:
            applied = last_applied.ANNOTATION in annotations
            found.update(("applied",) if applied else ())
            found.update(("annotated",) if len(annotations) > applied else ())
        if IGNORED in (metadata.get("labels") or ()):
            found.add("proxied by another")
    return found


def marked(*marks: str) -> Test:
    """Return the test for a Service with one of these marks."""
    return lambda view: not view.index(service_marks).isdisjoint(marks)


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
    "target version": lambda view: view.target_version,
    "documents": lambda view: not view.settled,
    "refused documents": lambda view: view.refusals,
    "Services": lambda view: view.services,
    "Services with a selector": lambda view: view.selector_services,
    "applied Services": marked("applied"),
    "annotated Services": marked("annotated"),
    "proxied Services": marked("proxied by another"),
    "Services without an address": marked("without address"),
    "Services without ports": marked("without ports"),
    "external names": marked(services.EXTERNAL_NAME),
    "headless Services": marked("headless"),
    "load balancers": marked(services.LOAD_BALANCER),
    "node ports": marked(services.NODE_PORT, services.LOAD_BALANCER, "node ports"),
    "local traffic": marked("local traffic"),
    "selected pods": selected_pods,
    "unmatched selectors": unmatched_selectors,
    "name servers": lambda view: any(True for _ in name_servers(view)),
    "pods": anywhere("Pod"),
    "unrecorded pods": some(lambda view: view.of("Pod"), lambda pod: not has_status(pod)),
    "unwell pods": index("recorded_pods", "unwell_pods"),
    "programs": index("programs", "programs"),
    "commands": index("programs", "spoken"),
    "words of programs": having(program_fields, "command", "args", "env"),
    "variables of programs": having(program_fields, "env"),
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
    "Corefile": lambda view: view.cluster.get("ConfigMap", "kube-system", "coredns"),
    "calls": mentioned("calls"),
    "calls by SRV": mentioned("srv_calls"),
    "autoscalers": anywhere("HorizontalPodAutoscaler"),
    "crowded endpoints": lambda view: view.cluster.holding("Endpoints", "over-capacity"),
    "limit ranges": anywhere("LimitRange"),
    "network policies": anywhere(*policy_kinds.KINDS),
    "cluster-wide policies": anywhere(*policy_kinds.CLUSTER_WIDE),
    "quotas": anywhere("ResourceQuota"),
    "routes": anywhere("Ingress", *ROUTES),
    "gateways": anywhere(f"Gateway.{GROUP}"),
    "way_faults": facts("way_faults", anywhere(*WAYS)),
    "way_rules": facts("way_rules", anywhere("Ingress", f"HTTPRoute.{GROUP}")),
    "way_shadows": facts("way_shadows", anywhere(*WAYS)),
    "way_certificates": facts("way_certificates", anywhere(*WAYS)),
    "ingress_classes": facts("ingress_classes", anywhere("Ingress", "IngressClass")),
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
    "shut_doors": facts("shut_doors", anywhere(*policy_kinds.KINDS)),
    "unable_pods": facts(
        "unable_pods", lambda view: view.cluster.held.lacks("Pod") or selected_pods(view)
    ),
    "unmatched_selectors": facts("unmatched_selectors", unmatched_selectors),
    "unusable_endpoints": facts(
        "unusable_endpoints", some(lambda view: view.services, is_selectorless)
    ),
}
