"""The files of an archive, as entries: .tar, .tar.gz and its kin as a stream, .zip by its index.

Nothing is unpacked to a disk. An archive with a path that leads out of it is refused, as is one that
grows beyond all reason (a bomb); links are not followed.
"""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from minik.errors import ClientError
from minik.light_typing import Any, BinaryIO
from minik.sources.source import Entry

HEAD = 512
TAR = slice(257, 262)
DECOMPRESSORS: dict[bytes, Callable[..., Any]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ": lzma.LZMAFile,
}
ZIP = b"PK\x03\x04"
ZSTANDARD = b"\x28\xb5\x2f\xfd"
REASONABLE = 256 << 20  # bytes: whatever a smaller archive holds is none too much
GROWTH = 300  # times: logs shrink to a thirtieth, zeros to a thousandth
MOST_BYTES = 64 << 30
MOST_FILES = 1_000_000
DAMAGE = (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)


class Guarded(io.RawIOBase):
    """A stream of unpacked bytes that refuses to grow beyond reason.

    `taken` tells how many packed bytes it was made of.
    """

    def __init__(self, stream: BinaryIO, taken: Callable[[], int], name: str) -> None:
        self.stream, self.taken, self.name, self.given = stream, taken, name, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        self.given += len(data)
        require_reasonable(self.given, self.taken, self.name)
        return len(data)


def require_reasonable(given: int, taken: Callable[[], int], name: str) -> None:
    """Raise ClientError where so many bytes came of so few."""
    if given > REASONABLE and given > GROWTH * max(taken(), 1) or given > MOST_BYTES:
        raise ClientError(
            f"{name} is refused: {given >> 20} MiB came of {taken() >> 10} KiB, as of a bomb",
            hint="unpack it where that can do no harm, and name the folder",
        )


def is_archive(head: bytes) -> bool:
    """Return whether a file begins as an archive does, or as a packed file."""
    packed = (*DECOMPRESSORS, ZIP, ZSTANDARD)
    return head.startswith(packed) or head[TAR] == b"ustar"


def entries(stream: BinaryIO, name: str, pass_over: Callable[[str], None]) -> Iterator[Entry]:
    """Yield the files of an archive that is open, in their order; of a packed file that is no archive
    the one in it. `pass_over` is told of links and of what is encrypted.

    Raises ClientError for an archive that is refused, damaged, or of an unknown sort.
    """
    try:
        yield from _entries(stream, name, pass_over)
    except DAMAGE as error:
        raise ClientError(
            f"{name} is damaged, or ends too early: {error or 'no end'}",
            hint="fetch it again; what can still be unpacked can be named as a folder",
        ) from None


def _entries(stream: BinaryIO, name: str, pass_over: Callable[[str], None]) -> Iterator[Entry]:
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore[type-var]
    head = buffered.peek(HEAD)
    if head.startswith(ZSTANDARD):
        raise ClientError(f"{name} is packed with zstd: zstd -d unpacks it")
    if head.startswith(ZIP):
        yield from _zip_entries(
            stream if is_seekable(stream) else held(buffered, name), name, pass_over
        )
        return
    unpacker = next(
        (DECOMPRESSORS[magic] for magic in DECOMPRESSORS if head.startswith(magic)), None
    )
    if unpacker is None:
        yield from _tar_entries(buffered, name, pass_over)
        return
    counted = Counted(buffered)
    guarded = io.BufferedReader(Guarded(unpacker(counted), counted.count, name), 1 << 20)
    if guarded.peek(HEAD)[TAR] == b"ustar":
        yield from _tar_entries(guarded, name, pass_over)
    else:
        inner = os.path.basename(name)
        yield Entry(os.path.splitext(inner)[0], name, -1, lambda: guarded)


class Counted(io.RawIOBase):
    """A stream that knows how many bytes were read of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.number = stream, 0

    def count(self) -> int:
        return self.number

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        self.number += len(data)
        return len(data)


def _tar_entries(stream: BinaryIO, name: str, pass_over: Callable[[str], None]) -> Iterator[Entry]:
    with tarfile.open(fileobj=stream, mode="r|", errorlevel=2) as archive:
        number = 0
        while member := archive.next():
            archive.members.clear()  # type: ignore[attr-defined]  # a stream needs none of those before
            number += 1
            require_inside(member.name, name, number)
            if member.islnk() or member.issym():
                pass_over("link")
            elif member.isfile() and not member.issparse():
                yield Entry(
                    clean(member.name),
                    f"{name}:{member.name}",
                    member.size,
                    partial(_extract, archive, member),
                )
            elif not member.isdir():
                pass_over("device")


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo) -> BinaryIO:
    file = archive.extractfile(member)
    assert file is not None
    return file  # type: ignore[return-value]


def _zip_entries(stream: BinaryIO, name: str, pass_over: Callable[[str], None]) -> Iterator[Entry]:
    given = 0
    with zipfile.ZipFile(stream) as archive:
        for number, member in enumerate(archive.infolist(), 1):
            require_inside(member.filename, name, number)
            if stat.S_ISLNK(member.external_attr >> 16):
                pass_over("link")
            elif member.flag_bits & 1:
                pass_over("encrypted file")
            elif not member.is_dir():
                given += member.file_size
                require_reasonable(given, partial(_size, stream), name)
                yield Entry(
                    clean(member.filename),
                    f"{name}:{member.filename}",
                    member.file_size,
                    partial(archive.open, member),  # type: ignore[arg-type]
                )


def is_seekable(stream: BinaryIO) -> bool:
    """Return whether a stream can be read from its end, as a .zip is: neither a pipe, nor a part of an
    archive that is itself a stream.
    """
    try:
        return stream.seekable()
    except AttributeError:
        return False


def held(stream: BinaryIO, name: str) -> BinaryIO:
    """Return a stream that was read whole; raise ClientError where it is too large for that."""
    data = stream.read(REASONABLE + 1)
    if len(data) > REASONABLE:
        limit = f"{REASONABLE >> 20} MiB"
        raise ClientError(
            f"{name} is a .zip of more than {limit}, which is read from its end",
            hint="name it as a file",
        )
    return io.BytesIO(data)


def _size(stream: BinaryIO) -> int:
    place = stream.tell()
    size = stream.seek(0, os.SEEK_END)
    stream.seek(place)
    return size


def within(entry: Entry, pass_over: Callable[[str], None]) -> Iterator[Entry]:
    """Yield the files of an archive that is itself in one, or in a folder; of a packed file the one in
    it. Their paths lead through it.
    """
    with entry.open() as stream:
        buffered = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore[type-var]
        if not is_archive(buffered.peek(HEAD)):
            pass_over(f"{os.path.splitext(entry.path)[1]} file that is none")
            return
        for inner in entries(buffered, entry.place, pass_over):
            folder = os.path.dirname(entry.path) if inner.size < 0 else entry.path
            yield inner._replace(path=f"{folder}/{inner.path}".lstrip("/"))


def clean(path: str) -> str:
    """Return a path without `./` before it."""
    return path.replace("\\", "/").removeprefix("./")


def require_inside(path: str, name: str, number: int) -> None:
    """Raise ClientError for a path that leads out of its archive, and for too many files."""
    parts = path.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise ClientError(
            f'{name} is refused: it holds "{path}", a path that leads out of the archive',
            hint="no collector writes such a path; nothing was read",
        )
    if number > MOST_FILES:
        raise ClientError(f"{name} is refused: it holds more than {MOST_FILES} files")
