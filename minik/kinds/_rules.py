"""Rules for single fields that many kinds share; each yields the problems of one value."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from minik.errors import Problem
from minik.light_typing import Any
from minik.model import names, quantity
from minik.model.problem import forbidden, invalid, not_supported, required, too_long

IMMUTABLE = "field is immutable"
NEGATIVE = "must be greater than or equal to 0"
NOT_POSITIVE = "must be greater than zero"


def check_name(path: str, value: str, rule: names.Rule) -> Iterator[Problem]:
    """Return the problems of a text that has to follow a name rule."""
    return iter([invalid(path, value, message) for message in names.violations(rule, value)])


def check_name_if_set(path: str, value: str | None, rule: names.Rule) -> Iterator[Problem]:
    """Return the problems of a name that may be empty."""
    return check_name(path, value, rule) if value else iter(())


def check_required_name(
    path: str, value: str | None, rule: names.Rule, detail: str = ""
) -> Iterator[Problem]:
    """Return the problems of a name that must not be empty."""
    return check_name(path, value, rule) if value else iter((required(path, detail),))


def check_not_empty(path: str, value: Mapping[str, Any], *fields: str) -> Iterator[Problem]:
    """Return a problem for each of the fields that is empty."""
    return (required(f"{path}.{field}") for field in fields if not value.get(field))


def check_choice(path: str, value: Any, choices: Collection[str]) -> Iterator[Problem]:
    """Yield a problem if the value is not one of the choices."""
    if value not in choices:
        yield not_supported(path, value, choices)


def check_choice_if_set(path: str, value: Any, choices: Collection[str]) -> Iterator[Problem]:
    """Yield a problem if the value is neither None nor one of the choices."""
    return check_choice(path, value, choices) if value is not None else iter(())


def check_nonnegative(path: str, number: int) -> Iterator[Problem]:
    """Yield a problem if the number is negative."""
    if number < 0:
        yield invalid(path, number, NEGATIVE)


def check_nonnegative_quantity(path: str, text: str) -> Iterator[Problem]:
    """Yield a problem if the quantity is negative."""
    if quantity.parse(text).nano < 0:
        yield invalid(path, text, NEGATIVE)


def check_positive_quantity(path: str, text: str) -> Iterator[Problem]:
    """Yield a problem if the quantity is not positive."""
    if quantity.parse(text).nano <= 0:
        yield invalid(path, text, NOT_POSITIVE)


def check_immutable(path: str, new: Any, old: Any) -> Iterator[Problem]:
    """Yield a problem if the field changed."""
    if new != old:
        yield invalid(path, new, IMMUTABLE)


def check_sealed_fields(
    new: Mapping[str, Any], old: Mapping[str, Any], *fields: str
) -> Iterator[Problem]:
    """Yield the problems of an update to a ConfigMap or Secret with `immutable: true`."""
    if old.get("immutable"):
        if not new.get("immutable"):
            yield forbidden("immutable", "field is immutable when `immutable` is set")
        for field in fields:
            if (new.get(field) or {}) != (old.get(field) or {}):
                yield forbidden(field, "field is immutable when `immutable` is set")


def check_each(
    path: str, values: Iterable[Any] | None, rule: Callable[[str, Any], Iterable[Problem]]
) -> Iterator[Problem]:
    """Yield the problems that a rule finds in each element of a list."""
    for index, value in enumerate(values or ()):
        yield from rule(f"{path}[{index}]", value)


def config_key(text: str) -> Iterator[str]:
    """Yield what is wrong with a key of a ConfigMap or Secret, which may become a file name.

    Upstream rule: `IsConfigMapKey`.
    """
    if names.byte_count(text) > 253:
        yield "must be no more than 253 characters"
    if not text or not set(text) <= KEY_LETTERS:
        yield names.mismatch_message(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            "[-._a-zA-Z0-9]+",
            "key.name",
            "KEY_NAME",
            "key-name",
        )
    if text == ".":
        yield "must not be '.'"
    elif text == "..":
        yield "must not be '..'"
    elif text.startswith(".."):
        yield "must not start with '..'"


KEY_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")


def path_segment(text: str) -> Iterator[str]:
    """Yield what is wrong with a name that stands between slashes in a path.

    Upstream rule: `IsValidPathSegmentName`.
    """
    if text in (".", ".."):
        yield f"may not be '{text}'"
    for letter in "/%":
        if letter in text:
            yield f"may not contain '{letter}'"


def any_name(_: str) -> Iterator[str]:
    """Accept every name."""
    return iter(())


def check_csi_driver_name(path: str, name: str | None) -> Iterator[Problem]:
    """Yield the problems of a CSI driver's name: a subdomain in any case, of at most 63 characters.

    Upstream rule: `ValidateCSIDriverName`.
    """
    if not name:
        yield required(path)
    if names.byte_count(name or "") > 63:
        yield too_long(path, 63)
    yield from (
        invalid(path, name or "", message) for message in names.subdomain((name or "").lower())
    )
