"""The schemas and names of all built-in kinds of Kubernetes 1.37, made by `generate.py`."""

from collections.abc import Iterator
from functools import cache

from minik import light_json
from minik.light_typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]


def read_data(name: str) -> str:
    """Return the text of a file of the bundle."""
    loader: Any = globals()["__loader__"]
    data: bytes = loader.get_data(f"{__path__[0]}/{name}")
    return data.decode()


@cache
def catalog() -> list[dict[str, Any]]:
    """Return one row for each built-in kind.

    A row has kind, group, plural, namespaced, short, categories, versions (name → definition) and
    served.
    """
    rows: list[dict[str, Any]] = light_json.loads(read_data("catalog.json"))
    return rows


@cache
def _lines() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in read_data("definitions.jsonl").splitlines())


def names() -> list[str]:
    """Return the full names of all definitions."""
    return list(_lines())


@cache
def definition(name: str) -> Schema:
    """Return a definition by its full name, `io.k8s.api.core.v1.Service`; `$ref` names another. One
    of another version of Kubernetes is called `1.29/io.k8s.api.core.v1.Service`.
    """
    if "/" in name:
        from minik.schemas import older  # noqa: PLC0415 few ask for another version

        return older.definition(name)
    schema: Schema = light_json.loads(_lines()[name])
    return schema


@cache
def scripts() -> dict[str, str]:
    """Return the letters of every script of Unicode by its name, as ranges: `370-373,375`."""
    return dict(line.split("\t", 1) for line in read_data("scripts.txt").splitlines())


@cache
def _structs() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in read_data("structs.txt").splitlines())


def struct(name: str) -> list[tuple[str, str, str]]:
    """Return the fields of a Go struct of pod templates in order: Go name, JSON name, type."""
    words = (word.split(":", 2) for word in _structs()[name].split())
    return [(go, json, spelling) for go, json, spelling in words]


def protobuf_messages() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the name of every protobuf message, and number, JSON name and type of its fields."""
    for line in read_data("protobuf.txt").splitlines():
        name, fields = line.split("\t", 1)
        yield name, [word.split(":", 2) for word in fields.split(" ")]


def go_type(schema: Schema) -> str:
    """Return the Go type of a field, as error messages name it."""
    if "go" in schema:
        return str(schema["go"])
    if "$ref" in schema:
        package, _, name = schema["$ref"].rpartition(".")
        return f"{package.rpartition('.')[2]}.{name}"
    types, form = schema.get("type", ()), schema.get("format", "")
    if "array" in types:
        return f"[]{go_type(schema['items'])}"
    if "object" in types:
        return f"map[string]{go_type(schema.get('additionalProperties') or {})}"
    if "integer" in types:
        return form or "int64"
    return {"byte": "[]uint8", "double": "float64"}.get(
        form, "bool" if "boolean" in types else "string" if types else "any"
    )


def fields(schema: Schema) -> dict[str, Schema]:
    """Return the fields of a value by name; of lists and maps, those of their items."""
    while not schema.get("properties"):
        below = schema.get("items") or schema.get("additionalProperties")
        if "$ref" in schema:
            schema = definition(schema["$ref"])
        elif isinstance(below, dict):
            schema = below
        else:
            return {}
    properties: dict[str, Schema] = schema["properties"]
    return properties
