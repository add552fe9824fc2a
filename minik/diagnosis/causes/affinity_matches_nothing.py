"""Pods that must lie near others that are not there."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import patches, references
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, Cause, Finding
from minik.diagnosis.nearness import Nearness, slipped
from minik.diagnosis.view import Maker, View
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import selectors

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: cache, labels: {app: cache}}
spec: {containers: [{name: cache, image: "cache:1"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  affinity:
    podAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
      - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: LABEL}}}
  containers: [{name: web, image: "web:1"}]
"""
CAUSE = Cause(
    "affinity-matches-nothing",
    "",
    ERROR,
    "a pod must lie near others, and there are none with these labels",
    "A required podAffinity lets a pod only onto nodes of a domain where a pod with the labels already runs, in the pod's own namespace "
    "unless the term names others. If there is none, the pod stays Pending.",
    example=EXAMPLE.replace("LABEL", "cahce"),
    sound=EXAMPLE.replace("LABEL", "cache"),
)
TERMS = "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution"


def findings(view: View) -> Iterator[Finding]:
    for maker in references.unstarted(view):
        for index, term in enumerate(objects.read(maker.pod, TERMS, ())):
            selector = term.get("labelSelector") or {}
            own = not (term.get("namespaces") or term.get("namespaceSelector") is not None)
            if own and selector.get("matchLabels") and not selector.get("matchExpressions"):
                finding = judge(view, maker, index, selector)
                if finding:
                    yield finding


def judge(view: View, maker: Maker, index: int, selector: Mapping[str, Any]) -> Finding | None:
    """Return the finding for a term that no pod meets; None if one does, be it the pod itself."""
    namespace, labels = maker.key.namespace, selector["matchLabels"]
    query = selectors.of_label_selector(selector)
    if any(True for _ in selectors.select_objects(view.cluster, "Pod", namespace, query)):
        return None
    miss = view.index(Nearness).nearest(namespace, labels)
    right = patches.pairs(slipped(miss, labels))
    near = miss if right else None
    asked = ",".join(f"{name}={value}" for name, value in sorted(labels.items()))
    return Finding(
        CAUSE,
        maker.key,
        references.field(maker, f"{TERMS}[{index}].labelSelector"),
        f"it must lie near pods with {asked}, and no pod of namespace {namespace} has it"
        + (f"; {near.maker.title} has {right}" if near else ""),
        f"labelSelector: {{matchLabels: {{{right}}}}}" if near else "preferred instead of required",
        level="" if near or view.settled else INFO,
        doubt="" if near or view.settled else SUSPECT,
    )
