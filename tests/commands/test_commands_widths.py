"""Terminals of any width: real ones, and those that a variable speaks of; names of files in letters
of all widths.
"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from typing_in import Terminal

from minik.render.width import display_width

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {{name: {}}}\nspec: {{selector: {{a: b}}, ports: [{{port: 80}}]}}\n"
LINES = (
    "resolve kubernetes",
    "get services -A",
    "why kubernetes --what-if node-down",
    "state",
    "get services -o jsn",
    "get --help",
)


def shown(width: int, line: str) -> tuple[int, str]:
    """What a command says to a real terminal that is so wide."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    environment = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "minik", *line.split()],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**environment, "TERM": "xterm-256color"},
    )
    os.close(theirs)
    said = b""
    try:
        while some := os.read(ours, 1 << 16):
            said += some
    except OSError:  # how Linux says that the other end was closed
        pass
    os.close(ours)
    return process.wait(), said.decode()


@pytest.mark.parametrize("line", LINES)
def test_a_terminal_of_any_width_is_told_the_same_words(terminal: Terminal, line: str) -> None:
    answers = [shown(width, line) for width in (0, 1, 40, 200)]
    assert len({status for status, _ in answers}) == 1 and all(
        "Traceback" not in text for _, text in answers
    )
    assert len({"".join(text.split()) for _, text in answers}) == 1


ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|.*\r(?!\n)")
FITTING = (
    "check",
    "check --explain no-pods",
    "resolve web",
    "why web",
    "trace --from outside web:80 --node node-1",
    "graph",
    "state",
    "policy matrix",
    "check -f missing.txt",
    "resolve http://web.example.com/",
)


@pytest.mark.parametrize("line", FITTING)
def test_minik_s_own_answers_fit_a_narrow_terminal(terminal: Terminal, line: str) -> None:
    terminal("minik create deployment web --image=nginx --port=8080 --replicas=2")
    terminal("minik create service clusterip web --tcp=80:9090")
    _, text = shown(60, line)
    lines = ESCAPES.sub("", text).replace("\r", "").splitlines()
    assert (
        lines
        and [
            one
            for one in lines
            if display_width(one) > 60
            and " " in one.strip()
            and " minik " not in one
            and "fix" not in one
        ]
        == []
    )


@pytest.mark.parametrize("width", ["1", "40", "200", "0", "-1", "x"])
def test_a_width_that_is_only_spoken_of_breaks_nothing(terminal: Terminal, width: str) -> None:
    usual = terminal("minik get services -A")
    terminal.monkeypatch.setenv("COLUMNS", width)
    assert terminal("minik get services -A") == usual
    help_text = terminal("minik get --help")
    assert help_text.exit == 0 and "--selector" in help_text.out


def test_findings_stand_under_each_other_whatever_their_files_are_called(
    terminal: Terminal,
) -> None:
    for number, name in enumerate(("ab", "日本語", "שלום", "😀é", "e\u0301")):
        Path(f"{name}.yaml").write_text(SERVICE.format(f"s{number}"), encoding="utf-8")
    lines = [
        line
        for line in terminal("minik check -f . --severity info").out.splitlines()
        if " Service default/" in line
    ]
    assert (
        len(lines) == 5
        and len({display_width(line[: line.index(" info ")]) for line in lines}) == 1
    )
