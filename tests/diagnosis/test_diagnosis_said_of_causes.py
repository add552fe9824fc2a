"""Every word that is said of every cause: `python tests/diagnosis/said_of_causes.py` writes it anew."""

import pytest
import said_of_causes

from minik.diagnosis import causes

WRITTEN = sorted(path.stem for path in said_of_causes.FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_said_of_a_cause_is_what_was_read(name: str) -> None:
    path = said_of_causes.FOLDER / f"{name}.txt"
    assert said_of_causes.text(causes.codes()[name]) == path.read_text(encoding="utf-8")


def test_every_cause_was_read() -> None:
    """Write the others with `python tests/diagnosis/said_of_causes.py`, and read them."""
    assert set(WRITTEN) == set(causes.codes())
