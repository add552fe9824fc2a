"""The way in: what is put off is put off, and is the real thing once it is asked for."""

import gc
import gettext
import importlib
import inspect
import platform
import shutil
import signal
import subprocess
import sys
import weakref
import zipapp
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from minik import cli
from minik.command_line import invocation, state_access
from minik.command_line.light_click import LazyModule, cleandoc, getmodulename, ngettext
from minik.model.cluster import Cluster

LOOK = """
import sys
from minik import __main__, cli
status = cli.run(sys.argv[1:], own_process=True)
print(status, "dis" in sys.modules, *(type(sys.modules.get(name)).__name__ for name in ("inspect", "gettext", "platform")), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("line", "loaded"),
    [
        ("get svc", "False NoneType NoneType NoneType"),
        ("get --help", "True module LazyModule LazyModule"),
    ],
)
def test_a_look_does_without_what_only_help_needs(line: str, loaded: str, tmp_path: Path) -> None:
    state = str(tmp_path / "state.json")
    subprocess.run([sys.executable, "-m", "minik", "init", "--state", state], check=True)
    ran = subprocess.run(
        [sys.executable, "-c", LOOK, *line.split(), "--state", state],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr.splitlines()[-1].partition(" ")[2] == loaded


@pytest.mark.parametrize("own_process", [True, False])
def test_what_a_command_held_is_taken_apart_unless_its_process_ends_with_it(
    own_process: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invocation, "_last", [])
    objects: list[Callable[[], object]] = []
    keep = state_access.Session.keep

    def keep_and_tell(session: state_access.Session, cluster: Cluster) -> None:
        keep(session, cluster)
        objects.append(weakref.ref(cluster))

    monkeypatch.setattr(state_access.Session, "keep", keep_and_tell)
    line = ["create", "service", "clusterip", "a", "--tcp=80", f"--state={tmp_path / 's.json'}"]
    assert cli.run(line, own_process=own_process) == 0
    gc.collect()
    assert [one() is not None for one in objects] == [own_process]


# Versions of Python differ in what else they take for white space; no help holds such letters.
@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" \t\n")))
def test_one_line_is_cleaned_as_the_library_cleans_it(doc: str) -> None:
    assert cleandoc(doc) == inspect.cleandoc(doc)


@pytest.mark.parametrize(
    "path",
    [
        "web.py",
        "a/b.py",
        "__init__.py",
        "__pycache__",
        "LICENSE",
        "web.cpython-311.pyc",
        "x.so",
        "x.abi3.so",
        "notes.txt",
        ".py",
        "",
    ],
)
def test_a_module_is_called_as_the_library_calls_it(path: str) -> None:
    assert getmodulename(path) == inspect.getmodulename(path)


@given(st.text(), st.text(), st.integers())
def test_a_word_for_many_is_the_library_s_where_nothing_is_translated(
    one: str, many: str, number: int
) -> None:
    assert ngettext(one, many, number) == gettext.ngettext(one, many, number)


def test_what_is_asked_of_a_platform_is_what_the_library_says() -> None:
    asked = "from minik import __main__; import sys, platform; print(platform.system(), platform.machine())"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [platform.system(), platform.machine()]


def test_all_else_is_the_library_s(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = LazyModule("inspect")
    monkeypatch.setitem(sys.modules, "inspect", stand_in)
    assert stand_in.isfunction(test_all_else_is_the_library_s)
    assert sys.modules["inspect"] is not stand_in and hasattr(sys.modules["inspect"], "signature")


EARLY = """
import os, signal, sys
class Early:
    def find_spec(self, name, *_):
        if name == "minik.cli":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Early())
import minik.__main__
"""


def test_an_interruption_while_things_are_loaded_is_no_traceback() -> None:
    ended = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (-signal.SIGINT, b"")


def test_who_asked_not_to_be_interrupted_is_not() -> None:
    ignoring = EARLY.replace(
        "class Early", "signal.signal(signal.SIGINT, signal.SIG_IGN)\nclass Early", 1
    )
    ended = subprocess.run([sys.executable, "-c", ignoring], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_program_gets_the_exit_status_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = str(tmp_path / "state.json")
    assert cli.main(["init", "--state", state]) == 0
    assert cli.main(["get", "svc", "nope", "--state", state]) == 1
    assert 'services "nope" not found' in capsys.readouterr().err


def test_clicks_test_runner_runs_it(tmp_path: Path) -> None:
    state = str(tmp_path / "state.json")
    runner = CliRunner()
    assert runner.invoke(cli.minik, ["init", "--state", state]).exit_code == 0
    shown = runner.invoke(cli.minik, ["get", "svc", "--state", state])
    assert shown.exit_code == 0 and shown.output.startswith("NAME ")
    refused = runner.invoke(cli.minik, ["frobnicate"])
    assert refused.exit_code == 1 and "unknown command" in refused.output


def test_it_runs_from_a_zip(tmp_path: Path) -> None:
    """Help reads the summaries of commands from the archive."""
    source, archive = tmp_path / "source", tmp_path / "minik.pyz"
    package = Path(cli.__file__).parent
    shutil.copytree(package, source / "minik", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("click", "yaml"):
        library = importlib.import_module(name)
        assert library.__file__
        shutil.copytree(Path(library.__file__).parent, source / name)
    zipapp.create_archive(source, archive, main="minik.__main__:main")
    asked = [sys.executable, "-S", str(archive)]
    shown = subprocess.run([*asked, "--help"], capture_output=True, text=True, check=True)
    assert "Display one or many objects" in shown.stdout
    state = str(tmp_path / "state.json")
    subprocess.run([*asked, "init", "--state", state], check=True, capture_output=True)
    got = subprocess.run(
        [*asked, "get", "svc", "--state", state], capture_output=True, text=True, check=True
    )
    assert "kubernetes" in got.stdout
