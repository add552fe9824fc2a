"""PodSecurity: the levels that a namespace's labels ask of its pods, and of what makes pods."""

from collections.abc import Iterator

from minik.errors import Invalid
from minik.intake.pod_security.labels import ENFORCE, WARN, asked, problems
from minik.intake.pod_security.words import GROUPS
from minik.kinds import template_paths
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object

JUDGED_PARTS = ("", "ephemeralcontainers", "resize")  # the subresources by which containers change


def validate(request: AdmissionRequest) -> None:
    """Raise Forbidden for a pod that the enforced level does not admit, and Invalid for labels of a
    namespace that name no level.
    """
    if request.subresource not in JUDGED_PARTS:
        return
    if request.kind.key == "Namespace":
        refuse_labels(request)
    elif request.kind.key == "Pod":
        told = violations(request, ENFORCE)
        if told:
            raise request.refusal(told)


def warn(request: AdmissionRequest) -> Iterator[str]:
    """Yield what a client is warned of: pods that violate the level `warn`, and pods that are there
    and violate a level that is enforced from now on.
    """
    if request.subresource not in JUDGED_PARTS:
        return
    if request.kind.key == "Namespace":
        if request.operation == Operation.UPDATE:
            yield from warn_of_pods(request)
    else:
        told = violations(request, WARN)
        if told:
            yield f"would {told.replace('violates', 'violate', 1)}"


def violations(request: AdmissionRequest, label: str) -> str:
    """Return how the pods of the request violate the level of a label, in the server's words; ""
    if they do not, or are not judged.
    """
    namespace = request.draft.get("Namespace", "", objects.namespace(request.object))
    labels = objects.labels(namespace) if namespace else {}
    if not (ENFORCE in labels or WARN in labels) or not is_judged(request):
        return ""
    from minik.intake.pod_security import levels  # noqa: PLC0415 few namespaces ask for a level

    pod = pod_of(request)
    level = asked(labels, label, request.draft.settings.kubernetes_version)
    found = list(levels.violations(level, objects.annotations(pod), objects.spec(pod)))
    return levels.refusal(level, found) if found else ""


def pod_of(request: AdmissionRequest) -> Object:
    """Return the pod that a request is about, or the template of the pods."""
    path = template_paths.HELD.get(request.kind.key)
    if path is None:
        return request.object
    template: Object = objects.read_map(request.object, path)
    return {"metadata": {}, **template}


def is_judged(request: AdmissionRequest) -> bool:
    """Tell whether the pods of a request are judged: all but those whose containers stay.

    Upstream rule: `isSignificantPodUpdate`.
    """
    if request.old is None or request.kind.key != "Pod":
        return True
    return seen(request.object) != seen(request.old)


def seen(pod: Object) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Return of a pod what has it judged again where it changes."""
    from minik.kinds.pod.security import SECCOMP_CONTAINER  # noqa: PLC0415 few namespaces ask for a level

    annotations = objects.annotations(pod)
    return [
        (
            group,
            [
                (container.get("image"), annotations.get(SECCOMP_CONTAINER + container["name"]))
                for container in objects.spec(pod).get(group) or ()
            ],
        )
        for group in GROUPS
    ]


def refuse_labels(request: AdmissionRequest) -> None:
    """Raise Invalid for labels that name no level or version, unless they named none before."""
    wrong = list(problems(objects.labels(request.object)))
    if wrong and not (request.old and list(problems(objects.labels(request.old)))):
        raise Invalid(f'Namespace "{objects.name(request.object)}"', wrong)


def warn_of_pods(request: AdmissionRequest) -> Iterator[str]:
    """Yield a warning of the pods that violate the level that a namespace enforces from now on, and
    one for each way in which they do; none where the level is not stricter than before.
    """
    server = request.draft.settings.kubernetes_version
    new = asked(objects.labels(request.object), ENFORCE, server)
    old = asked(objects.labels(request.old) if request.old else {}, ENFORCE, server)
    is_stricter = new.rank > old.rank or new.version != old.version
    if new.name == "privileged" or not is_stricter:
        return
    from minik.intake.pod_security import levels  # noqa: PLC0415 few namespaces ask for a level

    groups: dict[str, list[str]] = {}
    namespace = objects.name(request.object)
    for pod in request.draft.cluster().within("Pod", namespace):
        found = levels.violations(new, objects.annotations(pod), objects.spec(pod))
        reasons = ", ".join(dict.fromkeys(violation.reason for violation in found))
        if reasons:
            groups.setdefault(reasons, []).append(objects.name(pod))
    if groups:
        yield (
            f'existing pods in namespace "{namespace}" violate the new PodSecurity enforce level '
            f'"{new.name}:{new.version}"'
        )
    for reasons, pods in groups.items():
        yield f"{min(pods)}{others(len(pods) - 1)}: {reasons}"


def others(number: int) -> str:
    """Return how many pods beside the named one: ` (and 2 other pods)`."""
    if not number:
        return ""
    return f" (and {number} other pod{'s' if number > 1 else ''})"


PLUGIN = AdmissionPlugin(
    "PodSecurity",
    ("Namespace", "Pod", *template_paths.HELD),
    validate=validate,
    warn=warn,
    parts=True,
    alike_without=(),
)
