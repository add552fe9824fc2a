"""Files that a person names: read whole, within reason."""
import os
import stat
from typing import BinaryIO

from minik.errors import ClientError

LIMIT = 256 << 20  # bytes; what is larger, or never ends, is nothing that a cluster takes


def content(path: str) -> bytes:
    """All of the file at a path."""
    with open(path, "rb") as file:
        return bounded(file, path)


def bounded(file: BinaryIO, name: str) -> bytes:
    """All of a file; one that is too large is not even begun, and an endless one is given up."""
    if _size(file) <= LIMIT:
        found = file.read(LIMIT + 1)
        if len(found) <= LIMIT:
            return found
    raise ClientError(f"read {name}: larger than {LIMIT >> 20} MiB, which no manifest is")


def _size(file: BinaryIO) -> int:
    """How large a file says it is; what is no regular file says nothing."""
    try:
        status = os.fstat(file.fileno())
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
