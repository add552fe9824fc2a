"""What the API server adds to a pod, and keeps of it, before it validates it.

Upstream rule: the pod strategy's `PrepareForCreate` and `PrepareForUpdate`.
"""

from collections.abc import Mapping

from minik.kinds.pod import apparmor, demand
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.object import MutableObject, Object

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
    """Set a new pod's status to Pending, and apply its label keys; on update keep the old status."""
    if old is not None:
        return with_status(pod, old.get("status"))
    labels = pod["metadata"].get("labels") or {}
    filled = apparmor.with_profile_fields({**pod, "spec": with_selectors(pod["spec"], labels)})
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
