"""Every lesson is true: each of its commands ends as it says and prints what the text points at."""

import pytest
from minik_process import Process

from minik import lessons
from minik.errors import ClientError
from minik.lessons import Lesson

EVERY = lessons.lessons()


@pytest.mark.proves("A1", "B12", "C5", "C11", "C15", "D4", "E6", "F4", "G2")
@pytest.mark.parametrize("name", EVERY)
def test_every_step_shows_what_the_lesson_points_at(name: str, process: Process) -> None:
    lesson = EVERY[name]
    for file, text in lesson.files.items():
        (process.folder / file).write_text(text)
    for step in lesson.steps:
        status, output = process.run(step.command)
        assert status == step.status, f"{step.command}\n{output}"
        assert [text for text in step.shows if text not in output] == [], output


def test_there_are_at_most_ten_in_one_order() -> None:
    assert [lesson.number for lesson in EVERY.values()] == list(range(1, len(EVERY) + 1))
    assert len(EVERY) <= 10


@pytest.mark.parametrize("lesson", EVERY.values(), ids=EVERY)
def test_every_step_says_why_and_is_a_command_of_minik(lesson: Lesson) -> None:
    assert lesson.about and lesson.title
    for step in lesson.steps:
        assert step.why and step.shows
        assert step.command.startswith("minik ")


@pytest.mark.parametrize("word", ["6", "without-selector", "without_selector"])
def test_a_lesson_is_found_by_number_and_name(word: str) -> None:
    assert lessons.find(word)[0] == "without_selector"


def test_an_unknown_lesson_names_the_nearest() -> None:
    with pytest.raises(ClientError) as error:
        lessons.find("prots")
    assert error.value.hint == "did you mean: ports"
