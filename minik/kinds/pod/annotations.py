"""Validation of pod annotations.

Upstream rules: `ValidatePodSpecificAnnotations` and `ValidatePodSpecificAnnotationUpdates`.
"""

from collections.abc import Iterator, Mapping

from minik import light_json
from minik import light_re as re
from minik.errors import Problem
from minik.kinds.pod import apparmor
from minik.kinds.pod.claims import MIRROR
from minik.kinds.pod.scheduling import tolerations_problems
from minik.kinds.pod.security import seccomp_annotation_problems
from minik.light_typing import Any
from minik.model.object import Object
from minik.model.problem import forbidden, invalid

TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations"
TOLERATION: dict[str, type] = {
    "key": str,
    "operator": str,
    "value": str,
    "effect": str,
    "tolerationSeconds": int,
}
COST = "controller.kubernetes.io/pod-deletion-cost"


def annotation_problems(
    annotations: Mapping[str, str], spec: Object, path: str
) -> Iterator[Problem]:
    """Check the annotations of a pod or a pod template."""
    if not annotations:
        return
    if MIRROR in annotations and not spec.get("nodeName"):
        yield invalid(
            f"{path}[{MIRROR}]",
            annotations[MIRROR],
            "must set spec.nodeName if mirror pod annotation is set",
        )
    if annotations.get(TOLERATIONS):
        yield from _toleration_problems(annotations[TOLERATIONS], path)
    if COST in annotations and not is_deletion_cost(annotations[COST]):
        yield invalid(f"{path}[{COST}]", annotations[COST], "must be a 32bit integer")
    yield from seccomp_annotation_problems(annotations, path)
    yield from apparmor.annotation_problems(annotations, spec, path)


def is_deletion_cost(text: str) -> bool:
    """Return whether the text is a canonical 32-bit integer: neither `+10` nor `008`."""
    return (
        re.fullmatch("-[0-9]{1,4000}|0|[1-9][0-9]{0,9}", text, re.ASCII) is not None
        and -(2**31) <= int(text) < 2**31
    )


def _toleration_problems(text: str, path: str) -> Iterator[Problem]:
    try:
        parsed = light_json.loads(text)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, list) or not all(_is_toleration(entry) for entry in parsed):
        yield invalid(
            path,
            TOLERATIONS,
            "json: cannot unmarshal value into Go value of type []core.Toleration",
        )
    else:
        yield from tolerations_problems(parsed, f"{path}.{TOLERATIONS}")


def _is_toleration(value: Any) -> bool:
    return isinstance(value, dict) and all(
        type(value.get(name)) in (kind, type(None)) for name, kind in TOLERATION.items()
    )


def update_problems(new: Mapping[str, str], old: Mapping[str, str], path: str) -> Iterator[Problem]:
    """Check that immutable annotations are unchanged."""
    for key in sorted(old):
        if new.get(key) != old[key]:
            yield from _immutable_problems(key, "remove or update", path)
    for key in sorted(new.keys() - old.keys()):
        yield from _immutable_problems(key, "add", path)


def _immutable_problems(key: str, what: str, path: str) -> Iterator[Problem]:
    if key.startswith(apparmor.ANNOTATION):
        yield forbidden(f"{path}[{key}]", f"may not {what} AppArmor annotations")
    if key == MIRROR:
        yield forbidden(f"{path}[{key}]", f"may not {what} mirror pod annotation")
