"""Suggest fields for unknown ones: near in spelling, or of the same name in another place."""

from collections.abc import Iterator

from minik import light_re as re
from minik import schemas
from minik.model import suggestions as nearness
from minik.schemas import Schema

DEEP = 4  # so many fields on the way to one in another place
SLIP = 2  # so many letters amiss are a slip; of a field that is less near, one of that very name elsewhere is likelier
UNKNOWN = re.compile(r'unknown field "([^"]+)"')


def suggestion_hint(message: str, schema: Schema) -> str:
    """Return a hint with suggestions for the unknown fields in a message; "" if none."""
    suggestions = (
        suggest_field(path, schema) for path in UNKNOWN.findall(message)[: nearness.MAX_SUGGESTIONS]
    )
    return nearness.did_you_mean(list(dict.fromkeys(filter(None, suggestions))))


def suggest_field(path: str, schema: Schema) -> str:
    """Return the likely path; "" if none is near. `spec.ports` for `spec.prots`, `spec.replicas`
    for `replicas`.
    """
    parent, _, name = path.rpartition(".")
    current = schema
    for part in filter(None, re.sub(r"\[\d+\]", "", parent).split(".")):
        current = schemas.fields(current).get(part) or {}
    near = nearness.similar_words(name, schemas.fields(current))
    beside = f"{parent}.{near[0]}".lstrip(".") if near else ""
    if near and nearness.edit_distance(name.casefold(), near[0].casefold()) <= SLIP:
        return beside
    return next((place for place, last in all_fields(schema) if last == name), beside)


def all_fields(schema: Schema) -> Iterator[tuple[str, str]]:
    """Yield path and name of a kind's fields, top level first, without status."""
    level = [("", schema)]
    for _ in range(DEEP):
        level = [
            (f"{path}.{name}" + "[]" * bool(inner.get("items")), inner)
            for path, outer in level
            for name, inner in schemas.fields(outer).items()
            if name != "status"
        ]
        yield from (
            (path[1:].removesuffix("[]"), path.removesuffix("[]").rpartition(".")[2])
            for path, _ in level
        )
