"""Pod templates as descriptions show them, and what a workload says of its pods. Upstream rule: kubectl `DescribePodTemplate`."""
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from minik.kinds._layout import annotations, indented, labels, listed, ruled, selector
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

PHASES = ("Running", "Pending", "Succeeded", "Failed")


def pod_template(template: Mapping[str, Any] | None) -> Iterator[str]:
    """The template from which pods are made."""
    # Whoever lists workloads has no need of these.
    from minik.kinds._containers import containers  # noqa: PLC0415
    from minik.kinds._volumes import volumes  # noqa: PLC0415
    metadata, spec = (template or {}).get("metadata") or {}, (template or {}).get("spec") or {}
    yield "Pod Template:"
    yield from labels("  Labels", metadata.get("labels"))
    if metadata.get("annotations"):
        yield from annotations("  Annotations", metadata["annotations"])
    if spec.get("serviceAccountName"):
        yield f"  Service Account:\t{spec['serviceAccountName']}"
    if spec.get("initContainers"):
        yield from containers("Init Containers", spec["initContainers"], space="  ")
    yield from containers("Containers", spec.get("containers") or (), space="  ")
    yield from volumes(spec.get("volumes") or (), space="  ")
    yield from topology_spread(spec.get("topologySpreadConstraints") or (), space="  ")
    if spec.get("priorityClassName"):
        yield f"  Priority Class Name:\t{spec['priorityClassName']}"
    yield from labels("  Node-Selectors", spec.get("nodeSelector"))
    yield from tolerations("  Tolerations", spec.get("tolerations") or ())
    yield from scheduling_group(spec, space="  ")


def scheduling_group(spec: Mapping[str, Any], space: str = "") -> Iterator[str]:
    """The group with which a pod is scheduled, if there is one."""
    group = spec.get("schedulingGroup")
    if group is not None:
        yield f"{space}SchedulingGroup:"
        yield f"  PodGroupName:\t{group.get('podGroupName') or ''}"


def topology_spread(constraints: Iterable[Mapping[str, Any]], space: str = "") -> Iterator[str]:
    """How evenly pods are to be spread over zones, nodes and the like."""
    rules = [_spread(constraint) for constraint in sorted(constraints, key=lambda constraint: str(constraint.get("topologyKey")))]
    if rules:
        first, *rest = listed(f"{space}Topology Spread Constraints", rules)
        yield first
        yield from (space + line for line in rest)


def _spread(constraint: Mapping[str, Any]) -> str:
    wanted = constraint.get("labelSelector")
    whom = f" for selector {selector(wanted)}" if wanted is not None else ""
    return (f"{constraint.get('topologyKey', '')}:{constraint.get('whenUnsatisfiable', '')} "
            f"when max skew {constraint.get('maxSkew', 0)} is exceeded{whom}")


def tolerations(title: str, found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The taints that a pod does not mind, by key."""
    by_key = sorted(found, key=lambda toleration: str(toleration.get("key") or ""))
    yield from listed(title, [_toleration(toleration) for toleration in by_key])


def _toleration(toleration: Mapping[str, Any]) -> str:
    key, value, effect = (toleration.get(field) or "" for field in ("key", "value", "effect"))
    text = key + (f"={value}" if value else "") + (f":{effect}" if effect else "")
    if toleration.get("operator") == "Exists" and not value:
        text += " op=Exists" if text else "op=Exists"
    seconds = toleration.get("tolerationSeconds")
    return text if seconds is None else f"{text} for {seconds}s"


def pods_status(workload: Object, cluster: Cluster) -> str:
    """How many of a workload's pods are in which phase."""
    uid = objects.uid(workload)
    owned = (pod for pod in cluster.owned_by(uid, "Pod") if (objects.owner(pod) or {}).get("uid") == uid)
    count = Counter(objects.status(pod).get("phase") for pod in owned)
    return " / ".join(f"{count[phase]} {'Waiting' if phase == 'Pending' else phase}" for phase in PHASES)


def conditions(workload: Object) -> Iterator[str]:
    """What a workload's controller says of its progress."""
    found = objects.status(workload).get("conditions") or ()
    if found:
        yield "Conditions:"
        yield from indented(ruled("Type", "Status", "Reason"))
        yield from (f"  {one.get('type', '')} \t{one.get('status', '')}\t{one.get('reason') or ''}" for one in found)
