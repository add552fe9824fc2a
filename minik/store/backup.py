"""Backups beside the state file, made as hard links to the replaced file, so they cost nothing.

`STATE.previous` is the state before the last command; `STATE.bak` is a cluster that another one
replaced (init, import, reset); `STATE.broken` is a damaged file that was replaced. A file system
without hard links keeps no `.previous`.
"""

import errno
import os
from contextlib import suppress

from minik.errors import Refused
from minik.store import private_files

PREVIOUS, ASIDE, BROKEN = ".previous", ".bak", ".broken"
NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def keep_previous(path: str) -> None:
    """Keep the state from before this command as `.previous`, if the file system can."""
    try:
        _link(path, path + PREVIOUS)
    except OSError:
        return


def set_aside(path: str, suffix: str = ASIDE) -> str:
    """Keep the file that is about to be replaced; return its new path, or "" if there was none.

    Raises Refused if it cannot be kept.
    """
    try:
        _link(path, path + suffix)
    except FileNotFoundError:
        return ""
    except OSError as error:
        _copy(path, path + suffix, error)
    if suffix == ASIDE:
        drop_previous(path)
    return path + suffix


def set_aside_previous(path: str) -> str:
    """Keep `.previous` as `.bak` when the state file itself is gone.

    Returns a message about it, or "" if there was none.
    """
    try:
        private_files.rename(path + PREVIOUS, path + ASIDE)
    except OSError:
        return ""
    return f"{path} was gone, this is a new cluster; the one before can be brought back: minik state restore --force"


def makes_room(path: str, size: int) -> bool:
    """Return whether a file of this size would fit if `.previous` were gone."""
    try:
        facts, free = (
            os.lstat(path + PREVIOUS),
            private_files.free_bytes(os.path.dirname(path) or "."),
        )
    except OSError:
        return False
    return free + (facts.st_size if facts.st_nlink == 1 else 0) >= size


def drop_previous(path: str) -> bool:
    """Delete `.previous`; return whether there was one."""
    try:
        private_files.unlink(path + PREVIOUS)
    except OSError:
        return False
    return True


def _link(path: str, name: str) -> None:
    os.stat(path)
    with suppress(FileNotFoundError):
        private_files.unlink(name)
    os.link(path, name)


def _copy(path: str, name: str, link_error: OSError) -> None:
    """Copy instead, if `link_error` says that the file system has no hard links."""
    try:
        if link_error.errno not in NO_LINKS:
            raise link_error
        from shutil import copy2  # noqa: PLC0415 only a file system without hard links needs it

        copy2(path, name)
    except OSError as error:
        raise Refused(
            f"cannot set aside {path} as {name}: {error.strerror}; nothing was changed",
            hint="make room for it, or work elsewhere: --state FILE",
        ) from None
