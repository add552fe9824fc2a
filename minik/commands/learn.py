"""Learn Services step by step: commands to type, what to look at, and why"""

import os
import sys
import tempfile
from pathlib import Path

from minik import lessons
from minik.command_line import flags, lesson_player, state_access
from minik.command_line.lesson_player import Stage
from minik.errors import ClientError
from minik.lessons import Lesson
from minik.render.formats import table


@flags.command()
@flags.argument("lesson", default="", metavar="[LESSON]")
@flags.text(
    "--folder",
    metavar="FOLDER",
    help="Keep the files and the cluster of the lesson in this folder, to go on by hand",
)
@flags.flag("--no-wait", help="Play all steps at once, also on a terminal")
def command(lesson: str, folder: str, no_wait: bool) -> None:
    """Learn Services step by step; without a lesson, list all of them.

    A lesson is played on a cluster of its own: yours is left alone. Every step is a command, which
    Enter runs; in between you may type any other command of minik. Where nobody sits at a terminal
    all steps are played at once.

    \b
    Examples:
      # Which lessons there are
      minik learn
      # One of them, by its number or its name
      minik learn 3
      minik learn selectors --no-wait
    """
    if not lesson:
        state_access.say(_contents(), nl=False)
        return
    _, selected = lessons.find(lesson)
    is_interactive = not no_wait and sys.stdin.isatty() and sys.stdout.isatty()
    if folder:
        _prepare(folder)
        went_well = lesson_player.play(selected, Stage(Path(folder).absolute(), is_interactive))
        state_access.say(f"\nGo on: cd {folder} && export MINIK_STATE=$PWD/state.json")
    else:
        with tempfile.TemporaryDirectory(prefix="minik-learn-") as own:
            went_well = lesson_player.play(selected, Stage(Path(own), is_interactive))
    _say_what_is_next(selected)
    if not went_well:
        raise SystemExit(1)


def _contents() -> str:
    """Return the table of lessons."""
    rows = [
        [str(lesson.number), name.replace("_", "-"), lesson.title, str(len(lesson.steps))]
        for name, lesson in lessons.lessons().items()
    ]
    return table.align_cells(iter([["LESSON", "NAME", "TITLE", "STEPS"], *rows]))


def _prepare(folder: str) -> None:
    """Make an empty folder; raise ClientError where there is something in it."""
    try:
        os.makedirs(folder, exist_ok=True)
        if os.listdir(folder):
            raise ClientError(f"{folder} is not empty", hint="--folder wants a new or empty folder")
    except OSError as error:
        raise ClientError(f"{folder}: {(error.strerror or 'cannot be made').lower()}") from None


def _say_what_is_next(lesson: Lesson) -> None:
    names = {other.number: name for name, other in lessons.lessons().items()}
    if lesson.number + 1 in names:
        state_access.say(f"\nNext: minik learn {lesson.number + 1}")
    else:
        state_access.say("\nThis was the last lesson. Now your own: minik apply -f FILE")
