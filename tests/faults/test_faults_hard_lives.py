"""A hard life: sixteen at work on a small disk that is full now and then, and some of them killed at a
random moment. Nothing that was acknowledged is lost, what was refused is not there, and `undo` goes
back step by step, each time by one command.

MINIK_FUZZ=N makes N changes instead of the few that a quick run has time for.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from minik.store import history_length

CHANGES = int(os.environ.get("MINIK_FUZZ") or 48)
OTHERS = 16
KILLED, FULL = 0.2, 0.3  # of all changes; of the time
SIZE = 4 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if subprocess.run(line, check=False, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def start(path: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "minik", *words, "--lock-timeout", "300s"],
        env={**os.environ, "MINIK_STATE": str(path), "MINIK_NOW": "2026-11-27T12:00:00Z"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(path: Path, *words: str) -> tuple[int, str]:
    """Run a command to its end; give its status and what it told."""
    process = start(path, *words)
    _, error = process.communicate()
    return process.returncode, error


class Worker(threading.Thread):
    """One of those who work: makes objects of its own, and takes some of them away again."""

    def __init__(self, path: Path, number: int, changes: int) -> None:
        super().__init__()
        self.path, self.number, self.changes = path, number, changes
        self.chance = random.Random(number)
        self.there, self.gone, self.unknown = set[str](), set[str](), set[str]()
        self.defects: list[str] = []

    def run(self) -> None:
        for index in range(self.changes):
            if self.there and self.chance.random() < 0.2:
                self.change("delete", self.chance.choice(sorted(self.there)))
            else:
                self.change("create", f"w{self.number}-{index}")

    def change(self, verb: str, name: str) -> None:
        literal = [f"--from-literal=a={'x' * self.chance.randint(0, 2000)}"]
        process = start(self.path, verb, "configmap", name, *(literal if verb == "create" else []))
        if killed := self.chance.random() < KILLED:
            time.sleep(self.chance.random() * 2)
            process.kill()
        _, error = process.communicate()
        if "Traceback" in error or "defect" in error:
            self.defects.append(error)
        self.there.discard(name)
        if process.returncode == 0:
            (self.there if verb == "create" else self.gone).add(name)
        elif killed and process.returncode < 0:
            self.unknown.add(name)
        else:
            (self.gone if verb == "create" else self.there).add(name)


def fill(disk: Path, chance: random.Random, stop: threading.Event) -> None:
    """Fill the disk for a moment, again and again, up to a few bytes."""
    ballast = disk / "ballast"
    while not stop.wait(chance.random() * 2 * (1 - FULL)):
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        with suppress(OSError):  # somebody else took some of what was free
            ballast.write_bytes(bytes(max(free - chance.choice((0, 4096, 16384, 65536)), 0)))
        stop.wait(chance.random() * 2 * FULL)
        ballast.unlink()


def names(path: Path) -> set[str]:
    """The ConfigMaps of the workers in a state."""
    held = json.loads(path.read_text(encoding="utf-8"))["objects"]
    found = {key.rpartition("/")[2] for key in held if key.startswith("ConfigMap/default/")}
    return found - {"kube-root-ca.crt"}


def test_on_a_small_disk_with_others_at_work_nothing_acknowledged_is_lost(disk: Path) -> None:
    path, stop = disk / "state.json", threading.Event()
    assert end(path, "init")[0] == 0
    filling = threading.Thread(target=fill, args=(disk, random.Random(7), stop))
    workers = [Worker(path, number, max(CHANGES // OTHERS, 1)) for number in range(OTHERS)]
    filling.start()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    stop.set()
    filling.join()
    assert [defect for worker in workers for defect in worker.defects] == []
    found = names(path)
    for worker in workers:
        assert worker.there <= found, worker.there - found
        assert not (worker.gone - worker.there - worker.unknown) & found
    assert end(path, "state", "check")[0] == 0
    goes_back(path)


def goes_back(path: Path) -> None:
    """Undo as far as the history reaches: each step takes one object away, or brings one back."""
    entries = [line for line in history_lines(path) if line]
    steps = 0
    for _ in range(min(len(entries), history_length.ENTRIES)):
        before = names(path)
        status, error = end(path, "undo")
        if status:
            # Where a kill cost a line of the history, undo says so and leaves the state as it is.
            assert "Traceback" not in error and names(path) == before, error
            break
        assert len(before ^ names(path)) == 1, error
        steps += 1
    assert steps, "not one step back"


def history_lines(path: Path) -> list[str]:
    return Path(f"{path}.history").read_text(encoding="utf-8").splitlines()
