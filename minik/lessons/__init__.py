"""Lessons about Services, each a file: the example of the article that minik began with, step by step.

A lesson is data alone: the files that it needs and its steps, each a command to type, why, and what to look at.
"""

from collections.abc import Mapping

from minik import shelf
from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model import suggestions


class Step(NamedTuple):
    """One command of a lesson. `shows` are parts of what it prints, for the tests."""

    command: str
    why: str
    look: str
    shows: tuple[str, ...] = ()
    status: int = 0


class Lesson(NamedTuple):
    """A lesson: its place among the others, its title, and files by name that its steps read."""

    number: int
    title: str
    about: str
    steps: tuple[Step, ...]
    files: Mapping[str, str] = {}


def lessons() -> dict[str, Lesson]:
    """Return every lesson by name, in the order in which they are learnt."""
    modules = shelf.load(__name__, __path__)
    every = {name: module.LESSON for name, module in modules.items()}
    return dict(sorted(every.items(), key=lambda item: item[1].number))


def find(word: str) -> tuple[str, Lesson]:
    """Return the name and the lesson that a number or a name means.

    Raises ClientError if there is none.
    """
    every = lessons()
    for name, lesson in every.items():
        if word in (str(lesson.number), name, name.replace("_", "-")):
            return name, lesson
    raise ClientError(
        f'there is no lesson "{word}"',
        hint=suggestions.suggest(word, list(every)) or "minik learn lists all",
    )
