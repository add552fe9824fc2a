"""Saving: the new file is written beside the old one, synced, and renamed over it, so that every reader sees one or the other, whole.

Only changed lines are encoded; what stands between them is copied from the old file by the kernel.
"""
import errno
import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from minik.errors import Refused
from minik.model.object import Key, Object
from minik.store import layout
from minik.store.layout import TAIL, Header
from minik.store.state_file import StateFile


class Span(NamedTuple):
    """Whole lines of the old file, from one offset to another."""

    start: int
    end: int


Piece: TypeAlias = bytes | Span


def spliced(old: StateFile, changes: Mapping[Key, Object | None]) -> Iterator[Piece]:
    """The body of the new file: old lines in spans, new lines as bytes, in order."""
    position = old.start
    for key, obj in sorted((layout.key_bytes(key.kind, key.path), obj) for key, obj in _plain(changes)):
        line = old.bisect(key)
        if line > position:
            yield Span(position, line)
            position = line
        if line < old.end and old.key_at(line) == key:
            position = old.line_end(line)
        if obj is not _GONE:
            yield layout.object_line(key, obj)
    if position < old.end:
        yield Span(position, old.end)


_GONE: Object = {}


def _plain(changes: Mapping[Key, Object | None]) -> Iterator[tuple[Key, Object]]:
    return ((key, _GONE if obj is None else obj) for key, obj in changes.items())


def punctuated(pieces: list[Piece], end: int) -> Iterator[Piece]:
    """Every line ends in a comma but the last one, wherever it comes from; `end` is where the old file's last line ends."""
    for index, piece in enumerate(pieces):
        last = index == len(pieces) - 1
        if isinstance(piece, bytes):
            yield piece + (b"\n" if last else b",\n")
        elif piece.end == end and not last:
            yield Span(piece.start, piece.end - 1)
            yield b",\n"
        elif piece.end != end and last:
            yield Span(piece.start, piece.end - 2)
            yield b"\n"
        else:
            yield piece


def write(path: str, header: Header, body: list[Piece], old: StateFile | None, mtime: int) -> None:
    """Make this the state file, or leave the old one untouched and say why."""
    pieces = list(punctuated(body, old.end if old else -1))
    size = sum(len(piece) if isinstance(piece, bytes) else piece.end - piece.start for piece in pieces) + len(TAIL)
    stamp = header._replace(mtime=mtime)
    size += len(layout.header_line(stamp))
    pieces = [layout.header_line(stamp._replace(size=size)), *pieces, TAIL]
    try:
        _replace(path, pieces, old, mtime)
    except OSError as error:
        _discard(path + ".tmp")
        needed = f" ({size} bytes are needed)" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else ""
        raise Refused(f"cannot save the state file {path}: {error.strerror}{needed}; nothing was changed", hint=_way_out(error)) from None


def _way_out(error: OSError) -> str:
    if error.errno in (errno.EBUSY, errno.EXDEV):
        return "the file seems to be mounted by itself: mount the folder that it is in"
    return "another place: --state FILE, or MINIK_STATE"


def _replace(path: str, pieces: list[Piece], old: StateFile | None, mtime: int) -> None:
    temporary = path + ".tmp"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        if old is not None:
            _take_after(handle, old)
        for group in _grouped(pieces):
            if isinstance(group, Span):
                _copy(old, group, handle)
            else:
                _write(handle, group)
        os.utime(handle, ns=(mtime * 10**9, mtime * 10**9))
        _sync(handle)
    finally:
        os.close(handle)
    os.rename(temporary, path)
    folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _sync(folder)
    finally:
        os.close(folder)


def _grouped(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbouring bytes as one write."""
    waiting: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            waiting.append(piece)
            continue
        if waiting:
            yield b"".join(waiting)
            waiting = []
        yield piece
    yield b"".join(waiting)


def _take_after(handle: int, old: StateFile) -> None:
    """Mode and owner of the file that goes."""
    facts = os.fstat(old.handle)
    os.fchmod(handle, facts.st_mode & 0o777)
    if (facts.st_uid, facts.st_gid) != (os.geteuid(), os.getegid()):
        try:
            os.fchown(handle, facts.st_uid, facts.st_gid)
        except PermissionError:
            return


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view):]


def _copy(old: StateFile | None, span: Span, handle: int) -> None:
    assert old is not None
    position = span.start
    while position < span.end:
        try:
            done = os.copy_file_range(old.handle, handle, span.end - position, position)
        except OSError as error:
            if error.errno not in (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EBADF):
                raise
            return _write(handle, old.part(position, span.end))
        if not done:
            raise OSError(errno.EIO, "the old file was cut short")
        position += done
    return None


def _sync(handle: int) -> None:
    if os.environ.get("MINIK_FSYNC") != "0":
        os.fsync(handle)


def _discard(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
