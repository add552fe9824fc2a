"""Files named by the user: read whole, up to a limit."""

import os
import stat

from minik.errors import ClientError
from minik.light_typing import BinaryIO

LIMIT = 256 << 20  # bytes; what is larger, or never ends, is nothing that a cluster takes


def read_file(path: str) -> bytes:
    """Return all bytes of the file at a path; raise ClientError if it is too large."""
    with open(path, "rb") as file:
        return read_bounded(file, path)


def read_bounded(file: BinaryIO, name: str) -> bytes:
    """Return all bytes of an open file; raise ClientError if it is too large or endless."""
    if _size(file) <= LIMIT:
        data = file.read(LIMIT + 1)
        if len(data) <= LIMIT:
            return data
    raise ClientError(f"read {name}: larger than {LIMIT >> 20} MiB, which no manifest is")


def _size(file: BinaryIO) -> int:
    """Return the size of a regular file, 0 for any other."""
    try:
        status = os.fstat(file.fileno())
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
