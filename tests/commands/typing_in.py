"""Type a line as a person would, without a process: words, a pipe from `cat`, an output that is
thrown away.
"""

import io
import re
import shlex
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from minik import cli

MASKS = (
    (r"\bkubectl(?!\.kubernetes\.io)", "minik"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UID"),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME"),
    (r"\b10\.244\.\d+\.\d+|\b192\.168\.0\.\d+", "POD-IP"),
    (r"\b10\.96\.(?!0\.\d+\b)\d+\.\d+", "IP"),
    (r"\b3\d{4}(?=/(TCP|UDP))", "NODEPORT"),
    (r"\b(web|dep|once|tick)-[a-z0-9]{8,10}(-[a-z0-9]{5})?\b", r"\1-HASH"),
    (r"(?m)(?<=[\s(])(\d+[ydhms])+(?=\s|$|\))", "AGE"),
    (
        r"(?m)^  at \S+\.(yaml|json)(:\d+)?(: \S+)?$",
        "",
    ),  # where in the file: minik tells, kubectl does not
    (
        r"(?m)^  (did you mean: |there is no namespace |found in another namespace: ).*$",
        "",
    ),  # and what was probably meant
)


class Answer(NamedTuple):
    """What a command said."""

    exit: int
    out: str
    err: str


class Terminal:
    """Commands typed one after the other, in one folder, at one state."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch

    def __call__(self, line: str, given: str = "") -> Answer:
        words = shlex.split(line, comments=False)
        if "|" in words:
            given = Path(words[1]).read_text(encoding="utf-8")
            words = words[words.index("|") + 1 :]
        silent = words[-2:] == [">", "/dev/null"]
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        status = cli.run(words[1:-2] if silent else words[1:])
        said = self.capsys.readouterr()
        return Answer(status, "" if silent else said.out, said.err)


def differing(
    terminal: Terminal,
    steps: list[Any],
    shown: Callable[[str], list[str]],
    but: Collection[str] = (),
) -> list[Any]:
    """The steps of a recorded session that went otherwise, `but` for some that may, with what was
    said instead.
    """
    found = []
    for step in steps:
        answer = terminal(step["cmd"])
        wanted = (step["exit"], shown(step["stdout"]), masked(step["stderr"]))
        if (
            wanted != (answer.exit, shown(answer.out), masked(answer.err))
            and step["cmd"] not in but
        ):
            found.append((step["cmd"], wanted, answer))
    return found


def masked(text: str) -> list[str]:
    """The lines of an output, less what differs from run to run; spaces count once."""
    for pattern, word in MASKS:
        text = re.sub(pattern, word, text)
    return [re.sub(r"\s+", " ", line).strip() for line in text.splitlines() if line.strip()]
