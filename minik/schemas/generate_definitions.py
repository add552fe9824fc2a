"""Make the bundle of custom resource definitions from the published files of Gateway API and
network-policy-api.

Run by hand when those move on; the second argument of the network policies' is the last commit that
still had AdminNetworkPolicy:

    python -m minik.schemas.generate_definitions FILE.yaml...

Writes `custom_resource_definitions/NAME.json`, one file a definition: structure, defaults, CEL rules
with what the server says when one is broken, printer columns. No prose is taken over.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from minik.light_typing import Any

FOLDER = Path(__file__).parent / "custom_resource_definitions"
NAMED = ("properties", "patternProperties", "definitions")  # what is keyed by names of fields
NESTED = ("items", "additionalProperties", "not")
LISTED = ("allOf", "anyOf", "oneOf")


def bare(schema: Any) -> Any:
    """Return a schema without its descriptions."""
    if not isinstance(schema, Mapping):
        return schema
    made: dict[str, Any] = {}
    for name, value in schema.items():
        if name in NAMED:
            made[name] = {field: bare(part) for field, part in value.items()}
        elif name in NESTED:
            made[name] = bare(value)
        elif name in LISTED:
            made[name] = [bare(part) for part in value]
        elif name != "description":
            made[name] = value
    return made


def version(published: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a version of a definition without its descriptions."""
    columns = [
        {name: value for name, value in column.items() if name != "description"}
        for column in published.get("additionalPrinterColumns") or ()
    ]
    schema = bare(published["schema"]["openAPIV3Schema"])
    return {
        **published,
        **({"additionalPrinterColumns": columns} if columns else {}),
        "schema": {"openAPIV3Schema": schema},
    }


def definition(published: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a definition without its descriptions and its status."""
    metadata, spec = published["metadata"], published["spec"]
    annotations = {
        name: value
        for name, value in (metadata.get("annotations") or {}).items()
        if not name.startswith("controller-gen.")
    }
    return {
        "apiVersion": published["apiVersion"],
        "kind": published["kind"],
        "metadata": {
            "name": metadata["name"],
            "annotations": annotations,
            **({"labels": metadata["labels"]} if metadata.get("labels") else {}),
        },
        "spec": {**spec, "versions": [version(one) for one in spec["versions"]]},
    }


def definitions(paths: list[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the definitions of the files."""
    for path in paths:
        for document in yaml.safe_load_all(Path(path).read_text()):
            if document and document["kind"] == "CustomResourceDefinition":
                yield definition(document)


def main(paths: list[str]) -> None:
    """Write a file for each definition of the files."""
    FOLDER.mkdir(exist_ok=True)
    for one in definitions(paths):
        text = json.dumps(one, separators=(",", ":"), ensure_ascii=False)
        (FOLDER / f"{one['metadata']['name']}.json").write_text(f"{text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
