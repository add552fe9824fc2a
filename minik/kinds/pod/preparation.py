"""What the server adds to a new pod, and keeps of an old one, before it looks whether the pod is sound.

Upstream rules: the admission plugins LimitRanger, Priority, DefaultTolerationSeconds and RuntimeClass, and the pod strategy's
`PrepareForCreate` and `PrepareForUpdate`. (The plugin ServiceAccount is off: it needs tokens that only a running cluster has.)
"""
from collections.abc import Mapping, Sequence
from typing import Any

from minik.errors import Forbidden
from minik.kinds import _limits
from minik.kinds.pod import apparmor, demand, limit_ranger
from minik.model.cluster import Draft
from minik.model.object import Object, namespace

SYSTEM_CLASSES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
LOWER = "PreemptLowerPriority"
TAINTS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
PATIENCE = 300
AFFINITIES = ("podAffinity", "podAntiAffinity")
REQUIRED, PREFERRED = "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"
GATED = {"type": "PodScheduled", "status": "False", "reason": "SchedulingGated",
         "message": "Scheduling is blocked due to non-empty scheduling gates"}


def prepare(pod: Object, old: Object | None, draft: Draft) -> Object:
    """A new pod starts pending; an old one keeps the status and the priority that it had."""
    patient = {**pod, "spec": with_tolerations(pod["spec"])}
    if old is not None:
        return with_status({**patient, "spec": with_old_priority(patient["spec"], old.get("spec") or {})}, old.get("status"))
    limited = within_limits(patient, draft)
    spec = with_priority(with_runtime(limited["spec"], pod, draft), pod, draft)
    made = apparmor.in_step({**limited, "spec": with_selectors(spec, pod["metadata"].get("labels") or {})})
    return with_status(made, initial_status(made["spec"], draft))


def with_status(pod: Object, status: Any) -> Object:
    """A pod with this status, or none."""
    return {**pod, "status": status} if status is not None else {name: value for name, value in pod.items() if name != "status"}


def initial_status(spec: Object, draft: Draft) -> Object:
    """Pending, with its quality of service; a gated pod also says that it is."""
    status = {"phase": "Pending", "qosClass": demand.quality(spec)}
    if not spec.get("schedulingGates"):
        return status
    when = draft.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**status, "conditions": [{**GATED, "lastProbeTime": None, "lastTransitionTime": when}]}


def within_limits(pod: Object, draft: Draft) -> Object:
    """With what its namespace gives to pods that ask for nothing, and refused where it asks for too little or too much."""
    ranges = _limits.of_namespace(draft, namespace(pod))
    for limit_range in ranges:
        pod = limit_ranger.with_defaults(pod, limit_range)
    for limit_range in ranges:
        wrong = list(limit_ranger.problems(pod["spec"], limit_range))
        if wrong:
            raise refused(pod, _limits.joined(wrong))
    return pod


def with_tolerations(spec: Object) -> Object:
    """A pod that says nothing of a failing node stays on it for five minutes."""
    own = spec.get("tolerations") or []
    missing = [taint for taint in TAINTS if not any(_tolerates(toleration, taint) for toleration in own)]
    if not missing:
        return spec
    added = [{"key": taint, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": PATIENCE} for taint in missing]
    return {**spec, "tolerations": [*own, *added]}


def _tolerates(toleration: Mapping[str, Any], taint: str) -> bool:
    return (toleration.get("key") or taint) == taint and (toleration.get("effect") or "NoExecute") == "NoExecute"


def with_priority(spec: Object, pod: Object, draft: Draft) -> Object:
    """The number and the manners that its priority class stands for; nobody may write others."""
    name, number, policy = priority_class(spec.get("priorityClassName") or "", pod, draft)
    if spec.get("priority") is not None and spec["priority"] != number:
        raise refused(pod, f"the integer value of priority ({spec['priority']}) must not be provided in pod spec; "
                           f"priority admission controller computed {number} from the given PriorityClass name")
    if spec.get("preemptionPolicy") is not None and spec["preemptionPolicy"] != policy:
        raise refused(pod, f"the string value of PreemptionPolicy ({spec['preemptionPolicy']}) must not be provided in pod spec; "
                           f"priority admission controller computed {policy} from the given PriorityClass name")
    return {**spec, **({"priorityClassName": name} if name else {}), "priority": number, "preemptionPolicy": policy}


def priority_class(name: str, pod: Object, draft: Draft) -> tuple[str, int, str]:
    """The class of that name, or where none is named the cluster's default one: its name, number and preemption policy."""
    found = draft.get("PriorityClass", "", name) if name else default_class(draft)
    if found is not None:
        return found["metadata"]["name"], int(found.get("value") or 0), found.get("preemptionPolicy") or LOWER
    if name and name not in SYSTEM_CLASSES:
        raise refused(pod, f"no PriorityClass with name {name} was found")
    return name, SYSTEM_CLASSES.get(name, 0), LOWER


def default_class(draft: Draft) -> Object | None:
    """The lowest of those that say they are the default."""
    defaults = draft.pool("default priority class", _default_classes)
    return min(defaults, key=lambda found: int(found.get("value") or 0), default=None)


def _default_classes(draft: Draft) -> Sequence[Object]:
    return [found for found in draft.of("PriorityClass") if found.get("globalDefault")]


def with_old_priority(spec: Object, old: Object) -> Object:
    """An update that leaves these out does not mean to change them."""
    kept = {name: old[name] for name in ("priority", "preemptionPolicy") if spec.get(name) is None and old.get(name) is not None}
    return {**spec, **kept} if kept else spec


def with_runtime(spec: Object, pod: Object, draft: Draft) -> Object:
    """What its runtime class costs beside the containers, and on which nodes it is."""
    name, own = spec.get("runtimeClassName"), spec.get("overhead")
    found = draft.get("RuntimeClass", "", name) if name else None
    if name and found is None:
        raise refused(pod, f'pod rejected: RuntimeClass "{name}" not found')
    overhead = ((found or {}).get("overhead") or {}).get("podFixed")
    if own and not overhead:
        raise refused(pod, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
    if own and own != overhead:
        raise refused(pod, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
    return placed({**spec, "overhead": overhead} if overhead else spec, (found or {}).get("scheduling") or {}, pod)


def placed(spec: Object, where: Object, pod: Object) -> Object:
    """On those nodes only that have the runtime, whatever their taints."""
    if not where:
        return spec
    theirs, own = where.get("nodeSelector") or {}, spec.get("nodeSelector") or {}
    for key, value in sorted(theirs.items()):
        if own.get(key, value) != value:
            clash = f"runtimeClass.scheduling.nodeSelector[{key}] = {value}; pod.spec.nodeSelector[{key}] = {own[key]}"
            raise refused(pod, f"conflict: {clash}")
    if theirs:
        spec = {**spec, "nodeSelector": {**own, **theirs}}
    borne = spec.get("tolerations") or []
    added = [toleration for toleration in where.get("tolerations") or () if toleration not in borne]
    return {**spec, "tolerations": [*borne, *added]} if added else spec


def with_selectors(spec: Object, labels: Mapping[str, str]) -> Object:
    """Affinity terms and spread constraints that match the pod's own labels by key carry them in their selectors."""
    if spec.get("topologySpreadConstraints"):
        spec = {**spec, "topologySpreadConstraints": [merged(term or {}, labels) for term in spec["topologySpreadConstraints"]]}
    if not spec.get("affinity"):
        return spec
    affinities = {kind: _terms_merged(spec["affinity"][kind], labels) for kind in AFFINITIES if spec["affinity"].get(kind)}
    return {**spec, "affinity": {**spec["affinity"], **affinities}} if affinities else spec


def _terms_merged(affinity: Object, labels: Mapping[str, str]) -> Object:
    changed: Object = {}
    if affinity.get(REQUIRED):
        changed[REQUIRED] = [merged(term or {}, labels) for term in affinity[REQUIRED]]
    if affinity.get(PREFERRED):
        changed[PREFERRED] = [{**weighted, "podAffinityTerm": merged(weighted.get("podAffinityTerm") or {}, labels)}
                              for weighted in affinity[PREFERRED]]
    return {**affinity, **changed}


def merged(term: Object, labels: Mapping[str, str]) -> Object:
    """A term with one expression more for each label key that it matches, or must not match."""
    selector = term.get("labelSelector")
    added = [{"key": key, "operator": operator, "values": [labels[key]]}
             for field, operator in (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn"))
             for key in term.get(field) or () if key in labels]
    if selector is None or not added:
        return term
    return {**term, "labelSelector": {**selector, "matchExpressions": [*(selector.get("matchExpressions") or ()), *added]}}


def refused(pod: Object, why: str) -> Forbidden:
    """An admission plugin's no; a pod that was to get a name is called by the beginning of it."""
    name = pod["metadata"].get("generateName") or pod["metadata"].get("name") or ""
    return Forbidden(f'pods "{name}" is forbidden: {why}')
