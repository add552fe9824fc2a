"""What -f means."""

import io
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from minik.errors import ClientError, MinikError, Several
from minik.store import files, manifests


def names(*paths: Path | str, recursive: bool = False, whole: bool = False) -> list[Any]:
    found = manifests.read([str(path) for path in paths], recursive, whole=whole)
    return [document.error.message if document.error else document.value["v"] for document in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "b.yaml": "v: 1\n---\nv: 2",
        "a.json": '{"v": 0}',
        "c.yml": "v: 3",
        "d.txt": "v: 9",
        "deep/x.yaml": "v: 7",
        "ba/y.yaml": "v: 8",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_files_are_read_in_the_order_in_which_they_are_named(folder: Path) -> None:
    assert names(folder / "c.yml", folder / "b.yaml", folder / "d.txt") == [3, 1, 2, 9]


def test_a_folder_is_read_in_the_order_of_names(folder: Path) -> None:
    assert names(folder) == [0, 1, 2, 3]


def test_what_is_in_a_folder_is_read_only_on_request(folder: Path) -> None:
    assert names(folder, recursive=True) == [0, 1, 2, 8, 3, 7]


def test_a_pattern_that_was_quoted_is_expanded(folder: Path) -> None:
    assert names(folder / "*.y*") == [1, 2, 3]


def test_lists_are_taken_apart_unless_they_are_wanted_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("kind: List\nv: 0\nitems: [{v: 1}, {v: 2}]")
    assert (names(path), names(path, whole=True)) == ([1, 2], [0])


def test_what_cannot_be_read_does_not_stop_what_follows(folder: Path) -> None:
    (folder / "bb.yaml").write_text("v: 5\n---\nv: [")
    assert names(folder) == [
        0,
        1,
        2,
        5,
        f"error parsing {folder}/bb.yaml: error converting YAML to JSON: yaml: line 1: "
        "did not find expected node content",
        3,
    ]


def test_documents_know_where_they_come_from(folder: Path) -> None:
    assert [
        (document.source, document.number, document.first)
        for document in manifests.read([str(folder / "b.yaml")])
    ] == [(f"{folder}/b.yaml", 0, 1), (f"{folder}/b.yaml", 1, 3)]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.yaml", 'the path "missing.yaml" does not exist'),
        ("x/*.yaml", 'the path "x/*.yaml" does not exist'),
        ("empty", "error reading [empty]: recognized file extensions are [.json .yaml .yml]"),
        ("dangling", 'the path "dangling" does not exist'),
        (
            "https://example.com/x.yaml",
            "minik does not fetch URLs: download https://example.com/x.yaml first, then name the file",
        ),
    ],
)
def test_a_path_that_is_not_there_stops_everything(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir("empty")
    os.symlink("nowhere", "dangling")
    Path("good.yaml").write_text("v: 1")
    with pytest.raises(ClientError) as refused:
        manifests.read([name, "good.yaml"])
    assert refused.value.message == message


def test_all_paths_that_are_not_there_are_told() -> None:
    with pytest.raises(Several) as refused:
        manifests.read(["one", "two"])
    assert [error.message for error in refused.value.errors] == [
        'the path "one" does not exist',
        'the path "two" does not exist',
    ]


def test_nothing_is_opened_before_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("v: 1")
    documents = manifests.read([str(path)])
    path.write_text("v: 2")
    assert next(documents).value == {"v": 2}


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"v: 1\n---\nv: [")))
    found = list(manifests.read(["-"]))
    assert [document.source for document in found] == ["STDIN", "STDIN"]
    assert found[1].error and found[1].error.message.startswith("error parsing STDIN: ")


def test_standard_input_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert names("-") == ["standard input is closed"]


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=("v: 1\n---\nv: 2\n",))
    writer.start()
    assert names(path) == [1, 2]
    writer.join()


def test_an_endless_file_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LIMIT", 1 << 20)
    assert names("/dev/zero") == ["read /dev/zero: larger than 1 MiB, which no manifest is"]
    assert names("/dev/null") == []


def test_a_file_that_is_too_large_is_not_even_begun(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with open(path, "wb") as file:
        file.truncate(files.LIMIT + 1)
    assert names(path) == [f"read {path}: larger than 256 MiB, which no manifest is"]


def test_a_link_to_a_folder_is_followed_where_it_is_named_and_nowhere_else(
    folder: Path, tmp_path: Path
) -> None:
    os.symlink(folder, folder / "loop")
    assert names(folder / "loop") == [0, 1, 2, 3]
    assert names(folder, recursive=True) == [0, 1, 2, 8, 3, 7]


def test_an_unreadable_file_is_told_in_the_systems_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("v: 1")

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert names(path) == [f"open {path}: permission denied"]


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_odd_names_are_refused_like_others(name: str) -> None:
    with pytest.raises(MinikError):
        manifests.read([name])
