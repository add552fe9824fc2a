"""What a state file may hold that minik did not write: cut short, flipped, zeroed, rewritten by
another hand, older, newer. Read rightly or refused with the place and the way out; never a
traceback, never written over, and never less than what a JSON reader would see.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from injured import Place

from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.errors import MinikError, Refused
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.store import checking, committing, history, layout, restoring, state

pytest_plugins = ["placing"]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SEEDS = 1_000
Contents = dict[tuple[str, str], Object]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state of a new cluster, after two commands."""
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T00:00:00Z")
    monkeypatch.setenv("MINIK_FSYNC", "0")
    path = tmp_path / "state.json"
    cluster = settle(new_cluster.create_cluster(DEFAULT, NOW)).as_baseline()
    committing.write(str(path), None, cluster, history.make_entry(cluster, cluster, "minik init"))
    put(path, "first")
    return path


def put(path: Path, name: str) -> None:
    before = state.read(str(path), NOW)
    assert before
    draft = before.draft()
    draft.put(
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": name, "namespace": "default"},
            "data": {"a": "b"},
        }
    )
    committing.write(
        str(path), before, draft.cluster(), history.make_entry(draft.cluster(), before, "test")
    )


def contents(cluster: Cluster | None) -> Contents:
    assert cluster
    found = {
        (kind, path): obj
        for kind in cluster.kinds()
        for path, obj in cluster.table(kind).by_path.items()
    }
    for kind, path in found:
        assert cluster.source.find(kind, path) == found[kind, path]
    return found


def seen_by_json(content: bytes) -> Contents | None:
    """What any other reader of JSON sees in a file."""
    try:
        objects = json.loads(content.decode("utf-8-sig"))["objects"]
    except (ValueError, KeyError, TypeError):
        return None
    return {(key.partition("/")[0], key.partition("/")[2]): obj for key, obj in objects.items()}


def judged(path: Path, content: bytes, stamp: tuple[int, int] | None = None) -> bool:
    """Whether a content is read, and then rightly; if not, it is refused in words and left alone,
    by every road.
    """
    path.write_bytes(content)
    if stamp:
        os.utime(path, ns=stamp)
    try:
        found = contents(state.read(str(path), NOW))
    except Refused as refusal:
        assert (
            str(path) in refusal.message
            and (refusal.hint or refusal.where)
            and path.read_bytes() == content
        )
        found = None
    try:
        proof = checking.check_state(str(path))
        assert proof.is_whole or proof.flaws
    except Refused:
        assert not content
    assert found is None or found == seen_by_json(content)
    return found is not None


def test_cut_short_anywhere_it_is_refused(path: Path) -> None:
    """R8: the last line's end alone may be missing, which JSON does not need."""
    whole = path.read_bytes()
    for cut in (*range(0, len(whole) - 1, 13), *range(len(whole) - 300, len(whole) - 1)):
        assert not judged(path, whole[:cut]), cut
    assert judged(path, whole[:-1])


def test_a_tail_of_zeros_is_refused(path: Path) -> None:
    """R8: as some file systems leave a file after a loss of power."""
    whole = path.read_bytes()
    stamp = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    for start in range(0, len(whole), 97):
        assert not judged(path, whole[:start] + bytes(len(whole) - start), stamp), start
    assert not judged(path, whole + bytes(4096))


def test_flipped_bits_are_refused_or_are_what_json_reads(path: Path) -> None:
    """R8: with the stamp as it was (a disk that lies), and without (a hand)."""
    whole = path.read_bytes()
    stamp = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    read = 0
    for seed in range(SEEDS):
        chance = random.Random(seed)
        flipped = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 8))):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        if chance.random() < 0.5:
            read += judged(path, bytes(flipped))
        else:
            with_stamp(path, bytes(flipped), stamp)
    assert 0 < read < SEEDS / 2


def with_stamp(path: Path, content: bytes, stamp: tuple[int, int]) -> None:
    """What minik's own reader makes of lines that it must take for its own: an answer or a refusal."""
    path.write_bytes(content)
    os.utime(path, ns=stamp)
    try:
        cluster = state.read(str(path), NOW)
        assert cluster
        for kind in ("ConfigMap", "Node", "Service"):
            cluster.get(kind, "default", "kubernetes")
            cluster.select(kind, "default", {"component": "apiserver"})
            list(cluster.of(kind))
    except MinikError as refusal:
        assert str(path) in refusal.message


def reformatted(**options: Any) -> Callable[[bytes], bytes]:
    return lambda content: (
        json.dumps(json.loads(content), ensure_ascii=False, **options).encode() + b"\n"
    )


def reordered(content: bytes) -> bytes:
    data = json.loads(content)
    return json.dumps({**data, "objects": dict(reversed(data["objects"].items()))}).encode()


def moved(content: bytes) -> bytes:
    """Lines as minik writes them, in another order: what bisection would miss."""
    lines = content.split(b"\n")
    return (
        b"\n".join(
            [lines[0], *reversed([line.removesuffix(b",") + b"," for line in lines[1:-2]])]
        ).removesuffix(b",")
        + b"\n}}\n"
    )


REWRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "jq .": reformatted(indent=2),
    "jq -c .": reformatted(separators=(",", ":")),
    "jq -S .": reformatted(indent=2, sort_keys=True),
    "carriage returns": lambda content: content.replace(b"\n", b"\r\n"),
    "byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "blank lines": lambda content: b"\n\n" + content + b"\n\n",
    "another order": reordered,
    "lines moved": moved,
    "escapes": lambda content: json.dumps(json.loads(content)).encode(),
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_what_another_hand_rewrote_is_read_whole_and_written_as_before(
    path: Path, how: str
) -> None:
    """R9. The next command brings it into order, and loses nothing."""
    whole = contents(state.read(str(path), NOW))
    assert judged(path, REWRITTEN[how](path.read_bytes()))
    put(path, "second")
    assert contents(state.read(str(path), NOW)).keys() == {*whole, ("ConfigMap", "default/second")}
    assert checking.check_state(str(path)).flaws == []


def header(**fields: Any) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        data = json.loads(content)
        data["minik"] |= fields
        return json.dumps(data).encode()

    return changed


def twice(content: bytes) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join([*lines[:3], *lines[2:]])


REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a key twice": (twice, "stands there twice"),
    "trailing garbage": (lambda content: content + b"x", "not whole"),
    "two documents": (lambda content: content * 2, "not whole"),
    "no header": (lambda content: b'{"objects":{}}', "not a state file"),
    "newer": (header(layout=layout.LAYOUT + 98), "knows layouts 1 to 3"),
    "no serial": (header(serial=None), "serial"),
    "a comma too many": (lambda content: content.replace(b"\n}}", b",\n}}"), "not whole"),
    "a conflict": (lambda content: b"<<<<<<< HEAD\n" + content, "not a state file"),
    "a conflict within": (
        lambda content: content.replace(b'\n"Node', b'\n<<<<<<< HEAD\n"Node', 1),
        "not whole",
    ),
    "UTF-16": (lambda content: content.decode().encode("utf-16"), "not UTF-8"),
    "nothing": (lambda content: b"", "not a state file"),
    "something beside the objects": (
        lambda content: content.replace(b"}}\n", b'},"more":1}\n'),
        "'more'",
    ),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_is_not_whole_is_refused_and_brought_back(path: Path, how: str) -> None:
    """R9. Nothing is written over it; the way out is named, and works."""
    change, words = REFUSED[how]
    whole = path.read_bytes()
    broken = change(whole)
    assert not judged(path, broken)
    with pytest.raises(Refused, match=words):
        put(path, "second")
    assert path.read_bytes() == broken
    restoring.restore(str(path), "", NOW, force=False)
    assert path.read_bytes() == whole and Path(f"{path}.broken").read_bytes() == broken


def test_an_edit_that_keeps_the_time_and_the_size_is_seen_by_the_proof(path: Path) -> None:
    """R9: `touch -d`, or an editor that keeps both. It reads as edited; only a line out of order
    needs the proof to be seen.
    """
    stamp = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_bytes(moved(path.read_bytes()))
    os.utime(path, ns=stamp)
    assert any("stands after" in flaw.text for flaw in checking.check_state(str(path)).flaws)


def test_two_versions_take_turns_on_one_file(path: Path) -> None:
    """R17: a later minik's fields, in the header, in the settings, in objects of all kinds, outlive
    every change that this one makes.
    """
    data = json.loads(path.read_text())
    data["minik"] |= {"later": [1, {"a": None}]}
    data["minik"]["settings"]["newer"] = "x"
    for obj in data["objects"].values():
        obj["later"] = {"deep": [1]}
        obj["metadata"]["later"] = True
    path.write_text(json.dumps(data))
    for name in ("second", "third"):
        put(path, name)
        now = json.loads(path.read_text())
        assert (
            now["minik"]["later"] == [1, {"a": None}] and now["minik"]["settings"]["newer"] == "x"
        )
        assert all(now["objects"][key] == obj for key, obj in data["objects"].items())


OTHERS: tuple[Any, ...] = (None, 0, -1, "", [], {}, "x", True, 1e300, [None], {"a": None})
USES = (
    "state check",
    "get all -A",
    "label node node-1 a=b --overwrite",
    "scale deployment web --replicas=3",
    "why web",
    "check",
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a document."""
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, found in inner:
        yield from places(found, (*path, key))


def test_a_value_of_another_kind_anywhere_is_refused_or_does_no_harm(place: Place) -> None:
    """A hand that edits makes mistakes; every command then answers or refuses in words, as after
    any other mistake.
    """
    place.put_back({})
    for line in ("create deployment web --image=a --replicas=2", "expose deployment web --port=80"):
        assert place(line).status == 0
    text = place.state.read_text()
    ways = list(places(json.loads(text)))[1:]
    chance = random.Random(1)
    for number in range(60):
        data = json.loads(text)
        *path, last = chance.choice(ways)
        value = data
        for key in path:
            value = value[key]
        value[last] = OTHERS[number % len(OTHERS)]
        place.state.write_text(json.dumps(data))
        line = USES[number % len(USES)]
        ended = place(line)
        assert "defect" not in ended.err and "Traceback" not in ended.err, (
            path,
            last,
            value[last],
            line,
            ended,
        )


def commands() -> Iterator[str]:
    yield from (
        "label node node-1 a=b",
        "scale deployment web --replicas=3",
        'patch service web -p {"spec":{"type":"NodePort"}}',
        "simulate node-down node-2",
        "annotate configmap c a=b",
        "undo",
        "redo",
    )


def test_commands_keep_fields_that_they_do_not_know(place: Place) -> None:
    """R17, through the whole program: controllers and patches rewrite objects, and keep what a
    later minik wrote into them.
    """
    place.put_back({})
    for line in (
        "create deployment web --image=a --replicas=2",
        "expose deployment web --port=80",
        "create configmap c --from-literal=a=b",
    ):
        assert place(line).status == 0
    data = json.loads(place.state.read_text())
    for obj in data["objects"].values():
        obj["metadata"]["later"] = True
    place.state.write_text(json.dumps(data))
    for line in commands():
        ended = place(line)
        assert ended.status == 0 or (
            line.startswith("patch") and 'unknown field "metadata.later"' in ended.err
        ), (line, ended)
        now = json.loads(place.state.read_text())["objects"]
        lost = [
            key
            for key in data["objects"]
            if key in now and "later" not in now[key]["metadata"] and not made_anew(key)
        ]
        assert not lost, (line, lost)


def made_anew(key: str) -> bool:
    """Whether objects of a kind are not changed but made again, as a whole, by their controller."""
    return key.partition("/")[0] in ("Endpoints", "EndpointSlice")
