"""JSON Schema of kinds, for editors and for tools that validate: draft 7, which editors know best.

An object with fields that its kind does not have is wrong, as for the API server.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from minik import schemas
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.kind import Kind
from minik.render import explanation

Schema: TypeAlias = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
ROOT = "#/definitions/"
METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
KEPT = ("type", "format", "enum", "required", "const")
# of the schemas of custom resources: words with a value, with a schema, and with several
PLAIN = (
    *("type", "format", "enum", "required", "pattern", "default", "description", "title"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength"),
    *("maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)
CHOICES = ("allOf", "anyOf", "oneOf")
EITHER = [{"type": "integer"}, {"type": "string"}]


class Named(NamedTuple):
    """A kind in one version of its API."""

    kind: Kind
    version: str

    @property
    def api_version(self) -> str:
        """The API version as documents write it: `apps/v1`."""
        return f"{self.kind.group}/{self.version}" if self.kind.group else self.version

    @property
    def name(self) -> str:
        """The name of its definition in a schema."""
        if not self.kind.custom:
            return bare(str(self.kind.definitions[self.version]))
        return ".".join([*reversed(self.kind.group.split(".")), self.version, self.kind.name])

    @property
    def file(self) -> str:
        """The name of its file, as tools that validate look for it: `deployment-apps-v1.json`."""
        group = self.kind.group.partition(".")[0]
        words = (self.kind.name.lower(), *([group] if group else []), self.version)
        return "-".join(words) + ".json"


def in_all_versions(kinds: Iterable[Kind]) -> Iterator[Named]:
    """Yield each kind in each of its versions, the best first."""
    for kind in kinds:
        for version in kind.versions:
            yield Named(kind, version)


def schema_of(named: list[Named]) -> Schema:
    """Return the schema of objects that are of one of these kinds."""
    definitions = definitions_of(named)
    references = [(one, {"$ref": ROOT + one.name}) for one in named]
    if len(named) == 1:
        (one, reference), *_ = references
        return {"$schema": DRAFT, "allOf": [header(one), reference], "definitions": definitions}
    return {
        "$schema": DRAFT,
        "type": "object",
        "required": ["apiVersion", "kind"],
        "properties": {
            "apiVersion": {"enum": sorted({one.api_version for one in named})},
            "kind": {"enum": sorted({one.kind.name for one in named})},
        },
        "allOf": [{"if": header(one), "then": reference} for one, reference in references],
        "definitions": definitions,
    }


def header(one: Named) -> Schema:
    """Return the schema of all objects of a kind and API version, whatever else they say. Objects
    within others, such as the templates of claims, need not say it.
    """
    fields = {"apiVersion": {"const": one.api_version}, "kind": {"const": one.kind.name}}
    return {"required": list(fields), "properties": fields}


def definitions_of(named: Iterable[Named]) -> Schema:
    """Return the definitions of kinds, and all to which they refer, by name."""
    found: Schema = {}
    waiting: list[str] = []
    for one in named:
        if one.kind.custom:
            found[one.name] = custom_definition(one)
            waiting.append(METADATA)
        else:
            waiting.append(str(one.kind.definitions[one.version]))
    while waiting:
        name = waiting.pop()
        if bare(name) not in found:
            found[bare(name)] = definition(name)
            waiting += references(name)
    return dict(sorted(found.items()))


def bare(name: str) -> str:
    """Return a definition's name without the version of Kubernetes before it."""
    return name.rpartition("/")[2]


@cache
def references(name: str) -> tuple[str, ...]:
    """Return the names of the definitions to which one refers."""
    return tuple(dict.fromkeys(_references(schemas.definition(name))))


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for word, value in schema.items():
            if word == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


def definition(name: str) -> Schema:
    """Return a definition of the bundle as JSON Schema, with descriptions."""
    schema = schemas.definition(name)
    out = converted(schema)
    for field, part in out.get("properties", {}).items():
        text = explanation.describe_field(bare(name), field)
        if text:
            # what stands beside $ref counts for nothing in draft 7
            part = {"allOf": [part]} if "$ref" in part else part
            out["properties"][field] = {"description": text, **part}
    text = explanation.describe_type(bare(name))
    return {"description": text, **out} if text else out


def converted(schema: schemas.Schema) -> Schema:
    """Return a schema of the bundle without its own words."""
    if "$ref" in schema:
        return {"$ref": ROOT + bare(schema["$ref"])}
    out = {word: schema[word] for word in KEPT if word in schema}
    if "null" in out.get("type", ()) and "enum" in out:
        out["enum"] = [*out["enum"], None]
    if "properties" in schema:
        out["properties"] = {name: converted(part) for name, part in schema["properties"].items()}
    if "oneOf" in schema:
        out["anyOf"] = [converted(part) for part in schema["oneOf"]]
    if isinstance(schema.get("items"), dict):
        out["items"] = converted(schema["items"])
    below = schema.get("additionalProperties")
    if below is not None:
        out["additionalProperties"] = converted(below) if isinstance(below, dict) else below
    return out


def custom_definition(one: Named) -> Schema:
    """Return the schema of a custom kind, as its definition has it."""
    own = custom(one.kind.definitions[one.version], is_closed=True)
    properties = {**own.get("properties", {}), "metadata": {"$ref": ROOT + METADATA}}
    return {**own, "properties": {"apiVersion": {}, "kind": {}, **properties}}


def custom(schema: Any, *, is_closed: bool) -> Schema:
    """Return a structural schema as JSON Schema; `is_closed`: other fields than its own are wrong."""
    schema = schema if isinstance(schema, Mapping) else {}
    out = {word: schema[word] for word in PLAIN if word in schema}
    for word in CHOICES:
        if word in schema:
            out[word] = [custom(part, is_closed=False) for part in schema[word]]
    if "not" in schema:
        out["not"] = custom(schema["not"], is_closed=False)
    if schema.get("x-kubernetes-int-or-string"):
        out.pop("type", None)
        out.setdefault("anyOf", EITHER)
    if "items" in schema:
        out["items"] = custom(schema["items"], is_closed=is_closed)
    if "properties" in schema:
        out["properties"] = {
            name: custom(part, is_closed=is_closed) for name, part in schema["properties"].items()
        }
    out |= below_of(schema, is_closed)
    return with_null(out) if schema.get("nullable") else out


def below_of(schema: Mapping[str, Any], is_closed: bool) -> Schema:
    """Return what a structural schema says of fields that it does not name."""
    below = schema.get("additionalProperties")
    if isinstance(below, Mapping):
        return {"additionalProperties": custom(below, is_closed=is_closed)}
    is_open = (
        below is not None
        or schema.get("x-kubernetes-preserve-unknown-fields")
        or schema.get("x-kubernetes-embedded-resource")
    )
    return (
        {"additionalProperties": False}
        if is_closed and "properties" in schema and not is_open
        else {}
    )


def with_null(schema: Schema) -> Schema:
    """Return a schema that takes null as well."""
    out = dict(schema)
    if isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
    if "enum" in out:
        out["enum"] = [*out["enum"], None]
    return out
