"""A state that was thrown away or broken is brought back as it was, to the byte."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from minik.errors import Refused
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.model.source import Objects
from minik.store import committing, history, restoring, state, undoing
from minik.store.restoring import Restoration

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T00:00:00Z")
    return tmp_path / "state.json"


def config_map(name: str, value: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "default"},
        "data": {"v": value},
    }


def commit(
    path: Path, *puts: Object, lineage: str = "l", gone: tuple[Key, ...] = (), anew: bool = False
) -> None:
    before = None if anew else state.read(str(path), NOW)
    base = before or Cluster(Objects(), now=NOW, lineage=lineage)
    draft = base.draft()
    for obj in puts:
        draft.put(obj)
    for key in gone:
        draft.delete(key)
    committing.write(
        str(path), before, draft.cluster(), history.make_entry(draft.cluster(), base, "test")
    )


def restored(path: Path, source: str = "", *, force: bool = False) -> Restoration:
    return restoring.restore(str(path), source, NOW, force=force)


LOSSES: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-30]),
    "zeros": lambda path: path.write_bytes(path.read_bytes()[:100] + bytes(200)),
    "conflict": lambda path: path.write_text("<<<<<<< HEAD\n" + path.read_text()),
    "in place": lambda path: path.write_text("oops" + path.read_text()[4:]),
}


@pytest.mark.parametrize("how", LOSSES)
def test_what_was_lost_is_there_again_to_the_byte(path: Path, how: str) -> None:
    commit(path, config_map("a", "1"))
    commit(path, config_map("a", "2"), config_map("b", "1"))
    commit(path, config_map("c", "é\u2028"), gone=(Key("ConfigMap", "default", "a"),))
    whole = path.read_bytes()
    LOSSES[how](path)
    found = restored(path)
    assert path.read_bytes() == whole
    assert (found.source, len(found.again)) == (f"{path}.previous", 1)
    assert found.aside == ("" if how == "gone" else f"{path}.broken")
    commit(path, config_map("d", "1"))
    assert undoing.undoable(history.read(str(path)), 4)[0][-1].serial == 4


def test_a_state_that_is_whole_is_left_alone(path: Path) -> None:
    commit(path, config_map("a", "1"))
    with pytest.raises(Refused, match="is whole"):
        restored(path)


def test_a_cluster_that_was_replaced_comes_back_and_goes_again(path: Path) -> None:
    commit(path, config_map("a", "1"))
    commit(path, config_map("a", "2"))
    old = path.read_bytes()
    commit(path, config_map("b", "1"), lineage="m", anew=True)
    new = path.read_bytes()
    for wanted in (old, new, old):
        restored(path, force=True)
        assert path.read_bytes() == wanted


def test_a_backup_of_another_cluster_is_no_backup(path: Path) -> None:
    commit(path, config_map("a", "1"))
    commit(path, config_map("b", "1"), lineage="m", anew=True)
    path.unlink()
    with pytest.raises(Refused, match="not of the cluster") as refusal:
        restored(path)
    assert "--force" in refusal.value.hint
    restored(path, force=True)


def test_the_backup_is_older_than_the_state_and_of_the_same_cluster(path: Path) -> None:
    for number in range(5):
        commit(path, config_map("a", str(number)))
        before = state.read(f"{path}.previous", NOW)
        assert (
            before is None
            if number == 0
            else before and (before.lineage, before.serial) == ("l", number)
        )


def test_without_the_history_the_last_command_is_lost_and_no_more(path: Path) -> None:
    commit(path, config_map("a", "1"))
    before = path.read_bytes()
    commit(path, config_map("a", "2"))
    Path(f"{path}.history").unlink()
    path.unlink()
    assert restored(path).again == [] and path.read_bytes() == before


def test_where_nothing_is_kept_nothing_is_made_up(path: Path) -> None:
    commit(path, config_map("a", "1"))
    path.unlink()
    with pytest.raises(Refused, match="nothing is kept"):
        restored(path)


def test_a_state_that_is_gone_is_not_forgotten_when_a_new_cluster_begins(path: Path) -> None:
    commit(path, config_map("a", "1"))
    commit(path, config_map("a", "2"))
    whole = path.read_bytes()
    path.unlink()
    commit(path, config_map("b", "1"), lineage="m")
    commit(path, config_map("b", "2"))
    restored(path, force=True)
    assert path.read_bytes() == whole
