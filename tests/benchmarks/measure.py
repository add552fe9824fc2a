"""Whole processes, measured side by side: each command in turn, again and again, so that a machine's
moods fall on all alike.

A row of the table is a ratio of processor time (user and system, children included, medians) and of
wall time, of two programs that ran in the same minute. Each row is remembered in `ratios.json`; one
that became worse by more than 5 % is named.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Command = Sequence[str]
RATIOS = Path(__file__).with_name("ratios.json")
TOLERANCE = 1.05  # times the remembered ratio
TITLE = f"{'work':46} {'against':40} {'CPU':>6} {'wall':>6}   {'target':8} {'before':>6}"
ROWS = "MINIK_BENCHMARK_ROWS"  # names a file to which the parts add their rows


class Cost(NamedTuple):
    """What one command took: seconds of wall clock and of processor (median), and megabytes at its
    largest.
    """

    wall: float
    processor: float
    memory: float


class Row(NamedTuple):
    """A row of the table; `target` is "<= 2.7" or, where more is better, ">= 0.2"."""

    work: str
    against: str
    cpu: float
    wall: float
    target: str = ""

    @property
    def name(self) -> str:
        return f"{self.work} / {self.against}"

    @property
    def more_is_better(self) -> bool:
        return self.target.startswith(">")

    @property
    def is_short(self) -> bool:
        """Whether the target is missed."""
        bound = float(self.target.strip("<>= ") or "inf")
        return self.cpu < bound if self.more_is_better else self.cpu > bound

    def is_worse(self, before: float | None) -> bool:
        """Whether it is worse than before by more than the tolerance."""
        if before is None:
            return False
        return (
            self.cpu * TOLERANCE < before if self.more_is_better else self.cpu > before * TOLERANCE
        )


def once(command: Command, environment: Mapping[str, str]) -> Cost:
    """Run a command to its end; one that fails is an error."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: {said.decode()[-500:]}")
    return Cost(
        time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    )


def interleaved(
    commands: Mapping[str, Command],
    environment: Mapping[str, str],
    rounds: int,
    before: Callable[[], object] = lambda: None,
) -> dict[str, Cost]:
    """The median cost of each command over some rounds, after one that is not counted; `before` is
    called before each round.
    """
    costs = []
    for _ in range(rounds + 1):
        before()
        costs.append({name: once(command, environment) for name, command in commands.items()})
    return {
        name: Cost(
            *(statistics.median(row[name][field] for row in costs[1:]) for field in range(3))
        )
        for name in commands
    }


def compare(work: str, cost: Cost, against: str, other: Cost, target: str = "") -> Row:
    """Print the row that compares two costs, and return it."""
    return tell(
        Row(work, against, cost.processor / other.processor, cost.wall / other.wall, target)
    )


def tell(row: Row) -> Row:
    """Print a row; add it to the file of rows, if there is one."""
    before = remembered().get(row.name)
    marks = "  SHORT" * row.is_short + "  WORSE" * row.is_worse(before)
    print(
        f"{row.work:46} {row.against:40} {row.cpu:6.2f} {row.wall:6.2f}   {row.target:8} "
        f"{before if before is not None else '':>6}{marks}",
        flush=True,
    )
    if ROWS in os.environ:
        with open(os.environ[ROWS], "a") as file:
            file.write(json.dumps(row) + "\n")
    return row


def line(work: str, against: str, ratio: float, target: str) -> str:
    """Print a row of one ratio alone; return nothing more to print."""
    tell(Row(work, against, ratio, ratio, target))
    return ""


def remembered() -> dict[str, float]:
    """The ratio of each row when it was last recorded."""
    ratios: dict[str, float] = json.loads(RATIOS.read_text()) if RATIOS.exists() else {}
    return ratios


def record(rows: Sequence[Row]) -> None:
    """Remember the ratios of these rows (`--record`)."""
    ratios = {**remembered(), **{row.name: round(row.cpu, 2) for row in rows}}
    RATIOS.write_text(json.dumps(dict(sorted(ratios.items())), indent=2) + "\n")


def verdict(rows: Sequence[Row]) -> str:
    """Return the last line: the rows that are short, and those that became worse."""
    before = remembered()
    short = [row.name for row in rows if row.is_short]
    worse = [row.name for row in rows if row.is_worse(before.get(row.name))]
    return (
        f"short of the target: {'; '.join(short) or 'none'}. "
        f"Worse than before by more than {TOLERANCE - 1:.0%}: {'; '.join(worse) or 'none'}."
    )


def program(name: str) -> str | None:
    """Return a program beside this Python, where PyPI's packages put it, or on the PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)
