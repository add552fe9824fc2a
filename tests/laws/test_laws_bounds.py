"""Every bound is a row of one table, with the value that the code has."""

import re
from importlib import import_module
from pathlib import Path

import pytest

TRUST = Path(__file__).parents[2] / "docs" / "trust.md"
TABLE = (
    TRUST.read_text(encoding="utf-8").partition("<!-- bounds -->")[2].partition("<!-- /bounds")[0]
)
ROWS = re.findall(r"^\| (.+?) \| ([0-9.]+) \| .+? \| `([\w.]+)` \|$", TABLE, re.MULTILINE)


@pytest.mark.parametrize(("what", "value", "place"), ROWS, ids=[row[2] for row in ROWS])
def test_a_bound_is_what_the_table_says(what: str, value: str, place: str) -> None:
    module, _, name = place.rpartition(".")
    assert getattr(import_module(module), name) == float(value), what


def test_every_row_of_the_table_is_read() -> None:
    assert len(ROWS) == len(TABLE.strip().splitlines()) - 2 > 20
