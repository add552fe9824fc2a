"""LimitRanger: the defaults and limits that a namespace's LimitRanges set for pods and claims."""

from minik.intake import limits as limit_rules
from minik.intake import pod_limits
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
    for limit_range in limit_rules.limit_ranges_of(request.draft, request.namespace):
        pod = pod_limits.with_defaults(pod, limit_range)
    return pod


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden with all violations of the first LimitRange that does not allow it."""
    if not looks_at(request):
        return
    for limit_range in limit_rules.limit_ranges_of(request.draft, request.namespace):
        messages = (
            claim_violations(request.object, limit_range)
            if request.kind.key == CLAIM
            else list(pod_limits.violations(request.object["spec"], limit_range))
        )
        if messages:
            raise request.refusal(limit_rules.join_messages(messages))


def claim_violations(claim: Object, limit_range: Object) -> list[str]:
    """Return how the storage request of a claim violates a LimitRange."""
    requests = read(claim, "spec.resources.requests", {})
    return [
        message
        for limit in limit_rules.limits_of_type(limit_range, CLAIM)
        for message in limit_rules.claim_problems(limit, requests)
    ]


PLUGIN = AdmissionPlugin(
    "LimitRanger", ("Pod", CLAIM), mutate, validate, alike_without=("LimitRange",)
)
