"""The history: what each command changed, and what can be taken back."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from minik.model.cluster import Cluster
from minik.model.source import Objects
from minik.store import committing, history, history_length, state, undoing
from minik.store.history import Entry

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "default"}}


def entry(serial: int, undoes: int = 0, redoes: int = 0) -> Entry:
    return Entry(
        serial,
        "2026-01-01T00:00:00Z",
        "minik apply",
        [["Pod", "default", "a", None, POD]],
        [],
        undoes,
        redoes,
    )


def serials(entries: list[Entry]) -> list[int]:
    return [found.serial for found in entries]


def test_every_command_is_kept_with_what_it_changed(tmp_path: Path) -> None:
    path = str(tmp_path / "s.json")
    first = Cluster(Objects(), now=NOW, lineage="l")
    committing.write(path, None, first, history.make_entry(first, first, "minik init"))
    before = state.read(path, NOW)
    assert before
    draft = before.draft()
    draft.put(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "default"}}
    )
    committing.write(
        path, before, draft.cluster(), history.make_entry(draft.cluster(), before, "minik apply")
    )
    found = history.read(path)
    assert [
        (made.serial, made.command, [change[:4] for change in made.changes]) for made in found
    ] == [(1, "minik init", []), (2, "minik apply", [["Pod", "default", "a", None]])]


def test_lines_that_are_not_whole_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    history.append(str(path), entry(1))
    with open(f"{path}.history", "a") as file:
        file.write('{"serial": 2, "ti')
    assert serials(history.read(str(path))) == [1]


def test_undo_takes_back_the_latest_and_redo_does_it_again() -> None:
    entries = [
        entry(1),
        entry(2),
        entry(3),
        entry(4, undoes=3),
        entry(5, undoes=2),
        entry(6, redoes=2),
    ]
    done, undone = undoing.undoable(entries, 6)
    assert (serials(done), serials(undone)) == ([1, 2], [3])


def test_nothing_is_taken_back_past_a_change_that_was_not_written_down() -> None:
    assert serials(undoing.undoable([entry(1), entry(3), entry(4)], 4)[0]) == [3, 4]
    assert undoing.undoable([entry(1), entry(2)], 3) == ([], [])


def test_a_new_command_ends_what_could_be_done_again() -> None:
    done, undone = undoing.undoable([entry(1), entry(2), entry(3, undoes=2), entry(4)], 4)
    assert (serials(done), serials(undone)) == ([1, 4], [])


def test_it_is_bounded(tmp_path: Path) -> None:
    path = str(tmp_path / "s.json")
    for serial in range(1, history_length.ENTRIES * 2 + 1):
        history.append(path, entry(serial))
        history_length.shorten(path, entry(serial))
    assert len(history.read(path)) == history_length.ENTRIES


def test_a_history_that_grew_too_large_is_not_cut_by_every_command_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, file = str(tmp_path / "s.json"), tmp_path / "s.json.history"
    size = len(b"".join(history._pieces(entry(1)))) + 1
    monkeypatch.setattr(history_length, "BYTES", 40 * size)
    monkeypatch.setattr(history_length, "KEPT", 30 * size)
    cuts = 0
    for serial in range(10, 100):
        history.append(path, entry(serial))
        before = file.stat().st_ino
        history_length.shorten(path, entry(serial))
        cuts += file.stat().st_ino != before
        assert file.stat().st_size <= 40 * size
    assert 0 < cuts <= 90 // 10
    assert history.read(path)[-1].serial == 99


def test_a_long_history_is_cut_between_lines_whatever_is_held_of_it_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, file = str(tmp_path / "s.json"), tmp_path / "s.json.history"
    monkeypatch.setattr(history_length, "PART", 7)
    monkeypatch.setattr(history_length, "BYTES", 0)
    monkeypatch.setattr(history_length, "KEPT", 60)
    for end in (b"\n", b""):
        file.write_bytes(b"a" * 50 + b"\n" + b"b" * 20 + b"\n" + b"c" * 30 + end)
        history_length.shorten(path, entry(1))
        assert file.read_bytes() == b"b" * 20 + b"\n" + b"c" * 30 + end
    file.write_bytes(b"d" * 100 + b"\n")  # one command is kept, however long it is
    before = file.stat().st_ino
    history_length.shorten(path, entry(1))
    assert (file.stat().st_size, file.stat().st_ino) == (101, before)


def test_a_command_that_came_to_nothing_is_passed_over_by_the_one_that_did(tmp_path: Path) -> None:
    path = str(tmp_path / "s.json")
    for serial, lineage in ((1, "l"), (2, "l"), (1, "m"), (3, "l"), (2, "l"), (3, "l")):
        history.append(path, entry(serial)._replace(lineage=lineage))
    found = history.read(path)
    assert [(made.lineage, made.serial) for made in found] == [
        ("l", 1),
        ("m", 1),
        ("l", 2),
        ("l", 3),
    ]
    assert serials(history.entries_of(found, Cluster(Objects(), serial=2, lineage="l"))) == [1, 2]


def test_half_a_line_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    history.append(str(path), entry(1))
    with open(f"{path}.history", "a") as file:
        file.write('{"serial": 2, "ti')
    history.append(str(path), entry(2))
    assert serials(history.read(str(path))) == [1, 2]


def test_what_is_withdrawn_was_never_there(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    history.append(str(path), entry(1))
    before = Path(f"{path}.history").read_bytes()
    history.withdraw(str(path), history.append(str(path), entry(2)))
    assert Path(f"{path}.history").read_bytes() == before


def test_a_history_that_is_no_plain_file_is_no_reason_to_lose_a_command(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    Path(f"{path}.history").mkdir()
    assert "Is a directory" in history.append(str(path), entry(1)).warning


def test_what_a_later_minik_says_besides_is_passed_over() -> None:
    made = {**entry(7)._asdict(), "who": "a later minik"}
    assert history.parse_entry(json.dumps(made).encode()) == entry(7)
    assert history.parse_entry(json.dumps({**made, "serial": "7"}).encode()) is None


def test_a_long_history_stays_private_when_it_is_shortened(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    history.append(str(path), entry(history_length.ENTRIES))
    history_length.shorten(str(path), entry(history_length.ENTRIES))
    assert Path(f"{path}.history").stat().st_mode & 0o777 == 0o600


CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "d"}}
WHOLE = ["ConfigMap", "d", "a", None, CONFIG_MAP]


@pytest.mark.parametrize(
    "fields",
    [
        {"changes": ["x"]},
        {"changes": [["Pod", "default", "x"]]},
        {"changes": [[*WHOLE, None]]},
        {"changes": [{"kind": "Pod"}]},
        {"changes": [[1, 2, 3, None, None]]},
        {"changes": [["ConfigMap", "d", "a", None, "x"]]},
        {"changes": [["ConfigMap", "d", "a", None, {}]]},
        {"changes": [["ConfigMap", "d", "b", None, CONFIG_MAP]]},
        {"changes": [["ConfigMap", "d", "a", None, {**CONFIG_MAP, "metadata": 5}]]},
        {"changes": [["ConfigMap", "d", "a", [], CONFIG_MAP]]},
        {"changes": [None]},
        {"changes": [WHOLE], "settings": ["x", "y"]},
        {"changes": [WHOLE], "settings": [[["10.0.0.0/8"]]]},
        {"changes": [WHOLE], "settings": [[["x"]], [["10.0.0.0/8"]]]},
        {"changes": [WHOLE], "settings": [5, 6]},
        {"changes": [WHOLE], "held": ["x", "y"]},
        {"changes": [WHOLE], "held": [5, 6]},
        {"changes": [WHOLE], "held": [""]},
        {"changes": 5},
        {"serial": "1"},
        {"time": 5},
    ],
)
def test_a_line_that_is_json_and_no_entry_is_passed_over(fields: dict[str, Any]) -> None:
    sound = {"serial": 1, "time": "t", "command": "c", "changes": [WHOLE]}
    assert history.parse_entry(json.dumps(sound).encode())
    assert history.parse_entry(json.dumps({**sound, **fields}).encode()) is None


@pytest.mark.parametrize("text", ["5", "[]", "null", "{}", '"x"', "[" * 5000, '{"serial": 1e999}'])
def test_a_line_of_any_other_json_is_passed_over(text: str) -> None:
    assert history.parse_entry(text.encode()) is None
