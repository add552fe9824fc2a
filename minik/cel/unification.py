"""Which types go with which: type parameters stand for what they were first used with.

A substitution is a mapping that is never changed; a comparison that succeeds returns the next one.

Upstream rule: cel-go `checker/types.go`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.cel.declarations import Overload
from minik.cel.types import (
    DYN,
    ERROR,
    LIST,
    MAP,
    NULL,
    NULLABLE,
    NULLABLE_SORTS,
    OPAQUE,
    PARAMETER,
    TYPE,
    Type,
)
from minik.light_typing import TypeAlias

Substitution: TypeAlias = Mapping[Type, Type]
COMPOUND = (OPAQUE, LIST, MAP, TYPE)


def assign(known: Substitution, left: Type, right: Type) -> Substitution | None:
    """Return the substitution with which one type is assignable to another; None if there is none."""
    return assign_all(known, (left,), (right,))


def assign_all(
    known: Substitution, left: Sequence[Type], right: Sequence[Type]
) -> Substitution | None:
    """Return the substitution with which types are assignable to others, one by one."""
    trial = dict(known)
    return trial if _all_assignable(trial, left, right) else None


def _all_assignable(known: dict[Type, Type], left: Sequence[Type], right: Sequence[Type]) -> bool:
    return len(left) == len(right) and all(
        _assignable(known, one, other) for one, other in zip(left, right)
    )


def _assignable(known: dict[Type, Type], left: Type, right: Type) -> bool:
    if right.sort == PARAMETER:
        valid, has_value = _replaceable(known, left, right)
        if valid or has_value:
            return valid
    if left.sort == PARAMETER:
        return _replaceable(known, right, left)[0]
    if left in (DYN, ERROR) or right in (DYN, ERROR):
        return True
    if NULL in (left, right):
        other = right if left == NULL else left
        return other.sort in NULLABLE_SORTS or other in NULLABLE or other == NULL
    if left.sort == TYPE:
        return right.sort == TYPE
    if left.sort in (OPAQUE, LIST, MAP):
        same = left.sort == right.sort and left.name == right.name
        return same and _all_assignable(known, left.parameters, right.parameters)
    return left == right


def _replaceable(known: dict[Type, Type], value: Type, parameter: Type) -> tuple[bool, bool]:
    """Return whether a parameter may stand for a type, and whether it stands for one already."""
    if value == parameter:
        return True, True
    current = known.get(parameter)
    if current is None:
        if not _occurs(known, parameter, value):
            known[parameter] = value
            return True, False
        return False, False
    if value == current:
        return True, True
    if _assignable(known, value, current):
        general = most_general(value, current)
        if not _occurs(known, parameter, general):
            known[parameter] = general
        return True, True
    return False, True


def most_general(left: Type, right: Type) -> Type:
    """Return the more general of two types that go together."""
    return left if _is_general(left, right) else right


def _is_general(left: Type, right: Type) -> bool:
    if left == DYN or left.sort == PARAMETER:
        return True
    if right == DYN or right.sort == PARAMETER or left.sort != right.sort:
        return False
    if left.sort == TYPE:
        return True
    if left.sort in (OPAQUE, LIST, MAP):
        same = left.name == right.name and len(left.parameters) == len(right.parameters)
        return same and all(map(_is_general, left.parameters, right.parameters))
    return left == right


def _occurs(known: Mapping[Type, Type], parameter: Type, within: Type) -> bool:
    """Return whether a parameter occurs in a type, which it then cannot stand for."""
    if parameter == within:
        return True
    if within.sort == PARAMETER:
        return within in known and _occurs(known, parameter, known[within])
    return within.sort in COMPOUND and any(
        _occurs(known, parameter, part) for part in within.parameters
    )


def substitute(known: Substitution, kind: Type, *, free_to_dyn: bool = False) -> Type:
    """Return a type with what its parameters stand for; those that are free may become dyn."""
    while kind in known:
        kind = known[kind]
    if kind.sort == PARAMETER:
        return DYN if free_to_dyn else kind
    if not kind.parameters:
        return kind
    parts = (substitute(known, part, free_to_dyn=free_to_dyn) for part in kind.parameters)
    return Type(kind.sort, kind.name, tuple(parts))


def instance(overload: Overload, free: Callable[[], Type]) -> tuple[Sequence[Type], Type]:
    """Return the types of an overload, with parameters of its own."""
    own = dict[Type, Type]()
    for part in _parameters_in((*overload.parameters, overload.result)):
        if part not in own:
            own[part] = free()
    if not own:
        return overload.parameters, overload.result
    return [substitute(own, part) for part in overload.parameters], substitute(own, overload.result)


def _parameters_in(kinds: Sequence[Type]) -> Iterator[Type]:
    for kind in kinds:
        if kind.sort == PARAMETER:
            yield kind
        yield from _parameters_in(kind.parameters)
