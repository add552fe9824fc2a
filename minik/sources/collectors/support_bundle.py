"""A support bundle (troubleshoot.sh): `cluster-resources/KIND/NAMESPACE.json` or `.../KINDS.json`.

Its lists may not say what they hold, or be bare arrays: their path does.
"""

from collections.abc import Iterator

from minik import kinds
from minik import light_re as re
from minik.errors import MinikError
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model.kind import Kind
from minik.sources import texts
from minik.sources.source import Entry, Source

FILES = re.compile(r"(?:.*/)?cluster-resources/.+")


def is_own(path: str) -> bool:
    """Return whether a path is one that a support bundle holds objects at."""
    return FILES.fullmatch(path) is not None


def documents(entry: Entry) -> Iterator[Document]:
    """Yield the documents of a file, each of which says what it holds."""
    try:
        for document in texts.parsed(entry):
            named = with_kind(document, entry.path)
            if named is not None:
                yield named
    except MinikError as error:
        yield Document(None, entry.place, 0, error=error)


def with_kind(document: Document, path: str) -> Document | None:
    """Return a document that says what it holds; None if it holds no objects."""
    value = document.value
    if texts.holds_objects(value):
        return document
    items = value.get("items") if isinstance(value, dict) and "items" in value else value
    items = [items] if is_nameable(items) else items  # of a large list, which is read item by item
    if not isinstance(items, list):
        return None
    kind = kind_of_path(path)
    typed = {"apiVersion": kind.api_version, "kind": kind.name} if kind else {}
    objects = [{**typed, **item} for item in items if is_nameable(item)]
    known = [obj for obj in objects if obj.get("kind") and obj.get("apiVersion")]
    if not known:
        return None
    return document._replace(value={"apiVersion": "v1", "kind": "List", "items": known})


def is_nameable(item: Any) -> bool:
    """Return whether an item of a list can be an object: it has metadata."""
    return isinstance(item, dict) and isinstance(item.get("metadata"), dict)


def kind_of_path(path: str) -> Kind | None:
    """Return the kind that a folder or file of a support bundle is named after; None if none is."""
    words = path.rpartition("cluster-resources/")[2].removesuffix(".json").removesuffix(".yaml")
    for word in reversed(words.split("/")):
        kind = kinds.find_kind(word.replace("-", ""))
        if kind is not None:
            return kind
    return None


SOURCE = Source("support bundle", is_own, documents)
