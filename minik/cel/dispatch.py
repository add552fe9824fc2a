"""Calls: which overload is meant, by the checked types or, where those are dyn, by the values.

Upstream rule: cel-go `common/decls` (`Bindings`).
"""

from collections.abc import Callable, Mapping, Sequence

from minik.cel.declarations import Overload
from minik.cel.frames import Frame, Run
from minik.cel.tree import Call, Node
from minik.cel.types import DYN, ERROR, LIST, MAP, PARAMETER, Type
from minik.cel.values import LISTS, EvaluationError, NoOverload, type_of
from minik.light_typing import Any

STANDARD = frozenset(
    [
        "_+_",
        "_-_",
        "_*_",
        "_/_",
        "_%_",
        "-_",
        "!_",
        "_<_",
        "_<=_",
        "_>_",
        "_>=_",
        "@in",
        "size",
        "matches",
        "startsWith",
        "endsWith",
        "contains",
        "getFullYear",
        "getMonth",
        "getDate",
        "getDayOfMonth",
        "getDayOfWeek",
        "getDayOfYear",
        "getHours",
        "getMinutes",
        "getSeconds",
        "getMilliseconds",
        "bool",
        "bytes",
        "double",
        "duration",
        "int",
        "string",
        "timestamp",
        "uint",
    ]
)


def dispatcher(node: Call, parts: Sequence[Node], runs: Sequence[Run]) -> Run:
    """Return the closure of a call of a function or operator."""
    overloads = node.overloads
    is_sure = len(overloads) == 1 and all(part.type not in (DYN, ERROR) for part in parts)
    if not is_sure:
        return _by_values(node.function, overloads, runs)
    (overload,) = overloads
    assert overload.evaluate is not None, overload.name
    if overload.track is None and len(runs) in (1, 2):
        return _plain(overload.evaluate, runs)
    return _tracked(overload, runs)


def _plain(evaluate: Callable[..., Any], runs: Sequence[Run]) -> Run:
    """Return the closure of a call of one or two arguments that costs 1."""
    if len(runs) == 1:
        (only,) = runs

        def run_one(frame: Frame) -> Any:
            value = only(frame)
            frame.charge(1)
            return evaluate(value)

        return run_one
    first, second = runs

    def run_two(frame: Frame) -> Any:
        left, right = first(frame), second(frame)
        frame.charge(1)
        return evaluate(left, right)

    return run_two


def _tracked(overload: Overload, runs: Sequence[Run]) -> Run:
    evaluate, track = overload.evaluate, overload.track
    assert evaluate is not None

    def run(frame: Frame) -> Any:
        values = [part(frame) for part in runs]
        result = evaluate(*values)
        frame.charge(track(values, result) if track else 1)
        return result

    return run


def _by_values(function: str, overloads: Sequence[Overload], runs: Sequence[Run]) -> Run:
    """Return the closure that chooses the overload by the types of its values."""
    known = [overload for overload in overloads if overload.evaluate is not None]

    def run(frame: Frame) -> Any:
        values = [part(frame) for part in runs]
        for overload in known:
            if all(map(fits, overload.parameters, values)):
                result = overload.evaluate(*values)  # type: ignore[misc]
                frame.charge(overload.track(values, result) if overload.track else 1)
                return result
        raise no_overload(function, values)

    return run


def no_overload(function: str, values: Sequence[Any]) -> EvaluationError:
    """Return the error of a call whose arguments have types that it does not take."""
    if function in STANDARD:
        return NoOverload()
    kinds = ", ".join(type_of(value).name for value in values)
    return NoOverload(f"{function}({kinds})")


def fits(kind: Type, value: Any) -> bool:
    """Return whether a value is of a type, as far as calls look: at the first element of a list."""
    if kind.sort == PARAMETER or kind == DYN:
        return True
    if kind.sort == LIST:
        inner = kind.parameters[0]
        is_any = inner.sort == LIST and inner.parameters[0].sort == PARAMETER
        return value.__class__ in LISTS and (not value or is_any or fits(inner, value[0]))
    if kind.sort == MAP:
        return isinstance(value, Mapping)
    return type_of(value).name == kind.name
