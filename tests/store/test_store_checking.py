"""The proof of a state file: what is whole is called so, what is not is named with its line."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.errors import Refused
from minik.model.settings import DEFAULT
from minik.store import checking, committing, history
from minik.store.checking import Flaw

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state of a new cluster."""
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T00:00:00Z")
    path = tmp_path / "state.json"
    cluster = settle(new_cluster.create_cluster(DEFAULT, NOW)).as_baseline()
    committing.write(str(path), None, cluster, history.make_entry(cluster, cluster, "minik init"))
    return path


def stamped(path: Path, lines: list[bytes]) -> None:
    """Write lines as minik would have written them: with a stamp that is right."""
    size = sum(len(line) + 1 for line in lines) - 1
    head = json.loads(lines[0].removesuffix(b',"objects":{') + b"}")["minik"]
    lines[0] = lines[0].replace(b'"size":%14d' % head["size"], b'"size":%14d' % size)
    path.write_bytes(b"\n".join(lines))
    os.utime(path, (head["mtime"], head["mtime"]))


def changed(path: Path, change: Callable[[list[bytes]], object]) -> list[Flaw]:
    lines = path.read_bytes().split(b"\n")
    change(lines)
    stamped(path, lines)
    return checking.check_state(str(path)).flaws


def test_what_minik_writes_is_whole(path: Path) -> None:
    found = checking.check_state(str(path))
    assert found.flaws == [] and found.is_whole
    assert (found.size, found.lines, found.kinds["Node"]) == (
        path.stat().st_size,
        len(path.read_bytes().splitlines()),
        4,
    )


def swap(lines: list[bytes]) -> None:
    lines[3], lines[4] = lines[4], lines[3]


def retype(lines: list[bytes]) -> None:
    lines[-3] = (
        lines[-3].replace(b'"clusterIP"', b'"clusterIP":5,"x"')
        if b"clusterIP" in lines[-3]
        else lines[-3]
    )
    number = next(number for number, line in enumerate(lines) if line.startswith(b'"Node/'))
    lines[number] = lines[number].replace(b'"podCIDR":"', b'"unschedulable":"x","podCIDR":"')


WRONG: dict[str, tuple[Callable[[list[bytes]], object], int, str]] = {
    "order": (swap, 5, "stands after"),
    "spaces": (
        lambda lines: lines.__setitem__(2, lines[2].replace(b'":{', b'": {', 1)),
        3,
        "not written as minik writes it",
    ),
    "cut": (lambda lines: lines.__setitem__(2, lines[2][:40] + b","), 3, "not whole"),
    "gone": (lambda lines: lines.__setitem__(-2, b"}"), 0, "not whole"),
    "type": (retype, 0, "unschedulable"),
    "version": (
        lambda lines: lines.__setitem__(0, lines[0].replace(b'"version":', b'"version":0,"was":')),
        1,
        "version 0 is before",
    ),
    "key": (
        lambda lines: lines.__setitem__(2, lines[2].replace(b'"', b'"X', 1)),
        0,
        "not the object of that key",
    ),
    "twice": (lambda lines: lines.insert(2, lines[2]), 0, "stands there twice"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_with_its_line(path: Path, what: str) -> None:
    change, line, text = WRONG[what]
    found = changed(path, change)
    assert any(flaw.wrong and text in flaw.text and line in (0, flaw.line) for flaw in found), found


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "another hand": (
        lambda path: path.write_text(json.dumps(json.loads(path.read_text()), indent=2)),
        "another hand",
    ),
    "open to others": (lambda path: path.chmod(0o644), "others may read it"),
    "left behind": (lambda path: Path(f"{path}.tmp").touch(), "left by a process"),
    "half a line": (
        lambda path: Path(f"{path}.history").write_text('{"ser'),
        "is not whole; it is passed over",
    ),
    "an older history": (
        lambda path: Path(f"{path}.history").write_text(
            '{"serial":0,"time":"","command":"x","changes":[]}\n'
        ),
        "ends at serial 0",
    ),
    "backup": (lambda path: Path(f"{path}.previous").write_text("x"), "the backup is of no use"),
    "unknown field": (
        lambda path: path.write_text(
            path.read_text().replace('"podCIDR":', '"later":1,"podCIDR":')
        ),
        'unknown field "spec.later"',
    ),
    "broken rule": (
        lambda path: path.write_text(
            path.read_text().replace('"protocol":"TCP"', '"protocol":"XYZ"')
        ),
        "would not take it now",
    ),
    "unknown kind": (
        lambda path: path.write_text(
            path.read_text().replace(
                '{"apiVersion":"v1","kind":"Node"', '{"apiVersion":"v9","kind":"Node"'
            )
        ),
        "no kind Node in v9",
    ),
}


@pytest.mark.parametrize("what", ODD)
def test_what_is_odd_is_told_and_does_no_harm(path: Path, what: str) -> None:
    change, text = ODD[what]
    change(path)
    found = checking.check_state(str(path))
    assert found.is_whole and any(text in flaw.text for flaw in found.flaws), found.flaws


def test_a_file_that_is_not_there_is_not_whole(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no state file"):
        checking.check_state(str(tmp_path / "x"))
