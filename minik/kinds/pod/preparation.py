"""Admission of pods, and what an update keeps, before validation.

Upstream rules: the admission plugins LimitRanger, Priority, DefaultTolerationSeconds and
RuntimeClass, and the pod strategy's `PrepareForCreate` and `PrepareForUpdate`. (The plugin
ServiceAccount is off: it needs tokens that only a running cluster has.)
"""

from collections.abc import Mapping, Sequence
from typing import Any

from minik.errors import Forbidden
from minik.kinds import _limits
from minik.kinds.pod import apparmor, demand, limit_ranger
from minik.model.cluster import Draft
from minik.model.object import MutableObject, Object, namespace

SYSTEM_CLASSES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
DEFAULT_PREEMPTION = "PreemptLowerPriority"
TAINTS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
PATIENCE = 300
AFFINITIES = ("podAffinity", "podAntiAffinity")
REQUIRED, PREFERRED = (
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution",
)
GATED_CONDITION = {
    "type": "PodScheduled",
    "status": "False",
    "reason": "SchedulingGated",
    "message": "Scheduling is blocked due to non-empty scheduling gates",
}


def prepare(pod: Object, old: Object | None, draft: Draft) -> Object:
    """Apply admission and set a new pod's status to Pending; on update keep the old status and
    priority.
    """
    patient = {**pod, "spec": with_tolerations(pod["spec"])}
    if old is not None:
        return with_status(
            {**patient, "spec": with_old_priority(patient["spec"], old.get("spec") or {})},
            old.get("status"),
        )
    limited = with_limit_ranges(patient, draft)
    spec = with_priority(with_runtime(limited["spec"], pod, draft), pod, draft)
    filled = apparmor.with_profile_fields(
        {**limited, "spec": with_selectors(spec, pod["metadata"].get("labels") or {})}
    )
    return with_status(filled, initial_status(filled["spec"], draft))


def with_status(pod: Object, status: Any) -> Object:
    """Return the pod with this status; None removes it."""
    return (
        {**pod, "status": status}
        if status is not None
        else {name: value for name, value in pod.items() if name != "status"}
    )


def initial_status(spec: Object, draft: Draft) -> Object:
    """Return phase Pending and the QoS class; with scheduling gates also the PodScheduled
    condition.
    """
    status = {"phase": "Pending", "qosClass": demand.qos_class(spec)}
    if not spec.get("schedulingGates"):
        return status
    when = draft.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        **status,
        "conditions": [{**GATED_CONDITION, "lastProbeTime": None, "lastTransitionTime": when}],
    }


def with_limit_ranges(pod: Object, draft: Draft) -> Object:
    """Apply the LimitRanges of the namespace: set defaults, and raise Forbidden on a violation."""
    ranges = _limits.limit_ranges_of(draft, namespace(pod))
    for limit_range in ranges:
        pod = limit_ranger.with_defaults(pod, limit_range)
    for limit_range in ranges:
        wrong = list(limit_ranger.problems(pod["spec"], limit_range))
        if wrong:
            raise refusal(pod, _limits.join_messages(wrong))
    return pod


def with_tolerations(spec: Object) -> Object:
    """Tolerate not-ready and unreachable nodes for 5 minutes, unless tolerations for them are set."""
    own = spec.get("tolerations") or []
    missing = [
        taint for taint in TAINTS if not any(_tolerates(toleration, taint) for toleration in own)
    ]
    if not missing:
        return spec
    added = [
        {"key": taint, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": PATIENCE}
        for taint in missing
    ]
    return {**spec, "tolerations": [*own, *added]}


def _tolerates(toleration: Mapping[str, Any], taint: str) -> bool:
    return (toleration.get("key") or taint) == taint and (
        toleration.get("effect") or "NoExecute"
    ) == "NoExecute"


def with_priority(spec: Object, pod: Object, draft: Draft) -> Object:
    """Set the priority and preemption policy of the priority class; raises Forbidden if others are
    set.
    """
    name, number, policy = priority_class(spec.get("priorityClassName") or "", pod, draft)
    if spec.get("priority") is not None and spec["priority"] != number:
        raise refusal(
            pod,
            f"the integer value of priority ({spec['priority']}) must not be provided in pod spec; "
            f"priority admission controller computed {number} from the given PriorityClass name",
        )
    if spec.get("preemptionPolicy") is not None and spec["preemptionPolicy"] != policy:
        raise refusal(
            pod,
            f"the string value of PreemptionPolicy ({spec['preemptionPolicy']}) must not be provided in pod spec; "
            f"priority admission controller computed {policy} from the given PriorityClass name",
        )
    return {
        **spec,
        **({"priorityClassName": name} if name else {}),
        "priority": number,
        "preemptionPolicy": policy,
    }


def priority_class(name: str, pod: Object, draft: Draft) -> tuple[str, int, str]:
    """Return (name, value, preemption policy) of the named class, or of the default one if the name
    is "". Raises Forbidden for an unknown class.
    """
    entry = draft.get("PriorityClass", "", name) if name else default_class(draft)
    if entry is not None:
        return (
            entry["metadata"]["name"],
            int(entry.get("value") or 0),
            entry.get("preemptionPolicy") or DEFAULT_PREEMPTION,
        )
    if name and name not in SYSTEM_CLASSES:
        raise refusal(pod, f"no PriorityClass with name {name} was found")
    return name, SYSTEM_CLASSES.get(name, 0), DEFAULT_PREEMPTION


def default_class(draft: Draft) -> Object | None:
    """Return the global default PriorityClass with the lowest value; None if there is none."""
    defaults = draft.pool("default priority class", _default_classes)
    return min(defaults, key=lambda entry: int(entry.get("value") or 0), default=None)


def _default_classes(draft: Draft) -> Sequence[Object]:
    return [entry for entry in draft.of("PriorityClass") if entry.get("globalDefault")]


def with_old_priority(spec: Object, old: Object) -> Object:
    """Keep the old priority and preemption policy where an update leaves them out."""
    kept = {
        name: old[name]
        for name in ("priority", "preemptionPolicy")
        if spec.get(name) is None and old.get(name) is not None
    }
    return {**spec, **kept} if kept else spec


def with_runtime(spec: Object, pod: Object, draft: Draft) -> Object:
    """Apply the pod's RuntimeClass: its overhead and its nodes; raises Forbidden on a conflict."""
    name, own = spec.get("runtimeClassName"), spec.get("overhead")
    runtime_class = draft.get("RuntimeClass", "", name) if name else None
    if name and runtime_class is None:
        raise refusal(pod, f'pod rejected: RuntimeClass "{name}" not found')
    overhead = ((runtime_class or {}).get("overhead") or {}).get("podFixed")
    if own and not overhead:
        raise refusal(
            pod,
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
        )
    if own and own != overhead:
        raise refusal(
            pod, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
        )
    return with_runtime_nodes(
        {**spec, "overhead": overhead} if overhead else spec,
        (runtime_class or {}).get("scheduling") or {},
        pod,
    )


def with_runtime_nodes(spec: Object, scheduling: Object, pod: Object) -> Object:
    """Add the RuntimeClass's node selector and tolerations."""
    if not scheduling:
        return spec
    required_labels, own = scheduling.get("nodeSelector") or {}, spec.get("nodeSelector") or {}
    for key, value in sorted(required_labels.items()):
        if own.get(key, value) != value:
            clash = f"runtimeClass.scheduling.nodeSelector[{key}] = {value}; pod.spec.nodeSelector[{key}] = {own[key]}"
            raise refusal(pod, f"conflict: {clash}")
    if required_labels:
        spec = {**spec, "nodeSelector": {**own, **required_labels}}
    tolerations = spec.get("tolerations") or []
    added = [
        toleration
        for toleration in scheduling.get("tolerations") or ()
        if toleration not in tolerations
    ]
    return {**spec, "tolerations": [*tolerations, *added]} if added else spec


def with_selectors(spec: Object, labels: Mapping[str, str]) -> Object:
    """Apply matchLabelKeys and mismatchLabelKeys of affinity terms and spread constraints."""
    if spec.get("topologySpreadConstraints"):
        spec = {
            **spec,
            "topologySpreadConstraints": [
                merge_label_keys(term or {}, labels) for term in spec["topologySpreadConstraints"]
            ],
        }
    if not spec.get("affinity"):
        return spec
    affinities = {
        kind: _merge_term_keys(spec["affinity"][kind], labels)
        for kind in AFFINITIES
        if spec["affinity"].get(kind)
    }
    return {**spec, "affinity": {**spec["affinity"], **affinities}} if affinities else spec


def _merge_term_keys(affinity: Object, labels: Mapping[str, str]) -> Object:
    changed: MutableObject = {}
    if affinity.get(REQUIRED):
        changed[REQUIRED] = [merge_label_keys(term or {}, labels) for term in affinity[REQUIRED]]
    if affinity.get(PREFERRED):
        changed[PREFERRED] = [
            {
                **weighted,
                "podAffinityTerm": merge_label_keys(weighted.get("podAffinityTerm") or {}, labels),
            }
            for weighted in affinity[PREFERRED]
        ]
    return {**affinity, **changed}


def merge_label_keys(term: Object, labels: Mapping[str, str]) -> Object:
    """Return a term whose selector has an expression for each of its (mis)matchLabelKeys."""
    selector = term.get("labelSelector")
    added = [
        {"key": key, "operator": operator, "values": [labels[key]]}
        for field, operator in (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn"))
        for key in term.get(field) or ()
        if key in labels
    ]
    if selector is None or not added:
        return term
    return {
        **term,
        "labelSelector": {
            **selector,
            "matchExpressions": [*(selector.get("matchExpressions") or ()), *added],
        },
    }


def refusal(pod: Object, why: str) -> Forbidden:
    """Return the Forbidden error of an admission plugin; a pod without a name is called by
    generateName.
    """
    name = pod["metadata"].get("generateName") or pod["metadata"].get("name") or ""
    return Forbidden(f'pods "{name}" is forbidden: {why}')
