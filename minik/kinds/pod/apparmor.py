"""AppArmor: which profile confines a container, said in a field, or as of old in an annotation.

Upstream rules: `ValidateAppArmorProfileField`, `ValidateAppArmorPodAnnotations`, and the version skew rule of the pod strategy.
"""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.kinds.pod._profiles import LOCALHOST, Profile
from minik.kinds.pod._scope import CONTAINERS, every_container
from minik.model.object import Object
from minik.model.problem import invalid, not_supported, quoted, required, too_long

ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
TEXTS = {"Unconfined": "unconfined", "RuntimeDefault": "runtime/default"}
TYPES = {text: kind for kind, text in TEXTS.items()}
LONGEST = 4095


class Derived(dict[str, Any]):
    """A profile that the server read off an annotation: like any other, but that the sender of the annotation is told of it."""


def profile_problems(profile: Profile | None, path: str) -> Iterator[Problem]:
    """A profile of the node's own needs a name, any other must have none."""
    if profile is None:
        return
    kind, name = profile.get("type") or "", profile.get("localhostProfile")
    if kind == "Localhost":
        yield from _localhost_problems(name, f"{path}.localhostProfile")
    elif kind in TEXTS:
        if name is not None:
            yield invalid(f"{path}.localhostProfile", name, "can only be set when AppArmor type is Localhost")
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


def annotation_problems(annotations: Mapping[str, str], spec: Object, path: str) -> Iterator[Problem]:
    """An annotation names a container of the pod and a profile that could be one."""
    for key, text in sorted(annotations.items()):
        if key.startswith(ANNOTATION):
            name = key.removeprefix(ANNOTATION)
            if all(container.get("name") != name for container in every_container(spec)):
                yield invalid(f"{path}[{key}]", name, "container not found")
            if text and text not in TYPES and not text.startswith(LOCALHOST):
                yield invalid(f"{path}[{key}]", text, f"invalid AppArmor profile name: {quoted(text)}")


def profile_of(annotation: str) -> Object | None:
    """The field that says what the annotation says; nothing where that is not sound."""
    if annotation in TYPES:
        return {"type": TYPES[annotation]}
    name = annotation.removeprefix(LOCALHOST) if annotation.startswith(LOCALHOST) else ""
    found = {"type": "Localhost", "localhostProfile": name} if name else None
    return None if any(profile_problems(found, "")) else found


def own_profile(container: Object) -> Profile | None:
    """The profile that a container names itself."""
    found: Profile | None = (container.get("securityContext") or {}).get("appArmorProfile")
    return found


def in_step(pod: Object) -> Object:
    """A new pod in whose fields stands what its annotations say. (What fields say no longer comes to stand in annotations.)"""
    spec, annotations = pod["spec"], pod["metadata"].get("annotations") or {}
    if (spec.get("os") or {}).get("name") == "windows" or not any(key.startswith(ANNOTATION) for key in annotations):
        return pod
    whole = (spec.get("securityContext") or {}).get("appArmorProfile")
    fields = {field: [_with_profile(container, annotations, whole) for container in spec[field]] for field in CONTAINERS if spec.get(field)}
    return {**pod, "spec": {**spec, **fields}}


def _with_profile(container: Object, annotations: Mapping[str, str], whole: Profile | None) -> Object:
    key = ANNOTATION + (container.get("name") or "")
    profile = profile_of(annotations[key]) if key in annotations and own_profile(container) is None else None
    if profile is None or profile == whole:
        return container
    return {**container, "securityContext": {**(container.get("securityContext") or {}), "appArmorProfile": Derived(profile)}}
