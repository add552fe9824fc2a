"""MutatingAdmissionPolicy: changes that the cluster's users want to what is stored."""

from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object

BINDING = "MutatingAdmissionPolicyBinding"


def mutate(request: AdmissionRequest) -> Object:
    """Return the body as the policies want it; raise what they raise that cannot be followed.

    Of a scaled object they see the Scale alone.
    """
    is_scaled = request.subresource == "scale" and request.sent is None
    if is_scaled or not request.draft.may_hold(BINDING):
        return request.body
    from minik.intake.policies import mutating  # noqa: PLC0415 most clusters have no policies

    return mutating.mutate(request)


PLUGIN = AdmissionPlugin(
    "MutatingAdmissionPolicy",
    mutate=mutate,
    operations=(Operation.CREATE, Operation.UPDATE, Operation.CONNECT),
    parts=True,
    alike_without=("MutatingAdmissionPolicyBinding",),
)
