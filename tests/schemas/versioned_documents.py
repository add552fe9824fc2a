"""Write documents of every kind that Kubernetes serves, with a few random fields each, and what the
schemas of each version say of their structure.

Run by hand with the wheel of kubernetes-validate:

    python tests/schemas/versioned_documents.py kubernetes_validate-1.37.0-py3-none-any.whl

Writes `tests/data/schemas/versioned_documents.jsonl`: a document, and a letter for each version from
1.27 on: `y` its schema takes it, `n` it does not, `-` the version does not serve it.
"""

import json
import random
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from jsonschema.validators import Draft202012Validator
from referencing import Registry, Resource

from minik.schemas import lifecycles, older

OUT = Path(__file__).parent.parent / "data" / "schemas" / "versioned_documents.jsonl"
PLACE = "kubernetes_validate/kubernetes-json-schema/v{}.0-local-strict/_definitions.json"
NUMBER, MOST_ALIKE = 330, 30  # documents, and of those with the same verdicts
PLAIN = {"string": "a", "integer": 1, "boolean": True, "number": 1.5}
# what is no text of any kind to a server
FORMATS = {"byte": "YQ==", "date-time": "2026-01-01T00:00:00.000000Z"}
NOT_STORED = ("Review", "Scale", "Eviction", "TokenRequest")


class Version:
    """The schemas of one version."""

    def __init__(self, package: zipfile.ZipFile, version: str) -> None:
        self.version = version
        self.contents = json.loads(package.read(PLACE.format(version)))
        self.resource = Resource.from_contents(self.contents)
        self.kinds = {
            (f"{row['group']}/{row['version']}".lstrip("/"), row["kind"]): name
            for name, schema in self.contents["$defs"].items()
            for row in schema.get("x-kubernetes-group-version-kind", ())
        }

    def verdict(self, document: dict[str, Any]) -> str:
        """Return `y`, `n` or `-`."""
        key = document["apiVersion"], document["kind"]
        life = lifecycles.find(*key)
        if life is None or not life.is_served(self.version) or key not in self.kinds:
            return "-"
        schema = {"$ref": f"/api/_definitions.json#/$defs/{self.kinds[key]}"}
        registry: Any = Registry().with_resource("/api/_definitions.json", self.resource)
        errors = Draft202012Validator(schema, registry=registry).iter_errors(document)
        return "n" if any(error.validator != "required" for error in errors) else "y"


def value(schema: dict[str, Any], definitions: dict[str, Any], depth: int) -> Any:
    """Return a random value of a schema; now and then one of a wrong type."""
    if schema.get("$ref", "").endswith(("Quantity", "IntOrString")):
        return "1"
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    kind = next((one for one in [schema.get("type") or "string"][0:1]), "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if "oneOf" in schema:
        kind = "string"
    if random.random() < 0.01:
        kind = random.choice(list(PLAIN))
    if kind == "array":
        return [value(schema.get("items", {}), definitions, depth - 1)]
    if kind != "object":
        plain = FORMATS.get(schema.get("format", "")) if kind == "string" else None
        return plain or schema.get("enum", [PLAIN.get(kind, "a")])[0]
    properties = schema.get("properties", {})
    names = random.sample(sorted(properties), min(len(properties), 3 if depth > 0 else 0))
    made = {name: value(properties[name], definitions, depth - 1) for name in names}
    return {**made, "later": 1} if random.random() < 0.02 else made


def document(versions: list[Version]) -> dict[str, Any]:
    """Return a random document, of a kind and with fields of some version."""
    version = random.choice(versions)
    keys = [
        key
        for key in sorted(version.kinds)
        if (life := lifecycles.find(*key)) and life.is_on and not key[1].endswith(NOT_STORED)
    ]
    api_version, kind = random.choice(keys)
    definitions = version.contents["$defs"]
    properties = definitions[version.kinds[api_version, kind]]["properties"]
    names = sorted(set(properties) - {"apiVersion", "kind", "metadata", "status"})
    parts = {name: value(properties[name], definitions, 4) for name in names}
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, **parts}


def main() -> None:
    """Write the documents."""
    random.seed(27)
    package = zipfile.ZipFile(sys.argv[1])
    versions = [Version(package, version) for version in older.VERSIONS]
    seen: Counter[str] = Counter()
    with OUT.open("w", encoding="utf-8") as file:
        while seen.total() < NUMBER:
            made = document(versions)
            verdicts = "".join(version.verdict(made) for version in versions)
            if seen[verdicts] < MOST_ALIKE:
                seen[verdicts] += 1
                file.write(json.dumps({"document": made, "verdicts": verdicts}) + "\n")


if __name__ == "__main__":
    main()
