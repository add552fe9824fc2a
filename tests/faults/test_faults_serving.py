"""Whatever happens to a server at whichever system call that touches the state: what it has answered
is there afterwards, for the next command and the next server.

A server is traced once, while clients write and the state file is renewed; then it is run again,
killed or told of an error at one of its calls: some of them, all with MINIK_FAULTS=all.
"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from injured import Call, needs_strace
from minik_process import Process

MAPS = "/api/v1/namespaces/default/configmaps"
NAMES = ("one", "two", "three")
BESIDE = ("", ".tmp", ".journal", ".history", ".history.tmp", ".previous")
LATER = 2.3  # seconds after which the state file is renewed
SAMPLE = 5  # injuries of each sort, unless all are wanted
ERRORS = ("EIO", "ENOSPC", "EINTR")
INTERRUPTED = ("openat", "write", "fsync", "read", "close", "ftruncate", "rename", "fchmod")


class Ended(NamedTuple):
    """What a server has answered with 201 before its end, and how that was."""

    answered: list[str]
    status: int


class Served:
    """A state in a folder, and servers on it that strace watches."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.state = folder, folder / "state.json"
        self.minik = Process(folder)
        assert self.minik.run("minik init")[0] == 0
        self.begun = {path.name: path.read_bytes() for path in self._files()}
        paths = (word for end in BESIDE for word in ("-P", f"{self.state}{end}"))
        self.words = ["strace", "-f", "-qq", *paths]

    def _files(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.name.startswith("state.json")]

    def put_back(self) -> None:
        """Make the state again what it was before the first server."""
        for path in self._files():
            path.unlink()
        for name, content in self.begun.items():
            (self.folder / name).write_bytes(content)

    def run(self, *words: str) -> Ended:
        """Serve while clients write, until SIGTERM or what strace does to it."""
        options = ("--insecure-http", "--listen", "127.0.0.1:0", "--addons", "none")
        server = subprocess.Popen(
            [*self.words, *words, sys.executable, "-m", "minik", "serve", *options],
            env={**os.environ, "MINIK_STATE": str(self.state), "MINIK_FSYNC": "1"},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert server.stdout is not None
        with server.stdout:
            line = server.stdout.readline()
            answered = list(self._write(line.split()[-1])) if line.startswith("listen") else []
            for child in _children(server.pid):
                os.kill(child, signal.SIGTERM)
            return Ended(answered, server.wait(60))

    def _write(self, url: str) -> list[str]:
        answered = []
        for name in NAMES:
            try:
                if _post(url, name) == 201:
                    answered.append(name)
            except (OSError, http.client.HTTPException):
                break
            if name == NAMES[1]:
                time.sleep(LATER)
        return answered

    def require_kept(self, ended: Ended) -> None:
        """Hold the state against what was answered: by a command, and by another server."""
        status, text = self.minik.run("minik get cm -o name")
        assert status == 0, text
        kept = set(re.findall(r"configmap/(\w+)$", text, re.M))
        assert set(ended.answered) <= kept <= set(NAMES), (ended, text)
        status, text = self.minik.run("minik state check")
        assert status == 0, text


def _children(parent: int) -> list[int]:
    try:
        return list(map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split()))
    except OSError:
        return []


def _post(url: str, name: str) -> int:
    parts = urlsplit(url)
    assert parts.hostname and parts.port
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        connection.request("POST", MAPS, json.dumps({"metadata": {"name": name}}))
        return connection.getresponse().status
    finally:
        connection.close()


def some(calls: list[Call]) -> list[Call]:
    """All calls where all are wanted, else some from everywhere among them."""
    if os.environ.get("MINIK_FAULTS") == "all" or len(calls) <= SAMPLE:
        return calls
    return [calls[index * (len(calls) - 1) // (SAMPLE - 1)] for index in range(SAMPLE)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    needs_strace()
    pytest.importorskip("uvicorn")
    return Served(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def calls(served: Served) -> list[Call]:
    """The calls of a server that touch the state, in order."""
    trace = served.folder / "trace"
    ended = served.run("-o", str(trace))
    assert ended == Ended(list(NAMES), 0), trace.read_text()[-2000:]
    served.require_kept(ended)
    seen: Counter[str] = Counter()
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        match = re.match(r"\d+ +(\w+)\(", line)
        if match:
            seen[match[1]] += 1
            found.append(Call(match[1], seen[match[1]]))
    assert {"fsync", "rename", "write"} <= seen.keys(), seen
    return found


def test_what_was_answered_outlives_a_kill(served: Served, calls: list[Call]) -> None:
    changing = [call for call in calls if call.name in ("write", "fsync", "rename", "unlink")]
    ends = []
    for call in some(changing):
        served.put_back()
        where = f"inject={call.name}:signal=KILL:when={call.occurrence}"
        ends.append(served.run("-o", "/dev/null", "-e", where))
        served.require_kept(ends[-1])
    assert -signal.SIGKILL in {ended.status for ended in ends}
    assert any(0 < len(ended.answered) < len(NAMES) for ended in ends), ends


def test_what_was_answered_is_kept_whatever_fails(served: Served, calls: list[Call]) -> None:
    failing = [call for call in calls if call.name in INTERRUPTED]
    for number, call in enumerate(some(failing)):
        served.put_back()
        error = ERRORS[number % len(ERRORS)]
        where = f"inject={call.name}:error={error}:when={call.occurrence}"
        served.require_kept(served.run("-o", "/dev/null", "-e", where))


def test_the_next_server_takes_up_what_a_killed_one_has_answered(served: Served) -> None:
    served.put_back()
    ended = served.run("-o", "/dev/null", "-e", "inject=rename:signal=KILL:when=2")
    again = served.run("-o", "/dev/null")
    assert set(again.answered) == set(NAMES) - set(ended.answered) and again.status == 0
    served.require_kept(Ended(list(NAMES), 0))
