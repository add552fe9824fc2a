"""The files of a folder, as entries; links are not followed."""

import os
import stat
from collections.abc import Callable, Iterator
from functools import partial

from minik.light_typing import BinaryIO
from minik.sources.source import Entry


def entries(folder: str, pass_over: Callable[[str], None]) -> Iterator[Entry]:
    """Yield every file below a folder, in the order of names; `pass_over` is told of what is no file."""
    for base, folders, names in os.walk(folder):
        for name in sorted(folders):
            if os.path.islink(os.path.join(base, name)):
                pass_over("link")
        folders.sort()
        for path in (os.path.join(base, name) for name in sorted(names)):
            status = os.lstat(path)
            if stat.S_ISREG(status.st_mode):
                inner = os.path.relpath(path, folder).replace(os.sep, "/")
                yield Entry(inner, path, status.st_size, partial(_open, path))
            else:
                pass_over("link" if stat.S_ISLNK(status.st_mode) else "device")


def _open(path: str) -> BinaryIO:
    return open(path, "rb")
