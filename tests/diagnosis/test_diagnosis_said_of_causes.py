"""Every word that is said of every cause: `python tests/diagnosis/said_of_causes.py` writes it anew."""

import pytest
import said_of_causes

from minik.diagnosis import causes


@pytest.mark.parametrize("name", causes.codes())
def test_what_is_said_of_a_cause_is_what_was_read(name: str) -> None:
    path = said_of_causes.FOLDER / f"{name}.txt"
    assert path.exists(), "python tests/diagnosis/said_of_causes.py writes it: read it"
    assert said_of_causes.text(causes.codes()[name]) == path.read_text(encoding="utf-8")


def test_nothing_else_was_written() -> None:
    assert {path.stem for path in said_of_causes.FOLDER.iterdir()} == set(causes.codes())
