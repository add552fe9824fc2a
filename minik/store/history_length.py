"""A history that has grown too long: its oldest entries go."""

import os

from minik.store import private_files, state_file
from minik.store.history import FILE, Entry

ENTRIES = 200
BYTES = 32 << 20
KEPT = BYTES // 4 * 3  # what a larger history is cut to, so that not every command after it cuts it
PART = 1 << 20  # bytes of it that are held at a time


def shorten(path: str, latest: Entry) -> None:
    """Drop the oldest entries when there are too many or they are too large."""
    try:
        if os.stat(path + FILE).st_size > BYTES or latest.serial % ENTRIES == 0:
            _shorten(path + FILE, path)
    except OSError:
        return


def _shorten(file: str, path: str) -> None:
    old = private_files.open_regular(file, os.O_RDONLY)
    try:
        size = os.fstat(old).st_size
        starts = _line_starts(old, size)[-ENTRIES:]
        while len(starts) > 1 and size - starts[0] > KEPT:
            starts.pop(0)
        if starts and starts[0] > 0:
            _keep_from(old, starts[0], size, file, path)
    finally:
        private_files.close(old)


def _line_starts(handle: int, size: int) -> list[int]:
    """Return the offsets at which the lines of a file begin."""
    starts, offset = [0] if size else [], 0
    while offset < size:
        part = state_file.pread(handle, PART, offset)
        place = part.find(b"\n")
        while place >= 0:
            starts.append(offset + place + 1)
            place = part.find(b"\n", place + 1)
        offset += len(part) or size
    return [start for start in starts if start < size]


def _keep_from(old: int, start: int, size: int, file: str, path: str) -> None:
    """Replace a file by what follows an offset in it."""
    handle = private_files.create(file + ".tmp")
    try:
        private_files.give_to_owner(handle, path)
        while start < size:
            part = state_file.pread(old, PART, start)
            private_files.write_all(handle, part)
            start += len(part) or size
    finally:
        os.close(handle)
    private_files.rename(file + ".tmp", file)
