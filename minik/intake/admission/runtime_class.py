"""RuntimeClass: a pod gets the overhead, the node selector and the tolerations of its class."""

from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object, read_list, read_map, write


def mutate(request: AdmissionRequest) -> Object:
    """Apply the RuntimeClass of a new pod; raise Forbidden if there is none or it conflicts."""
    pod = request.object
    name, own = pod["spec"].get("runtimeClassName"), pod["spec"].get("overhead")
    runtime_class = request.draft.get("RuntimeClass", "", name) if name else None
    if name and runtime_class is None:
        raise request.refusal(f'pod rejected: RuntimeClass "{name}" not found')
    overhead = read_map(runtime_class or {}, "overhead.podFixed")
    if own and not overhead:
        raise request.refusal(
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
        )
    if own and own != overhead:
        raise request.refusal(
            "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
        )
    weighed = write(pod, "spec.overhead", overhead) if overhead else pod
    return with_nodes(weighed, read_map(runtime_class or {}, "scheduling"), request)


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


PLUGIN = AdmissionPlugin("RuntimeClass", ("Pod",), mutate, operations=(Operation.CREATE,))
