"""What is found for words that causes know: `python tests/diagnosis/words_of_causes.py` writes it anew."""

import pytest
import words_of_causes

SECTIONS = words_of_causes.FILE.read_text(encoding="utf-8").split("==== ")[1:]


def test_every_row_was_read() -> None:
    assert len(SECTIONS) == len(words_of_causes.ROWS)


@pytest.mark.parametrize("number", range(len(SECTIONS)))
def test_a_word_is_judged_as_it_was_read(number: int) -> None:
    found = "\n".join(words_of_causes.lines(*words_of_causes.ROWS[number]))
    assert found.splitlines() == f"==== {SECTIONS[number]}".splitlines()
