"""The schemas of Kubernetes 1.27 and later, one minor version each: the bundle, and what each version
has otherwise (`versions.txt`, made by `generate_versions.py`).

The definition of a version is called `1.29/io.k8s.api.core.v1.PodSpec`, and refers to others of that
version; one that is in the bundle as it was then keeps its own name, and so what is compiled of it.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from minik import light_json
from minik import light_re as re
from minik.light_typing import Any, NamedTuple

VERSIONS = tuple(f"1.{minor}" for minor in range(27, 38))
REFERENCE = re.compile(r'"\$ref":"([^"]+)"')
PARTS = ("properties", "items", "additionalProperties", "oneOf", "$ref")


def read_data(name: str) -> str:
    """Return the text of a file of this folder."""
    loader: Any = globals()["__loader__"]
    data: bytes = loader.get_data(f"{__file__.rpartition('older.py')[0]}{name}")
    return data.decode()


@cache
def lines() -> Mapping[str, str]:
    """Return the text of every definition of the bundle by its full name."""
    return dict(line.split("\t", 1) for line in read_data("definitions.jsonl").splitlines())


class Difference(NamedTuple):
    """What the minor versions from `first` to `last` have otherwise: see `generate_versions`."""

    first: int
    last: int
    what: str
    name: str
    value: str


@cache
def differences() -> Mapping[str, list[Difference]]:
    """Return the differences of each definition."""
    found: dict[str, list[Difference]] = {}
    for line in read_data("versions.txt").splitlines():
        first, last, definition, what, name, *value = line.split("\t")
        row = Difference(int(first), int(last), what, name, "".join(value))
        found.setdefault(definition, []).append(row)
    return found


def minor_of(version: str) -> int:
    """Return 29 for `1.29`."""
    return int(version.partition(".")[2])


@cache
def changed(version: str) -> frozenset[str]:
    """Return the definitions that are otherwise in a version, or refer to one that is."""
    minor = minor_of(version)
    names = {
        name
        for name, rows in differences().items()
        if any(row.first <= minor <= row.last for row in rows)
    }
    waiting = list(names)
    while waiting:
        new = referring().get(waiting.pop(), frozenset()) - names
        names |= new
        waiting += new
    return frozenset(names)


@cache
def referring() -> Mapping[str, frozenset[str]]:
    """Return of each definition those that refer to it, in the bundle or in a version."""
    found: dict[str, set[str]] = {}
    for name, text in texts():
        for target in REFERENCE.findall(text):
            found.setdefault(target, set()).add(name)
    return {target: frozenset(names) for target, names in found.items()}


def texts() -> Iterator[tuple[str, str]]:
    """Yield each definition with a text in which its references stand."""
    yield from lines().items()
    for name, rows in differences().items():
        yield from ((name, row.value or row.name) for row in rows)


def definition(versioned: str) -> dict[str, Any]:
    """Return the definition that is called `1.29/io.k8s.api.core.v1.PodSpec`."""
    version, _, name = versioned.partition("/")
    minor = minor_of(version)
    rows = [row for row in differences().get(name, ()) if row.first <= minor <= row.last]
    whole = next((row.name for row in rows if row.what == "="), "")
    bundled = lines().get(name, "{}")
    schema: dict[str, Any] = light_json.loads(whole or bundled)
    for row in rows:
        apply(schema, row)
    in_version: dict[str, Any] = refer(schema, version)
    return in_version


def apply(schema: dict[str, Any], row: Difference) -> None:
    """Make one difference in a schema."""
    if row.what == "+":
        schema.setdefault("properties", {})[row.name] = light_json.loads(row.value)
    elif row.what == "-":
        schema.get("properties", {}).pop(row.name, None)
    elif row.what == ".":
        value = light_json.loads(row.value)
        schema.pop(row.name, None)
        if value is not None:
            schema[row.name] = value


def refer(schema: Any, version: str) -> Any:
    """Return a schema whose references are to the definitions of a version."""
    if not isinstance(schema, dict):
        return schema
    out = dict(schema)
    for part in PARTS:
        value = schema.get(part)
        if part == "$ref" and value is not None:
            out[part] = name_of(value, version)
        elif part == "properties" and value:
            out[part] = {name: refer(field, version) for name, field in value.items()}
        elif part == "oneOf" and value:
            out[part] = [refer(one, version) for one in value]
        elif value is not None:
            out[part] = refer(value, version)
    return out


def name_of(name: str, version: str) -> str:
    """Return what a definition is called in a version."""
    return f"{version}/{name}" if name in changed(version) else name


def is_known(name: str) -> bool:
    """Tell whether the bundle or a version has a definition of this name."""
    return name in lines() or any(row.what == "=" for row in differences().get(name, ()))
