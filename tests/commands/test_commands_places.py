"""Streams, homes and locales of every sort, given to processes: the same answer and exit status, or
a refusal in words.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MINIK = f"{sys.executable} -m minik"
COMMANDS = ("get services -A", "resolve kubernetes", "check", "create namespace x --dry-run=client")
# How the streams of a command are bound, and what it ends with.
STREAMS = {
    "> /dev/full": (1, "error: standard output: No space left on device\n"),
    ">&-": (1, "error: standard output: Bad file descriptor\n"),
    "<&- > /dev/null": (0, ""),
    "2>&- > /dev/null": (0, ""),
    "<&- >&- 2>&-": (1, ""),
    "> /dev/full 2>&1": (1, ""),
    "2> /dev/full > /dev/null": (0, ""),
}
# What a command is told of where it is, and is not: None takes a variable away.
SURROUNDINGS: dict[str, dict[str, str | None]] = {
    "no home, no user": {"HOME": None, "USER": None, "LOGNAME": None},
    "a home that cannot be": {"HOME": "/proc/nobody"},
    "a home that is no path": {"HOME": "home"},
    "only letters of ASCII": {"LANG": "C", "PYTHONIOENCODING": "ascii"},
    "no locale at all": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "a dumb terminal": {"TERM": "dumb"},
    "no terminal": {"TERM": None},
    "no buffer": {"PYTHONUNBUFFERED": "1"},
    "one column": {"COLUMNS": "1"},
}


def ended(line: str, folder: Path, **more: str | None) -> tuple[int, bytes, str]:
    """What a shell's line ends with and says, at a state in a folder."""
    wanted = {
        **os.environ,
        "MINIK_STATE": f"{folder}/state.json",
        "XDG_CONFIG_HOME": None,
        "MINIK_NOW": "2026-11-27T12:00:00Z",
        **more,
    }
    environment = {name: value for name, value in wanted.items() if value is not None}
    done = subprocess.run(
        ["bash", "-c", f"{MINIK} {line}"],
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
        cwd=folder,
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.mark.parametrize("streams", STREAMS)
@pytest.mark.parametrize("line", COMMANDS)
def test_what_cannot_be_said_is_an_error_that_is_told_where_it_can_be(
    tmp_path: Path, line: str, streams: str
) -> None:
    status, _, told = ended(f"{line} {streams}", tmp_path)
    assert (status, told) == STREAMS[streams]


@pytest.mark.parametrize("line", COMMANDS)
def test_wherever_it_is_the_answer_is_the_same(tmp_path: Path, line: str) -> None:
    usual = ended(line, tmp_path)
    assert usual[0] == 0 and usual[1]
    for name, more in SURROUNDINGS.items():
        assert ended(line, tmp_path, **more) == usual, name


@pytest.mark.parametrize(
    ("line", "status"),
    [("get services -A", 0), ("create namespace x", 1), ("config set-context x", 1), ("undo", 1)],
)
def test_where_nothing_can_be_kept_it_can_be_read(tmp_path: Path, line: str, status: int) -> None:
    """A home in which nobody can make anything, not even root."""
    done, _, told = ended(line, tmp_path, HOME="/proc/nobody", MINIK_STATE=None)
    assert (
        done == status
        and told.startswith("error: " * status)
        and "Traceback" not in told
        and "defect" not in told
    )
