"""RuntimeClass: a pod gets the overhead, the node selector and the tolerations of its class."""

from minik.model import quantity
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object, read_list, read_map, write


def mutate(request: AdmissionRequest) -> Object:
    """Apply the RuntimeClass of a new pod; raise Forbidden if there is none or it conflicts."""
    pod = request.object
    runtime_class = class_of(request)
    overhead, own = read_map(runtime_class, "overhead.podFixed"), read_map(pod, "spec.overhead")
    if overhead and own and not are_equal(own, overhead):
        raise request.refusal(
            "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
        )
    weighed = write(pod, "spec.overhead", overhead) if overhead else pod
    return with_nodes(weighed, read_map(runtime_class, "scheduling"), request)


def class_of(request: AdmissionRequest) -> Object:
    """Return the RuntimeClass of a pod, {} if it names none; raise Forbidden if there is none."""
    name = request.object["spec"].get("runtimeClassName")
    runtime_class = request.draft.get("RuntimeClass", "", name) if name else {}
    if runtime_class is None:
        raise request.refusal(f'pod rejected: RuntimeClass "{name}" not found')
    return runtime_class


def are_equal(one: Object, other: Object) -> bool:
    """Tell whether two overheads are the same amounts, however they are written."""
    return one.keys() == other.keys() and all(
        quantity.parse(one[name]).nano == quantity.parse(other[name]).nano for name in one
    )


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden for a pod with an overhead of its own, which its class does not have."""
    if read_map(request.object, "spec.overhead") and not read_map(
        class_of(request), "overhead.podFixed"
    ):
        raise request.refusal(
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
        )


def with_nodes(pod: Object, scheduling: Object, request: AdmissionRequest) -> Object:
    """Add the class's node selector and tolerations."""
    labels, own = read_map(scheduling, "nodeSelector"), read_map(pod, "spec.nodeSelector")
    for key, value in sorted(labels.items()):
        if own.get(key, value) != value:
            clash = f"runtimeClass.scheduling.nodeSelector[{key}] = {value}; pod.spec.nodeSelector[{key}] = {own[key]}"
            raise request.refusal(f"conflict: {clash}")
    if labels:
        pod = write(pod, "spec.nodeSelector", {**own, **labels})
    tolerations = read_list(pod, "spec.tolerations")
    added = [
        toleration
        for toleration in read_list(scheduling, "tolerations")
        if toleration not in tolerations
    ]
    return write(pod, "spec.tolerations", [*tolerations, *added]) if added else pod


PLUGIN = AdmissionPlugin(
    "RuntimeClass", ("Pod",), mutate, validate, operations=(Operation.CREATE,), alike_without=()
)
