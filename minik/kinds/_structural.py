"""Custom resources: what their own schema makes of them. Upstream rules: apiextensions structural pruning, defaulting and validation.

The schema is judged by `jsonschema`, which is imported when the first custom resource is met; its findings are worded as
go-openapi words them. Rules in CEL (`x-kubernetes-validations`) are not evaluated.
"""
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from minik.errors import Problem
from minik.kinds._plain import custom_problems
from minik.model import object as objects
from minik.model import patterns
from minik.model.object import Object
from minik.model.problem import duplicate, invalid, not_supported, required, too_long, too_many, type_invalid

Schema = Mapping[str, Any]
ANYTHING, EMBEDDED = "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"
EITHER, LIST, KEYS = "x-kubernetes-int-or-string", "x-kubernetes-list-type", "x-kubernetes-list-map-keys"
OBJECT_FIELDS = ("apiVersion", "kind", "metadata")
JUDGED = ("enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
          "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required", "format")
LOGIC = ("allOf", "anyOf", "oneOf")
TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
DATE = r"\d{4}-\d\d-\d\d"
FORMATS = {"date": DATE, "date-time": DATE + r"[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"}


def defaults(definitions: Mapping[str, Schema]) -> Callable[[Object], Object]:
    """What the schemas of a definition fill in, by version."""
    def default(obj: Object) -> Object:
        found: Object = defaulted(obj, definitions.get(objects.version(obj["apiVersion"]), {}))
        return found
    return default


def rules(definitions: Mapping[str, Schema], namespaced: bool) -> Callable[[Object], Iterable[Problem]]:
    """What a custom resource must be: named as every object is, and what its schema asks."""
    def problems(obj: Object) -> Iterator[Problem]:
        yield from custom_problems(namespaced)(obj)
        yield from schema_problems(obj, definitions.get(objects.version(obj["apiVersion"]), {}))
    return problems


def unknown(value: Any, schema: Schema, path: str = "", *, whole: bool = True) -> Iterator[str]:
    """The paths of fields that no schema speaks of, and that are therefore dropped; `whole`: this is an object of its own."""
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from unknown(part, schema.get("items") or {}, f"{path}[{index}]", whole=False)
    if not isinstance(value, dict):
        return
    known, others = schema.get("properties") or {}, schema.get("additionalProperties")
    for name, part in value.items():
        place = f"{path}.{name}" if path else name
        if name in OBJECT_FIELDS and (whole or schema.get(EMBEDDED)):
            continue
        if name in known:
            yield from unknown(part, known[name], place, whole=False)
        elif isinstance(others, Mapping):
            yield from unknown(part, others, place, whole=False)
        elif not others and not schema.get(ANYTHING):
            yield place


def defaulted(value: Any, schema: Schema) -> Any:
    """A value with every default that its schema has for what is not there; null stands for that where null is not allowed."""
    if isinstance(value, list) and schema.get("items"):
        return [defaulted(part, schema["items"]) for part in value]
    if not isinstance(value, dict):
        return value
    out, known, others = dict(value), schema.get("properties") or {}, schema.get("additionalProperties")
    for name, part in known.items():
        if "default" in part and (name not in out or out[name] is None and not part.get("nullable")):
            out[name] = part["default"]
    inner = {**dict.fromkeys(out, others if isinstance(others, Mapping) else {}), **known}
    return {name: defaulted(part, inner[name]) for name, part in out.items()}


def schema_problems(obj: Object, schema: Schema) -> Iterator[Problem]:
    """What a schema finds wrong with a custom resource."""
    from jsonschema import Draft4Validator  # noqa: PLC0415 only custom resources need it
    from jsonschema.validators import extend  # noqa: PLC0415
    body = {name: value for name, value in obj.items() if name not in OBJECT_FIELDS}
    judges: Any = extend(Draft4Validator, {"pattern": _unmatched})  # type: ignore[no-untyped-call]
    judge = judges(_plain_schema(json.dumps(schema)), format_checker=_formats())
    for error in sorted(judge.iter_errors(body), key=lambda error: [str(step) for step in error.absolute_path]):
        yield from worded(error)
    yield from repeated(body, schema)


@cache
def _plain_schema(text: str) -> dict[str, Any]:
    return plain({**json.loads(text), "type": "object"})


@cache
def _formats() -> Any:
    from jsonschema import FormatChecker  # noqa: PLC0415
    checker = FormatChecker(formats=())
    for name, pattern in FORMATS.items():
        checker.checks(name)(lambda value, pattern=pattern: not isinstance(value, str) or bool(re.fullmatch(pattern, value)))
    return checker


def plain(schema: Schema) -> dict[str, Any]:
    """A structural schema in JSON Schema's own words, less what means nothing in them, as a definition from a dump may hold it."""
    out: dict[str, Any] = {word: schema[word] for word in JUDGED if word in schema and schema[word] is not None}
    if out.get("multipleOf") == 0:
        del out["multipleOf"]
    if "pattern" in out and not _readable(out["pattern"]):
        del out["pattern"]
    if schema.get("type") in TYPES.values() or schema.get(EITHER):
        types = ["integer", "string"] if schema.get(EITHER) else [schema["type"]]
        out["type"] = [*types, "null"] if schema.get("nullable") else types
    if schema.get("properties"):
        out["properties"] = {name: plain(part) for name, part in schema["properties"].items()}
    for word in ("items", "not", "additionalProperties"):
        if isinstance(schema.get(word), Mapping):
            out[word] = plain(schema[word])
    for word in LOGIC:
        if schema.get(word):
            out[word] = [plain(part) for part in schema[word]]
    return out


def _readable(text: str) -> bool:
    """Whether a pattern that was written for Go is understood here."""
    try:
        patterns.pattern(text)
    except patterns.Unreadable:
        return False
    return True


def _unmatched(_: Any, text: str, value: Any, schema: Schema) -> Iterator[Any]:
    """The library's own reading of patterns could take for ever."""
    from jsonschema import ValidationError  # noqa: PLC0415
    if isinstance(value, str) and not patterns.pattern(text).found_in(value):
        yield ValidationError(text)


def place(steps: Iterable[Any]) -> str:
    """A path as the API server writes it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def worded(error: Any) -> Iterator[Problem]:
    """One finding of jsonschema as go-openapi words it."""
    path, value, limit = place(error.absolute_path), error.instance, error.validator_value
    if error.validator == "required":
        missing = re.fullmatch(r"['\"](.*)['\"] is a required property", error.message)
        yield required(f"{path}.{missing[1]}".removeprefix(".") if missing else path)
    elif error.validator == "type":
        found = TYPES[value.__class__]
        yield type_invalid(path, found, f'{path} in body must be of type {limit[0]}: "{found}"')
    elif error.validator == "format":
        yield type_invalid(path, value, f"{path} in body must be of type {limit}: {json.dumps(value)}")
    elif error.validator == "enum":
        yield not_supported(path, value, [choice if isinstance(choice, str) else json.dumps(choice) for choice in limit])
    elif error.validator == "maxLength":
        yield too_long(path, limit)
    elif error.validator in ("maxItems", "maxProperties"):
        yield too_many(path, len(value), limit)
    elif error.validator in LOGICAL:
        yield Problem("<nil>", "FieldValueInvalid", f'Invalid value: "": "{path}" {LOGICAL[error.validator]}')
    else:
        yield invalid(path, value, f"{path} in body {_bound(error.validator, error.schema).format(limit)}")


LOGICAL = {"anyOf": "must validate at least one schema (anyOf)", "oneOf": "must validate one and only one schema (oneOf). Found none valid",
           "allOf": "must validate all the schemas (allOf)", "not": "must not validate the schema (not)"}
BOUNDS = {"minimum": "should be greater than or equal to {}", "maximum": "should be less than or equal to {}",
          "multipleOf": "should be a multiple of {}", "minLength": "should be at least {} chars long", "pattern": "should match '{}'",
          "minItems": "should have at least {} items", "minProperties": "should have at least {} properties",
          "uniqueItems": "shouldn't contain duplicates"}


def _bound(word: str, schema: Schema) -> str:
    exclusive = schema.get(f"exclusive{word.capitalize()}")
    return BOUNDS[word].replace(" or equal to", "") if exclusive else BOUNDS[word]


def repeated(value: Any, schema: Schema, path: str = "") -> Iterator[Problem]:
    """Items of a list that is a set or a map, and that are there twice."""
    if isinstance(value, dict):
        for name, part in value.items():
            inner = (schema.get("properties") or {}).get(name) or schema.get("additionalProperties")
            if isinstance(inner, Mapping):
                yield from repeated(part, inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from repeated(part, schema.get("items") or {}, f"{path}[{index}]")
        yield from _doubles(value, schema, path)


def _doubles(items: Sequence[Any], schema: Schema, path: str) -> Iterator[Problem]:
    seen = set()
    for index, item in enumerate(items if schema.get(LIST) in ("set", "map") else ()):
        identity = {key: item.get(key) for key in schema.get(KEYS) or ()} if schema[LIST] == "map" and isinstance(item, dict) else item
        text = json.dumps(identity, sort_keys=True)
        if text in seen:
            yield duplicate(f"{path}[{index}]", identity)
        seen.add(text)
