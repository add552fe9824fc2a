"""What is distributed: the same bytes from the same sources, and what people have who install them."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pytest.importorskip("hatchling")
ROOT = Path(__file__).parents[1]
SOURCES = ("minik", "completions", ".ci", "pyproject.toml", "README.md", "LICENSE")
PATIENCE = 300  # seconds


def run(words: Sequence[str], folder: Path, **environment: str) -> str:
    """Return what a command prints; a failure is one of the test."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    known.pop("MINIK_STATE", None)
    done = subprocess.run(
        words,
        cwd=folder,
        env={**known, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(folder: Path, umask: int = 0, **environment: str) -> Path:
    """Return the wheel that is built from a copy of the sources in a folder, which is nobody else's
    business by its `umask`.
    """
    for name in SOURCES:
        source = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored, copy_function=shutil.copy)
        else:
            shutil.copy(source, folder / name)
    for path in folder.rglob("*"):
        path.chmod(path.stat().st_mode & ~umask)
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    run(words, folder, **environment)
    return next((folder / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of these sources."""
    return build(tmp_path_factory.mktemp("first"), PYTHONHASHSEED="1", TZ="UTC")


def test_the_same_sources_give_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    """At another time and place, with other rights, in another zone."""
    folder = tmp_path / "elsewhere" / "deeper"
    folder.mkdir(parents=True)
    given = {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C", "HOME": str(folder)}
    again = build(folder, 0o077, **given)
    assert again.name == wheel.name and again.read_bytes() == wheel.read_bytes()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh environment with the wheel in it, which borrows other packages from this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index"]
        + ["--no-deps", "--quiet", "--disable-pip-version-check", str(wheel)],
        folder,
    )
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    yield folder


def test_what_is_installed_works_outside_of_the_sources(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "examples" / "chart", tmp_path / "chart")
    assert "minik" in run([str(installed / "bin" / "minik"), "--version"], tmp_path)
    assert "Client" in run([str(installed / "bin" / "kubectl-minik"), "version"], tmp_path)
    where = "import minik; print(minik.__file__)"
    python = str(installed / "bin" / "python")
    assert str(installed) in run([python, "-c", where], tmp_path)
    tested = run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider"], tmp_path / "chart")
    assert "5 passed" in tested and "warning" not in tested  # the entry point brings the fixtures


def test_a_test_of_a_user_is_clean_under_mypy_strict(installed: Path, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    shutil.copyfile(ROOT / "docs/examples/chart/test_chart.py", tmp_path / "test_chart.py")
    (tmp_path / "test_more.py").write_text(MORE)
    python = str(installed / "bin" / "python")
    words = [sys.executable, "-m", "mypy", "--strict", "--python-executable", python]
    said = run([*words, "--cache-dir", os.devnull, "."], tmp_path)
    assert "Success" in said
    (tmp_path / "test_wrong.py").write_text(WRONG)
    done = subprocess.run(
        [*words, "--cache-dir", os.devnull, "test_wrong.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.stdout.count("error:") == 3, done.stdout


MORE = """
from pathlib import Path

import pytest

from minik import Cluster, Refusal, Server


def test_types(minik_cluster: Cluster, minik_server: Server, tmp_path: Path) -> None:
    after = minik_cluster.apply([tmp_path, "kind: x\\n", {"kind": "ConfigMap"}])
    name: str = after.resolve("web").backends[0].pod
    codes: tuple[str, ...] = after.check("svc/web").codes
    number: int = after.why("web").findings[0].line
    pods: list[str] = [pod["metadata"]["name"] for pod in after.list("pods")]
    with pytest.raises(Refusal) as refused:
        after.simulate.node_down("node-1").get("svc", "x")
    code: int = refused.value.code
    url: str = minik_server.url + minik_server.cluster.dns("x").values[0]
    print(name, codes, number, pods, code, url)
"""
WRONG = """
from minik import Cluster

number: int = Cluster().resolve("web").reason
Cluster().scale("deploy/web", replicas="3")
Cluster().unknown()
"""
