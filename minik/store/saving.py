"""Saving: the new file is written beside the old one, synced, and renamed over it.

So every reader sees one or the other, complete. The file system must rename atomically, and must
keep what was synced when the power is lost.

Only changed lines are encoded; the kernel copies the lines between them from the old file.
"""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress

from minik.errors import Refused
from minik.light_typing import NamedTuple, TypeAlias
from minik.model.object import Key, Object
from minik.store import backup, layout, private_files
from minik.store.layout import TAIL, Header
from minik.store.state_file import StateFile

TEMPORARY = ".tmp"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Span(NamedTuple):
    """Whole lines of the old file, by their offsets."""

    start: int
    end: int


Piece: TypeAlias = bytes | Span


def splice(old_file: StateFile, changes: Mapping[Key, Object | None]) -> Iterator[Piece]:
    """Yield the body of the new file in order: old lines as spans, new lines as bytes."""
    position = old_file.start
    for key, obj in sorted(
        (layout.key_bytes(key.kind, key.path), obj) for key, obj in _mark_deleted(changes)
    ):
        line = old_file.bisect(key, position)
        if line > position:
            yield Span(position, line)
            position = line
        if line < old_file.end and old_file.key_at(line) == key:
            position = old_file.line_end(line)
        if obj is not _GONE:
            yield layout.object_line(key, obj)
    if position < old_file.end:
        yield Span(position, old_file.end)


_GONE: Object = {}


def _mark_deleted(changes: Mapping[Key, Object | None]) -> Iterator[tuple[Key, Object]]:
    return ((key, _GONE if obj is None else obj) for key, obj in changes.items())


def punctuate(pieces: list[Piece], end: int) -> Iterator[Piece]:
    """End every line with a comma except the last.

    `end` is where the old file's last line ends.
    """
    for index, piece in enumerate(pieces):
        last = index == len(pieces) - 1
        if isinstance(piece, bytes):
            yield piece
            yield b"\n" if last else b",\n"
        elif piece.end == end and not last:
            yield Span(piece.start, piece.end - 1)
            yield b",\n"
        elif piece.end != end and last:
            yield Span(piece.start, piece.end - 2)
            yield b"\n"
        else:
            yield piece


def prepare(
    path: str,
    header: Header,
    body: list[Piece],
    old_file: StateFile | None,
    mtime: int,
    held: bytes = b"",
) -> None:
    """Write and sync the new file beside the old one; on failure remove it and raise Refused.

    `held` is the section of held changes, which follows the objects.
    """
    pieces = [*punctuate(body, old_file.end if old_file else -1), held]
    size = sum(
        len(piece) if isinstance(piece, bytes) else piece.end - piece.start for piece in pieces
    ) + len(TAIL)
    stamp = header._replace(mtime=mtime)
    size += len(layout.header_line(stamp))
    pieces = [layout.header_line(stamp._replace(size=size)), *pieces, TAIL]
    try:
        _write_beside(path, pieces, old_file, size, mtime)
    except OSError as error:
        discard(path)
        is_full = error.errno in FULL
        if is_full and backup.makes_room(path, size) and backup.drop_previous(path):
            return prepare(path, header, body, old_file, mtime, held)
        raise _save_error(
            path, error, f" ({size} bytes are needed)" if error.errno in FULL else ""
        ) from None
    except KeyboardInterrupt:
        discard(path)
        raise


def exchange(path: str) -> None:
    """Rename the new file over the old one, atomically; raise Refused if that fails."""
    try:
        private_files.rename(path + TEMPORARY, path)
    except OSError as error:
        raise _save_error(path, error) from None


def sync_folder(path: str) -> None:
    """Sync the folder, so that the rename survives a loss of power."""
    if not private_files.DIRECTORY:  # a system that opens no folders, such as Windows
        return
    flags = os.O_RDONLY | private_files.DIRECTORY | private_files.CLOEXEC
    try:
        folder = os.open(os.path.dirname(path) or ".", flags)
        try:
            private_files.sync(folder)
        finally:
            private_files.close(folder)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
            raise Refused(
                f"{path} is changed, but it is not sure that this outlives a loss of power: {error.strerror}",
                hint="what is there now: minik state check",
            ) from None


def _save_error(path: str, error: OSError, needed: str = "") -> Refused:
    discard(path)
    return Refused(
        f"cannot save the state file {path}: {error.strerror}{needed}; nothing was changed",
        hint=_way_out(error),
    )


def _way_out(error: OSError) -> str:
    if error.errno in (errno.EBUSY, errno.EXDEV):
        return "the file seems to be mounted by itself: mount the folder that it is in"
    return "another place: --state FILE, or MINIK_STATE"


def _write_beside(
    path: str, pieces: list[Piece], old_file: StateFile | None, size: int, mtime: int
) -> None:
    handle = private_files.create(path + TEMPORARY)
    try:
        if old_file is not None:
            private_files.copy_attributes(handle, old_file.handle)
        for group in _group_pieces(pieces):
            if isinstance(group, Span):
                _copy(old_file, group, handle)
            else:
                private_files.write_pieces(handle, group)
        if os.fstat(handle).st_size != size:
            raise OSError(errno.EIO, "less was written than the disk said")
        os.utime(handle, ns=(mtime * 10**9, mtime * 10**9))
        private_files.sync(handle)
    finally:
        with suppress(InterruptedError):
            os.close(handle)


def _group_pieces(pieces: list[Piece]) -> Iterator[list[bytes] | Span]:
    """Yield the pieces with neighbouring bytes together."""
    pending: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            pending.append(piece)
            continue
        if pending:
            yield pending
            pending = []
        yield piece
    yield pending


def _copy(old: StateFile | None, span: Span, handle: int) -> None:
    assert old is not None
    position = span.start
    while position < span.end:
        try:
            copied = private_files.copy_range(old.handle, handle, span.end - position, position)
        except OSError as error:
            if error.errno not in (
                errno.EXDEV,
                errno.EINVAL,
                errno.ENOSYS,
                errno.EOPNOTSUPP,
                errno.EBADF,
            ):
                raise
            return private_files.write_all(handle, old.part(position, span.end))
        if not copied:
            raise OSError(errno.EIO, "the old file was cut short")
        position += copied
    return None


def discard(path: str) -> None:
    """Delete the new file."""
    try:
        private_files.unlink(path + TEMPORARY)
    except OSError:
        return
