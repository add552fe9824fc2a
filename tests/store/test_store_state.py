"""The state file: what is written is read, by every road, and what is not ours is refused and left
alone.
"""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minik.errors import Refused
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.model.source import Objects
from minik.store import committing, history, layout, state, state_file

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("ConfigMap", "Pod", "Service", "ServiceAccount", "Widget.example.com")


def made(kind: str, name: str, value: str, namespace: str = "default") -> Object:
    plain, _, group = kind.partition(".")
    api_version = f"{group}/v1" if group else "v1"
    return {
        "apiVersion": api_version,
        "kind": plain,
        "metadata": {"name": name, "namespace": namespace},
        "data": {"v": value},
    }


def read(path: Path) -> Cluster:
    found = state.read(str(path), NOW)
    assert found is not None
    return found


def contents(cluster: Cluster) -> dict[tuple[str, str], Object]:
    return {
        (kind, path): obj
        for kind in cluster.kinds()
        for path, obj in cluster.table(kind).by_path.items()
    }


def commit(path: Path, objects: list[Object], gone: tuple[Key, ...] = ()) -> Cluster:
    before = state.read(str(path), NOW)
    base = before or Cluster(Objects(), now=NOW, lineage="l")
    draft = base.draft()
    for obj in objects:
        draft.put(obj)
    for key in gone:
        draft.delete(key)
    committing.write(
        str(path), before, draft.cluster(), history.make_entry(draft.cluster(), base, "test")
    )
    return read(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def test_the_file_is_json_with_one_object_a_line_in_order(path: Path) -> None:
    commit(path, [made("Service", "web", "1"), made("Pod", "b", "2"), made("Pod", "a", "3")])
    lines = path.read_text().splitlines()
    assert [line.split('":')[0][1:] for line in lines[1:-1]] == [
        "Pod/default/a",
        "Pod/default/b",
        "Service/default/web",
    ]
    assert list(json.loads(path.read_text())["objects"]) == [
        "Pod/default/a",
        "Pod/default/b",
        "Service/default/web",
    ]


def test_one_object_is_found_without_reading_the_others(path: Path) -> None:
    commit(path, [made("Pod", f"p{number}", "x" * 500) for number in range(2000)])
    found = state_file.open_file(str(path))
    assert found
    file = state.stamped_source(str(path), *found)
    assert file
    touched = 0
    part = file.part

    def counted(start: int, end: int) -> bytes:
        nonlocal touched
        touched += end - start
        return part(start, end)

    file.part = counted  # type: ignore[method-assign]
    assert (file.find("Pod", "default/p777") or {})["data"] == {"v": "x" * 500}
    assert file.find("Pod", "default/p7777") is None
    assert touched < 500_000 < path.stat().st_size


NAMES = st.sampled_from(["a", "a-b", "b", "c.d", 'q"t', "é"])
VALUES = st.none() | st.text(max_size=8).filter(str.isprintable)
STEP = st.lists(
    st.tuples(st.sampled_from(KINDS), NAMES, st.sampled_from(["default", "default-x"]), VALUES),
    max_size=6,
)
STEPS = st.lists(STEP, max_size=6)


@given(STEPS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_splicing_agrees_with_a_plain_mapping(
    tmp_path: Path, steps: list[list[tuple[str, str, str, str | None]]]
) -> None:
    path = tmp_path / "model.json"
    path.unlink(missing_ok=True)
    commit(path, [])
    model: dict[tuple[str, str], str] = {}
    for step in steps:
        last = {(kind, namespace, name): value for kind, name, namespace, value in step}
        puts = [
            made(kind, name, value, namespace)
            for (kind, namespace, name), value in last.items()
            if value is not None
        ]
        gone = tuple(
            Key(kind, namespace, name)
            for (kind, namespace, name), value in last.items()
            if value is None
        )
        cluster = commit(path, puts, gone)
        for (kind, namespace, name), value in last.items():
            model.pop((kind, f"{namespace}/{name}"), None)
            if value is not None:
                model[kind, f"{namespace}/{name}"] = value
        assert isinstance(cluster.source, state_file.StateFile)
        assert {key: obj["data"]["v"] for key, obj in contents(cluster).items()} == model
        for kind, where in model:
            namespace, name = where.split("/")
            assert cluster.source.find(kind, where) == cluster.get(kind, namespace, name)
        keys = [line for line in path.read_bytes().splitlines()[1:-1]]
        assert [key.split(b'":')[0] for key in keys] == sorted(key.split(b'":')[0] for key in keys)


REWRITES: dict[str, Callable[[str], str]] = {
    "pretty": lambda text: json.dumps(json.loads(text), indent=2),
    "compact": lambda text: json.dumps(json.loads(text), separators=(",", ":")),
    "sorted": lambda text: json.dumps(json.loads(text), sort_keys=True),
    "byte order mark": lambda text: "\ufeff" + text,
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "another order": lambda text: json.dumps(
        {**(whole := json.loads(text)), "objects": dict(reversed(whole["objects"].items()))}
    ),
}


@pytest.mark.parametrize("how", REWRITES)
def test_a_file_that_another_hand_wrote_is_read_whole_and_made_canonical(
    path: Path, how: str
) -> None:
    whole = contents(
        commit(path, [made("Pod", "a", "1"), made("Pod", "b", "2"), made("Service", "w", "3")])
    )
    path.write_text(REWRITES[how](path.read_text()), newline="")
    os.utime(path, (1, 1))
    cluster = read(path)
    assert isinstance(cluster.source, Objects)
    assert contents(cluster) == whole
    again = commit(path, [made("Pod", "c", "4")])
    assert isinstance(again.source, state_file.StateFile)
    assert set(contents(again)) == {*whole, ("Pod", "default/c")}


def test_a_hand_edit_of_the_same_length_is_noticed(path: Path) -> None:
    commit(path, [made("Pod", "a", "1")])
    path.write_text(path.read_text().replace('"v":"1"', '"v":"2"'))
    assert read(path).get("Pod", "default", "a")["data"] == {"v": "2"}  # type: ignore[index]


BROKEN = {
    "empty": "",
    "not json": "hello",
    "another json": '{"a": 1}',
    "a list": "[]",
    "half": None,
    "twice": '{"minik":{},"minik":{}}',
    "newer": '{"minik":{"layout":99},"objects":{}}',
    "no header": '{"minik":{"layout":1},"objects":{}}',
    "nan": '{"minik":NaN,"objects":{}}',
    "wrong key": '{"minik":{"layout":1,"lineage":"l","serial":1,"version":1,"settings":{}},"objects":{"Pod/x/y":{"kind":"Pod"}}}',
    "deep": '{"minik":' + "[" * 100_000,
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_not_ours_is_refused_and_left_alone(path: Path, what: str) -> None:
    commit(path, [made("Pod", "a", "1")])
    text = BROKEN[what]
    path.write_text(path.read_text()[:200] if text is None else text)
    before = path.read_bytes()
    with pytest.raises(Refused) as refusal:
        read(path).kinds()
    assert str(path) in str(refusal.value)
    assert path.read_bytes() == before


def test_truncated_anywhere_it_is_refused(path: Path) -> None:
    commit(path, [made("Pod", "a", "1"), made("Service", "w", "3")])
    whole = path.read_bytes()
    for cut in range(len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(Refused):
            read(path).kinds()


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="plain file"):
        state.read(str(tmp_path), NOW)


def test_a_link_survives_and_its_target_is_changed(tmp_path: Path) -> None:
    link, target = tmp_path / "link.json", tmp_path / "folder" / "target.json"
    target.parent.mkdir()
    link.symlink_to(target)
    commit(link, [made("Pod", "a", "1")])
    assert link.is_symlink() and contents(read(target))


def test_mode_is_private_and_kept(path: Path) -> None:
    commit(path, [])
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    commit(path, [made("Pod", "a", "1")])
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_reader_keeps_the_commit_that_it_opened(path: Path) -> None:
    old = commit(path, [made("Pod", "a", "1")])
    commit(path, [made("Pod", "a", "2")])
    assert old.get("Pod", "default", "a")["data"] == {"v": "1"}  # type: ignore[index]


def test_what_was_not_read_is_not_written_over(path: Path) -> None:
    before = commit(path, [made("Pod", "a", "1")])
    commit(path, [made("Pod", "b", "2")])
    with pytest.raises(Refused, match="another program"):
        committing.write(str(path), before, before, history.make_entry(before, before, "late"))
    assert ("Pod", "default/b") in contents(read(path))


def test_serials_count_and_the_lineage_stays(path: Path) -> None:
    assert [commit(path, [made("Pod", "a", str(number))]).serial for number in range(3)] == [
        1,
        2,
        3,
    ]
    assert read(path).lineage == "l"


def test_a_new_cluster_sets_the_old_one_aside(path: Path) -> None:
    commit(path, [made("Pod", "a", "1")])
    new = Cluster(Objects(), now=NOW, lineage="m")
    committing.write(str(path), None, new, history.make_entry(new, new, "init"))
    assert read(path).lineage == "m" and contents(read(path)) == {}
    assert ("Pod", "default/a") in contents(read(path.with_name("state.json.bak")))


def test_the_same_commands_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T00:00:00Z")
    for name in ("one", "two"):
        commit(tmp_path / name, [made("Pod", "a", "1")])
        commit(tmp_path / name, [made("Service", "w", "2")])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_what_a_later_minik_keeps_in_the_header_is_kept(path: Path) -> None:
    commit(path, [made("Pod", "a", "1")])
    data = json.loads(path.read_text())
    data["minik"] |= {"later": {"a": [1]}, "settings": {**data["minik"]["settings"], "newer": "x"}}
    path.write_text(json.dumps(data))
    for number in range(3):
        commit(path, [made("Pod", "b", str(number))])
        header = json.loads(path.read_text())["minik"]
        assert header["later"] == {"a": [1]} and header["settings"]["newer"] == "x"


def test_a_file_that_was_edited_meanwhile_is_not_written_over(path: Path) -> None:
    before = commit(path, [made("Pod", "a", "1")])
    path.write_text(path.read_text().replace('"v":"1"', '"v":"2"'))
    with pytest.raises(Refused, match="another program"):
        committing.write(str(path), before, before, history.make_entry(before, before, "late"))
    assert read(path).get("Pod", "default", "a")["data"] == {"v": "2"}  # type: ignore[index]


@pytest.mark.parametrize(
    "settings",
    [
        {"node_ports": "x"},
        {"node_ports": [1]},
        {"pod_cidrs": [5]},
        {"clock": "0"},
        {"workers": None},
    ],
)
def test_settings_that_are_none_are_refused(path: Path, settings: dict[str, object]) -> None:
    commit(path, [made("Pod", "a", "1")])
    data = json.loads(path.read_text())
    data["minik"]["settings"] |= settings
    path.write_text(json.dumps(data))
    with pytest.raises(Refused, match=next(iter(settings))):
        read(path)


def test_the_state_before_the_last_command_stays_beside_it(path: Path) -> None:
    commit(path, [made("Pod", "a", "1")])
    before = path.read_bytes()
    commit(path, [made("Pod", "a", "2")])
    assert path.with_name("state.json.previous").read_bytes() == before


def test_what_a_commit_encoded_is_forgotten_when_it_ends(path: Path) -> None:
    commit(path, [made("ConfigMap", "one", "1")])
    commit(path, [made("ConfigMap", "two", "2")])
    assert not layout._encodings


def test_a_kind_that_is_no_text_behind_a_stamp_that_still_holds_is_refused(path: Path) -> None:
    commit(path, [made("Pod", "a", "1")])
    stamp = os.stat(path)
    path.write_bytes(path.read_bytes().replace(b'"Pod/', b'"P\xf3d/', 1))
    os.utime(path, ns=(stamp.st_mtime_ns, stamp.st_mtime_ns))
    with pytest.raises(Refused, match="is not whole: 'utf-8' codec can't decode"):
        read(path).kinds()


OWNERS = [f"uid-{number}" for number in range(12)]
OWNED = st.tuples(st.integers(0, 9), st.lists(st.sampled_from(OWNERS), max_size=2))


def owned(number: int, owners: list[str]) -> Object:
    """An object that names owners, or only mentions one."""
    pod = made("Pod", f"p-{number}", OWNERS[number])
    references = [{"uid": uid, "controller": True} for uid in owners]
    labels = {"app": f"a-{number % 3}", "tier": f"t-{number % 2}"}
    return {**pod, "metadata": {**pod["metadata"], "ownerReferences": references, "labels": labels}}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OWNED, max_size=10), st.lists(OWNED), st.lists(st.integers(0, 9)))
def test_what_is_found_without_reading_a_kind_is_what_reading_it_finds(
    path: Path,
    stored: list[tuple[int, list[str]]],
    changed: list[tuple[int, list[str]]],
    gone: list[int],
) -> None:
    path.unlink(missing_ok=True)
    commit(path, [made("ConfigMap", "other", "x"), *(owned(*one) for one in stored)])
    draft = read(path).draft()
    for one in changed:
        draft.put(owned(*one))
    for number in gone:
        draft.delete(Key("Pod", "default", f"p-{number}"))
    cluster, whole = draft.cluster(), draft.cluster()
    whole.table("Pod")
    for uid in OWNERS:
        assert [*cluster.owned_by(uid, "Pod")] == [*whole.owned_by(uid, "Pod")]
    for selector in ({"app": "a-1"}, {"app": "a-1", "tier": "t-0"}, {"tier": "t-1", "app": "a-2"}):
        unread = draft.cluster()
        assert [*unread.select("Pod", "default", selector)] == [
            *whole.select("Pod", "default", selector)
        ]
    assert cluster.kinds() == whole.kinds()
