"""Values as Go prints them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model.go_values import format_literal, format_value, marshal

# number, as `%v` prints it, as JSON has it: from Go
NUMBERS = [
    (1.5, "1.5", "1.5"),
    (1e25, "1e+25", "1e+25"),
    (1e-7, "1e-07", "1e-7"),
    (123456789.5, "1.234567895e+08", "123456789.5"),
    (1e20, "1e+20", "100000000000000000000"),
    (1e21, "1e+21", "1e+21"),
    (1e-5, "1e-05", "0.00001"),
    (0.0001234, "0.0001234", "0.0001234"),
    (123456.7, "123456.7", "123456.7"),
    (1e6, "1e+06", "1000000"),
    (100000.0, "100000", "100000"),
    (0.0, "0", "0"),
    (-2.5, "-2.5", "-2.5"),
    (5e-324, "5e-324", "5e-324"),
    (1e-6, "1e-06", "0.000001"),
    (7, "7", "7"),
    (2**64, "1.8446744073709552e+19", "18446744073709552000"),
]
VALUES = [
    (
        {"b": 1, "a": [None, True, "x y"]},
        "map[a:[<nil> true x y] b:1]",
        'map[string]interface {}{"a":[]interface {}{interface {}(nil), true, "x y"}, "b":1}',
    ),
    ('q"\n', 'q"\n', '"q\\"\\n"'),
    ([], "[]", "[]interface {}{}"),
    ({}, "map[]", "map[string]interface {}{}"),
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(("number", "shown", "as_json"), NUMBERS)
def test_numbers_have_an_exponent_where_go_gives_them_one(
    number: float, shown: str, as_json: str
) -> None:
    assert format_value(number) == shown
    assert marshal(number) == as_json


@pytest.mark.parametrize(("value", "shown", "source"), VALUES)
def test_mappings_are_sorted_and_nothing_is_nil(value: Any, shown: str, source: str) -> None:
    assert format_value(value) == shown
    assert format_literal(value) == source


def test_json_hides_what_a_browser_would_read_as_markup() -> None:
    assert marshal("<a> & \u2028") == '"\\u003ca\\u003e \\u0026 \\u2028"'
    assert (
        marshal({"b": [1, {}], "a": []}, "    ")
        == '{\n    "a": [],\n    "b": [\n        1,\n        {}\n    ]\n}'
    )


@given(ANYTHING)
def test_json_can_be_read_back(value: Any) -> None:
    assert json.loads(marshal(value)) == json.loads(marshal(value, "    ")) == value
