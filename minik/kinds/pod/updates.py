"""Validation of pod updates: nearly all fields are immutable. Upstream rule: `ValidatePodUpdate`."""

from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds._metadata import metadata_update_problems
from minik.kinds.pod import annotations
from minik.kinds.pod.scheduling import REQUIRED as HARD
from minik.light_typing import Any
from minik.model.object import MutableObject, Object, drop, read, read_map
from minik.model.problem import forbidden, invalid

CHANGEABLE = ",".join(
    (
        "`spec.containers[*].image`",
        "`spec.initContainers[*].image`",
        "`spec.activeDeadlineSeconds`",
        "`spec.tolerations` (only additions to existing tolerations)",
        "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
    )
)
LARGEST = 2**31 - 1


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the changes that an update may not make."""
    after, before = new["spec"], old["spec"]
    yield from metadata_update_problems(new, old)
    yield from annotations.update_problems(
        _annotations(new), _annotations(old), "metadata.annotations"
    )
    for field in ("containers", "initContainers"):
        if len(after.get(field) or ()) != len(before.get(field) or ()):
            yield forbidden(f"spec.{field}", "pod updates may not add or remove containers")
            return
    deadline_problems = list(
        _deadline_problems(after.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds"))
    )
    yield from deadline_problems
    if deadline_problems and after.get("activeDeadlineSeconds") is not None:
        return
    yield from toleration_problems(after.get("tolerations") or (), before.get("tolerations") or ())
    yield from gate_problems(
        after.get("schedulingGates") or (), before.get("schedulingGates") or ()
    )
    yield from _spec_problems(after, before)


def _annotations(pod: Object) -> Mapping[str, str]:
    return read_map(pod["metadata"], "annotations")


def _deadline_problems(new: int | None, old: int | None) -> Iterator[Problem]:
    path = "spec.activeDeadlineSeconds"
    if new is None:
        if old is not None:
            yield invalid(path, "null", "must not update from a positive integer to nil value")
    elif not 0 <= new <= LARGEST:
        yield invalid(path, new, f"must be between 0 and {LARGEST}, inclusive")
    elif old is not None and old < new:
        yield invalid(path, new, "must be less than or equal to previous value")


def toleration_problems(new: Sequence[Object], old: Sequence[Object]) -> Iterator[Problem]:
    """Check that tolerations are only added, or change their tolerationSeconds."""
    new_tolerations = [drop(toleration, "tolerationSeconds") for toleration in new]
    if any(drop(toleration, "tolerationSeconds") not in new_tolerations for toleration in old):
        yield forbidden(
            "spec.tolerations",
            "existing toleration can not be modified except its tolerationSeconds",
        )


def gate_problems(new: Sequence[Object], old: Sequence[Object]) -> Iterator[Problem]:
    """Check that scheduling gates are only removed."""
    old_names = {gate.get("name") for gate in old}
    for index, gate in enumerate(new):
        if gate.get("name") not in old_names:
            detail = f"only deletion is allowed, but found new scheduling gate '{gate.get('name')}'"
            yield forbidden(f"spec.schedulingGates[{index}].name", detail)


def _spec_problems(new: Object, old: Object) -> Iterator[Problem]:
    if new == old:
        return
    masked = _mask_changeable(new, old)
    if old.get("schedulingGates"):
        yield from gated_problems(masked, old)
        masked = _mask_node_affinity(masked, old)
    if masked != old:
        yield forbidden(
            "spec",
            f"pod updates may not change fields other than {CHANGEABLE}\n{difference(old, masked)}",
        )


def _mask_changeable(new: Object, old: Object) -> Object:
    """Return the new spec with changeable fields set to their old values."""
    masked = _with_old_fields(new, old, "activeDeadlineSeconds", "schedulingGates", "tolerations")
    for field in ("containers", "initContainers"):
        if new.get(field):
            masked[field] = [
                _with_old_fields(after, before, "image")
                for after, before in zip(new[field], old[field], strict=True)
            ]
    if (old.get("terminationGracePeriodSeconds") or 0) < 0 and new.get(
        "terminationGracePeriodSeconds"
    ) == 1:
        masked["terminationGracePeriodSeconds"] = old["terminationGracePeriodSeconds"]
    return masked


def _with_old_fields(new: Object, old: Object, *fields: str) -> MutableObject:
    return {
        **{name: value for name, value in new.items() if name not in fields},
        **{name: old[name] for name in fields if name in old},
    }


def _mask_node_affinity(new: Object, old: Object) -> Object:
    """Also mask nodeSelector and nodeAffinity, which a gated pod may narrow."""
    masked, before = (
        _with_old_fields(new, old, "nodeSelector"),
        (old.get("affinity") or {}).get("nodeAffinity"),
    )
    rest = {
        name: value for name, value in (new.get("affinity") or {}).items() if name != "nodeAffinity"
    }
    affinity = {**rest, "nodeAffinity": before} if before is not None else rest
    if affinity or old.get("affinity") is not None:
        return {**masked, "affinity": affinity}
    return {name: value for name, value in masked.items() if name != "affinity"}


def gated_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Check that a gated pod only adds to its nodeSelector and required nodeAffinity."""
    after, before = new.get("nodeSelector") or {}, old.get("nodeSelector") or {}
    if any(after.get(key) != value for key, value in before.items()):
        yield invalid(
            "spec.nodeSelector",
            after,
            "only additions to spec.nodeSelector are allowed (no mutations or deletions)",
        )
    path = f"affinity.nodeAffinity.{HARD}.nodeSelectorTerms"
    new_terms, old_terms = read(new, path) or [], read(old, path) or []
    if old_terms and len(new_terms) != len(old_terms):
        yield invalid(
            f"spec.{path}",
            new_terms,
            "no additions/deletions to non-empty NodeSelectorTerms list are allowed",
        )
        return
    for index, term in enumerate(old_terms):
        if not _only_adds(new_terms[index], term):
            yield invalid(
                f"spec.{path}[{index}]",
                new_terms[index],
                "only additions are allowed (no mutations or deletions)",
            )


def _only_adds(new: Object, old: Object) -> bool:
    lists = [
        (new.get(field) or [], old.get(field) or [])
        for field in ("matchExpressions", "matchFields")
    ]
    if not any(before for _, before in lists):
        return not any(after for after, _ in lists)
    return all(after[: len(before)] == before for after, before in lists)


def difference(old: Any, new: Any) -> str:
    """Return the lines that differ, with their neighbours, as a unified diff of JSON. (The server
    shows its internal form.)
    """
    import json  # noqa: PLC0415 only refusals need it
    from difflib import unified_diff  # noqa: PLC0415 as above

    before, after = (
        json.dumps(value, indent=1, sort_keys=True).split("\n") for value in (old, new)
    )
    lines = list(unified_diff(before, after, lineterm=""))[2:]
    return "".join(f"{line}\n" for line in lines)
