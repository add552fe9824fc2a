"""Priority: pods get the priority of their PriorityClass; one class at most is the default."""

from collections.abc import Sequence

from minik.kinds.priority_class import SYSTEM_CLASSES
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.cluster import Draft
from minik.model.object import Object, name, read_map, read_str, write

DEFAULT_PREEMPTION = "PreemptLowerPriority"
MISMATCH = (
    "the {what} ({stated}) must not be provided in pod spec; "
    "priority admission controller computed {computed} from the given PriorityClass name"
)


def mutate(request: AdmissionRequest) -> Object:
    """Set the priority and preemption policy of a pod; on update keep what is left out."""
    if request.kind.key != "Pod":
        return request.object
    return (
        with_old_priority(request.object, read_map(request.old or {}, "spec"))
        if request.operation == Operation.UPDATE
        else with_priority(request)
    )


def with_old_priority(pod: Object, old: Object) -> Object:
    """Keep the old priority and preemption policy where an update leaves them out."""
    kept = {
        field: old[field]
        for field in ("priority", "preemptionPolicy")
        if pod["spec"].get(field) is None and old.get(field) is not None
    }
    return {**pod, "spec": {**pod["spec"], **kept}} if kept else pod


def with_priority(request: AdmissionRequest) -> Object:
    """Set the priority and preemption policy of the pod's class; raise Forbidden if it states
    others, or an unknown class.
    """
    spec = request.object["spec"]
    class_name, number, policy = priority_class(request, read_str(spec, "priorityClassName"))
    for field, what, computed in (
        ("priority", "integer value of priority", number),
        ("preemptionPolicy", "string value of PreemptionPolicy", policy),
    ):
        stated = spec.get(field)
        if stated is not None and stated != computed:
            raise request.refusal(MISMATCH.format(what=what, stated=stated, computed=computed))
    named = {"priorityClassName": class_name} if class_name else {}
    computed_fields = {**named, "priority": number, "preemptionPolicy": policy}
    return write(request.object, "spec", {**spec, **computed_fields})


def priority_class(request: AdmissionRequest, class_name: str) -> tuple[str, int, str]:
    """Return (name, value, preemption policy) of the named class, or of the default one if the name
    is "". Raise Forbidden for an unknown class.
    """
    draft = request.draft
    entry = draft.get("PriorityClass", "", class_name) if class_name else default_class(draft)
    if entry is not None:
        return name(entry), value(entry), entry.get("preemptionPolicy") or DEFAULT_PREEMPTION
    if class_name and class_name not in SYSTEM_CLASSES:
        raise request.refusal(f"no PriorityClass with name {class_name} was found")
    return class_name, SYSTEM_CLASSES.get(class_name, 0), DEFAULT_PREEMPTION


def value(priority: Object) -> int:
    """Return the priority that a class gives."""
    return int(priority.get("value") or 0)


def default_class(draft: Draft) -> Object | None:
    """Return the global default PriorityClass with the lowest value; None if there is none."""
    defaults = draft.pool("default priority class", _default_classes)
    return min(defaults, key=value, default=None)


def _default_classes(draft: Draft) -> Sequence[Object]:
    return [entry for entry in draft.of("PriorityClass") if entry.get("globalDefault")]


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden for a class that becomes the global default beside another one."""
    priority = request.object
    if request.kind.key != "PriorityClass" or not priority.get("globalDefault"):
        return
    if (request.old or {}).get("globalDefault"):
        return
    for other in request.draft.of("PriorityClass"):
        if other.get("globalDefault") and name(other) != name(priority):
            raise request.refusal(
                f"PriorityClass {name(other)} is already marked as default. Only one default can exist"
            )


PLUGIN = AdmissionPlugin("Priority", ("Pod", "PriorityClass"), mutate, validate, alike_without=())
