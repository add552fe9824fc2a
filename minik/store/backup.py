"""What a command replaces stays beside the state, under a second name of the very file that it was, so that it costs nothing.

`STATE.previous` is the state before the last command; `STATE.bak` is a cluster that a new one replaced (init, import, reset).
A file system without second names (hard links) keeps no `.previous`.
"""
import errno
import os
from contextlib import suppress

from minik.errors import Refused

PREVIOUS, ASIDE = ".previous", ".bak"
NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def keep(path: str) -> None:
    """The state as it is before this command stays; one that cannot be kept is no reason to refuse the command."""
    try:
        _link(path, path + PREVIOUS)
    except OSError:
        return


def set_aside(path: str) -> None:
    """What a new cluster replaces, whole or not, stays; else the new one is refused. What was there before it goes."""
    try:
        _link(path, path + ASIDE)
    except FileNotFoundError:
        return
    except OSError as error:
        _copy(path, path + ASIDE, error)
    dropped(path)


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
        raise Refused(f"cannot set aside {path} as {name}: {error.strerror}; nothing was changed") from None
