"""Files that stand beside a state file: private, since Secrets lie in them, and in reach of whoever owns the state."""
import errno
import os
import stat
from contextlib import suppress

FLAGS = os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


def fresh(path: str) -> int:
    """A new file, open for writing; what a process that was killed left there goes."""
    try:
        return os.open(path, os.O_WRONLY | FLAGS, 0o600)
    except FileExistsError:
        os.unlink(path)
        return os.open(path, os.O_WRONLY | FLAGS, 0o600)


def plain(path: str, flags: int) -> int:
    """A file, open, if it is a plain one: of a pipe or a device nobody knows what it does."""
    handle = os.open(path, flags | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a plain file")
    return handle


def content(path: str) -> bytes:
    """All of a plain file."""
    handle = plain(path, os.O_RDONLY)
    try:
        return b"".join(iter(lambda: os.read(handle, 1 << 20), b""))
    finally:
        close(handle)


def close(handle: int) -> None:
    """Let a file go that was only read, or only locked: nothing hangs on it."""
    with suppress(OSError):
        os.close(handle)


def share(handle: int, path: str) -> None:
    """Give an open file to the owner of the state file at `path`, where there is one: what root did once (sudo) is no wall to the user."""
    if os.geteuid():
        return
    try:
        facts, wanted = os.fstat(handle), os.stat(path)
        if (facts.st_uid, facts.st_gid) != (wanted.st_uid, wanted.st_gid):
            os.fchown(handle, wanted.st_uid, wanted.st_gid)
    except OSError:
        return


def write(handle: int, data: bytes) -> None:
    """Write all of it, however little is taken at once."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view):]
