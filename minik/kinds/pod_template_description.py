"""Pod templates and the pods of a workload as `describe` shows them.

Upstream rule: kubectl `DescribePodTemplate`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from minik.kinds.layout import (
    annotation_lines,
    format_selector,
    indent,
    label_lines,
    table_head,
    titled_list,
)
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

PHASES = ("Running", "Pending", "Succeeded", "Failed")


def template_lines(template: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the Pod Template section."""
    # Imported late: listing workloads does not need them.
    from minik.kinds._containers import container_lines  # noqa: PLC0415
    from minik.kinds._volumes import volume_lines  # noqa: PLC0415

    metadata, spec = (template or {}).get("metadata") or {}, (template or {}).get("spec") or {}
    yield "Pod Template:"
    yield from label_lines("  Labels", metadata.get("labels"))
    if metadata.get("annotations"):
        yield from annotation_lines("  Annotations", metadata["annotations"])
    if spec.get("serviceAccountName"):
        yield f"  Service Account:\t{spec['serviceAccountName']}"
    if spec.get("initContainers"):
        yield from container_lines("Init Containers", spec["initContainers"], space="  ")
    yield from container_lines("Containers", spec.get("containers") or (), space="  ")
    yield from volume_lines(spec.get("volumes") or (), space="  ")
    yield from topology_spread_lines(spec.get("topologySpreadConstraints") or (), space="  ")
    if spec.get("priorityClassName"):
        yield f"  Priority Class Name:\t{spec['priorityClassName']}"
    yield from label_lines("  Node-Selectors", spec.get("nodeSelector"))
    yield from toleration_lines("  Tolerations", spec.get("tolerations") or ())
    yield from scheduling_group_lines(spec, space="  ")


def scheduling_group_lines(spec: Mapping[str, Any], space: str = "") -> Iterator[str]:
    """Yield the scheduling group of a pod, if it has one."""
    group = spec.get("schedulingGroup")
    if group is not None:
        yield f"{space}SchedulingGroup:"
        yield f"  PodGroupName:\t{group.get('podGroupName') or ''}"


def topology_spread_lines(
    constraints: Iterable[Mapping[str, Any]], space: str = ""
) -> Iterator[str]:
    """Yield the topology spread constraints."""
    rules = [
        _spread_text(constraint)
        for constraint in sorted(
            constraints, key=lambda constraint: str(constraint.get("topologyKey"))
        )
    ]
    if rules:
        first, *rest = titled_list(f"{space}Topology Spread Constraints", rules)
        yield first
        yield from (space + line for line in rest)


def _spread_text(constraint: Mapping[str, Any]) -> str:
    label_selector = constraint.get("labelSelector")
    suffix = (
        f" for selector {format_selector(label_selector)}" if label_selector is not None else ""
    )
    return (
        f"{constraint.get('topologyKey', '')}:{constraint.get('whenUnsatisfiable', '')} "
        f"when max skew {constraint.get('maxSkew', 0)} is exceeded{suffix}"
    )


def toleration_lines(title: str, unsorted: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the tolerations, sorted by key."""
    by_key = sorted(unsorted, key=lambda toleration: str(toleration.get("key") or ""))
    yield from titled_list(title, [_toleration_text(toleration) for toleration in by_key])


def _toleration_text(toleration: Mapping[str, Any]) -> str:
    key, value, effect = (toleration.get(field) or "" for field in ("key", "value", "effect"))
    text = key + (f"={value}" if value else "") + (f":{effect}" if effect else "")
    if toleration.get("operator") == "Exists" and not value:
        text += " op=Exists" if text else "op=Exists"
    seconds = toleration.get("tolerationSeconds")
    return text if seconds is None else f"{text} for {seconds}s"


def pods_status(workload: Object, cluster: Cluster) -> str:
    """Return the number of a workload's pods in each phase, in one line."""
    uid = objects.uid(workload)
    owned = (
        pod for pod in cluster.owned_by(uid, "Pod") if (objects.owner(pod) or {}).get("uid") == uid
    )
    count = Counter(objects.status(pod).get("phase") for pod in owned)
    return " / ".join(
        f"{count[phase]} {'Waiting' if phase == 'Pending' else phase}" for phase in PHASES
    )


def condition_lines(workload: Object) -> Iterator[str]:
    """Yield the Conditions section of a workload."""
    entries = objects.status(workload).get("conditions") or ()
    if entries:
        yield "Conditions:"
        yield from indent(table_head("Type", "Status", "Reason"))
        yield from (
            f"  {condition.get('type', '')} \t{condition.get('status', '')}\t{condition.get('reason') or ''}"
            for condition in entries
        )
