"""Workloads that are scaled to nothing: they have no pods, whatever stands in front of them."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import patches, unmatched_selectors
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View, pod_template, title
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key, Object

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: NUMBER
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
CAUSE = Cause(
    "scaled-to-zero",
    "",
    WARNING,
    "a workload is scaled to nothing",
    "With replicas: 0 no pod is made. It is the way to turn a workload off, and a common reason why nothing runs. An autoscaler that may "
    "scale to nothing, as KEDA's, sets it back itself.",
    SUSPECT,
    example=EXAMPLE.replace("NUMBER", "0"),
    sound=EXAMPLE.replace("NUMBER", "1"),
)
SCALED = ("Deployment", "StatefulSet")


def findings(view: View) -> Iterator[Finding]:
    idle = [
        workload
        for kind in SCALED
        for workload in view.of(kind)
        if objects.read(workload, "spec.replicas", 1) == 0
    ]
    facts = view.facts(unmatched_selectors.facts) if idle else ()
    told = {fact.near for fact in facts if fact.cause == "no-pods"}
    for workload in idle:
        key = objects.key(workload)
        if title(key) not in told and not is_scaled_by_another(view, workload):
            yield turned_off(view, workload, key)


def turned_off(view: View, workload: Object, key: Key) -> Finding:
    """Return the finding for a workload without replicas: only a hint in a cluster, where somebody may
    have turned it off, and where others serve in its place.
    """
    stands_by = view.settled or is_served(view, workload)
    command = patches.command("scale", key, "--replicas=1")
    fix = patches.choose_fix(view, command, "replicas: 1")
    text = "replicas: 0: it has no pods"
    return Finding(CAUSE, key, "spec.replicas", text, fix, level=INFO if stands_by else "")


def is_served(view: View, workload: Object) -> bool:
    """Return whether a Service selects the pods that a workload would make."""
    labels = objects.labels(pod_template(workload))
    selecting = view.index(services_by_pair)
    space = objects.namespace(workload)
    return any(
        services.selector(service).items() <= labels.items()
        for pair in labels.items()
        for service in selecting.get((space, *pair), ())
    )


def services_by_pair(view: View) -> Mapping[tuple[str, str, str], list[Object]]:
    """Return the Services by namespace and the first pair of their selectors."""
    found: dict[tuple[str, str, str], list[Object]] = {}
    for service in view.neighbours:
        if services.selector(service):
            pair = min(services.selector(service).items())
            found.setdefault((objects.namespace(service), *pair), []).append(service)
    return found


def is_scaled_by_another(view: View, workload: Object) -> bool:
    """Return whether a custom resource may scale a workload, as a ScaledObject does."""
    name = objects.name(workload)
    return any(name in str(one.get("spec") or "") for one in view.custom_resources)
