"""PodDisruptionBudgets and NetworkPolicies whose selector nearly, and in fact no, pod matches."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import patches
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.nearness import Nearness
from minik.diagnosis.view import View
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import selectors
from minik.model.object import Object

EXAMPLE = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: wbe}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
CAUSE = Cause(
    "selects-nothing",
    "",
    WARNING,
    "a PodDisruptionBudget or a NetworkPolicy selects no pod, but nearly does",
    "Both select pods of their own namespace by label. One that selects none protects nothing and says nothing about it; the pods of a "
    "workload have nearly these labels.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("wbe", "web"),
)
SELECTORS = {"PodDisruptionBudget": "selector", "NetworkPolicy": "podSelector"}


def findings(view: View) -> Iterator[Finding]:
    for kind, field in SELECTORS.items():
        for obj in view.of(kind):
            selector: Mapping[str, Any] = objects.spec(obj).get(field) or {}
            if selector.get("matchLabels") and not selector.get("matchExpressions"):
                finding = judge(view, obj, field, selector["matchLabels"])
                if finding:
                    yield finding


def judge(view: View, obj: Object, field: str, labels: Mapping[str, str]) -> Finding | None:
    """Return the finding for a selector that a pod nearly matches; None if one does, or none is near."""
    namespace = objects.namespace(obj)
    query = selectors.of_label_selector({"matchLabels": labels})
    if any(True for _ in selectors.select_objects(view.cluster, "Pod", namespace, query)):
        return None
    miss = view.index(Nearness).nearest(namespace, labels)
    if miss is None or miss.absent or not miss.instead:
        return alone(view, obj, f"spec.{field}", labels)
    right = {key: value for key, value in miss.instead.values()}
    asked = ",".join(f"{name}={labels[name]}" for name in sorted(miss.instead))
    return Finding(
        CAUSE,
        objects.key(obj),
        f"spec.{field}.matchLabels[{min(miss.instead)}]",
        f"{asked} is on no pod; {miss.maker.title} has {patches.pairs(right)}",
        f"{field}: {{matchLabels: {{{patches.pairs({**{n: v for n, v in labels.items() if n not in miss.instead}, **right})}}}}}",
        miss.maker.title,
    )


def alone(view: View, obj: Object, path: str, labels: Mapping[str, str]) -> Finding | None:
    """Return the hint for a selector that matches none of the pods that are there; None without pods."""
    if objects.namespace(obj) not in view.namespaces_with_pods:
        return None
    asked = ",".join(f"{name}={value}" for name, value in sorted(labels.items()))
    text = f"{asked} is on no pod of namespace {objects.namespace(obj)}: it does nothing"
    fix = "the labels of the pods meant"
    return Finding(CAUSE, objects.key(obj), path, text, fix, level=INFO, doubt=SUSPECT)
