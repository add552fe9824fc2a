"""Pods that no node of the manifests takes: labels, taints, and the node that a pod names."""

from collections import Counter
from collections.abc import Iterator, Mapping

from minik.diagnosis import patches, references
from minik.diagnosis.absent_names import says_it_is_absent
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import Maker, View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import shell
from minik.model.wording import pluralize
from minik.scheduling.node_info import NodeInfo, permanent_reason, pod_requirements

EXAMPLE = """
apiVersion: v1
kind: Node
metadata: {name: worker-1, labels: {disktype: DISK}}
---
apiVersion: v1
kind: Pod
metadata: {name: db}
spec: {nodeSelector: {disktype: ssd}, containers: [{name: db, image: "db:1"}]}
"""
CAUSE = Cause(
    "no-node-fits",
    "",
    ERROR,
    "a pod asks for a node that is not there: its labels, its name, or its taints tolerated",
    "A pod is placed on a node that has every label of its nodeSelector and of a required node affinity, and whose taints it tolerates. "
    "Labels other than the well-known ones (hostname, zone, os, arch) somebody must give to the nodes. If none fits, the pod stays Pending.",
    example=EXAMPLE.replace("DISK", "hdd"),
    sound=EXAMPLE.replace("DISK", "ssd"),
)
# Labels that nodes have by themselves, or that a cloud gives them.
GIVEN = ("kubernetes.io/", "k8s.io/", "beta.kubernetes.io/", "node-role.", "topology.", ".com/")


ROLES = ("control-plane", "master", "worker")
CHOOSING = {"nodeSelector", "affinity", "nodeName"}


def findings(view: View) -> Iterator[Finding]:
    nodes = [NodeInfo(node) for node in view.cluster.of("Node")]
    labels = view.index(values) if nodes else {}
    for maker in references.unstarted(view):
        name = pods.node(maker.pod)
        if name and nodes and not view.cluster.get("Node", "", name):
            names = [node.name for node in nodes]
            yield missing(maker, name, nearest(name, names))
        elif not name and nodes:
            yield from excluded(maker, nodes, labels)
        elif (
            not (nodes or maker.key.kind == "DaemonSet")
            and CHOOSING & objects.spec(maker.pod).keys()
        ):
            yield from unusual(maker)


def values(view: View) -> Mapping[str, set[str]]:
    """Return the values that the nodes have of each label."""
    found: dict[str, set[str]] = {}
    for node in view.cluster.of("Node"):
        for name, value in objects.labels(node).items():
            found.setdefault(name, set()).add(value)
    return found


def missing(maker: Maker, name: str, near: str) -> Finding:
    """Return the finding for a pod that is given to a node which is not there."""
    path = references.field(maker, "spec.nodeName")
    text = f'there is no Node "{name}", and nodeName leaves the scheduler no other'
    return Finding(CAUSE, maker.key, path, text, f"nodeName: {near}" if near else "", near)


def excluded(
    maker: Maker, nodes: list[NodeInfo], labels: Mapping[str, set[str]]
) -> Iterator[Finding]:
    """Yield the finding for a pod that every node refuses for ever."""
    required = pod_requirements(maker.pod)
    reasons = [permanent_reason(node, required) for node in nodes]
    if None in reasons or maker.key.kind == "DaemonSet":
        return
    counted = Counter(reason.text for reason in reasons if reason)
    told = ", ".join(f"{number} {text}" for text, number in counted.items())
    selector = pods.node_selector(maker.pod)
    fix = "tolerations for the taint" if "taint" in told else "a label that a node has"
    for name, value in selector.items():
        near = nearest(value, labels.get(name, ()))
        if value not in labels.get(name, ()):
            fix = (
                f"nodeSelector: {{{patches.pairs({name: near})}}}"
                if near
                else label_fix(name, value)
            )
    text = f"none of {pluralize(len(nodes), 'node')} takes it: {told}"
    yield Finding(CAUSE, maker.key, field(maker), text, fix)


def label_fix(name: str, value: str) -> str:
    return shell.command("label", "node", "NODE", f"{name}={value}")


def field(maker: Maker) -> str:
    """Return the field that chooses the node."""
    chosen = "nodeSelector" if pods.node_selector(maker.pod) else "affinity.nodeAffinity"
    if not objects.spec(maker.pod).get(chosen.partition(".")[0]):
        chosen = "tolerations" if pods.tolerations(maker.pod) else "containers"
    return references.field(maker, f"spec.{chosen}")


def unusual(maker: Maker) -> Iterator[Finding]:
    """Yield the labels that somebody must give to a node, where the files hold no node."""
    selector = pods.node_selector(maker.pod)
    affinity = objects.read(maker.pod, "spec.affinity.nodeAffinity", {})
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    terms = required.get("nodeSelectorTerms") or ()
    asked = {name: value for name, value in selector.items() if not is_given(name)}
    for term in terms[:1]:
        for item in term.get("matchExpressions") or ():
            if item.get("operator") in ("In", "Exists") and not is_given(str(item.get("key"))):
                asked.setdefault(str(item["key"]), str((item.get("values") or [""])[0]))
    if asked:
        said = ", ".join(f"{name}={value}" for name, value in asked.items())
        fix = "; ".join(label_fix(name, value) for name, value in asked.items())
        text = f"it stays Pending unless a node has {said}, which no node has by itself"
        level = WARNING if says_it_is_absent(said) else INFO
        yield Finding(CAUSE, maker.key, field(maker), text, fix, level=level, doubt=SUSPECT)
    name = pods.node(maker.pod)
    if name:
        text = f'it runs on the node "{name}" alone, without the scheduler: if there is none, never'
        path = references.field(maker, "spec.nodeName")
        yield Finding(CAUSE, maker.key, path, text, "no nodeName", level=INFO, doubt=SUSPECT)


def is_given(name: str) -> bool:
    """Return whether nodes have a label by themselves, or from their cloud."""
    role = name.partition("node-role.kubernetes.io/")[2]
    return any(part in name for part in GIVEN) and (not role or role in ROLES)
