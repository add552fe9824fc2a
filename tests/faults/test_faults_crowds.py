"""Many at once: no change is lost, every reader sees a commit, whole, and nobody waits for the
dead.
"""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from injured import Place, needs_strace

pytest_plugins = ["placing"]
WRITERS, CHANGES, COMMITS = 6, 100, 1_000
NOW = "2026-01-01T00:00:00Z"

# What the processes of a crowd run: whole commits under the lock, as a command makes them, without
# the cost of a command.
CROWD = """
import json, sys
from datetime import UTC, datetime
from minik.store import committing, following, history, locking, state
NOW = datetime(2026, 1, 1, tzinfo=UTC)

def write(path, name, times):
    for number in range(times):
        with locking.hold_lock(path, timeout=120, command="crowd", report=lambda _: None):
            before = state.read(path, NOW)
            draft = before.draft()
            found = before.get("ConfigMap", "default", "shared")
            draft.put({**found, "data": {"count": str(int(found["data"]["count"]) + 1)}})
            draft.put({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"{name}-{number}", "namespace": "default"}})
            assert not committing.write(path, before, draft.cluster(), history.make_entry(draft.cluster(), before, name))

def read(path, until):
    last = looks = 0
    while last < until:
        cluster = state.read(path, NOW)
        count = int(cluster.get("ConfigMap", "default", "shared")["data"]["count"])
        assert cluster.serial == count + 1 and cluster.serial >= last, (cluster.serial, count, last)
        if looks % 20 == 0:
            own = [one for one in cluster.of("ConfigMap") if one["metadata"]["name"] != "kube-root-ca.crt"]
            assert len(own) == count + 1
        last, looks = cluster.serial, looks + 1
    print(looks)

{"write": write, "read": read}[sys.argv[1]](sys.argv[2], *(int(word) if word.isdecimal() else word for word in sys.argv[3:]))
"""


@pytest.fixture
def shared(place: Place) -> Path:
    """A state with a counter in it."""
    place.put_back({})
    assert place("create configmap shared --from-literal=count=0").status == 0
    return place.state


def crowd(*words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CROWD, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "MINIK_FSYNC": "0", "MINIK_NOW": NOW},
    )


def ended(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    return out


def test_of_all_changes_of_a_crowd_none_is_lost(place: Place, shared: Path) -> None:
    """R10, and R20: meanwhile readers see one commit after the other, and none that was never made."""
    readers = [crowd("read", shared, WRITERS * CHANGES) for _ in range(2)]
    for writer in [crowd("write", shared, f"w{number}", CHANGES) for number in range(WRITERS)]:
        ended(writer)
    assert all(int(ended(reader)) > 1 for reader in readers)
    state = json.loads(shared.read_text())
    assert state["minik"]["serial"] == WRITERS * CHANGES + 1
    assert state["objects"]["ConfigMap/default/shared"]["data"]["count"] == str(WRITERS * CHANGES)
    names = {key.rpartition("/")[2] for key in state["objects"] if key.startswith("ConfigMap/")}
    assert names - {"kube-root-ca.crt"} == {
        "shared",
        *(f"w{writer}-{change}" for writer in range(WRITERS) for change in range(CHANGES)),
    }
    assert place("state check").status == 0 and place("undo").status == 0


def test_no_reader_ever_fails_while_a_thousand_commits_are_made(shared: Path) -> None:
    """R20: what a reader has opened stays what it was."""
    readers = [crowd("read", shared, COMMITS) for _ in range(3)]
    ended(crowd("write", shared, "w", COMMITS))
    assert sum(int(ended(reader)) for reader in readers) > COMMITS / 2


class Holder:
    """A command that holds the lock: it is stopped while it reads its file, which is a pipe that
    nobody writes.
    """

    def __init__(self, place: Place) -> None:
        self.pipe = place.desk / "pipe.json"
        self.pipe.unlink(missing_ok=True)
        os.mkfifo(self.pipe)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "minik", "create", "-f", str(self.pipe)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **place.env},
        )
        self._wait_for_lock(Path(f"{place.state}.lock"))
        os.kill(self.process.pid, signal.SIGSTOP)

    def _wait_for_lock(self, lock: Path) -> None:
        for _ in range(500):
            time.sleep(0.02)
            if lock.exists() and str(self.process.pid) in lock.read_text():
                return
        raise AssertionError("it never took the lock")

    def let_go(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)
        self.pipe.write_text(
            '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "held"}}'
        )
        assert self.process.wait(30) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)


def test_who_holds_the_lock_is_named_and_not_waited_for_for_ever(
    place: Place, shared: Path
) -> None:
    """R11: stopped, then let go on; both changes are there."""
    holder = Holder(place)
    try:
        refused = place("create configmap x --from-literal=a=b --lock-timeout 200ms")
        assert refused.status == 1
        told = rf"error: {shared} is held by process {holder.process.pid} \(minik create\) since \d+s; gave up after 0.2s"
        assert re.match(told, refused.err) and "--lock-timeout 60s" in refused.err
        assert place("get configmaps").status == 0
        holder.let_go()
    finally:
        holder.kill()
    assert place("create configmap x --from-literal=a=b").status == 0
    assert place("get configmaps -o name").out.split() == [
        "configmap/held",
        "configmap/kube-root-ca.crt",
        "configmap/shared",
        "configmap/x",
    ]


def test_nobody_waits_for_the_dead(place: Place, shared: Path) -> None:
    """R11, R12: the lock of a process that was killed is free at once, whatever its file says."""
    Holder(place).kill()
    assert place("create configmap x --from-literal=a=b --lock-timeout 0s").err == ""
    holder = json.loads(Path(f"{shared}.lock").read_text())
    assert holder["command"] == "minik create configmap"


def test_no_child_inherits_the_state_or_its_lock(place: Place, shared: Path) -> None:
    """R12: an editor or a pager that outlives minik holds nothing."""
    needs_strace()
    opened = re.findall(r"open(?:at)?\(.*", place.traced("create configmap x --from-literal=a=b"))
    assert opened and all("O_CLOEXEC" in line for line in opened)


def test_a_lock_that_another_program_holds_is_told(place: Place, shared: Path) -> None:
    """R12: without a name, if its file does not tell one."""
    with open(f"{shared}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        refused = place("create configmap x --from-literal=a=b --lock-timeout 100ms")
    assert refused.status == 1 and "is held by another process" in refused.err
