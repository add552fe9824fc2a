"""Make the table of what the schemas of older versions have otherwise than the bundle.

Run by hand, after `generate.py`, on the same folder of packages:

    python -m minik.schemas.generate_versions /tmp/packages

Writes `versions.txt`, one difference a line, its parts parted by tabs: the first and the last minor
version that have it, the definition, and what is otherwise there: `+` a field and its schema, `-` a
field that is missing, `.` a word of JSON Schema and its value (null: it is missing), `=` a definition
that the bundle lacks.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from minik import schemas
from minik.light_typing import Any, TypeAlias
from minik.schemas.generate import DEFINITIONS, HERE, is_stored, open_package, slim

Slim: TypeAlias = dict[str, Any]
OLDEST, NEWEST = 27, 37
# what Go's types tell beside the structure, and an older version has likewise
FACTS = ("go", "embed", "keep", "always", "null")
# how lists are merged was written down long after they came
MERGING = ("listType", "listMapKeys", "mapType", "patchStrategy", "patchMergeKey")


def read_versions(folder: Path) -> dict[int, dict[str, Slim]]:
    """Return the slim definitions of each minor version."""
    package = open_package(folder, "kubernetes_validate")
    return {
        minor: {
            name: slim(schema)
            for name, schema in json.loads(package.read(DEFINITIONS.format(f"1.{minor}")))[
                "$defs"
            ].items()
            if is_stored(schema)
        }
        for minor in range(OLDEST, NEWEST + 1)
    }


def differences(
    name: str, older: Slim, versions: Mapping[int, Mapping[str, Slim]]
) -> Iterator[tuple[str, ...]]:
    """Yield what a definition of an older version has otherwise than the bundle."""
    if name not in schemas.names():
        yield "=", json_text(older)
        return
    bundle = schemas.definition(name)
    fields, kept = older.get("properties", {}), bundle.get("properties", {})
    for field in sorted(fields.keys() | kept.keys()):
        if field not in fields:
            yield "-", field
        elif field not in kept:
            yield "+", field, json_text(fields[field])
        elif structure(fields[field]) != structure(newest_form(name, field, versions)):
            facts = {word: kept[field][word] for word in FACTS if word in kept[field]}
            yield "+", field, json_text({**fields[field], **facts})
    newest = versions[NEWEST].get(name) or versions[NEWEST - 1][name]
    for word in sorted((older.keys() | newest.keys()) - {"properties"}):
        if older.get(word) != newest.get(word):
            yield ".", word, json_text(older.get(word))


def newest_form(name: str, field: str, versions: Mapping[int, Mapping[str, Slim]]) -> Any:
    """Return a field as the newest version has it, which the bundle is made of."""
    for minor in (NEWEST, NEWEST - 1):
        properties = versions[minor].get(name, {}).get("properties", {})
        if field in properties:
            return properties[field]
    return None


def structure(schema: Any) -> Any:
    """Return a schema without how its lists are merged."""
    if not isinstance(schema, dict):
        return schema
    return {word: structure(value) for word, value in schema.items() if word not in MERGING}


def json_text(value: Any) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def rows(versions: Mapping[int, Mapping[str, Slim]]) -> Iterator[str]:
    """Yield the lines of the table: consecutive versions with the same difference share one."""
    found: dict[tuple[str, ...], list[int]] = {}
    for minor, definitions in versions.items():
        for name, older in definitions.items():
            for difference in differences(name, older, versions):
                found.setdefault((name, *difference), []).append(minor)
    for row, minors in sorted(found.items()):
        for first, last in stretches(minors):
            yield "\t".join((str(first), str(last), *row))


def stretches(minors: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of consecutive numbers."""
    first = minors[0]
    for here, after in zip(minors, [*minors[1:], -1], strict=True):
        if after != here + 1:
            yield first, here
            first = after


def main() -> None:
    """Read the packages in a folder and write the table."""
    lines = list(rows(read_versions(Path(sys.argv[1]))))
    (HERE / "versions.txt").write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} differences")


if __name__ == "__main__":
    main()
