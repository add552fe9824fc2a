"""What one can wait for: a condition, a value somewhere in the object, that it is there, or that it is gone.

Upstream rule: kubectl `pkg/cmd/wait`.
"""
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from minik.errors import ClientError
from minik.model import jsonpath
from minik.model.go_values import printed as shown
from minik.model.jsonpath_syntax import Action, BadPath, parsed
from minik.model.object import Object, read

Met: TypeAlias = Callable[[Object | None], bool]
FORMAT = "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'"
NO_VALUE = "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"


def condition(text: str) -> Met:
    """What --for asks for."""
    if text.lower() in ("delete", "create"):
        return is_gone if text.lower() == "delete" else is_there
    if text.startswith("condition="):
        name, _, value = text.removeprefix("condition=").partition("=")
        return partial(holds, name=name, value=value if "=" in text.removeprefix("condition=") else "true")
    if text.startswith("jsonpath="):
        return looked_up(text.removeprefix("jsonpath="))
    raise ClientError(f'unrecognized condition: "{text}"')


def is_gone(obj: Object | None) -> bool:
    return obj is None


def is_there(obj: Object | None) -> bool:
    return obj is not None


def holds(obj: Object | None, *, name: str, value: str) -> bool:
    """Whether a condition of the status has this value, and was told of the object as it is now."""
    for one in read(obj or {}, "status.conditions", []):
        if str(one.get("type", "")).casefold() == name.casefold() and isinstance(one.get("status"), str):
            seen = one.get("observedGeneration", read(obj or {}, "status.observedGeneration"))
            if seen is not None and seen < read(obj or {}, "metadata.generation", 0):
                return False
            return bool(one["status"].casefold() == value.casefold())
    return False


def looked_up(text: str) -> Met:
    """`{.status.phase}=Running`, or a path alone, at which anything may be."""
    path, *rest = split(text)
    if len(rest) > 1:
        raise ClientError(FORMAT)
    try:
        actions = parsed(jsonpath.relaxed(path))
    except BadPath as wrong:
        raise ClientError(str(wrong)) from None
    wanted = rest[0].strip("'\"") if rest else None
    if wanted == "":
        raise ClientError(NO_VALUE)
    return partial(leads_to, actions=actions, wanted=wanted)


def split(text: str) -> list[str]:
    """The parts between single equal signs; a double one is part of a path."""
    return [part.replace("\0", "==") for part in text.replace("==", "\0").split("=")]


def leads_to(obj: Object | None, *, actions: Sequence[Action], wanted: str | None) -> bool:
    """Whether a path leads to this value."""
    if obj is None:
        return False
    try:
        found = jsonpath.found(actions, obj)
    except BadPath as wrong:
        raise ClientError(str(wrong)) from None
    if not found or not found[0]:
        return False
    if len(found) > 1 or len(found[0]) > 1:
        raise ClientError(f"given jsonpath expression matches more than one {'list' if len(found) > 1 else 'value'}")
    value = found[0][0]
    if value is jsonpath.NOTHING:
        return False
    if isinstance(value, (dict, list)):
        if wanted is None:
            return True
        raise ClientError("jsonpath leads to a nested object or list which is not supported")
    return wanted is None or shown(value).strip() == wanted.strip()
