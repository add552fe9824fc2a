"""How the API server words that a patched object cannot be decoded."""

from minik import light_re as re
from minik import schemas
from minik.intake import decoding_errors
from minik.intake.field_validation import STEP
from minik.intake.patch_strategy import ORDER, RETAIN
from minik.light_typing import Any
from minik.model.object import Object

MISTYPED = re.compile(
    r"json: cannot unmarshal (\w+)(?: [-+.\deE]+)? into Go (?:struct field \S+|value) of type (.+)"
)
KINDS = {"number": "int64", "object": "map", "array": "slice"}
NUMBERS = ("int64", "float64")
PLAIN = {"boolean": "bool", "string": "string"}  # in a schema, in Go


def strip_ordered_lists(patch: Object) -> Object:
    """Drop order directives and their lists from a patch, as the server's error shows it."""
    ordered = {name.removeprefix(ORDER) for name in patch if name.startswith(ORDER)}
    return {
        name: strip_ordered_lists(value) if isinstance(value, dict) else value
        for name, value in patch.items()
        if name != RETAIN and not name.startswith(ORDER) and name not in ordered
    }


def conversion_error(message: str, definition: str, obj: Object) -> str:
    """Reword a decoding error as the server words it for a patched object."""
    text = message.partition(": ")[2]
    match, error = MISTYPED.match(text), decoding_errors.explain_error(obj, definition)
    if not match or not error:
        return text
    actual, expected, types = (
        _kind_of(match[1], _value_at(obj, error.path)),
        match[2],
        _schema_at(definition, error.path).get("type"),
    )
    if types is None:
        return f"cannot restore struct from: {actual}"
    container = next(
        (word for name, word in (("array", "slice"), ("object", "map")) if name in types), ""
    )
    if container:
        return f"cannot restore {container} from {actual}"
    plain = next((PLAIN[name] for name in PLAIN if name in types), expected)
    # Go has a conversion of a whole number to a string, of a fraction to a number, and no other.
    converts = plain == "string" if actual == "int64" else plain not in PLAIN.values()
    if actual in NUMBERS and converts:
        return f"cannot convert {actual} to {expected}"
    return f"unrecognized type: {plain}"


def _kind_of(word: str, value: Any) -> str:
    """Return what Go calls a value of JSON."""
    return "float64" if isinstance(value, float) else KINDS.get(word, word)


def _value_at(obj: Object, path: str) -> Any:
    """Return the value at a path; None where there is nothing."""
    value: Any = obj
    for step in STEP.findall(path):
        try:
            value = value[int(step[1:-1]) if step.startswith("[") else step]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return value


def _schema_at(definition: str, path: str) -> schemas.Schema:
    """Return the schema of the field at a path; for an object, a reference to its definition."""
    schema: schemas.Schema = {"$ref": definition}
    for step in STEP.findall(path):
        resolved = schemas.definition(schema["$ref"]) if "$ref" in schema else schema
        schema = (
            (resolved.get("items") or {})
            if step.startswith("[")
            else (resolved.get("properties") or {}).get(step)
            or resolved.get("additionalProperties")
            or {}
        )
    return schema
