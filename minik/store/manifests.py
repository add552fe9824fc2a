"""The arguments of `-f`: files, folders, patterns, standard input.

Upstream rule: cli-runtime `FilenameParam`. A folder is read in the order of names, only files with
the ending of a manifest, subfolders only with `-R`; a pattern that the shell did not expand is
expanded. A path that does not exist stops everything before anything is read; so does a folder
without manifests, unless something to read was named before it.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from minik.errors import ClientError, MinikError, Several, Unanswered
from minik.intake.parsing import Document, Part, decode_text, expand_list, parse_part, split_stream
from minik.light_typing import NamedTuple
from minik.store import files

ENDINGS = (".json", ".yaml", ".yml")
STANDARD_INPUT = "STDIN"


class BuiltFolder(str):
    """A folder whose manifests another program has built (kustomize); `content` is its output."""

    content: bytes

    def __new__(cls, folder: str, content: bytes) -> "BuiltFolder":
        built = super().__new__(cls, folder)
        built.content = content
        return built


class Piece(NamedTuple):
    """A part of a file, or the error that ended it; `file` is the index of the file."""

    file: int
    source: str
    part: Part | None
    error: MinikError | None = None

    def documents(self, whole: bool, strict: bool = True) -> Iterator[Document]:
        """Yield the documents in it, the last of which may be an error.

        Lists are split unless `whole`.
        """
        if self.part is None:
            yield Document(None, self.source, 0, error=self.error)
            return
        try:
            for document in parse_part(self.part, self.source, strict):
                yield from (document,) if whole else expand_list(document)
        except MinikError as error:
            yield Document(None, self.source, 0, error=error)


def read(
    filenames: Sequence[str],
    recursive: bool = False,
    *,
    whole: bool = False,
    strict: bool = False,
) -> Iterator[Document]:
    """Yield the documents of all named files, read lazily; Lists are split unless `whole`.

    Of a field that is there twice the last one counts, unless it is read in the `strict` way.

    A file that cannot be read or parsed gives a document with an `error`, which
    `validation.recognised` raises; the files after it follow.
    """
    return _documents(pieces(filenames, recursive), whole, strict)


def _documents(file_pieces: Iterable[Piece], whole: bool, strict: bool) -> Iterator[Document]:
    file = number = 0
    broken = -1
    for piece in file_pieces:
        number, file = number if piece.file == file else 0, piece.file
        for document in piece.documents(whole, strict) if file != broken else ():
            broken = file if document.error else broken
            yield document._replace(number=number)
            number += 1


def pieces(filenames: Sequence[str], recursive: bool = False) -> Iterator[Piece]:
    """Yield the parts of all named files; raise an error for missing paths before reading any."""
    paths: list[str] = []
    errors: list[MinikError] = []
    for name in filenames:
        try:
            paths += _find_paths(name, recursive)
            if not paths and not errors:
                raise ClientError(
                    f"error reading [{name}]: recognized file extensions are [{' '.join(ENDINGS)}]"
                )
        except MinikError as error:
            errors.append(error)
    if errors:
        raise (
            errors[0]
            if len(errors) == 1
            else Several([Unanswered(error.message) for error in errors])
        )
    return chain.from_iterable(_pieces(file, path) for file, path in enumerate(paths))


def _find_paths(name: str, recursive: bool) -> Iterator[str]:
    """Yield the files that a name stands for."""
    if name == "-" or isinstance(name, BuiltFolder):
        yield name
    elif name.startswith(("http://", "https://")):
        raise ClientError(f"minik does not fetch URLs: download {name} first, then name the file")
    elif os.path.isdir(name):
        yield from folder_paths(name, recursive)
    elif os.path.exists(name):
        yield name
    else:
        yield from _expand_pattern(name, recursive)


def is_single_file(filenames: Sequence[str]) -> bool:
    """Tell whether one file was named, and neither a folder nor standard input."""
    return len(filenames) == 1 and filenames[0] != "-" and not os.path.isdir(filenames[0])


def folder_paths(folder: str, recursive: bool) -> Iterator[str]:
    """Yield the manifests in a folder, with those of subfolders in the order of names."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise _read_error(folder, error) from None
    for path in (os.path.join(folder, name) for name in names):
        if os.path.isdir(path):
            if recursive and not os.path.islink(path):
                yield from folder_paths(path, recursive)
        elif path.endswith(ENDINGS):
            yield path


def _expand_pattern(pattern: str, recursive: bool) -> Iterator[str]:
    """Yield the files that match a pattern."""
    from glob import glob, has_magic  # noqa: PLC0415 shells expand patterns, so this is for the few that were quoted

    paths = sorted(glob(pattern)) if has_magic(pattern) else []
    if not paths:
        raise ClientError(f'the path "{pattern}" does not exist')
    for path in paths:
        yield from _find_paths(path, recursive)


def _pieces(file: int, path: str) -> Iterator[Piece]:
    source = STANDARD_INPUT if path == "-" else path
    try:
        yield from (
            Piece(file, source, part)
            for part in split_stream(decode_text(read_bytes(path)), source)
        )
    except MinikError as error:
        yield Piece(file, source, None, error)


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file, of standard input or of a built folder; raise ClientError."""
    if isinstance(path, BuiltFolder):
        return path.content
    try:
        if path == "-":
            if sys.stdin is None:
                raise ClientError("standard input is closed")
            return files.read_bounded(sys.stdin.buffer, STANDARD_INPUT)
        return files.read_file(path)
    except OSError as error:
        raise _read_error(path, error) from None


def _read_error(path: str, error: OSError) -> ClientError:
    action = "read" if isinstance(error, IsADirectoryError) else "open"
    return ClientError(f"{action} {path}: {os.strerror(error.errno or 0).lower()}")
