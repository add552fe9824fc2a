"""The webhooks that a request meets where nobody can be called: a command line asks no network."""

from collections.abc import Iterator

from minik import kinds
from minik.errors import MinikError
from minik.intake.policies.attributes import attributes_of
from minik.intake.webhooks import hooks
from minik.kinds import template_paths
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest, Operation

UNCALLED = 'admission webhook "{}" was not called{}: minik calls webhooks only in minik serve'
FOR_PODS = " for its pods"


def warnings(request: AdmissionRequest, sort: str) -> Iterator[str]:
    """Yield the webhooks of a sort that a server would have asked, also for the pods of a template."""
    yield from _uncalled(request, sort, "")
    pod = pod_request(request)
    if pod is not None:
        yield from _uncalled(pod, sort, FOR_PODS)


def _uncalled(request: AdmissionRequest, sort: str, about: str) -> Iterator[str]:
    if hooks.is_exempt(request):
        return
    attributes = attributes_of(request)
    for hook in hooks.hooks(request, sort):
        try:
            is_met = hooks.invocation(hook, attributes) is not None
        except MinikError:
            is_met = True  # its conditions cannot be decided
        if is_met:
            yield UNCALLED.format(hook.name, about)


def pod_request(request: AdmissionRequest) -> AdmissionRequest | None:
    """Return the request for a pod of the template that an object holds; None where it has none, or
    where it goes.
    """
    path = template_paths.HELD.get(request.kind.key)
    if not path or request.subresource or request.operation == Operation.DELETE:
        return None
    template = objects.read_map(request.object, path)
    metadata = template.get("metadata") or {}
    place = {"name": objects.name(request.object), "namespace": request.namespace}
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**metadata, **place},
        "spec": template.get("spec") or {},
    }
    return AdmissionRequest(
        Operation.CREATE, kinds.kind_of_key("Pod"), pod, None, request.draft, settled=True
    )
