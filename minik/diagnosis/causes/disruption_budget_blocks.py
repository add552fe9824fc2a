"""PodDisruptionBudgets that no eviction can pass, or that select nothing."""

from collections.abc import Iterator, Mapping
from math import ceil

from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import Maker, View
from minik.model import object as objects
from minik.model import selectors
from minik.model.object import Object
from minik.model.wording import pluralize

EXAMPLE = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: LEAST, selector: {matchLabels: {app: web}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
CAUSE = Cause(
    "disruption-budget-blocks",
    "",
    WARNING,
    "a PodDisruptionBudget lets no pod be evicted, ever",
    "With minAvailable as large as the number of replicas (or 100%), or maxUnavailable 0, every eviction is refused even if all pods are "
    "ready: drains and upgrades of nodes wait for ever.",
    example=EXAMPLE.replace("LEAST", "2"),
    sound=EXAMPLE.replace("LEAST", "1"),
)
COUNTED = ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController")


def findings(view: View) -> Iterator[Finding]:
    for budget in view.of("PodDisruptionBudget"):
        makers = list(selected_makers(view, budget))
        expected = sum(replicas(view, maker) for maker in makers)
        spec = objects.spec(budget)
        least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
        # Bare pods are made by hand: a number that is theirs may be meant, a larger one cannot.
        beyond = isinstance(least, int) and least > expected
        counted = (*COUNTED, "Pod") if beyond else COUNTED
        if not makers or not expected or any(maker.key.kind not in counted for maker in makers):
            continue
        if most is not None and share(most, expected) == 0:
            field, text, fix = "maxUnavailable", f"maxUnavailable: {most}", "maxUnavailable: 1"
        elif least is not None and share(least, expected) >= expected:
            field, text = "minAvailable", f"minAvailable: {least}"
            scaled = any(list(scaling(view, maker)) for maker in makers)
            more = "minReplicas: 2, of its HorizontalPodAutoscaler" if scaled else "replicas: 2"
            fix = f"minAvailable: {expected - 1}" if expected > 1 else more
        else:
            continue
        yield Finding(
            CAUSE,
            objects.key(budget),
            f"spec.{field}",
            f"{text} of {pluralize(expected, 'pod')} of {makers[0].title}: no pod may be evicted",
            fix,
            makers[0].title,
            about=tuple(maker.key for maker in makers),
        )


def selected_makers(view: View, budget: Object) -> Iterator[Maker]:
    """Yield the makers of the pods that a budget selects."""
    selector = objects.spec(budget).get("selector")
    if selector is None:
        return
    for maker in view.makers.values():
        if maker.key.namespace == objects.namespace(budget) and matches(selector, maker.pod):
            yield maker


def matches(selector: Mapping[str, object], pod: Object) -> bool:
    """Return whether a label selector matches a pod."""
    return selectors.matches(selectors.of_label_selector(selector), objects.labels(pod))


def replicas(view: View, maker: Maker) -> int:
    """Return how many pods a maker should have; an autoscaler keeps more than the replicas say."""
    workload = view.cluster.get(*maker.key)
    if workload is None:
        return maker.number
    least = [int(objects.read(one, "spec.minReplicas", 1)) for one in scaling(view, maker)]
    return max([int(objects.read(workload, "spec.replicas", 1)), *least])


def scaling(view: View, maker: Maker) -> Iterator[Object]:
    """Yield the HorizontalPodAutoscalers of a maker."""
    for autoscaler in view.cluster.within("HorizontalPodAutoscaler", maker.key.namespace):
        target = objects.read(autoscaler, "spec.scaleTargetRef", {})
        if (target.get("kind"), target.get("name")) == (maker.key.kind, maker.key.name):
            yield autoscaler


def share(value: int | str, expected: int) -> int:
    """Return how many pods a number or a percentage is; percentages are rounded up."""
    text = str(value)
    if text.endswith("%") and text[:-1].isdecimal():
        return ceil(int(text[:-1]) * expected / 100)
    return int(text) if text.isdecimal() else 0
