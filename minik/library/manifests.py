"""What `apply`, `create` and others take: paths, text, objects, and lists of them."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from minik.intake import parsing
from minik.intake.parsing import Document
from minik.light_typing import Any, TypeAlias
from minik.store import manifests

Manifest: TypeAlias = str | bytes | os.PathLike[str] | Mapping[str, Any]
Manifests: TypeAlias = Manifest | Sequence[Manifest] | Iterator[Manifest]
SCALARS = (str, int, float, bool, type(None))


def documents(given: Manifests, *, recursive: bool = False) -> Iterator[Document]:
    """Yield the documents of manifests. A text with a line break or a brace is YAML or JSON; any other
    is a path: of a file, a folder, or a pattern.
    """
    for number, document in enumerate(_documents(given, recursive)):
        yield document._replace(number=number)


def _documents(given: Manifests, recursive: bool) -> Iterator[Document]:
    if isinstance(given, Mapping):
        yield from parsing.expand_list(Document(plain_copy(given), "", 0))
    elif isinstance(given, bytes) or isinstance(given, str) and is_text(given):
        for document in parsing.parse(given, "", strict=False):
            yield from parsing.expand_list(document)
    elif isinstance(given, (str, PurePath, os.PathLike)):
        yield from manifests.read([os.fspath(given)], recursive)
    else:
        for one in given:
            yield from _documents(one, recursive)


def is_text(given: str) -> bool:
    """Return whether a string is a manifest itself, and no path."""
    return "\n" in given or given.lstrip().startswith(("{", "---"))


def plain_copy(value: Any) -> Any:
    """Return a copy of a JSON value that shares nothing with it.

    Raises TypeError for what JSON cannot hold.
    """
    kind = value.__class__
    if kind is dict:
        return {name: plain_copy(member) for name, member in value.items()}
    if kind is list:
        return [plain_copy(member) for member in value]
    if kind in SCALARS:
        return value
    if isinstance(value, Mapping):
        return {name: plain_copy(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_copy(member) for member in value]
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"a manifest cannot hold {value!r}, which is a {kind.__name__}")
