"""Read a dump: files, folders, archives and standard input become a stream of documents.

Each file is read by the source that recognizes its path, else as what kubectl printed. What holds no
objects (logs, lists of other things) is passed over, and told. Nothing is kept of a file once its
documents were taken: a bundle may be larger than the memory.
"""

import io
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from minik import shelf
from minik.dumps import exporting
from minik.errors import ClientError
from minik.intake.parsing import Document, expand_list
from minik.light_typing import Any, BinaryIO
from minik.model.wording import pluralize
from minik.sources import collectors, folders, texts
from minik.sources.collectors import kubectl_output
from minik.sources.source import Entry, Source
from minik.store import files, manifests
from minik.store.manifests import BuiltFolder

MAX_ENDINGS = 4
DEEPEST = 3  # archives within each other
PACKED = (".tar", ".tgz", ".gz", ".tbz2", ".bz2", ".txz", ".xz", ".zip")
HEAD = 512  # bytes: what tells an archive from a text


@cache
def sources() -> Sequence[Source]:
    """Return all sources that recognize paths."""
    return [
        module.SOURCE for module in shelf.load(collectors.__name__, collectors.__path__).values()
    ]


def source_of(path: str) -> Source:
    """Return the source that recognizes a path, else what reads any output of kubectl."""
    return next((source for source in sources() if source.recognizes(path)), kubectl_output.SOURCE)


class Dump:
    """A dump that is read while its documents are taken; then `passed_over` is whole.

    `named` are the arguments of -f; one that does not exist raises ClientError at once.
    """

    unknown: Sequence[str] | None = None  # nobody told which kinds were asked for
    only = ""  # nor which namespaces

    def __init__(self, named: Sequence[str], recursive: bool = False) -> None:
        self.named, self.recursive = named, recursive
        self.without_objects: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()
        self.files: Counter[str] = Counter()  # by the name of their source
        for name in named:
            if not is_single(name) and not is_folder(name):
                manifests.pieces([name], recursive)  # it tells what does not exist

    def documents(self) -> Iterator[Document]:
        """Yield every document; a List is split into its items, unless it holds a cluster's settings."""
        for name in self.named:
            for document in self._documents_of(name):
                yield from (document,) if is_exported(document.value) else expand_list(document)

    def _documents_of(self, name: str) -> Iterator[Document]:
        if is_folder(name):
            yield from self._read_all(folders.entries(name, self._pass_over))
        elif is_single(name):
            with open_file(name) as stream:
                yield from self._read_file(
                    stream, manifests.STANDARD_INPUT if name == "-" else name
                )
        else:
            yield from manifests.read([name], self.recursive, whole=True)

    def _read_file(self, stream: BinaryIO, name: str) -> Iterator[Document]:
        head = stream.peek(HEAD)  # type: ignore[attr-defined]
        if looks_packed(head):
            from minik.sources import archives  # noqa: PLC0415 five ways of packing, for the few that are packed

            yield from self._read_all(archives.entries(stream, name, self._pass_over))
        else:
            self.files[kubectl_output.SOURCE.name] += 1
            yield from texts.every_document(Entry(name, name, -1, lambda: stream))

    def _read_all(self, entries: Iterable[Entry], depth: int = 0) -> Iterator[Document]:
        for entry in entries:
            if entry.path.endswith(PACKED) and depth < DEEPEST:
                yield from self._read_within(entry, depth + 1)
                continue
            source, is_read = source_of(entry.path), False
            for document in source.documents(entry) if entry.path.endswith(source.endings) else ():
                is_read = True
                yield document
            if is_read:
                self.files[source.name] += 1
            else:
                ending = os.path.splitext(entry.path)[1]
                self.without_objects[ending or "without ending"] += 1

    def _read_within(self, entry: Entry, depth: int) -> Iterator[Document]:
        """Yield the documents of an archive within an archive or a folder; a damaged one is an error of
        its own.
        """
        from minik.sources import archives  # noqa: PLC0415 five ways of packing, for the few that are packed

        try:
            yield from self._read_all(archives.within(entry, self._pass_over), depth)
        except ClientError as error:
            yield Document(None, entry.place, 0, error=error)

    def _pass_over(self, what: str) -> None:
        self.unread[what] += 1

    @property
    def passed_over(self) -> Iterator[str]:
        """Yield a line about files without objects, and one about what was not read at all."""
        if self.without_objects:
            number = self.without_objects.total()
            files = pluralize(number, "file without objects", "files without objects")
            yield f"{files} passed over: {frequent(self.without_objects)}"
        for what, number in sorted(self.unread.items()):
            yield f"{pluralize(number, what)} passed over: no {what} is ever followed or opened"


def frequent(counted: Counter[str]) -> str:
    """Return `12 .log, 3 .txt, ...`: the most frequent first."""
    order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    more = ", ..." if len(order) > MAX_ENDINGS else ""
    return ", ".join(f"{number} {name}" for name, number in order[:MAX_ENDINGS]) + more


def is_folder(name: str) -> bool:
    return os.path.isdir(name) and not isinstance(name, BuiltFolder)


def is_exported(value: Any) -> bool:
    """Return whether a document is a List that minik exported, with the settings of its cluster."""
    metadata = value.get("metadata") if isinstance(value, dict) else None
    return isinstance(metadata, dict) and isinstance(metadata.get(exporting.PLACE), dict)


def is_single(name: str) -> bool:
    """Return whether a name is that of a file, or of standard input."""
    return name == "-" or (
        os.path.exists(name) and not os.path.isdir(name) and not isinstance(name, BuiltFolder)
    )


class StandardInput(io.RawIOBase):
    """Standard input, which stays open when this is closed."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = sys.stdin.buffer.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def open_file(name: str) -> BinaryIO:
    """Return a file, or standard input, to be read once; raise ClientError."""
    if name == "-":
        if sys.stdin is None:
            raise ClientError("standard input is closed")
        return io.BufferedReader(StandardInput(), 1 << 20)
    try:
        return open(name, "rb")
    except OSError as error:
        raise ClientError(f"open {name}: {(error.strerror or '').lower()}") from None


def looks_packed(head: bytes) -> bool:
    """Return whether a file begins as an archive does, or as a packed file."""
    return head.startswith(
        (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"PK\x03\x04")
    ) or (head[257:262] == b"ustar")


def holds_dump(name: str) -> bool:
    """Return whether a name is that of an archive, of a folder that a collector wrote, or of a file that
    is larger than any manifest.
    """
    if is_folder(name):
        paths = (entry.path for entry in folders.entries(name, lambda what: None))
        return any(source_of(path).is_dump for path in paths)
    if name == "-" or not is_single(name):
        return False
    with open_file(name) as stream:
        return looks_packed(stream.read(HEAD)) or os.path.getsize(name) > files.LIMIT
