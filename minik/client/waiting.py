"""The conditions of `wait`: a status condition, a JSONPath value, creation or deletion.

Upstream rule: kubectl `pkg/cmd/wait`.
"""

from collections.abc import Callable, Sequence
from functools import partial

from minik.errors import ClientError
from minik.light_typing import TypeAlias
from minik.model import jsonpath
from minik.model.go_values import format_value as shown
from minik.model.jsonpath_syntax import Action, BadPath, parse_template
from minik.model.object import Object, read

IsMet: TypeAlias = Callable[[Object | None], bool]
FORMAT = "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'"
NO_VALUE = "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"


def parse_condition(text: str) -> IsMet:
    """Return the test that --for asks for; raise ClientError if it is malformed."""
    if text.lower() in ("delete", "create"):
        return is_gone if text.lower() == "delete" else exists
    if text.startswith("condition="):
        name, _, value = text.removeprefix("condition=").partition("=")
        return partial(
            has_condition,
            name=name,
            value=value if "=" in text.removeprefix("condition=") else "true",
        )
    if text.startswith("jsonpath="):
        return parse_jsonpath_wait(text.removeprefix("jsonpath="))
    raise ClientError(f'unrecognized condition: "{text}"')


def is_gone(obj: Object | None) -> bool:
    return obj is None


def exists(obj: Object | None) -> bool:
    return obj is not None


def has_condition(obj: Object | None, *, name: str, value: str) -> bool:
    """Tell whether a status condition has this value, for the current generation."""
    for status_condition in read(obj or {}, "status.conditions", []):
        if str(status_condition.get("type", "")).casefold() == name.casefold() and isinstance(
            status_condition.get("status"), str
        ):
            observed_generation = status_condition.get(
                "observedGeneration", read(obj or {}, "status.observedGeneration")
            )
            if observed_generation is not None and observed_generation < read(
                obj or {}, "metadata.generation", 0
            ):
                return False
            return bool(status_condition["status"].casefold() == value.casefold())
    return False


def parse_jsonpath_wait(text: str) -> IsMet:
    """Parse `{.status.phase}=Running`, or a path alone, which any value satisfies."""
    path, *rest = split_at_equals(text)
    if len(rest) > 1:
        raise ClientError(FORMAT)
    try:
        actions = parse_template(jsonpath.add_braces(path))
    except BadPath as error:
        raise ClientError(str(error)) from None
    expected = rest[0].strip("'\"") if rest else None
    if expected == "":
        raise ClientError(NO_VALUE)
    return partial(matches_jsonpath, actions=actions, wanted=expected)


def split_at_equals(text: str) -> list[str]:
    """Split a text at single equal signs; `==` is part of a path."""
    return [part.replace("\0", "==") for part in text.replace("==", "\0").split("=")]


def matches_jsonpath(obj: Object | None, *, actions: Sequence[Action], wanted: str | None) -> bool:
    """Tell whether a JSONPath leads to this value; raise ClientError if it leads to several."""
    if obj is None:
        return False
    try:
        results = jsonpath.find_results(actions, obj)
    except BadPath as error:
        raise ClientError(str(error)) from None
    if not results or not results[0]:
        return False
    if len(results) > 1 or len(results[0]) > 1:
        raise ClientError(
            f"given jsonpath expression matches more than one {'list' if len(results) > 1 else 'value'}"
        )
    value = results[0][0]
    if value is jsonpath.NOTHING:
        return False
    if isinstance(value, (dict, list)):
        if wanted is None:
            return True
        raise ClientError("jsonpath leads to a nested object or list which is not supported")
    return wanted is None or shown(value).strip() == wanted.strip()
