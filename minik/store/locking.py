"""One process at a time changes a state file. The lock is `flock` on a sibling file that is never deleted, so it cannot go stale."""
import errno
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from minik.errors import Refused

PAUSE = 0.02
PATIENCE = 0.5  # seconds after which a person is told what is waited for


@contextmanager
def locked(path: str, *, timeout: float, command: str, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock on the state file at `path`; `waiting` is told, once, who holds it."""
    handle = _open(path + ".lock")
    try:
        _take(handle, path, timeout, waiting)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "command": command, "since": int(time.time())}).encode(), 0)
        yield
    finally:
        os.close(handle)


def _open(path: str) -> int:
    try:
        os.makedirs(os.path.dirname(path) or ".", mode=0o700, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Refused(f"cannot lock the state: {path}: {error.strerror}", hint="another place: --state FILE, or MINIK_STATE") from None


def _take(handle: int, path: str, timeout: float, waiting: Callable[[str], None]) -> None:
    start = time.monotonic()
    told = False
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP):
                raise
            raise Refused(f"the file system of {path} cannot lock files, so nothing can be changed there safely") from None
        waited = time.monotonic() - start
        if waited >= timeout:
            raise Refused(f"{path} is held by {_holder(handle)}; gave up after {timeout:g}s", hint="wait longer: --lock-timeout 60s")
        if not told and waited >= PATIENCE:
            waiting(f"waiting for {path}: held by {_holder(handle)}")
            told = True
        time.sleep(PAUSE)


def _holder(handle: int) -> str:
    try:
        facts = json.loads(os.pread(handle, 4096, 0))
        return f"process {facts['pid']} ({facts['command']}) since {max(0, int(time.time()) - facts['since'])}s"
    except (ValueError, KeyError, TypeError):
        return "another process"
