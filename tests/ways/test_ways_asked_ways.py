"""What is said of the recorded ways and of URLs nearly theirs: `asked_ways.py` writes it anew."""

import asked_ways
import pytest

WRITTEN = asked_ways.written()


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_said_of_a_recorded_way_is_what_was_read(name: str) -> None:
    assert asked_ways.text(name) == WRITTEN[name]


def test_every_recorded_case_was_read() -> None:
    assert list(WRITTEN) == asked_ways.NAMES
