"""What a command replaces stays beside the state, under a second name of the very file that it was, so that it costs nothing.

`STATE.previous` is the state before the last command; `STATE.bak` is a cluster that a new one replaced (init, import, reset);
`STATE.broken` is what was not whole when another state was put in its place.
A file system without second names (hard links) keeps no `.previous`.
"""
import errno
import os
from contextlib import suppress

from minik.errors import Refused

PREVIOUS, ASIDE, BROKEN = ".previous", ".bak", ".broken"
NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def keep(path: str) -> None:
    """The state as it is before this command stays; one that cannot be kept is no reason to refuse the command."""
    try:
        _link(path, path + PREVIOUS)
    except OSError:
        return


def set_aside(path: str, end: str = ASIDE) -> str:
    """What another state replaces, whole or not, stays; else the other one is refused. Gives where it is, if there was anything."""
    try:
        _link(path, path + end)
    except FileNotFoundError:
        return ""
    except OSError as error:
        _copy(path, path + end, error)
    if end == ASIDE:
        dropped(path)
    return path + end


def remember(path: str) -> str:
    """A state that is gone, though nobody said that it should: what it was before its last command counts as replaced."""
    try:
        os.rename(path + PREVIOUS, path + ASIDE)
    except OSError:
        return ""
    return f"{path} was gone, this is a new cluster; the one before can be brought back: minik state restore --force"


def dropped(path: str) -> bool:
    """Let the state before the last command go; whether there was one."""
    try:
        os.unlink(path + PREVIOUS)
    except OSError:
        return False
    return True


def _link(path: str, name: str) -> None:
    os.stat(path)
    with suppress(FileNotFoundError):
        os.unlink(name)
    os.link(path, name)


def _copy(path: str, name: str, why: OSError) -> None:
    """The same where there are no links; `why` they cannot be made tells whether that is so."""
    try:
        if why.errno not in NO_LINKS:
            raise why
        from shutil import copy2  # noqa: PLC0415 only a file system without hard links needs it
        copy2(path, name)
    except OSError as error:
        raise Refused(f"cannot set aside {path} as {name}: {error.strerror}; nothing was changed",
                      hint="make room for it, or work elsewhere: --state FILE") from None
