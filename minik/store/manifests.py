"""What `-f` means: files, folders, standard input."""
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import chain

from minik.errors import ClientError, MinikError
from minik.intake.parsing import Document, items, parse

ENDINGS = (".json", ".yaml", ".yml")
STANDARD_INPUT = "STDIN"


def read(filenames: Sequence[str], recursive: bool = False, *, whole: bool = False) -> Iterator[Document]:
    """The documents of all that was named, in order, as they are asked for. Lists are taken apart, unless they are wanted `whole`.

    A file that cannot be read or parsed gives a document with an `error`, which `validation.recognised` raises; the files after it follow.
    A path that does not exist is refused at once.
    """
    for name in filenames:
        if name != "-" and not os.path.lexists(name):
            raise ClientError(f'the path "{name}" does not exist')
    found = chain.from_iterable(_documents(path) for name in filenames for path in _paths(name, recursive))
    return found if whole else chain.from_iterable(map(items, found))


def _paths(name: str, recursive: bool) -> Iterator[str]:
    if name == "-" or not os.path.isdir(name):
        yield name
        return
    for folder, folders, files in os.walk(name):
        folders[:] = sorted(folders) if recursive else []
        yield from (os.path.join(folder, file) for file in sorted(files) if file.endswith(ENDINGS))


def _documents(path: str) -> Iterator[Document]:
    source = STANDARD_INPUT if path == "-" else path
    try:
        yield from parse(_text(path), source)
    except MinikError as error:
        yield Document(None, source, 0, error=error)


def _text(path: str) -> bytes:
    try:
        if path == "-":
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ClientError(f"open {path}: {os.strerror(error.errno or 0).lower()}") from None
