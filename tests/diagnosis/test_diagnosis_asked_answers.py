"""Where names and addresses lead: `tests/diagnosis/asked_answers.py` writes it anew."""

import asked_answers
import pytest

WRITTEN = asked_answers.written()


@pytest.mark.parametrize("target", WRITTEN)
def test_everybody_gets_the_answer_that_was_read(target: str) -> None:
    assert asked_answers.text(target) == WRITTEN[target]


def test_every_target_was_read() -> None:
    assert list(WRITTEN) == asked_answers.targets()
