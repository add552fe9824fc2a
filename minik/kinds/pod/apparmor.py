"""AppArmor profiles of containers, in fields and in the legacy annotation.

Upstream rules: `ValidateAppArmorProfileField`, `ValidateAppArmorPodAnnotations`, and the version
skew rule of the pod strategy.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds.pod._profiles import LOCALHOST, Profile
from minik.kinds.pod._scope import CONTAINERS, every_container
from minik.light_typing import Any
from minik.model.object import Object
from minik.model.problem import invalid, not_supported, quote, required, too_long

ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
TEXTS = {"Unconfined": "unconfined", "RuntimeDefault": "runtime/default"}
TYPES = {text: kind for kind, text in TEXTS.items()}
LONGEST = 4095


class DerivedProfile(dict[str, Any]):
    """A profile that the server derived from an annotation, of which the user is warned."""


def profile_problems(profile: Profile | None, path: str) -> Iterator[Problem]:
    """Check a profile: Localhost needs a localhostProfile, other types forbid it."""
    if profile is None:
        return
    kind, name = profile.get("type") or "", profile.get("localhostProfile")
    if kind == "Localhost":
        yield from _localhost_problems(name, f"{path}.localhostProfile")
    elif kind in TEXTS:
        if name is not None:
            yield invalid(
                f"{path}.localhostProfile", name, "can only be set when AppArmor type is Localhost"
            )
    elif not kind:
        yield required(f"{path}.type", "type is required when appArmorProfile is set")
    else:
        yield not_supported(f"{path}.type", kind, ("Localhost", "RuntimeDefault", "Unconfined"))


def _localhost_problems(name: str | None, path: str) -> Iterator[Problem]:
    if name is None or name == "":
        yield required(path, "must be set when AppArmor type is Localhost")
    elif name.strip() != name:
        yield invalid(path, name, "must not be padded with whitespace")
    if name is not None and len(name.encode()) > LONGEST:
        yield too_long(path, LONGEST)


def annotation_problems(
    annotations: Mapping[str, str], spec: Object, path: str
) -> Iterator[Problem]:
    """Check that each annotation names a container of the pod and a valid profile."""
    for key, text in sorted(annotations.items()):
        if key.startswith(ANNOTATION):
            name = key.removeprefix(ANNOTATION)
            if all(container.get("name") != name for container in every_container(spec)):
                yield invalid(f"{path}[{key}]", name, "container not found")
            if text and text not in TYPES and not text.startswith(LOCALHOST):
                yield invalid(
                    f"{path}[{key}]", text, f"invalid AppArmor profile name: {quote(text)}"
                )


def parse_annotation(annotation: str) -> Object | None:
    """Return the profile field equal to an annotation; None if the annotation is invalid."""
    if annotation in TYPES:
        return {"type": TYPES[annotation]}
    name = annotation.removeprefix(LOCALHOST) if annotation.startswith(LOCALHOST) else ""
    profile = {"type": "Localhost", "localhostProfile": name} if name else None
    return None if any(profile_problems(profile, "")) else profile


def own_profile(container: Object) -> Profile | None:
    """Return the container's own profile; None if unset."""
    profile: Profile | None = (container.get("securityContext") or {}).get("appArmorProfile")
    return profile


def with_profile_fields(pod: Object) -> Object:
    """Copy the annotated profiles of a new pod to its containers' fields. (Fields are not copied to
    annotations.)
    """
    spec, annotations = pod["spec"], pod["metadata"].get("annotations") or {}
    if (spec.get("os") or {}).get("name") == "windows" or not any(
        key.startswith(ANNOTATION) for key in annotations
    ):
        return pod
    pod_profile = (spec.get("securityContext") or {}).get("appArmorProfile")
    fields = {
        field: [_with_profile(container, annotations, pod_profile) for container in spec[field]]
        for field in CONTAINERS
        if spec.get(field)
    }
    return {**pod, "spec": {**spec, **fields}}


def _with_profile(
    container: Object, annotations: Mapping[str, str], pod_profile: Profile | None
) -> Object:
    key = ANNOTATION + (container.get("name") or "")
    profile = (
        parse_annotation(annotations[key])
        if key in annotations and own_profile(container) is None
        else None
    )
    if profile is None or profile == pod_profile:
        return container
    return {
        **container,
        "securityContext": {
            **(container.get("securityContext") or {}),
            "appArmorProfile": DerivedProfile(profile),
        },
    }
