"""Requests that no node, quota or LimitRange of the manifests can ever meet."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import references
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, Cause, Finding
from minik.diagnosis.view import Maker, View, has_status
from minik.kinds.pod import demand
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import quantity
from minik.model.object import Object

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1", resources: {requests: {memory: MEMORY}}}]}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: small}
spec: {hard: {requests.memory: 1Gi}}
"""
CAUSE = Cause(
    "request-exceeds-limit",
    "",
    ERROR,
    "one pod asks for more than any node, the quota or the LimitRange of its namespace has",
    "A pod that asks for more than the largest node has stays Pending; one that asks for more than the whole quota, or than the maximum of a "
    "LimitRange, is refused when its workload makes it (FailedCreate). What counts is the sum of the containers' requests.",
    example=EXAMPLE.replace("MEMORY", "2Gi"),
    sound=EXAMPLE.replace("MEMORY", "256Mi"),
)

# More than this hardly a node has of it.
USUAL = {"cpu": "16", "memory": "64Gi"}


def findings(view: View) -> Iterator[Finding]:
    for maker in view.makers.values():
        if has_status(maker.pod):
            continue  # the scheduler or the server has said so
        asked = demand.pod_total(objects.spec(maker.pod), "requests")
        finding = (
            over_node(view, maker, asked)
            or over_quota(view, maker, asked)
            or rare(view, maker, asked)
        )
        if finding:
            yield finding


def over_node(view: View, maker: Maker, asked: Mapping[str, Any]) -> Finding | None:
    """Return the finding for a request that is larger than on every node; None without nodes."""
    nodes = view.cluster.of("Node")
    for name, amount in asked.items():
        sizes = [amount_of(node, name) for node in nodes]
        if sizes and all(size is not None and amount.nano > size.nano for size in sizes):
            largest = max((size for size in sizes if size), key=lambda size: size.nano)
            text = f"it requests {name} {quantity.format_quantity(amount)}; the largest of {len(nodes)} nodes has {quantity.format_quantity(largest)}"
            return finding(maker, name, text, quantity.format_quantity(largest))
    return None


def rare(view: View, maker: Maker, asked: Mapping[str, Any]) -> Finding | None:
    """Return the hint for a request that few nodes meet, where the files hold no node."""
    if view.cluster.of("Node"):
        return None
    for name, amount in asked.items():
        device = "/" in name and amount.nano > 0
        if device or name in USUAL and amount.nano > quantity.parse(USUAL[name]).nano:
            size = quantity.format_quantity(amount)
            text = f"it requests {name} {size}: it stays Pending unless a node has as much"
            hint = finding(maker, name, text, "less" if not device else size)
            return hint._replace(level=INFO, doubt=SUSPECT)
    return None


def amount_of(node: Object, name: str) -> Any:
    """Return what a node has of a resource; None if it does not say."""
    text = objects.read(node, "status.allocatable", {}).get(name)
    return None if text is None else quantity.parse(text)


def over_quota(view: View, maker: Maker, asked: Mapping[str, Any]) -> Finding | None:
    """Return the finding for a request that alone is larger than a quota."""
    for quota in view.cluster.within("ResourceQuota", maker.key.namespace):
        hard = objects.spec(quota).get("hard") or {}
        for name, amount in asked.items():
            text = hard.get(f"requests.{name}") or hard.get(name)
            if text is not None and amount.nano > quantity.parse(text).nano:
                words = f"it requests {name} {quantity.format_quantity(amount)}; ResourceQuota {objects.name(quota)} allows {text} in all"
                return finding(maker, name, words, str(text))
    return None


def finding(maker: Maker, name: str, text: str, most: str) -> Finding:
    return Finding(
        CAUSE,
        maker.key,
        references.field(maker, "spec.containers"),
        text,
        f"requests: {{{name}: {most}}} or less",
    )
