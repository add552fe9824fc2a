"""The description of a kind without a layout of its own: all fields, indented.

Upstream rule: kubectl `printUnstructuredContent`.
"""

from collections.abc import Iterator, Mapping

from minik import light_re as re
from minik.kinds import layout
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.go_values import format_value
from minik.model.object import Object, name, namespace

HEADER_FIELDS = frozenset(
    (
        ".metadata.managedFields",
        ".metadata.name",
        ".metadata.namespace",
        ".metadata.labels",
        ".metadata.annotations",
    )
)
ACRONYMS = frozenset(("API", "URL", "UID", "GUID"))
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[^A-Za-z]+")


def describe(obj: Object, _: Cluster) -> str:
    head = [
        f"Name:\t{name(obj)}",
        f"Namespace:\t{namespace(obj)}",
        *layout.label_lines("Labels", obj["metadata"].get("labels")),
        *layout.annotation_lines("Annotations", obj["metadata"].get("annotations")),
    ]
    return "\n".join([*head, *field_lines(obj, "", "")])


def field_lines(fields: Mapping[str, Any], indent: str, path: str) -> Iterator[str]:
    """Yield a line for each field, sorted by name; nested fields are indented below it."""
    for field, value in sorted(fields.items()):
        field_path = f"{path}.{field}"
        if field_path in HEADER_FIELDS:
            continue
        if isinstance(value, Mapping):
            yield f"{indent}{field_title(field)}:"
            yield from field_lines(value, indent + "  ", field_path)
        elif isinstance(value, list):
            yield f"{indent}{field_title(field)}:"
            for item in value:
                yield from (
                    field_lines(item, indent + "  ", field_path)
                    if isinstance(item, Mapping)
                    else (f"{indent}  {format_value(item)}",)
                )
        else:
            yield f"{indent}{field_title(field)}:\t{format_value(value)}"


def field_title(field: str) -> str:
    """Return a field as a title, `API Version` for `apiVersion`; other text unchanged."""
    if not all(letter.isalpha() or letter == "-" for letter in field):
        return field
    return " ".join(
        part.upper() if part.upper() in ACRONYMS else part[:1].upper() + part[1:]
        for part in split_words(field)
    )


def split_words(field: str) -> list[str]:
    """Return the words of a field name; a capital joins the acronym before it: `CIDRs`."""
    pieces: list[str] = []
    for part in WORD.findall(field):
        if pieces and len(pieces[-1]) > 1 and pieces[-1].isupper() and part[0].isupper():
            pieces[-1] += part
        else:
            pieces.append(part)
    return pieces
