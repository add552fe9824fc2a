"""R5: the power fails at any moment of a commit. What is on the disk then is the old state or the
new one, whole; and it is the new one once the command has said so. Without either of the two syncs
that would not be so, and the model finds it out.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from power import Disk, Recorder, Step

from minik.errors import Refused
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects
from minik.store import checking, committing, history, restoring, state, undoing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STATE = "state.json"


def config_map(name: str, value: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "default"},
        "data": {"v": value},
    }


def commit(path: Path, name: str, value: str, *, anew: bool = False) -> None:
    before = None if anew else state.read(str(path), NOW)
    base = before or Cluster(Objects(), now=NOW, lineage="m" if anew else "l")
    draft = base.draft()
    draft.put(config_map(name, value))
    committing.write(
        str(path), before, draft.cluster(), history.make_entry(draft.cluster(), base, "test")
    )


class Commit:
    """A commit that was recorded: the steps, and the state before and after it."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, first: int, *, anew: bool
    ) -> None:
        path = folder / STATE
        for number in range(first):
            commit(path, f"a{number}", "x" * 300)
        self.files = {
            path.name: (path.stat().st_ino, path.read_bytes()) for path in folder.iterdir()
        }
        self.old = self.files[STATE][1] if first else None
        with monkeypatch.context() as patch:
            recorder = Recorder(folder, patch)
            commit(path, "b", "y" * 300, anew=anew)
        self.steps, self.new = recorder.steps, path.read_bytes()

    def without(self, what: str) -> list[Step]:
        """The steps, had a sync been forgotten."""
        return [step for step in self.steps if step.what != what]


def moments(commit: Commit, steps: list[Step]) -> Iterator[tuple[bool, dict[str, bytes]]]:
    """Every folder that may be found, and whether the commit was over."""
    for number in range(len(steps) + 1):
        disk = Disk(commit.files)
        for step in steps[:number]:
            disk.take(step)
        yield from ((number == len(steps), found) for found in disk.found())


def wrong(commit: Commit, steps: list[Step]) -> list[bytes | None]:
    """What the state may be found to be that is neither the old one nor the new one; or the old
    one, when the new one was promised.
    """
    found = []
    for over, files in moments(commit, steps):
        now = files.get(STATE)
        if now != commit.new and (over or now != commit.old):
            found.append(now)
    return found


CASES = {"first": (0, False), "second": (1, False), "tenth": (10, False), "replaced": (3, True)}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commit:
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T00:00:00Z")
    monkeypatch.delenv("MINIK_FSYNC", raising=False)
    first, anew = CASES[request.param]
    return Commit(tmp_path, monkeypatch, first, anew=anew)


def test_the_power_may_fail_at_any_moment(case: Commit) -> None:
    assert len(list(moments(case, case.steps))) > 50
    assert wrong(case, case.steps) == []


@pytest.mark.parametrize("what", ["sync", "sync folder"])
def test_without_a_sync_it_would_not_be_so(case: Commit, what: str) -> None:
    assert case.without(what) != case.steps
    assert wrong(case, case.without(what))


def test_whatever_lies_beside_the_state_then_nothing_stumbles_over_it(
    case: Commit, tmp_path: Path
) -> None:
    """Undo works or refuses, the proof tells, a lost state is restored: no folder that may be found
    leads to a traceback.
    """
    seen = set()
    for number, (_, files) in enumerate(moments(case, case.steps)):
        key = tuple(sorted(files.items()))
        if key in seen:
            continue
        seen.add(key)
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        path = str(folder / STATE)
        for use in (
            undone,
            lambda path: checking.check_state(path),
            lambda path: restoring.restore(path, "", NOW, force=False),
        ):
            tried(use, path)
    assert len(seen) > 10


def tried(use: Callable[[str], object], path: str) -> None:
    try:
        use(path)
    except Refused:
        return


def undone(path: str) -> None:
    cluster = state.read(path, NOW)
    if cluster:
        done, _ = undoing.undoable(history.entries_of(history.read(path), cluster), cluster.serial)
        for entry in done[-1:]:
            undoing.undo_entry(cluster, entry)


def test_what_is_recorded_is_what_happened(case: Commit, tmp_path: Path) -> None:
    """The model agrees with the disk where no power fails."""
    disk = Disk(case.files)
    for step in case.steps:
        disk.take(step)
    there = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert there in list(disk.found()) and os.path.exists(tmp_path / STATE)
