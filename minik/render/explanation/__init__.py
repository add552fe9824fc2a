"""The layouts of `kubectl explain`, one file each.

The descriptions of kinds and fields are in `_texts/`.
"""

from collections.abc import Sequence
from types import ModuleType

from minik import shelf
from minik.model.kind import Kind
from minik.render.explanation import _descriptions, _structure
from minik.render.explanation._structure import Page
from minik.schemas import Schema


def describe_type(reference: str) -> str:
    """Return the description of a type by the name of its definition, "" if there is none."""
    return _descriptions.describe_type(reference)


def describe_field(reference: str, name: str) -> str:
    """Return the description of a field of a type, "" if there is none."""
    return _descriptions.describe_field(reference, name)


def layouts() -> list[str]:
    """Return the layouts, as `-o` takes them."""
    return [name.replace("_", "-") for name in shelf.names(__path__)]


def layout(output: str) -> ModuleType | None:
    """Return the module of a layout; None where there is no such layout."""
    return shelf.find(__name__, output.replace("-", "_")) if output in layouts() else None


def page(kind: Kind, version: str, schema: Schema, path: Sequence[str]) -> Page:
    """Return what a layout prints: a kind, or the field at a path; raise ClientError if none."""
    return _structure.page(kind, version, schema, path)
