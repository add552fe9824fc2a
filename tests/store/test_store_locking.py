"""The lock: one at a time, told who holds it, never stale."""

import fcntl
import json
import multiprocessing
import os
from pathlib import Path

import pytest

from minik.errors import Refused
from minik.store import locking
from minik.store.locking import hold_lock


def hold(path: Path, timeout: float = 0.05, command: str = "minik apply") -> list[str]:
    said: list[str] = []
    with hold_lock(str(path), timeout=timeout, command=command, report=said.append):
        return said


def test_the_second_waits_and_is_told_who_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "PATIENCE", 0.02)
    path = tmp_path / "s.json"
    said: list[str] = []
    with (
        hold_lock(str(path), timeout=1, command="minik apply", report=said.append),
        pytest.raises(Refused) as refusal,
        hold_lock(str(path), timeout=0.05, command="minik get", report=said.append),
    ):
        pass
    assert f"process {os.getpid()} (minik apply)" in str(refusal.value)
    assert len(said) == 1 and "waiting for" in said[0]
    assert hold(path) == []


def test_a_lock_file_left_behind_holds_nobody(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.with_name("s.json.lock").write_text('{"pid": 1, "command": "gone", "since": 0}')
    assert hold(path) == []


def test_rubbish_in_the_lock_file_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    with open(path.with_name("s.json.lock"), "w+") as file:
        file.write("rubbish")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(Refused, match="another process"):
            hold(path)
    assert hold(path) == []


def test_who_holds_it_is_told_over_whatever_was_there(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    for before in ("", '{"pid": 1', "x" * 300):
        path.with_name("s.json.lock").write_text(before)
        with hold_lock(str(path), timeout=1, command="minik x", report=lambda _: None):
            note = json.loads(path.with_name("s.json.lock").read_text())
        assert (note["pid"], note["command"]) == (os.getpid(), "minik x")


def test_a_link_as_lock_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.json.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="cannot lock"):
        hold(tmp_path / "s.json")
    assert not (tmp_path / "elsewhere").exists()


def add(path: Path, times: int) -> None:
    for _ in range(times):
        with hold_lock(str(path), timeout=60, command="count", report=lambda _: None):
            path.write_text(str(int(path.read_text()) + 1))


def test_nothing_is_lost_between_processes(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_text("0")
    processes = [
        multiprocessing.get_context("spawn").Process(target=add, args=(path, 50)) for _ in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert path.read_text() == "150"
