"""A state file that is followed: what another process writes is seen, what cannot be read is not."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import minik
from minik import cli
from minik.errors import Refused
from minik.model.cluster import Cluster
from minik.model.source import Objects
from minik.store import state
from minik.store.following import FollowedState
from minik.store.state_file import StateFile

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINIK_STATE", str(tmp_path / "state.json"))
    return tmp_path / "state.json"


def following(path: Path, report: Callable[[str], object] = len) -> FollowedState:
    return FollowedState(
        str(path), lambda: state.read(str(path), NOW) or Cluster(Objects()), report
    )


def test_what_another_command_writes_is_seen_at_once(path: Path) -> None:
    followed = following(path)
    assert followed.cluster().get("Namespace", "", "later") is None
    for turn, name in enumerate(("later", "later-still"), 1):
        assert cli.run(["create", "namespace", name]) == 0
        assert followed.cluster().get("Namespace", "", name) is not None
        assert followed.turn == turn and followed.cluster() is followed.cluster()


def test_a_file_of_the_past_is_closed(path: Path) -> None:
    cli.run(["create", "namespace", "first"])
    followed = following(path)
    source = followed.cluster().source
    assert isinstance(source, StateFile) and os.fstat(source.handle)
    cli.run(["create", "namespace", "second"])
    assert followed.cluster().source is not source
    facts = os.stat(path)
    now_open = followed.cluster().source
    assert isinstance(now_open, StateFile) and os.fstat(now_open.handle).st_ino == facts.st_ino
    handle = source.handle
    del source
    with pytest.raises(OSError):
        os.fstat(handle)


def test_a_file_that_cannot_be_read_changes_nothing(path: Path) -> None:
    cli.run(["create", "namespace", "first"])
    followed = following(path)
    path.write_text("{ this is no state")
    with pytest.raises(Refused):
        followed.read()
    assert followed.cluster().get("Namespace", "", "first") is not None
    assert followed.turn == 0


def test_a_state_that_vanishes_leaves_what_was_known_and_is_told_once(path: Path) -> None:
    told: list[str] = []
    cli.run(["create", "namespace", "first"])
    followed = following(path, told.append)
    path.unlink()
    for _ in range(3):
        assert followed.cluster().get("Namespace", "", "first") is not None
    assert followed.turn == 0 and len(told) == 1 and "is gone" in told[0]
    cli.run(["create", "namespace", "second"])
    assert followed.cluster().get("Namespace", "", "second") is not None and followed.turn == 1
    path.write_text("{")
    assert followed.cluster().get("Namespace", "", "second") is not None
    assert len(told) == 2 and "is not whole" in told[1]


def test_a_state_that_is_loaded_again_and_again_holds_no_more_files_open(path: Path) -> None:
    minik.Cluster().save(str(path))
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        minik.Cluster.load(str(path)).save(str(path))
    assert len(os.listdir("/proc/self/fd")) == before
