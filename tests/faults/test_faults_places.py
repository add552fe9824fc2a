"""Where a state lies: full, read-only, mounted by itself, linked, or with something else in its
place. What was there stays.
"""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from injured import Ended, Place

pytest_plugins = ["placing"]
CREATE = "create configmap {} --from-literal=a=b"
DUMP = '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}'


@pytest.fixture(scope="module")
def old(place: Place) -> dict[str, bytes]:
    """A state after two commands, and what lies beside it."""
    place.put_back({})
    for name in ("first", "second"):
        assert place(CREATE.format(name)).status == 0
    return place.files()


@pytest.fixture
def path(place: Place, old: dict[str, bytes], tmp_path: Path) -> Path:
    """A state that only this test has."""
    place.put_back(old)
    for name in old:
        shutil.copy2(place.folder / name, tmp_path / name)
    return tmp_path / "state.json"


def at(place: Place, path: Path, line: str, **options: Any) -> Ended:
    return place(line, MINIK_STATE=str(path), **options)


def refused(ended: Ended, *words: str) -> bool:
    told = ended.err.startswith("error: ") and all(word in ended.err for word in words)
    return ended.status == 1 and told and "Traceback" not in ended.err


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system in memory with 64 KiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    ).returncode:
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_on_a_full_disk_the_old_state_stays_and_it_is_told_how_much_is_needed(
    place: Place, small_disk: Path
) -> None:
    """R6."""
    path = small_disk / "state.json"
    assert at(place, path, CREATE.format("first")).status == 0
    (small_disk / "ballast").write_bytes(
        bytes(os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize - 4096)
    )
    before = path.read_bytes()
    ended = at(place, path, CREATE.format("second"))
    assert (
        refused(ended, "No space left on device", "bytes are needed", "nothing was changed")
        and path.read_bytes() == before
    )
    assert not (small_disk / "state.json.tmp").exists()
    assert at(place, path, "get configmaps").status == 0
    (small_disk / "ballast").unlink()
    assert (
        at(place, path, CREATE.format("second")).status == 0 and at(place, path, "undo").status == 0
    )


def test_the_backup_goes_before_a_command_does(place: Place, small_disk: Path) -> None:
    """R6: two copies fit, three do not."""
    path = small_disk / "state.json"
    for name in ("first", "second"):
        assert at(place, path, CREATE.format(name)).status == 0
    room = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(bytes(room - 8192))
    ended = at(place, path, CREATE.format("third"))
    assert ended.status == 0 and "configmap/third created" in ended.out
    assert at(place, path, "state check").status == 0


@pytest.mark.parametrize("ballast", [0, 4096, 8192, 16384])
@pytest.mark.parametrize("line", [CREATE.format("third"), "apply -f {}", "undo", "delete cm first"])
def test_a_command_that_fails_on_a_full_disk_keeps_the_way_back(
    place: Place, small_disk: Path, ballast: int, line: str
) -> None:
    """R6: the backup goes only where its room is enough; what is named as a way back is there."""
    path = small_disk / "state.json"
    for name in ("first", "second"):
        assert at(place, path, CREATE.format(name)).status == 0
    large = place.folder / "large.yaml"
    text = "x" * 40_000
    large.write_text(
        f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: large}}, data: {{a: {text}}}}}"
    )
    room = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(bytes(max(room - ballast, 0)))
    before, previous = path.read_bytes(), Path(f"{path}.previous").read_bytes()
    ended = at(place, path, line.format(large))
    if ended.status:
        assert refused(ended, "nothing was changed") or "nothing to undo" in ended.err
        assert path.read_bytes() == before and Path(f"{path}.previous").read_bytes() == previous
    told = at(place, path, "undo")
    for word in (told.err + ended.err).split():
        assert not word.endswith((".previous", ".bak")) or Path(word).exists()


def test_in_a_folder_that_is_read_only_it_can_be_read(place: Place, small_disk: Path) -> None:
    """R7; root may do all that permissions forbid, but nothing on a file system that is read-only."""
    path = small_disk / "state.json"
    assert at(place, path, CREATE.format("first")).status == 0
    before = path.read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert (
        refused(at(place, path, CREATE.format("second")), "Read-only file system", "--state")
        and path.read_bytes() == before
    )
    assert at(place, path, "get configmaps").status == 0
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_a_file_that_is_mounted_by_itself_cannot_be_replaced(
    place: Place, path: Path, tmp_path: Path
) -> None:
    """R7: as `docker run -v state.json:/state.json` does."""
    target = tmp_path / "folder" / "state.json"
    target.parent.mkdir()
    target.touch()
    if subprocess.run(
        ["mount", "--bind", str(path), str(target)], check=False, capture_output=True
    ).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        before = path.read_bytes()
        assert (
            refused(
                at(place, target, CREATE.format("third")), "nothing was changed", "mount the folder"
            )
            and path.read_bytes() == before
        )
        assert sorted(os.listdir(target.parent)) == [
            "state.json",
            "state.json.history",
            "state.json.lock",
        ]
        assert (target.parent / "state.json.history").read_bytes() == b""
    finally:
        subprocess.run(["umount", str(target)], check=True)


def device(path: Path) -> None:
    os.mknod(path, 0o600 | 0o020000, os.makedev(1, 3))


def socket(path: Path) -> None:
    os.mknod(path, 0o600 | 0o140000)


IN_PLACE: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (Path.mkdir, "not a plain file"),
    "pipe": (os.mkfifo, "not a plain file"),
    "device": (device, "not a plain file"),
    "socket": (socket, "not a plain file"),
    "loop": (lambda path: path.symlink_to(path), "Too many levels"),
}


@pytest.mark.parametrize("what", IN_PLACE)
@pytest.mark.parametrize(
    "line",
    ["get configmaps", CREATE.format("x"), "undo", "log", "state check", "state restore"]
    + ["init", "init --force", "reset", "redo", "state restore --force", "simulate advance 1m"]
    + ["import -f dump.json", "import -f dump.json --force", "settle", "apply -f dump.json"],
)
def test_what_is_no_file_is_refused(place: Place, tmp_path: Path, what: str, line: str) -> None:
    """R7."""
    make, words = IN_PLACE[what]
    path = tmp_path / "state.json"
    if "dump.json" in line:
        (tmp_path / "dump.json").write_text(DUMP)
        line = line.replace("dump.json", str(tmp_path / "dump.json"))
    try:
        make(path)
    except PermissionError:
        pytest.skip("only root makes this")
    facts = os.lstat(path)
    ended = at(place, path, line)
    assert refused(ended, words) or (line == "log" and ended.status == 0), ended
    assert os.lstat(path).st_ino == facts.st_ino and os.lstat(path).st_mode == facts.st_mode
    assert what == "loop" or not list(tmp_path.glob("state.json.*"))


@pytest.mark.parametrize("end", [".lock", ".history", ".tmp", ".previous", ".bak", ".history.tmp"])
@pytest.mark.parametrize("what", ["folder", "pipe", "device", "loop"])
def test_what_lies_in_the_place_of_a_file_beside_it_stops_nobody_for_good(
    place: Place, path: Path, end: str, what: str
) -> None:
    """R7, R12: refused, or done with a warning; never waited for, never written through."""
    beside = Path(f"{path}{end}")
    beside.unlink(missing_ok=True)
    try:
        IN_PLACE[what][0](beside)
    except PermissionError:
        pytest.skip("only root makes this")
    before = path.read_bytes()
    for line in (CREATE.format("x"), "log", "undo", "state", "state check"):
        ended = at(place, path, line)
        assert (
            ended.status in (0, 1) and "Traceback" not in ended.err and "defect" not in ended.err
        ), (line, ended)
        assert ended.status == 0 or str(path) in ended.err or "nothing to undo" in ended.err, (
            line,
            ended,
        )
        if what in ("pipe", "device"):
            assert not stat.S_ISREG(os.lstat(beside).st_mode), f"{line} replaced the {what}"
    assert path.read_bytes() == before or end != ".lock"
    assert at(place, path, "get configmaps").status == 0


def test_a_link_is_followed_and_stays(place: Place, path: Path, tmp_path: Path) -> None:
    """R7: to another folder, and to nowhere yet."""
    for name, target in (("link", path), ("dangling", tmp_path / "not" / "yet.json")):
        link = tmp_path / "elsewhere" / name
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(target)
        assert at(place, link, CREATE.format("third")).status == 0
        assert link.is_symlink() and "third" in target.read_text()
        assert os.listdir(link.parent) == [name] or name != "link"
        link.unlink()


def test_a_second_name_keeps_what_it_had(place: Place, path: Path, tmp_path: Path) -> None:
    """R7: a hard link is a copy from the next command on."""
    second = tmp_path / "second.json"
    os.link(path, second)
    before = path.read_bytes()
    assert at(place, path, CREATE.format("third")).status == 0
    assert second.read_bytes() == before != path.read_bytes()


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_whatever_the_umask_is_secrets_are_private(
    place: Place, tmp_path: Path, umask: int
) -> None:
    """R19. Under umask 777 nothing that is made could be used by anyone but root."""
    path = tmp_path / "deep" / "folder" / "state.json"
    if umask == 0o777 and os.geteuid():
        pytest.skip("only root could go on")
    for name in ("first", "second"):
        assert at(place, path, CREATE.format(name), umask=umask).status == 0
    modes = {found.name: found.stat().st_mode & 0o777 for found in path.parent.iterdir()}
    assert all(mode & 0o077 == 0 for mode in modes.values()), modes
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_mode_that_was_given_is_kept(place: Place, path: Path) -> None:
    path.chmod(0o640)
    assert (
        at(place, path, CREATE.format("third"), umask=0o077).status == 0
        and path.stat().st_mode & 0o777 == 0o640
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_what_root_did_once_is_in_reach_of_its_user(
    place: Place, path: Path, tmp_path: Path
) -> None:
    """R19: `sudo minik`, then `minik`."""
    for found in tmp_path.iterdir():
        found.unlink() if found.suffix in (".lock", ".history") else os.chown(found, 65534, 65534)
    assert at(place, path, CREATE.format("third")).status == 0
    assert {
        found.stat().st_uid for found in tmp_path.iterdir() if found.name.startswith("state")
    } == {65534}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
@pytest.mark.skipif(
    any(not folder.stat().st_mode & 1 for folder in Path(__file__).parents),
    reason="nobody else may read this checkout",
)
def test_a_lock_of_another_user_is_named(place: Place) -> None:
    """R12, R19: the message says whose it is, and what to do."""
    folder = place.folder / "shared"
    folder.mkdir()
    path = folder / "state.json"
    try:
        assert at(place, path, CREATE.format("first")).status == 0
        for found in (folder, *folder.iterdir()):
            os.chown(found, 65534, 65534)
        os.chown(f"{path}.lock", 0, 0)
        place.folder.chmod(0o755)
        ended = at(place, path, CREATE.format("second"), user=65534, XDG_CONFIG_HOME=str(folder))
        assert refused(ended, f"{path}.lock: Permission denied", "it belongs to user 0", "rm ")
        assert (
            at(place, path, "get configmaps", user=65534, XDG_CONFIG_HOME=str(folder)).status == 0
        )
    finally:
        shutil.rmtree(folder)


def test_a_file_that_is_read_only_is_replaced_and_stays_so(place: Place, path: Path) -> None:
    """R7: what may be written is a matter of the folder; whoever wants the file left alone makes
    the folder read-only.
    """
    path.chmod(0o400)
    assert at(place, path, CREATE.format("third")).status == 0
    assert path.stat().st_mode & 0o777 == 0o400 and "third" in path.read_text()
