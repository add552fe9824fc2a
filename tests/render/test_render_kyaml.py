"""KYAML as kubectl prints it: expected text is kubectl's own, but where kubectl's cannot be read
back.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.intake.parsing import parse
from minik.model.go_values import marshal
from minik.render.formats import kyaml

TEXTS = [
    ("a\tb", '"a\tb"'),
    ("a\rb", r'"a\rb"'),
    ("a\n\tb", '"\\\n     a\\n\\\n    \\\tb\\\n    "'),
    ("a\n b", '"\\\n     a\\n\\\n    \\ b\\\n    "'),
    ("\x1b[31m", r'"\e[31m"'),
    ("\u202e", r'"\u202e"'),
    ("\xa0", r'"\_"'),
    ("a\n\rb", '"\\\n     a\\n\\\n     \\rb\\\n    "'),  # kubectl: `\\rb`, which is another text
]


@pytest.mark.parametrize(("text", "shown"), TEXTS)
def test_a_text_stands_between_quotes(text: str, shown: str) -> None:
    assert kyaml.value_text({"x": text}, "") == f"{{\n  x: {shown},\n}}"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("_1", '"_1"'),
        ("1_", '"1_"'),
        ("_0x_f", '"_0x_f"'),
        ("_1e3", '"_1e3"'),
        ("_inf", '"_inf"'),
        ("_null", "_null"),
        ("__", "__"),
        ("_1.5.5", "_1.5.5"),
        ("a_1", "a_1"),
        ("_2001-01-01", "_2001-01-01"),
    ],
)
def test_a_name_is_quoted_where_go_would_read_a_number(name: str, shown: str) -> None:
    assert kyaml.value_text({name: 1}, "") == f"{{\n  {shown}: 1,\n}}"


def test_a_tab_in_a_name_is_escaped() -> None:
    assert kyaml.value_text({"a\tb": 1}, "") == '{\n  "a\\tb": 1,\n}'


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False).map(
    lambda number: number + 0.0
)
ANYTHING = st.recursive(
    ANY_TEXT | NUMBERS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(ANYTHING)
def test_what_is_written_can_be_read_back(value: Any) -> None:
    [back] = [
        document.value for document in parse(f"---\n{kyaml.value_text({'kind': value}, '')}\n", "x")
    ]
    assert marshal(back) == marshal({"kind": value})
