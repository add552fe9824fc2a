"""Which rows of the reference are proven by a test (`@pytest.mark.proves`), and the list of those
that still are not.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROWS = {
    **{"A": 12, "B": 12, "C": 18, "D": 7, "E": 8, "G": 5, "H": 22},
    "F": 76,
}


def rows() -> set[str]:
    """Every behaviour (A to H) and every cause of failure (F) that minik is meant to get right."""
    return {
        f"{letter}{number}" for letter, last in ROWS.items() for number in range(1, last + 1)
    } | {"F26b"}


def proven() -> Iterator[str]:
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "proves"
            ):
                yield from (
                    str(argument.value)
                    for argument in node.args
                    if isinstance(argument, ast.Constant)
                )


def test_every_mark_names_a_row() -> None:
    assert set(proven()) <= rows()


def test_the_list_of_unproven_rows_is_true() -> None:
    listed = set((Path(__file__).parent / "unproven.txt").read_text().split())
    assert listed == rows() - set(proven()), "mend tests/laws/unproven.txt"
