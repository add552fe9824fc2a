"""Private files beside a state file: readable by its owner only, since they hold Secrets."""

import errno
import os
import stat
from collections.abc import Sequence
from contextlib import suppress

from minik.light_typing import Any

LOCKED_BYTE = 1 << 30  # far behind what a lock file says
AT_ONCE = 512  # pieces in one write
NOT_PLAIN = "not a plain file"
CLOEXEC, NONBLOCK, BINARY, NOFOLLOW, DIRECTORY = (
    getattr(os, f"O_{name}", 0)  # what a system lacks is not asked of it
    for name in ("CLOEXEC", "NONBLOCK", "BINARY", "NOFOLLOW", "DIRECTORY")
)
FLAGS = os.O_CREAT | os.O_EXCL | CLOEXEC | BINARY
UNLOCKABLE = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)


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


def replace_text(path: str, text: str) -> None:
    """Write a text file, whole or not at all; raise OSError over what is no plain file. A new one is
    for its owner alone, an old one keeps its mode, and where it is a link what it leads to is written.
    """
    target = os.path.realpath(path)
    temporary = f"{target}.{os.getpid()}.tmp"
    try:
        handle = create(temporary)
        try:
            _keep_attributes(handle, target)
            write_all(handle, text.encode())
            sync(handle)
        finally:
            close(handle)
        rename(temporary, target)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _keep_attributes(handle: int, path: str) -> None:
    """Give a new file the mode and the owner of the one that it replaces, if there is one."""
    with suppress(OSError):
        old = open_regular(path, os.O_RDONLY)
        copy_attributes(handle, old)
        close(old)


def create(path: str) -> int:
    """Create a file and return its handle, open for writing; a stale one is replaced."""
    try:
        return os.open(path, os.O_WRONLY | FLAGS, 0o600)
    except FileExistsError:
        unlink(path)
        return os.open(path, os.O_WRONLY | FLAGS, 0o600)


def open_regular(path: str, flags: int) -> int:
    """Open a regular file and return its handle; raise OSError for a pipe or a device."""
    handle = os.open(path, flags | CLOEXEC | NONBLOCK | BINARY, 0o600)
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
    if user():
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


def user() -> int:
    """Return the number of the user, as files know it; -1 on a system that has none."""
    return os.geteuid() if hasattr(os, "geteuid") else -1


def lock(handle: int) -> None:
    """Lock a file for this process alone; raise BlockingIOError while another has it.

    Where the system has no `flock` (Windows), its first byte is locked; raise OSError where nothing
    can be locked.
    """
    try:
        import fcntl  # noqa: PLC0415 not every system has it
    except ImportError:
        _lock_byte(handle)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_byte(handle: int) -> None:
    try:
        locking: Any = __import__("msvcrt")
    except ImportError:
        raise OSError(errno.ENOLCK, "this system cannot lock files") from None
    os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
    try:
        locking.locking(handle, locking.LK_NBLCK, 1)
    except OSError as error:
        raise BlockingIOError(error.errno, error.strerror) from None


def copy_attributes(handle: int, old: int) -> None:
    """Give a new file the mode and the owner of an old one, where files have them."""
    status = os.fstat(old)
    if hasattr(os, "fchmod"):
        os.fchmod(handle, status.st_mode & 0o777)
    if hasattr(os, "fchown") and (status.st_uid, status.st_gid) != (user(), os.getegid()):
        with suppress(PermissionError):
            os.fchown(handle, status.st_uid, status.st_gid)


def copy_range(old: int, handle: int, count: int, position: int) -> int:
    """Copy bytes in the kernel; return how many. Raise OSError where it cannot (ENOSYS)."""
    if not hasattr(os, "copy_file_range"):
        raise OSError(errno.ENOSYS, "nothing copies files in the kernel here")
    return os.copy_file_range(old, handle, count, position)


def free_bytes(folder: str) -> int:
    """Return how many bytes have room in the file system of a folder."""
    if hasattr(os, "statvfs"):
        disk = os.statvfs(folder)
        return disk.f_bavail * disk.f_frsize - disk.f_frsize
    from shutil import disk_usage  # noqa: PLC0415 only other systems need it

    return disk_usage(folder).free


def write_all(handle: int, data: bytes) -> None:
    """Write all bytes, in as many writes as it takes."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def write_pieces(handle: int, pieces: Sequence[bytes]) -> None:
    """Write pieces one after another, some hundred at once: all of them joined would be as much memory
    again, and fresh memory costs more than what is written of it.
    """
    for start in range(0, len(pieces), AT_ONCE):
        write_all(handle, b"".join(pieces[start : start + AT_ONCE]))
