"""Play a lesson: show a step, run its command on a cluster of the lesson's own, say what to look at."""

import os
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import minik
from minik.command_line import streams
from minik.lessons import Lesson, Step
from minik.light_typing import NamedTuple

HELP = "Enter runs it; a command of your own runs that first; s skips it; q ends the lesson."


class Stage(NamedTuple):
    """Where a lesson is played: its folder, and whether somebody sits at a terminal."""

    folder: Path
    is_interactive: bool


def play(lesson: Lesson, stage: Stage) -> bool:
    """Play a lesson; return whether every command ended as the lesson says."""
    for name, text in lesson.files.items():
        (stage.folder / name).write_text(text, encoding="utf-8")
    _say(f"Lesson {lesson.number}: {lesson.title}", "", *_wrap(lesson.about))
    if stage.is_interactive:
        _say("", *_wrap(HELP))
    shown: set[str] = set()
    went_well = True
    for number, step in enumerate(lesson.steps, 1):
        _say("", f"{number} of {len(lesson.steps)}", *_wrap(step.why))
        _show_files(lesson, step, shown)
        status = _run_step(step, stage)
        if status is None:
            return went_well
        went_well = went_well and status in (step.status, "skipped")
        if step.look:
            _say("", *_wrap(step.look, "  → ", "    "))
    return went_well


def _show_files(lesson: Lesson, step: Step, shown: set[str]) -> None:
    """Print the files that a command reads, each once."""
    for name in _files_of(step):
        if name in lesson.files and name not in shown:
            _say("", f"  {name}:", *(f"    {line}" for line in lesson.files[name].splitlines()))
            shown.add(name)


def _files_of(step: Step) -> Iterator[str]:
    words = shlex.split(step.command)
    yield from (word for option, word in zip(words, words[1:], strict=False) if option == "-f")


def _run_step(step: Step, stage: Stage) -> int | str | None:
    """Run the command of a step; return its exit status, "skipped", or None to end the lesson."""
    _say("", f"  $ {step.command}")
    while stage.is_interactive:
        try:
            import click  # noqa: PLC0415 only who plays a lesson by hand is asked

            line = click.prompt("  $", default="", show_default=False, prompt_suffix=" ").strip()
        except click.Abort:
            return None
        if line in ("q", "quit", "exit"):
            return None
        if line in ("s", "skip"):
            return "skipped"
        if not line or line == step.command:
            break
        _run_own(line, stage)
    return run(step.command, stage)


def _run_own(line: str, stage: Stage) -> None:
    """Run a line that somebody typed, if it is a command of minik."""
    try:
        is_minik = shlex.split(line)[:1] in (["minik"], ["kubectl"])
    except ValueError:
        is_minik = False
    if is_minik:
        run(line, stage)
    else:
        _say(*_wrap(f"That is not a command of minik. {HELP}"))


def run(line: str, stage: Stage) -> int:
    """Run a command line in the folder and on the cluster of a lesson; return its exit status."""
    place = os.pathsep.join(
        filter(None, (str(Path(minik.__file__).parents[1]), os.environ.get("PYTHONPATH")))
    )
    environment = {
        **os.environ,
        "PYTHONPATH": place,
        "MINIK_STATE": str(stage.folder / "state.json"),
        "XDG_CONFIG_HOME": str(stage.folder),
    }
    sys.stdout.flush()
    done = subprocess.run(
        [sys.executable, "-m", "minik", *shlex.split(line)[1:]],
        cwd=stage.folder,
        env=environment,
        stdout=None if stage.is_interactive else subprocess.PIPE,
        stderr=None if stage.is_interactive else subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.stdout:
        streams.echo(done.stdout, nl=not done.stdout.endswith("\n"))
    return done.returncode


def _wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    """Return a text as lines that fit the terminal."""
    width = max(20, min(shutil.get_terminal_size().columns, 100))
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )


def _say(*lines: str) -> None:
    for line in lines:
        streams.echo(line)
