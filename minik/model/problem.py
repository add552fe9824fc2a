"""Problems with fields, worded as the API server words them.

Upstream rule: apimachinery `field.Error`; a value is shown as JSON.
"""
import json
from collections.abc import Iterable
from typing import Any

from minik.errors import Problem


def shown(value: Any) -> str:
    """A value as the API server quotes it in a message."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def required(field: str, detail: str = "") -> Problem:
    return Problem(field, "FieldValueRequired", "Required value" + (f": {detail}" if detail else ""))


def invalid(field: str, value: Any, detail: str) -> Problem:
    return Problem(field, "FieldValueInvalid", f"Invalid value: {shown(value)}" + (f": {detail}" if detail else ""))


def not_supported(field: str, value: Any, supported: Iterable[str]) -> Problem:
    choices = ", ".join(shown(choice) for choice in sorted(supported))
    detail = f": supported values: {choices}" if choices else ""
    return Problem(field, "FieldValueNotSupported", f"Unsupported value: {shown(value)}{detail}")


def duplicate(field: str, value: Any) -> Problem:
    return Problem(field, "FieldValueDuplicate", f"Duplicate value: {shown(value)}")


def forbidden(field: str, detail: str) -> Problem:
    return Problem(field, "FieldValueForbidden", f"Forbidden: {detail}")


def not_found(field: str, value: Any) -> Problem:
    return Problem(field, "FieldValueNotFound", f"Not found: {shown(value)}")


def too_long(field: str, limit: int) -> Problem:
    return Problem(field, "FieldValueTooLong", f"Too long: may not be more than {limit} bytes")


def too_many(field: str, count: int, limit: int) -> Problem:
    return Problem(field, "FieldValueTooMany", f"Too many: {count}: must have at most {limit} items")


def type_invalid(field: str, value: Any, detail: str) -> Problem:
    return Problem(field, "FieldValueTypeInvalid", f"Invalid value: {shown(value)}: {detail}")
