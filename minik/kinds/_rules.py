"""Rules for single fields that many kinds share, each yielding the problems of one value."""
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.model import names, quantity
from minik.model.problem import forbidden, invalid, not_supported, required, too_long

IMMUTABLE = "field is immutable"
NEGATIVE = "must be greater than or equal to 0"
NOT_POSITIVE = "must be greater than zero"


def named(path: str, value: str, rule: names.Rule) -> Iterator[Problem]:
    """A text that has to follow a name rule."""
    return iter([invalid(path, value, message) for message in names.broken(rule, value)])


def named_if_set(path: str, value: str | None, rule: names.Rule) -> Iterator[Problem]:
    """A name that may be left out."""
    return named(path, value, rule) if value else iter(())


def named_required(path: str, value: str | None, rule: names.Rule, detail: str = "") -> Iterator[Problem]:
    """A name that has to be there."""
    return named(path, value, rule) if value else iter((required(path, detail),))


def filled(path: str, value: Mapping[str, Any], *fields: str) -> Iterator[Problem]:
    """Fields of an object that must not be empty."""
    return (required(f"{path}.{field}") for field in fields if not value.get(field))


def among(path: str, value: Any, choices: Collection[str]) -> Iterator[Problem]:
    """A value that has to be one of a few."""
    if value not in choices:
        yield not_supported(path, value, choices)


def among_if_set(path: str, value: Any, choices: Collection[str]) -> Iterator[Problem]:
    """A value that has to be one of a few, or is left out."""
    return among(path, value, choices) if value is not None else iter(())


def nonnegative(path: str, number: int) -> Iterator[Problem]:
    """A number that counts something."""
    if number < 0:
        yield invalid(path, number, NEGATIVE)


def nonnegative_quantity(path: str, text: str) -> Iterator[Problem]:
    """An amount of something."""
    if quantity.parse(text).nano < 0:
        yield invalid(path, text, NEGATIVE)


def positive_quantity(path: str, text: str) -> Iterator[Problem]:
    """An amount of something that has to be there."""
    if quantity.parse(text).nano <= 0:
        yield invalid(path, text, NOT_POSITIVE)


def immutable(path: str, new: Any, old: Any) -> Iterator[Problem]:
    """A field that stays as it was made."""
    if new != old:
        yield invalid(path, new, IMMUTABLE)


def sealed(new: Mapping[str, Any], old: Mapping[str, Any], *fields: str) -> Iterator[Problem]:
    """What an object that calls itself immutable may not change any more."""
    if old.get("immutable"):
        if not new.get("immutable"):
            yield forbidden("immutable", "field is immutable when `immutable` is set")
        for field in fields:
            if (new.get(field) or {}) != (old.get(field) or {}):
                yield forbidden(field, "field is immutable when `immutable` is set")


def each(path: str, values: Iterable[Any] | None, rule: Callable[[str, Any], Iterable[Problem]]) -> Iterator[Problem]:
    """The problems of every element of a list."""
    for index, value in enumerate(values or ()):
        yield from rule(f"{path}[{index}]", value)


def config_key(text: str) -> Iterator[str]:
    """The key of an entry of a config map or secret: it may become the name of a file. Upstream rule: `IsConfigMapKey`."""
    if names.size(text) > 253:
        yield "must be no more than 253 characters"
    if not text or not set(text) <= KEY_LETTERS:
        yield names.unmatched("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+",
                              "key.name", "KEY_NAME", "key-name")
    if text == ".":
        yield "must not be '.'"
    elif text == "..":
        yield "must not be '..'"
    elif text.startswith(".."):
        yield "must not start with '..'"


KEY_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")


def path_segment(text: str) -> Iterator[str]:
    """A name that may stand between two slashes; RBAC asks no more. Upstream rule: `IsValidPathSegmentName`."""
    if text in (".", ".."):
        yield f"may not be '{text}'"
    for letter in "/%":
        if letter in text:
            yield f"may not contain '{letter}'"


def any_name(_: str) -> Iterator[str]:
    """No rule at all."""
    return iter(())


def csi_driver_name(path: str, name: str | None) -> Iterator[Problem]:
    """What a CSI driver is called: a subdomain in any case, of at most 63 letters. Upstream rule: `ValidateCSIDriverName`."""
    if not name:
        yield required(path)
    if names.size(name or "") > 63:
        yield too_long(path, 63)
    yield from (invalid(path, name or "", message) for message in names.subdomain((name or "").lower()))
