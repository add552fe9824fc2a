"""What `-f` means: files, several, folders, patterns, standard input.

Upstream rule: cli-runtime `FilenameParam`: a folder is read in the order of names, only files that end as manifests do, what is in it
only with `-R`; a pattern that the shell left alone is expanded; a path that is not there stops everything before it begins; so does a
folder without manifests, unless something to read was named before it.
"""
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from minik.errors import ClientError, MinikError, Several, Unanswered
from minik.intake.parsing import Document, Part, decoded, documents, items, parts
from minik.store import files

ENDINGS = (".json", ".yaml", ".yml")
STANDARD_INPUT = "STDIN"


class Built(str):
    """A folder whose manifests another program has built; `content` is what it made of it."""

    content: bytes

    def __new__(cls, folder: str, content: bytes) -> "Built":
        found = super().__new__(cls, folder)
        found.content = content
        return found


class Piece(NamedTuple):
    """A part of a file, or why there are no more of them. `file` tells one naming of a file from another."""

    file: int
    source: str
    part: Part | None
    error: MinikError | None = None

    def documents(self, whole: bool) -> Iterator[Document]:
        """The documents in it, Lists taken apart unless they are wanted whole; the last one may be an error."""
        if self.part is None:
            yield Document(None, self.source, 0, error=self.error)
            return
        try:
            for document in documents(self.part, self.source):
                yield from (document,) if whole else items(document)
        except MinikError as error:
            yield Document(None, self.source, 0, error=error)


def read(filenames: Sequence[str], recursive: bool = False, *, whole: bool = False) -> Iterator[Document]:
    """The documents of all that was named, in order, as they are asked for. Lists are taken apart, unless they are wanted `whole`.

    A file that cannot be read or parsed gives a document with an `error`, which `validation.recognised` raises; the files after it follow.
    """
    return _documents(pieces(filenames, recursive), whole)


def _documents(found: Iterable[Piece], whole: bool) -> Iterator[Document]:
    file = number = 0
    broken = -1
    for piece in found:
        number, file = number if piece.file == file else 0, piece.file
        for document in piece.documents(whole) if file != broken else ():
            broken = file if document.error else broken
            yield document._replace(number=number)
            number += 1


def pieces(filenames: Sequence[str], recursive: bool = False) -> Iterator[Piece]:
    """The parts of all files that were named; a path that does not exist is told before anything is read."""
    found: list[str] = []
    wrong: list[MinikError] = []
    for name in filenames:
        try:
            found += _paths(name, recursive)
            if not found and not wrong:
                raise ClientError(f"error reading [{name}]: recognized file extensions are [{' '.join(ENDINGS)}]")
        except MinikError as error:
            wrong.append(error)
    if wrong:
        raise wrong[0] if len(wrong) == 1 else Several([Unanswered(error.message) for error in wrong])
    return chain.from_iterable(_pieces(file, path) for file, path in enumerate(found))


def _paths(name: str, recursive: bool) -> Iterator[str]:
    """The files that a name stands for."""
    if name == "-" or isinstance(name, Built):
        yield name
    elif name.startswith(("http://", "https://")):
        raise ClientError(f"minik asks no network: fetch {name} first, then name the file")
    elif os.path.isdir(name):
        yield from _inside(name, recursive)
    elif os.path.exists(name):
        yield name
    else:
        yield from _expanded(name, recursive)


def _inside(folder: str, recursive: bool) -> Iterator[str]:
    """The manifests in a folder; folders stand among the files, where their name puts them."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise _unreadable(folder, error) from None
    for path in (os.path.join(folder, name) for name in names):
        if os.path.isdir(path):
            if recursive and not os.path.islink(path):
                yield from _inside(path, recursive)
        elif path.endswith(ENDINGS):
            yield path


def _expanded(pattern: str, recursive: bool) -> Iterator[str]:
    """What a pattern matches."""
    from glob import glob, has_magic  # noqa: PLC0415 shells expand patterns, so this is for the few that were quoted
    found = sorted(glob(pattern)) if has_magic(pattern) else []
    if not found:
        raise ClientError(f'the path "{pattern}" does not exist')
    for path in found:
        yield from _paths(path, recursive)


def _pieces(file: int, path: str) -> Iterator[Piece]:
    source = STANDARD_INPUT if path == "-" else path
    try:
        yield from (Piece(file, source, part) for part in parts(decoded(_content(path)), source))
    except MinikError as error:
        yield Piece(file, source, None, error)


def _content(path: str) -> bytes:
    if isinstance(path, Built):
        return path.content
    try:
        if path == "-":
            if sys.stdin is None:
                raise ClientError("standard input is closed")
            return files.bounded(sys.stdin.buffer, STANDARD_INPUT)
        return files.content(path)
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: str, error: OSError) -> ClientError:
    doing = "read" if isinstance(error, IsADirectoryError) else "open"
    return ClientError(f"{doing} {path}: {os.strerror(error.errno or 0).lower()}")
