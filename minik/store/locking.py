"""One process at a time changes a state file.

The lock is `flock` on a sibling file that is never deleted, so it cannot become stale.
"""

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from minik import light_json
from minik.errors import Refused
from minik.model.shell import quote
from minik.store import private_files, state_file

FILE = ".lock"
ELSEWHERE = "another place: --state FILE, or MINIK_STATE"
PAUSE = 0.02
_encode = light_json.encoder(ascii_only=True)
LEAST, LONGEST = 100, 4096  # bytes of a note
PATIENCE = 0.5  # seconds after which a person is told what is waited for


@contextmanager
def hold_lock(
    path: str, *, timeout: float, command: str, report: Callable[[str], None]
) -> Iterator[None]:
    """Hold the lock on the state file at `path`; `report` is told once who else holds it.

    Raises Refused after `timeout` seconds.
    """
    handle = _open(path)
    try:
        _acquire(handle, path, timeout, report)
        _write_holder(handle, command)
        yield
    finally:
        private_files.close(handle)


def _open(path: str) -> int:
    """Return a handle of the lock file, created if needed."""
    try:
        handle = _open_regular(path + FILE)
        private_files.give_to_owner(handle, path)
        return handle
    except OSError as error:
        raise Refused(
            f"cannot lock the state: {path}{FILE}: {error.strerror}",
            hint=_way_out(path + FILE, error),
        ) from None


def _open_regular(file: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | private_files.NOFOLLOW
    try:
        return private_files.open_regular(file, flags)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(file) or ".", mode=0o700, exist_ok=True)
        return private_files.open_regular(file, flags)


def _way_out(file: str, error: OSError) -> str:
    """Return a hint; a lock file created with sudo blocks everyone but root."""
    try:
        owner = os.lstat(file).st_uid
    except OSError:
        owner = private_files.user()
    if error.errno == errno.EACCES and owner != private_files.user():
        return (
            f"it belongs to user {owner}; when no minik of theirs runs, it may go: rm {quote(file)}"
        )
    return ELSEWHERE


def _write_holder(handle: int, command: str) -> None:
    """Write into the lock file who holds it, for waiting processes; a full disk does not matter.

    It is written over what is there, with blanks to the end: to cut a file and write it again makes some
    file systems wait for the disk when it is closed.
    """
    try:
        holder = {"pid": os.getpid(), "command": command, "since": int(time.time())}
        length = min(max(os.fstat(handle).st_size, LEAST), LONGEST)
        os.write(handle, _encode(holder).encode().ljust(length))
    except OSError:
        return


def _acquire(handle: int, path: str, timeout: float, report: Callable[[str], None]) -> None:
    start = time.monotonic()
    has_reported = False
    while True:
        try:
            return private_files.lock(handle)
        except BlockingIOError:
            pass
        except OSError as error:
            raise _lock_error(path, error) from None
        elapsed = time.monotonic() - start
        if elapsed >= timeout:
            raise Refused(
                f"{path} is held by {_holder(handle)}; gave up after {timeout:g}s",
                hint="wait longer: --lock-timeout 60s",
            )
        if not has_reported and elapsed >= PATIENCE:
            report(f"waiting for {path}: held by {_holder(handle)}")
            has_reported = True
        time.sleep(PAUSE)


def _lock_error(path: str, error: OSError) -> Refused:
    if error.errno in private_files.UNLOCKABLE:
        return Refused(
            f"the file system of {path} cannot lock files, so nothing can be changed there safely",
            hint=ELSEWHERE,
        )
    return Refused(f"cannot lock the state: {path}{FILE}: {error.strerror}", hint=ELSEWHERE)


def _holder(handle: int) -> str:
    try:
        facts = light_json.loads(state_file.pread(handle, LONGEST, 0))
        return f"process {facts['pid']} ({facts['command']}) since {max(0, int(time.time()) - facts['since'])}s"
    except (ValueError, KeyError, TypeError):
        return "another process"
