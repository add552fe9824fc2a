"""Saving: the new file is written beside the old one, synced, and renamed over it, so that every reader sees one or the other, whole.
What is assumed of the file system: a rename is seen wholly or not at all, and what was synced is there after a loss of power.

Only changed lines are encoded; what stands between them is copied from the old file by the kernel.
"""
import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from minik.errors import Refused
from minik.model.object import Key, Object
from minik.store import backup, beside, layout
from minik.store.layout import TAIL, Header
from minik.store.state_file import StateFile

TEMPORARY = ".tmp"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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


def prepare(path: str, header: Header, body: list[Piece], old: StateFile | None, mtime: int) -> None:
    """Write the new file beside the old one, whole and synced, or leave nothing and say why."""
    pieces = list(punctuated(body, old.end if old else -1))
    size = sum(len(piece) if isinstance(piece, bytes) else piece.end - piece.start for piece in pieces) + len(TAIL)
    stamp = header._replace(mtime=mtime)
    size += len(layout.header_line(stamp))
    pieces = [layout.header_line(stamp._replace(size=size)), *pieces, TAIL]
    try:
        _write_beside(path, pieces, old, size, mtime)
    except OSError as error:
        if error.errno in FULL and backup.dropped(path):
            return prepare(path, header, body, old, mtime)
        raise _refusal(path, error, f" ({size} bytes are needed)" if error.errno in FULL else "") from None
    except KeyboardInterrupt:
        discard(path)
        raise


def exchange(path: str) -> None:
    """Let the new file take the place of the old one, at once and for every reader; or say why it cannot."""
    try:
        os.rename(path + TEMPORARY, path)
    except OSError as error:
        raise _refusal(path, error) from None


def sync_folder(path: str) -> None:
    """Make sure that the exchange outlives a loss of power."""
    try:
        folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _sync(folder)
        finally:
            beside.close(folder)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
            raise Refused(f"{path} is changed, but it is not sure that this outlives a loss of power: {error.strerror}",
                          hint="what is there now: minik state check") from None


def _refusal(path: str, error: OSError, needed: str = "") -> Refused:
    discard(path)
    return Refused(f"cannot save the state file {path}: {error.strerror}{needed}; nothing was changed", hint=_way_out(error))


def _way_out(error: OSError) -> str:
    if error.errno in (errno.EBUSY, errno.EXDEV):
        return "the file seems to be mounted by itself: mount the folder that it is in"
    return "another place: --state FILE, or MINIK_STATE"


def _write_beside(path: str, pieces: list[Piece], old: StateFile | None, size: int, mtime: int) -> None:
    handle = beside.fresh(path + TEMPORARY)
    try:
        if old is not None:
            _take_after(handle, old)
        for group in _grouped(pieces):
            if isinstance(group, Span):
                _copy(old, group, handle)
            else:
                beside.write(handle, group)
        if os.fstat(handle).st_size != size:
            raise OSError(errno.EIO, "less was written than the disk said")
        os.utime(handle, ns=(mtime * 10**9, mtime * 10**9))
        _sync(handle)
    finally:
        with suppress(InterruptedError):
            os.close(handle)


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


def _copy(old: StateFile | None, span: Span, handle: int) -> None:
    assert old is not None
    position = span.start
    while position < span.end:
        try:
            done = os.copy_file_range(old.handle, handle, span.end - position, position)
        except OSError as error:
            if error.errno not in (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EBADF):
                raise
            return beside.write(handle, old.part(position, span.end))
        if not done:
            raise OSError(errno.EIO, "the old file was cut short")
        position += done
    return None


def _sync(handle: int) -> None:
    if os.environ.get("MINIK_FSYNC") != "0":
        os.fsync(handle)


def discard(path: str) -> None:
    """Let go of the new file, which is not to be."""
    try:
        os.unlink(path + TEMPORARY)
    except OSError:
        return
