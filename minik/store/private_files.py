"""Private files beside a state file: readable by its owner only, since they hold Secrets."""

import errno
import os
import stat
from contextlib import suppress

NOT_PLAIN = "not a plain file"
FLAGS = os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


def require_plain(path: str) -> None:
    """Raise OSError where something else than a plain file, or a link, lies at a path: a device or a
    pipe is never replaced.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise OSError(errno.EINVAL, NOT_PLAIN)


def unlink(path: str) -> None:
    """Delete a plain file or a link; raise OSError for anything else."""
    require_plain(path)
    os.unlink(path)


def rename(path: str, name: str) -> None:
    """Rename a file over another one, at once; raise OSError over what is no plain file."""
    require_plain(name)
    os.replace(path, name)


def create(path: str) -> int:
    """Create a file and return its handle, open for writing; a stale one is replaced."""
    try:
        return os.open(path, os.O_WRONLY | FLAGS, 0o600)
    except FileExistsError:
        unlink(path)
        return os.open(path, os.O_WRONLY | FLAGS, 0o600)


def open_regular(path: str, flags: int) -> int:
    """Open a regular file and return its handle; raise OSError for a pipe or a device."""
    handle = os.open(path, flags | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, NOT_PLAIN)
    return handle


def read_all(path: str) -> bytes:
    """Return all bytes of a regular file."""
    handle = open_regular(path, os.O_RDONLY)
    try:
        return b"".join(iter(lambda: os.read(handle, 1 << 20), b""))
    finally:
        close(handle)


def close(handle: int) -> None:
    """Close a handle that was only read or locked; errors do not matter."""
    with suppress(OSError):
        os.close(handle)


def give_to_owner(handle: int, path: str) -> None:
    """As root, give an open file to the owner of the state file at `path`, if there is one.

    So a command run once with sudo does not lock the user out.
    """
    if os.geteuid():
        return
    try:
        file_status, state_status = os.fstat(handle), os.stat(path)
        if (file_status.st_uid, file_status.st_gid) != (state_status.st_uid, state_status.st_gid):
            os.fchown(handle, state_status.st_uid, state_status.st_gid)
    except OSError:
        return


def sync(handle: int) -> None:
    """Wait until what was written is on the disk (not with MINIK_FSYNC=0, which tests set)."""
    if os.environ.get("MINIK_FSYNC") != "0":
        os.fsync(handle)


def write_all(handle: int, data: bytes) -> None:
    """Write all bytes, in as many writes as it takes."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
