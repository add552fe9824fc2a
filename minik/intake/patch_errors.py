"""How the API server words that a patched object cannot be decoded."""

from minik import light_re as re
from minik import schemas
from minik.intake import decoding_errors
from minik.intake.field_validation import STEP
from minik.intake.patch_strategy import ORDER, RETAIN
from minik.model.object import Object

MISTYPED = re.compile(
    r"json: cannot unmarshal (\w+) into Go (?:struct field \S+|value) of type (.+)"
)
KINDS = {"number": "int64", "object": "map", "array": "slice"}


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
        KINDS.get(match[1], match[1]),
        match[2],
        _schema_at(definition, error.path).get("type"),
    )
    if types is None:
        return f"cannot restore struct from: {actual}"
    container = next(
        (word for name, word in (("array", "slice"), ("object", "map")) if name in types), ""
    )
    return (
        f"cannot restore {container} from {actual}"
        if container
        else f"cannot convert {actual} to {expected}"
    )


def _schema_at(definition: str, path: str) -> schemas.Schema:
    """Return the schema of the field at a path; for an object, a reference to its definition."""
    schema: schemas.Schema = {"$ref": definition}
    for step in STEP.findall(path):
        resolved = schemas.definition(schema["$ref"]) if "$ref" in schema else schema
        schema = (
            (resolved.get("items") or {})
            if step.startswith("[")
            else (resolved.get("properties") or {}).get(step) or {}
        )
    return schema
