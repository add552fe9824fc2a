"""Whole processes, timed side by side: each command in turn, again and again, so that a machine's
moods fall on all alike.
"""

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Command = Sequence[str]


class Cost(NamedTuple):
    """What one command took: seconds of wall clock and of processor (median), and megabytes at its
    largest.
    """

    wall: float
    processor: float
    memory: float


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
    commands: Mapping[str, Command], environment: Mapping[str, str], rounds: int
) -> dict[str, Cost]:
    """The median cost of each command over some rounds, after one that is not counted."""
    for command in commands.values():
        once(command, environment)
    costs = [
        {name: once(command, environment) for name, command in commands.items()}
        for _ in range(rounds)
    ]
    return {
        name: Cost(*(statistics.median(row[name][field] for row in costs) for field in range(3)))
        for name in commands
    }


def line(work: str, against: str, ratio: float, target: str) -> str:
    """One row of the table."""
    return f"{work:44} {against:34} {ratio:9.2f}   {target}"
