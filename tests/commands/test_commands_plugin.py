"""Plugins: programs on the PATH that are listed, and called as verbs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typing_in import Terminal

# Files on a PATH of two folders, `a` and `b`.
PROGRAMS = {
    "a/kubectl-foo": 0o755,
    "a/kubectl-foo-bar_baz": 0o755,
    "a/minik-own": 0o755,
    "a/notes.txt": 0o644,
    "b/kubectl-foo": 0o755,
    "b/kubectl-plain": 0o644,
    "b/kubectl-version": 0o755,
    "b/kubectl-config-view": 0o755,
}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with plugins alone."""
    for name, mode in PROGRAMS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('#!/bin/sh\necho "$0 $*"\n')
        (tmp_path / name).chmod(mode)
    (tmp_path / "a/kubectl-folder").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/a{os.pathsep}{tmp_path}/a")
    return tmp_path


def test_plugins_are_listed_by_folder(terminal: Terminal, path: Path) -> None:
    assert terminal("minik plugin list") == (
        0,
        "The following compatible plugins are available:\n\n"
        f"{path}/a/kubectl-foo\n{path}/a/kubectl-foo-bar_baz\n{path}/a/minik-own\n",
        "",
    )
    assert terminal("minik plugin list --name-only").out.endswith(
        ":\n\nkubectl-foo\nkubectl-foo-bar_baz\nminik-own\n"
    )


def test_what_keeps_a_plugin_from_being_called_is_told(
    terminal: Terminal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join((f"{path}/a", f"{path}/b", "", f"{path}/none")))
    found = terminal("minik plugin list")
    assert found.exit == 1 and found.err == (
        '  - warning: kubectl-config-view overwrites existing command: "minik config view"\n'
        f"  - warning: {path}/b/kubectl-foo is overshadowed by a similarly named plugin: {path}/a/kubectl-foo\n"
        f"  - warning: {path}/b/kubectl-plain identified as a kubectl plugin, but it is not executable\n"
        '  - warning: kubectl-version overwrites existing command: "minik version"\n'
        f'Unable to read directory "{path}/none" from your PATH: open {path}/none: no such file or directory. Skipping...\n'
        "error: 4 plugin warnings were found\n"
    )


def test_one_warning_is_one(terminal: Terminal, path: Path) -> None:
    (path / "a/minik-get").write_text("")
    (path / "a/minik-get").chmod(0o755)
    assert terminal("minik plugin list").err == (
        '  - warning: minik-get overwrites existing command: "minik get"\n'
        "error: one plugin warning was found\n"
    )


def test_a_path_without_plugins(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert terminal("minik plugin list") == (
        1,
        "",
        "error: unable to find any kubectl plugins in your PATH\n",
    )


# A line, and the program that it calls with its arguments; None where it calls none.
CALLS: dict[str, tuple[str, list[str]] | None] = {
    "foo": ("kubectl-foo", []),
    "foo one --two -n three": ("kubectl-foo", ["one", "--two", "-n", "three"]),
    "foo bar-baz one": ("kubectl-foo-bar_baz", ["one"]),
    "foo bar-baz": ("kubectl-foo-bar_baz", []),
    "foo --x bar-baz": ("kubectl-foo", ["--x", "bar-baz"]),
    "own": ("minik-own", []),
    "plain": None,
    "folder": None,
    "nothing": None,
}


@pytest.mark.parametrize("line", CALLS)
def test_a_strange_verb_is_a_plugin(
    terminal: Terminal, path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    called: list[tuple[str, list[str]]] = []

    def become(program: str, words: list[str]) -> None:
        called.append((program, words))
        raise SystemExit(7)

    monkeypatch.setattr("os.execv", become)
    answer = terminal(f"minik {line}")
    expected = CALLS[line]
    if expected is None:
        assert not called and 'unknown command "' in answer.err
    else:
        program = f"{path}/a/{expected[0]}"
        assert (answer.exit, called) == (7, [(program, [program, *expected[1]])])


def test_options_before_the_name_are_refused(terminal: Terminal, path: Path) -> None:
    assert terminal("minik -n x foo").err == (
        "error: flags cannot be placed before plugin name: -n\n"
    )
    assert 'unknown command "strange"' in terminal("minik -n x strange").err


def test_a_verb_of_miniks_is_no_plugin(
    terminal: Terminal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{path}/b")
    assert "kubectl-version" not in terminal("minik version --client").out


def test_a_plugin_takes_over_the_process(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "minik", "foo", "a", "--b"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"{path}/a/kubectl-foo a --b\n")


def test_a_program_that_cannot_start_is_told(terminal: Terminal, path: Path) -> None:
    (path / "a/kubectl-empty").write_text("not a program")
    (path / "a/kubectl-empty").chmod(0o755)
    assert terminal("minik empty").err == f"error: {path}/a/kubectl-empty: Exec format error\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("create extra a", "kubectl-create-extra a\n"),
        ("create extra --own=x a", "kubectl-create-extra --own=x a\n"),
    ],
)
def test_create_may_have_subcommands_of_plugins(path: Path, line: str, said: str) -> None:
    for name in ("extra", "namespace"):
        program = path / f"a/kubectl-create-{name}"
        program.write_text('#!/bin/sh\necho "$0 $*"\n')
        program.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "minik", *line.split()], capture_output=True, text=True
    )
    assert done.stdout == f"{path}/a/{said}"
    own = subprocess.run(
        [sys.executable, "-m", "minik", "create", "namespace", "x", "--dry-run=client"],
        capture_output=True,
        text=True,
        env={**os.environ, "MINIK_STATE": str(path / "state.json")},
    )
    assert own.stdout == "namespace/x created (dry run)\n"
