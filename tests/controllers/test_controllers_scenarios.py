"""Everyday stories, step by step: tests/controllers/scenarios.py writes them anew."""

import pytest
import scenarios


@pytest.mark.parametrize("name", scenarios.stories())
def test_a_story_goes_as_it_was_read(name: str) -> None:
    path = scenarios.FOLDER / f"{name}.txt"
    assert scenarios.told(name) == path.read_text(encoding="utf-8")
