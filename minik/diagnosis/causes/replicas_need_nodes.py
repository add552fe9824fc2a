"""Workloads whose pods keep off each other, and want more nodes than there are."""

from collections.abc import Iterator

from minik.diagnosis import references
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import Maker, View
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import selectors
from minik.model.object import Object
from minik.model.wording import pluralize

EXAMPLE = """
apiVersion: v1
kind: Node
metadata: {name: worker-1}
---
apiVersion: v1
kind: Node
metadata: {name: worker-2}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: NUMBER
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}
      containers: [{name: web, image: "web:1"}]
"""
CAUSE = Cause(
    "replicas-need-nodes",
    "",
    WARNING,
    "the pods of a workload must lie on different nodes, and want more than there are",
    "A required anti-affinity by hostname, or a port of the node, lets one pod of the workload onto each node: the others stay Pending, "
    "and a rolling update with maxSurge has no room for one more. Prefer the anti-affinity, or have as many nodes.",
    example=EXAMPLE.replace("NUMBER", "3"),
    sound=EXAMPLE.replace("NUMBER", "2"),
)
TERMS = "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"
HOST = "kubernetes.io/hostname"


def findings(view: View) -> Iterator[Finding]:
    number = sum(map(nodes.is_schedulable, view.cluster.of("Node")))
    for maker in references.unstarted(view):
        spec = objects.spec(maker.pod)
        if not maker.path or not (spec.get("affinity") or has_host_port(maker.pod)):
            continue
        wanted = int(objects.read(view.cluster.get(*maker.key) or {}, "spec.replicas", 1))
        why = apart(maker)
        if why and wanted > max(number, 1) and maker.key.kind != "DaemonSet":
            yield tell(maker, wanted, number, why)


def apart(maker: Maker) -> str:
    """Return why no two pods of a workload lie on one node; "" if they may."""
    for term in objects.read(maker.pod, TERMS, ()):
        if term.get("topologyKey") == HOST and meets_itself(term, maker.pod):
            return "a required anti-affinity"
    return "a port of the node" if has_host_port(maker.pod) else ""


def meets_itself(term: Any, pod: Object) -> bool:
    """Return whether a term is about pods like this one."""
    selector = term.get("labelSelector")
    return selector is not None and selectors.matches(
        selectors.of_label_selector(selector), objects.labels(pod)
    )


def has_host_port(pod: Object) -> bool:
    """Return whether a pod takes a port of its node."""
    return any(port.get("hostPort") for port in pods.ports(pod))


def tell(maker: Maker, wanted: int, number: int, why: str) -> Finding:
    """Return the finding; a hint where the files hold no node."""
    room = f"; there {'is' if number == 1 else 'are'} {number}" if number else ""
    field = "affinity.podAntiAffinity" if "affinity" in why else "containers"
    return Finding(
        CAUSE,
        maker.key,
        references.field(maker, f"spec.{field}"),
        f"{pluralize(wanted, 'pod')} need as many nodes by {why}{room}",
        "preferredDuringSchedulingIgnoredDuringExecution, or fewer replicas",
        level="" if number else INFO,
        doubt="" if number else SUSPECT,
    )
