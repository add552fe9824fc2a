"""What `check` finds when a field of a cause's documents is left out or changed:
`python tests/diagnosis/changed_examples.py` writes it anew, and prints for the name of a cause what the
digests stand for.
"""

import changed_examples
import pytest

from minik.diagnosis import causes

WRITTEN = sorted(path.stem for path in changed_examples.FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", WRITTEN)
def test_a_change_of_an_example_is_judged_as_it_was_read(name: str) -> None:
    written = (changed_examples.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    listed = changed_examples.names(written)
    found = changed_examples.text(causes.codes()[name], changed_examples.brief, listed)
    assert found.splitlines() == written.splitlines()


def test_every_cause_was_read() -> None:
    assert set(WRITTEN) == set(causes.codes())
