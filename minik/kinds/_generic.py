"""The description of an object of which nobody wrote one: all its fields, indented. Upstream rule: kubectl `printUnstructuredContent`."""
import re
from collections.abc import Iterator, Mapping
from typing import Any

from minik.kinds import _layout
from minik.model.cluster import Cluster
from minik.model.go_values import printed
from minik.model.object import Object, name, namespace

SAID = frozenset((".metadata.managedFields", ".metadata.name", ".metadata.namespace", ".metadata.labels", ".metadata.annotations"))
ACRONYMS = frozenset(("API", "URL", "UID", "GUID"))
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[^A-Za-z]+")


def describe(obj: Object, _: Cluster) -> str:
    head = [f"Name:\t{name(obj)}", f"Namespace:\t{namespace(obj)}", *_layout.labels("Labels", obj["metadata"].get("labels")),
            *_layout.annotations("Annotations", obj["metadata"].get("annotations"))]
    return "\n".join([*head, *content(obj, "", "")])


def content(fields: Mapping[str, Any], indent: str, path: str) -> Iterator[str]:
    """A line a field, sorted; what a field holds stands below it, one step further in."""
    for field, value in sorted(fields.items()):
        here = f"{path}.{field}"
        if here in SAID:
            continue
        if isinstance(value, Mapping):
            yield f"{indent}{label(field)}:"
            yield from content(value, indent + "  ", here)
        elif isinstance(value, list):
            yield f"{indent}{label(field)}:"
            for item in value:
                yield from content(item, indent + "  ", here) if isinstance(item, Mapping) else (f"{indent}  {printed(item)}",)
        else:
            yield f"{indent}{label(field)}:\t{printed(value)}"


def label(field: str) -> str:
    """`apiVersion` as a title: `API Version`; a field that is no plain word stays as it is."""
    if not all(letter.isalpha() or letter == "-" for letter in field):
        return field
    return " ".join(part.upper() if part.upper() in ACRONYMS else part[:1].upper() + part[1:] for part in words(field))


def words(field: str) -> list[str]:
    """The words of a field; capitals keep what begins with one after them: `CIDRs`."""
    found: list[str] = []
    for part in WORD.findall(field):
        if found and len(found[-1]) > 1 and found[-1].isupper() and part[0].isupper():
            found[-1] += part
        else:
            found.append(part)
    return found
