"""Commands typed one after the other at a state of their own, without a process; and how many
examples are tried.

MINIK_FUZZ=N tries N examples of everything in this folder instead of the few that a quick run has
time for.
"""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple
from unittest.mock import patch

from hypothesis import HealthCheck, settings

from minik import cli

MEMORY = "/dev/shm"  # thousands of commands need no disk
ENVIRONMENT = {"MINIK_NOW": "2026-11-27T12:00:00Z", "MINIK_DEBUG": "1", "NO_COLOR": "1"}


def tried(number: int, **others: Any) -> settings:
    """The settings of a test that tries so many examples in a quick run."""
    return settings(
        max_examples=int(os.environ.get("MINIK_FUZZ") or number),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **others,
    )


class Answer(NamedTuple):
    """What a command said."""

    exit: int
    out: str
    err: str


class Shell:
    """A folder with a state; MINIK_DEBUG is set, so what is no declared error is raised."""

    def __init__(self) -> None:
        self.folder = Path(
            mkdtemp(prefix="minik-fuzz-", dir=MEMORY if os.path.isdir(MEMORY) else None)
        )
        self.state = self.folder / "state.json"

    def __call__(self, *words: str, given: str = "") -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with (
            patch.dict(os.environ, {**ENVIRONMENT, "MINIK_STATE": str(self.state)}),
            redirect_stdout(out),
            redirect_stderr(err),
            patch.object(
                sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode("utf-8", "surrogateescape")))
            ),
        ):
            status = cli.run(words)
        self.let_go()
        return Answer(status, out.getvalue(), err.getvalue())

    def let_go(self) -> None:
        """Close what the command read: a process that ends need not, but here it goes on."""
        for number in os.listdir("/dev/fd"):
            with suppress(OSError):
                if os.readlink(f"/dev/fd/{number}").startswith(str(self.folder)):
                    os.close(int(number))

    def objects(self) -> dict[str, Any]:
        """All objects, by kind, namespace and name, as they stand in the file."""
        found: dict[str, Any] = json.loads(self.state.read_text(encoding="utf-8"))["objects"]
        return found

    def files(self) -> dict[str, bytes]:
        """The state and what is kept beside it, byte for byte; who held the lock last is no part of
        it.
        """
        return {
            path.name: path.read_bytes()
            for path in sorted(self.folder.iterdir())
            if path.suffix != ".lock"
        }

    def close(self) -> None:
        """Nothing stays."""
        for path in self.folder.iterdir():
            path.unlink()
        self.folder.rmdir()
