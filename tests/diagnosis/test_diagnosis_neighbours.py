"""The neighbours of every cause's example: what is nearly the same and well, and what shows the cause
in other words.

A row is edits of the example (a text and another in its place; without a text, a document more) and
what a finding says then, in parts between ` | `; "" if the cause is no longer found.
"""

from collections.abc import Sequence

import neighbours_of_evidence
import neighbours_of_programs
import neighbours_of_references
import neighbours_of_room
import neighbours_of_storage
import pytest
import yaml
from crafting import seen

from minik.diagnosis import causes

SUBJECTS = (
    neighbours_of_evidence,
    neighbours_of_programs,
    neighbours_of_references,
    neighbours_of_room,
    neighbours_of_storage,
)
ROWS = [(name, row) for subject in SUBJECTS for name, rows in subject.ROWS.items() for row in rows]


def neighbour(name: str, row: Sequence[str]) -> str:
    """Return a cause's example with the edits of a row."""
    text, edits = causes.codes()[name].example, row[:-1]
    for old, new in zip(edits[::2], edits[1::2], strict=True):
        assert old in text
        text = text.replace(old, new) if old else f"{text.rstrip()}\n---\n{new}"
    return text


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_a_neighbour_of_an_example_is_told_from_it(name: str, row: Sequence[str]) -> None:
    cause, text, words = causes.codes()[name], neighbour(name, row), row[-1]
    assert text != cause.example
    found = causes.collect_findings(seen(yaml.safe_load_all(text)))
    told = "\n".join(
        f"{one.severity} {one.certainty} {one.object.path} {one.field}: {one.because} [{one.fix}]"
        for one in found
        if one.code == cause
    )
    assert [part for part in words.split(" | ") if part not in told] == [] and bool(told) == bool(
        words
    ), told
