"""Validation of custom resources by their schema.

Upstream rules: apiextensions validation. `jsonschema` validates, and is imported when the first
custom resource appears; its errors are reworded as go-openapi words them. Rules in CEL
(`x-kubernetes-validations`) are not evaluated.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from minik import light_re as re
from minik.errors import Problem
from minik.kinds import embedded_resources
from minik.kinds.structural_schemas import Schema
from minik.light_typing import Any
from minik.model import patterns
from minik.model.formats import is_in_range, is_of_format
from minik.model.object import Object
from minik.model.problem import (
    duplicate,
    invalid,
    not_supported,
    required,
    too_long,
    too_many,
    type_invalid,
)

INT_OR_STRING, LIST_TYPE, LIST_MAP_KEYS = (
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
)
KEYWORDS = (
    "enum",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "required",
    "format",
)
LOGIC_KEYWORDS = ("allOf", "anyOf", "oneOf")
TYPES = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}
NUMBERS = ("integer", "number")
TEXT_RULES = ("maxLength", "minLength", "pattern")  # in the order of kube-openapi's stringValidator
LARGEST_WHOLE = 2**53 - 1  # up to here every integer is a float
NEARLY = 1e-9


def schema_problems(obj: Object, schema: Schema, old: Object | None = None) -> Iterator[Problem]:
    """Yield the problems of a custom resource by its schema, which may speak of its apiVersion, kind
    and metadata too; not those of values that an old one had already. Upstream rules:
    `ValidateCustomResource` and `ValidateCustomResourceUpdate`, of the whole object.
    """
    yield from value_problems(obj, {**schema, "type": "object"}, old)
    yield from embedded_resources.problems(obj, schema)
    if old is None or next(duplicate_problems(old, schema), None) is None:
        yield from duplicate_problems(obj, schema)


def value_problems(value: Any, schema: Schema, old: Any = None) -> Iterator[Problem]:
    """Yield the problems of any value by a schema, not those that an old value had already."""
    texts = set()
    for error in sorted(
        _validator_class()(_cached_schema(json.dumps(schema))).iter_errors(value), key=_place_of
    ):
        place = tuple(error.absolute_path)
        if error.validator in TEXT_RULES and place in texts:
            continue  # the server looks at a text until the first rule that it breaks
        texts |= {place} if error.validator in TEXT_RULES else set()
        if old is None or not _was_so(value, old, schema, error):
            yield from error_problems(error)


def _place_of(error: Any) -> tuple[list[str], int]:
    """Return where an error stands among others: by its path, then by its rule."""
    rule = error.validator
    place = [str(step) for step in error.absolute_path]
    return place, TEXT_RULES.index(rule) if rule in TEXT_RULES else -1


def _was_so(value: Any, old: Any, schema: Schema, error: Any) -> bool:
    """Return whether what an error is about did not change."""
    from minik.kinds._correlation import at_path  # noqa: PLC0415 only changes that are refused

    return at_path(value, old, schema, error.absolute_path).is_unchanged()


@cache
def _validator_class() -> Any:
    from jsonschema import Draft4Validator  # noqa: PLC0415 only custom resources need it
    from jsonschema.validators import extend  # noqa: PLC0415

    checks = {"pattern": _check_pattern, "format": _check_format, "multipleOf": _check_multiple}
    return extend(Draft4Validator, checks)  # type: ignore[no-untyped-call]


@cache
def _cached_schema(text: str) -> dict[str, Any]:
    return standard_schema(json.loads(text))


def standard_schema(schema: Schema) -> dict[str, Any]:
    """Return a structural schema as JSON Schema (draft 4), without other keywords."""
    result: dict[str, Any] = {
        word: schema[word] for word in KEYWORDS if word in schema and schema[word] is not None
    }
    if result.get("multipleOf") == 0:
        del result["multipleOf"]
    if "pattern" in result and next(pattern_problems("", result["pattern"]), None):
        del result["pattern"]
    if schema.get("type") in TYPES.values() or schema.get(INT_OR_STRING):
        types = ["integer", "string"] if schema.get(INT_OR_STRING) else [schema["type"]]
        result["type"] = [*types, "null"] if schema.get("nullable") else types
    if schema.get("properties"):
        result["properties"] = {
            name: standard_schema(part) for name, part in schema["properties"].items()
        }
    for word in ("items", "not", "additionalProperties"):
        if isinstance(schema.get(word), Mapping):
            result[word] = standard_schema(schema[word])
    for word in LOGIC_KEYWORDS:
        if schema.get(word):
            result[word] = [standard_schema(part) for part in schema[word]]
    return result


def pattern_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield the problem of a pattern that Go does not take."""
    try:
        patterns.compile_pattern(text)
    except patterns.InvalidPattern as wrong:
        yield invalid(path, text, f"must be a valid regular expression, but isn't: {wrong}")


def _check_pattern(_: Any, text: str, value: Any, schema: Schema) -> Iterator[Any]:
    """Check a pattern with minik's own matcher: the library's could take forever."""
    from jsonschema import ValidationError  # noqa: PLC0415

    if isinstance(value, str) and not patterns.compile_pattern(text).matches(value):
        yield ValidationError(text)


def _check_format(_: Any, form: str, value: Any, schema: Schema) -> Iterator[Any]:
    """Check the format of a text, or the range of a number."""
    from jsonschema import ValidationError  # noqa: PLC0415

    kind = (schema.get("type") or [""])[0]
    if isinstance(value, str):
        is_sound = kind not in ("", "string") or is_of_format(value, form)
    else:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        is_sound = not is_number or kind not in NUMBERS or is_in_range(value, form)
    if not is_sound:
        yield ValidationError(form)


def _check_multiple(_: Any, factor: float, value: Any, __: Schema) -> Iterator[Any]:
    """Check a multiple as Go does, for which 0.3 is one of 0.1."""
    from jsonschema import ValidationError  # noqa: PLC0415

    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    if isinstance(value, int) and float(factor).is_integer():
        is_multiple = not value % int(factor)
    else:
        times = 1 / factor * value if factor < 1 else value / factor
        near = abs(times - round(times)) if abs(times) <= LARGEST_WHOLE else 1.0
        is_multiple = near == 0 or near / (2 * abs(times)) < NEARLY
    if not is_multiple:
        yield ValidationError(str(factor))


def format_path(steps: Iterable[Any]) -> str:
    """Return a path as the API server writes it."""
    return "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps
    ).removeprefix(".")


def error_problems(error: Any) -> Iterator[Problem]:
    """Yield one jsonschema error as a problem in go-openapi's words."""
    path, value, limit = format_path(error.absolute_path), error.instance, error.validator_value
    if error.validator == "required":
        missing = re.fullmatch(r"['\"](.*)['\"] is a required property", error.message)
        yield required(f"{path}.{missing[1]}".removeprefix(".") if missing else path)
    elif error.validator == "type":
        type_name = TYPES[value.__class__]
        types = ",".join(name for name in limit if name != "null")
        yield type_invalid(
            path, type_name, f'{path} in body must be of type {types}: "{type_name}"'
        )
    elif error.validator == "format":
        yield format_problem(path, value, limit, error.schema)
    elif error.validator == "enum":
        yield not_supported(
            path,
            value,
            [choice if isinstance(choice, str) else json.dumps(choice) for choice in limit],
        )
    elif error.validator == "maxLength":
        yield too_long(path, limit)
    elif error.validator in ("maxItems", "maxProperties"):
        yield too_many(path, len(value), limit)
    elif error.validator in LOGIC_MESSAGES:
        yield Problem(
            "<nil>",
            "FieldValueInvalid",
            f'Invalid value: "": "{path}" {LOGIC_MESSAGES[error.validator]}',
        )
    else:
        yield invalid(
            path,
            value,
            f"{path} in body {_bound_message(error.validator, error.schema).format(limit)}",
        )


def format_problem(path: str, value: Any, form: str, schema: Schema) -> Problem:
    """Return the problem of a text that is not of its format, or of a number beyond its range."""
    if isinstance(value, str):
        return type_invalid(
            path, value, f"{path} in body must be of type {form}: {json.dumps(value)}"
        )
    kind = schema["type"][0]
    text = f"Checked value must be of type {kind} with format {form} in {path}"
    return Problem("<nil>", "FieldValueInvalid", f'Invalid value: "": {text}')


LOGIC_MESSAGES = {
    "anyOf": "must validate at least one schema (anyOf)",
    "oneOf": "must validate one and only one schema (oneOf). Found none valid",
    "allOf": "must validate all the schemas (allOf)",
    "not": "must not validate the schema (not)",
}
BOUND_MESSAGES = {
    "minimum": "should be greater than or equal to {}",
    "maximum": "should be less than or equal to {}",
    "multipleOf": "should be a multiple of {}",
    "minLength": "should be at least {} chars long",
    "pattern": "should match '{}'",
    "minItems": "should have at least {} items",
    "minProperties": "should have at least {} properties",
    "uniqueItems": "shouldn't contain duplicates",
}


def _bound_message(word: str, schema: Schema) -> str:
    exclusive = schema.get(f"exclusive{word.capitalize()}")
    return BOUND_MESSAGES[word].replace(" or equal to", "") if exclusive else BOUND_MESSAGES[word]


def duplicate_problems(value: Any, schema: Schema, path: str = "") -> Iterator[Problem]:
    """Yield a problem for each duplicate item of a list that is a set or a map."""
    if isinstance(value, dict):
        for name, part in value.items():
            inner = (schema.get("properties") or {}).get(name) or schema.get("additionalProperties")
            if isinstance(inner, Mapping):
                yield from duplicate_problems(part, inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from duplicate_problems(part, schema.get("items") or {}, f"{path}[{index}]")
        yield from _duplicate_items(value, schema, path)


def _duplicate_items(items: Sequence[Any], schema: Schema, path: str) -> Iterator[Problem]:
    seen = set()
    for index, item in enumerate(items if schema.get(LIST_TYPE) in ("set", "map") else ()):
        identity = (
            {key: item.get(key) for key in schema.get(LIST_MAP_KEYS) or ()}
            if schema[LIST_TYPE] == "map" and isinstance(item, dict)
            else item
        )
        text = json.dumps(identity, sort_keys=True)
        if text in seen:
            yield duplicate(f"{path}[{index}]", identity)
        seen.add(text)
