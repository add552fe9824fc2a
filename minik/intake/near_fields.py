"""Which fields were probably meant by those that a kind does not know: near in spelling, or of that name in another place."""
import re
from collections.abc import Iterator

from minik import schemas
from minik.model import nearness
from minik.schemas import Schema

DEEP = 4  # so many fields on the way to one in another place
SLIP = 2  # so many letters amiss are a slip; of a field that is less near, one of that very name elsewhere is likelier
UNKNOWN = re.compile(r'unknown field "([^"]+)"')


def hint(message: str, schema: Schema) -> str:
    """The way out of a refusal of unknown fields."""
    found = (meant(path, schema) for path in UNKNOWN.findall(message)[:nearness.FEW])
    return nearness.asked(list(dict.fromkeys(filter(None, found))))


def meant(path: str, schema: Schema) -> str:
    """The path that was meant: `spec.ports` for `spec.prots`, `spec.replicas` for `replicas`; empty where none is near."""
    parent, _, name = path.rpartition(".")
    here = schema
    for part in filter(None, re.sub(r"\[\d+\]", "", parent).split(".")):
        here = schemas.fields(here).get(part) or {}
    near = nearness.near(name, schemas.fields(here))
    beside = f"{parent}.{near[0]}".lstrip(".") if near else ""
    if near and nearness.distance(name.casefold(), near[0].casefold()) <= SLIP:
        return beside
    return next((place for place, last in elsewhere(schema) if last == name), beside)


def elsewhere(schema: Schema) -> Iterator[tuple[str, str]]:
    """The fields of a kind and the fields in them, the nearest to its top first, by path and by name; status aside."""
    level = [("", schema)]
    for _ in range(DEEP):
        level = [(f"{path}.{name}" + "[]" * bool(inner.get("items")), inner) for path, whole in level
                 for name, inner in schemas.fields(whole).items() if name != "status"]
        yield from ((path[1:].removesuffix("[]"), path.removesuffix("[]").rpartition(".")[2]) for path, _ in level)
