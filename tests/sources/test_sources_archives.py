"""Dumps as archives: read as a stream, never unpacked; what would do harm is refused."""

import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minik.errors import ClientError
from minik.sources import archives, reading

POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "shop"}}
NODES = {"apiVersion": "v1", "kind": "NodeList", "items": [{"metadata": {"name": "n"}}]}
FILES = {
    "bundle/cluster-resources/pods/shop.json": json.dumps([{"metadata": POD["metadata"]}]),
    "bundle/cluster-resources/nodes.json": json.dumps(NODES),
    "bundle/cluster-resources/pods/logs/shop/p/app.log": "x\n" * 100,
}
READ = ["Node/n", "Pod/p"]


def tar(path: Path, mode: str, files: dict[str, str], *more: tarfile.TarInfo) -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
        for member in more:
            archive.addfile(member)
    return path


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def link(name: str, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member


def read(path: Any) -> tuple[list[str], list[str]]:
    """What was read, and what is told of the rest."""
    dump = reading.Dump([str(path)])
    documents = list(dump.documents())
    assert [one.error for one in documents] == [None] * len(documents)
    names = [f"{one.value['kind']}/{one.value['metadata']['name']}" for one in documents]
    return sorted(names), list(dump.passed_over)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("b.tar.gz", "w:gz"),
        ("b.tgz", "w:gz"),
        ("b.tar", "w"),
        ("b.tar.xz", "w:xz"),
        ("b.tar.bz2", "w:bz2"),
        ("without-an-ending", "w:gz"),
    ],
)
def test_a_tar_is_read_as_its_folder_would_be(name: str, mode: str, tmp_path: Path) -> None:
    assert read(tar(tmp_path / name, mode, FILES)) == (
        READ,
        ["1 file without objects passed over: 1 .log"],
    )


def test_a_zip_is_read_as_its_folder_would_be(tmp_path: Path) -> None:
    assert read(zipped(tmp_path / "b.zip", FILES))[0] == READ


def test_an_archive_is_read_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tar(tmp_path / "b.tgz", "w:gz", FILES).read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert read("-")[0] == READ
    data = zipped(tmp_path / "b.zip", FILES).read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert read("-")[0] == READ


def test_a_packed_file_is_read_as_the_file(tmp_path: Path) -> None:
    (tmp_path / "dump.json.gz").write_bytes(gzip.compress(json.dumps(POD).encode()))
    assert read(tmp_path / "dump.json.gz")[0] == ["Pod/p"]


@pytest.mark.parametrize("path", ["../x.json", "a/../../x.json", "/etc/x.json", "C:/x.json"])
@pytest.mark.parametrize("make", [lambda path, files: tar(path, "w:gz", files), zipped])
def test_a_path_that_leads_out_is_refused(
    path: str, make: Callable[[Path, dict[str, str]], Path], tmp_path: Path
) -> None:
    bundle = make(tmp_path / "b", {**FILES, path: json.dumps(POD)})
    with pytest.raises(ClientError, match="a path that leads out of the archive"):
        read(bundle)


def test_links_and_devices_are_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(POD))
    device = tarfile.TarInfo("bundle/null")
    device.type = tarfile.CHRTYPE
    bundle = tar(tmp_path / "b.tgz", "w:gz", FILES, link("bundle/passwd.json", str(secret)), device)
    assert read(bundle) == (
        READ,
        [
            "1 file without objects passed over: 1 .log",
            "1 device passed over: no device is ever followed or opened",
            "1 link passed over: no link is ever followed or opened",
        ],
    )
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.json").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    assert read(folder) == ([], ["2 links passed over: no link is ever followed or opened"])


def test_a_bomb_is_refused_before_it_has_burst(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "REASONABLE", 1 << 20)
    bomb = tar(tmp_path / "b.tgz", "w:gz", {"x.json": "0" * (8 << 20), **FILES})
    with pytest.raises(ClientError, match="as of a bomb"):
        read(bomb)
    with pytest.raises(ClientError, match="as of a bomb"):
        read(zipped(tmp_path / "b.zip", {"x.json": "0" * (8 << 20), **FILES}))


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 2)
    with pytest.raises(ClientError, match="holds more than 2 files"):
        read(tar(tmp_path / "b.tgz", "w:gz", FILES))


@pytest.mark.parametrize("kept", [0.5, 0.98])
@pytest.mark.parametrize("make", [lambda path, files: tar(path, "w:gz", files), zipped])
def test_a_damaged_archive_is_refused(
    kept: float, make: Callable[[Path, dict[str, str]], Path], tmp_path: Path
) -> None:
    bundle = make(tmp_path / "b", FILES)
    data = bundle.read_bytes()
    bundle.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(ClientError, match="is damaged, or ends too early"):
        read(bundle)


def test_logs_are_read_past_in_little_memory(tmp_path: Path) -> None:
    line = "".join(chr(33 + number * 7 % 90) for number in range(999)) + "\n"
    log = line * 60_000  # 60 MB
    bundle = tar(tmp_path / "b.tar", "w", {**FILES, "bundle/big.log": log})
    del log
    tracemalloc.start()
    assert read(bundle)[0] == READ
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


WHOLE = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "NAME", "namespace": "shop"},
    "spec": {"containers": [{"name": "c", "image": "c:1"}]},
}


MODES: dict[str, Any] = {"tgz": "w:gz", "tar": "w", "txz": "w:xz"}


def packed(kind: str, files: dict[str, bytes]) -> bytes:
    """An archive of files, by the ending of its name."""
    stream = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(stream, "w") as zipped:
            for name, content in files.items():
                zipped.writestr(name, content)
        return stream.getvalue()
    with tarfile.open(fileobj=stream, mode=MODES[kind]) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def pod(name: str) -> bytes:
    return json.dumps(WHOLE).replace("NAME", name).encode()


@pytest.mark.parametrize("outer", ["tgz", "tar", "zip", "folder"])
@pytest.mark.parametrize("inner", ["tgz", "txz", "zip", "tar"])
def test_archives_within_archives_are_read(outer: str, inner: str, tmp_path: Path) -> None:
    deep = packed(inner, {"x/cluster-resources/pods/shop.json": pod("deep"), "x/a.log": b"log"})
    files = {
        f"bundle/host/within.{inner}": deep,
        "bundle/one.json": pod("one"),
        "bundle/two.json.gz": gzip.compress(pod("two")),
        "bundle/broken.tgz": packed("tgz", {"a.json": pod("lost")})[:-30],
        "bundle/none.gz": b"no archive",
    }
    if outer == "folder":
        for name, content in files.items():
            (tmp_path / "whole" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "whole" / name).write_bytes(content)
        name = str(tmp_path / "whole")
    else:
        name = str(tmp_path / f"whole.{outer}")
        Path(name).write_bytes(packed(outer, files))
    dump = reading.Dump([name])
    found = list(dump.documents())
    pods = {one.value["metadata"]["name"] for one in found if one.error is None}
    assert {"deep", "one", "two"} <= pods
    assert [str(one.error) for one in found if one.error][0].count("broken.tgz") == 1
    assert any(".gz file that is none" in line for line in dump.passed_over)


def test_an_archive_of_archives_has_a_depth(tmp_path: Path) -> None:
    content = packed("tgz", {"a.json": pod("a")})
    for _ in range(5):
        content = packed("tgz", {"more.tgz": content})
    (tmp_path / "x.tgz").write_bytes(content)
    dump = reading.Dump([str(tmp_path / "x.tgz")])
    assert list(dump.documents()) == [] and "1 .tgz" in " ".join(dump.passed_over)


def test_a_bomb_within_is_refused_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "REASONABLE", 1 << 16)
    bomb = gzip.compress(b"0" * (1 << 23))
    (tmp_path / "x.tar").write_bytes(packed("tar", {"bomb.json.gz": bomb, "one.json": pod("one")}))
    found = list(reading.Dump([str(tmp_path / "x.tar")]).documents())
    assert "as of a bomb" in str(found[0].error) and found[1].value["metadata"]["name"] == "one"


def test_a_zip_may_come_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    content = packed("zip", {"a.json": pod("a")})
    entries = list(archives.entries(Pipe(content), "standard input", lambda what: None))
    assert [entry.path for entry in entries] == ["a.json"]
    monkeypatch.setattr(archives, "REASONABLE", 10)
    with pytest.raises(ClientError, match="read from its end"):
        list(archives.entries(Pipe(content), "standard input", lambda what: None))
