"""`minik learn` plays lessons: at once where nobody sits at a terminal, step by step where somebody does."""

import os
import pty
import selectors
import subprocess
import sys
from pathlib import Path

import pytest
from minik_process import Process
from typing_in import Terminal

from minik.lessons import lessons


def test_without_a_lesson_all_are_listed(terminal: Terminal) -> None:
    answer = terminal("minik learn")
    assert answer.exit == 0
    assert [line.split()[1] for line in answer.out.splitlines()[1:]] == [
        name.replace("_", "-") for name in lessons()
    ]


def test_a_lesson_is_played_on_a_cluster_of_its_own(tmp_path: Path) -> None:
    process = Process(tmp_path)
    status, output = process.run("minik learn without-selector")
    assert status == 0
    places = [
        output.index(text)
        for text in (
            "Lesson 6: A Service without a selector",
            "service.yaml:\n    apiVersion: v1",
            "$ minik apply -f service.yaml\nservice/database created",
            "$ minik get endpointslices",
            "  → No: without a selector",
            "198.51.100.7:5432",
            "Next: minik learn 7",
        )
    ]
    assert places == sorted(places)
    assert not (tmp_path / "state.json").exists()


def test_a_folder_keeps_files_and_cluster(tmp_path: Path) -> None:
    process = Process(tmp_path)
    status, output = process.run("minik learn 6 --folder here")
    assert status == 0 and "Go on: cd here" in output
    assert {path.name for path in (tmp_path / "here").iterdir()} >= {"service.yaml", "state.json"}
    status, output = process.run("minik learn 6 --folder here")
    assert (status, "here is not empty" in output) == (1, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [("prots", "did you mean: ports"), ("99", "minik learn lists all")],
)
def test_an_unknown_lesson_is_refused(terminal: Terminal, words: str, message: str) -> None:
    answer = terminal(f"minik learn {words}")
    assert answer.exit == 1 and message in answer.err


def typed(tmp_path: Path, *lines: str) -> str:
    """Type lines at a terminal, each when the prompt is there; return what stands on it."""
    own, other = pty.openpty()
    environment = {**os.environ, "MINIK_STATE": str(tmp_path / "s.json"), "TERM": "dumb"}
    program = subprocess.Popen(
        [sys.executable, "-m", "minik", "learn", "6"],
        stdin=other,
        stdout=other,
        stderr=other,
        env=environment,
    )
    os.close(other)
    screen, waiting = "", list(lines)
    prompt = selectors.DefaultSelector()  # of any number, unlike select
    prompt.register(own, selectors.EVENT_READ)
    while prompt.select(60):
        try:
            screen += os.read(own, 65536).decode(errors="replace")
        except OSError:
            break
        if screen.endswith("  $ ") and waiting:
            os.write(own, f"{waiting.pop(0)}\n".encode())
            screen += "\n"
    program.wait(60)
    prompt.close()
    os.close(own)
    return screen


def test_at_a_terminal_enter_runs_a_step_and_other_commands_may_come_between(
    tmp_path: Path,
) -> None:
    screen = typed(tmp_path, "", "minik get svc database", "nonsense", "s", "q")
    assert "service/database created" in screen
    assert "database   ClusterIP" in screen
    assert "That is not a command of minik." in screen
    assert "No resources found" not in screen  # skipped
    assert "3 of 5" in screen and "4 of 5" not in screen
