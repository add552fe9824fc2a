"""Commands in processes of their own, whole or injured: killed, or told by the kernel that a call
has failed, at a call that is named.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
BESIDE = ("", ".tmp", ".lock", ".history", ".history.tmp", ".previous", ".bak")
NOW = "2026-01-01T00:00:00Z"


class Ended(NamedTuple):
    """How a process ended, and what it said; a negative status is a signal."""

    status: int
    out: str
    err: str


class Call(NamedTuple):
    """A system call that touches the state: the nth of its name in a command."""

    name: str
    occurrence: int


class Place:
    """A state in a folder of its own, on which commands run; `memory` file systems cost no time to
    sync.
    """

    def __init__(self, desk: Path) -> None:
        self.desk = desk
        self.folder = Path(
            tempfile.mkdtemp(
                dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else desk, prefix="minik-"
            )
        )
        self.state = self.folder / "state.json"
        self.env = {
            "MINIK_STATE": str(self.state),
            "MINIK_NOW": NOW,
            "XDG_CONFIG_HOME": str(desk),
            "MINIK_FSYNC": "1",
        }
        self.zygote = subprocess.Popen(
            [sys.executable, "-m", "zygote", str(desk)],
            cwd=HERE,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.zygote.stdout and self.zygote.stdout.readline() == "ready\n"

    def close(self) -> None:
        """End what runs, and leave nothing."""
        assert self.zygote.stdin and self.zygote.stdout
        self.zygote.stdin.close()
        self.zygote.wait()
        self.zygote.stdout.close()
        shutil.rmtree(self.folder)

    def __call__(
        self,
        line: str,
        *,
        trace: Sequence[str] = (),
        umask: int = 0o022,
        limit: int = -1,
        user: int = 0,
        **env: str,
    ) -> Ended:
        assert self.zygote.stdin and self.zygote.stdout
        request = {
            "words": line.split(),
            "folder": str(self.folder),
            "desk": str(self.desk),
            "env": {**self.env, **env},
            "trace": list(trace),
            "umask": umask,
            "limit": limit,
            "user": user,
        }
        self.zygote.stdin.write(json.dumps(request) + "\n")
        self.zygote.stdin.flush()
        return Ended(*json.loads(self.zygote.stdout.readline()))

    def injured(
        self, line: str, call: Call, injury: str, *paths: str, for_good: bool = False
    ) -> Ended:
        """The command, with an injury (`error=EIO`, `signal=KILL`) at one call, or at that one and
        all later ones of its name.
        """
        where = f"inject={call.name}:{injury}:when={call.occurrence}{'+' * for_good}"
        return self(line, trace=[*self._watch(paths), "-o", "/dev/null", "-e", where])

    def calls(self, line: str, *paths: str) -> list[Call]:
        """The calls of a command that touch the state's files, or others, in order."""
        found = self.traced(line, *paths)
        seen: Counter[str] = Counter()
        calls = []
        for name in (match[1] for match in re.finditer(r"^(\w+)\(", found, re.M)):
            seen[name] += 1
            calls.append(Call(name, seen[name]))
        return calls

    def traced(self, line: str, *paths: str) -> str:
        """What strace says of a command's calls on the state's files, or on others."""
        trace = self.desk / "trace"
        ended = self(line, trace=[*self._watch(paths), "-o", str(trace)])
        assert ended.status == 0, ended
        return trace.read_text(errors="replace")

    def _watch(self, paths: Sequence[str]) -> list[str]:
        ours = [str(self.folder), *(f"{self.state}{end}" for end in BESIDE)]
        return [word for path in paths or ours for word in ("-P", path)]

    def files(self) -> dict[str, bytes]:
        """Every file of the folder, less the lock."""
        return {
            path.name: path.read_bytes() for path in self.folder.iterdir() if path.suffix != ".lock"
        }

    def put_back(self, files: dict[str, bytes]) -> None:
        """Make the folder again what it was; the state keeps its stamp."""
        for path in self.folder.iterdir():
            path.unlink()
        for name, content in files.items():
            path = self.folder / name
            path.write_bytes(content)
            path.chmod(0o600)
            stamp = re.search(rb'"mtime": *(\d+)', content[:4096])
            if stamp and not name.endswith(".history"):
                os.utime(path, (int(stamp[1]), int(stamp[1])))


def needs_strace() -> None:
    """Skip where calls cannot be injured."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    probe = subprocess.run(
        ["strace", "-qq", "-o", "/dev/null", "true"], check=False, capture_output=True
    )
    if probe.returncode:
        pytest.skip("strace may not trace here")
