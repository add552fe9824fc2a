"""LimitRanger: the defaults and limits that a namespace's LimitRanges set for pods and claims."""

from minik.intake.admission import _limits, _pod_limits
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object, read

CLAIM = "PersistentVolumeClaim"


def looks_at(request: AdmissionRequest) -> bool:
    """Tell whether limits apply: to new pods, and to every claim."""
    return request.kind.key == CLAIM or request.operation == Operation.CREATE


def mutate(request: AdmissionRequest) -> Object:
    """Set missing requests and limits of a new pod's containers to the defaults."""
    pod = request.object
    if request.kind.key == CLAIM or not looks_at(request):
        return pod
    for limit_range in _limits.limit_ranges_of(request.draft, request.namespace):
        pod = _pod_limits.with_defaults(pod, limit_range)
    return pod


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden with all violations of the first LimitRange that does not allow it."""
    if not looks_at(request):
        return
    for limit_range in _limits.limit_ranges_of(request.draft, request.namespace):
        messages = (
            claim_violations(request.object, limit_range)
            if request.kind.key == CLAIM
            else list(_pod_limits.violations(request.object["spec"], limit_range))
        )
        if messages:
            raise request.refusal(_limits.join_messages(messages))


def claim_violations(claim: Object, limit_range: Object) -> list[str]:
    """Return how the storage request of a claim violates a LimitRange."""
    requests = read(claim, "spec.resources.requests", {})
    return [
        message
        for limit in _limits.limits_of_type(limit_range, CLAIM)
        for message in _limits.claim_problems(limit, requests)
    ]


PLUGIN = AdmissionPlugin("LimitRanger", ("Pod", CLAIM), mutate, validate)
