"""How values are quoted in messages."""

from typing import Any

import pytest

from minik.model import problem


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("web", '"web"'),
        ('a"b\\c', r'"a\"b\\c"'),
        ("ünïcode 😀", '"ünïcode 😀"'),
        ("a\n\t\x00\x7f", r'"a\n\t\x00\x7f"'),
        ("\u200b\u00a0", r'"\u200b\u00a0"'),
        ("\U000e0001", r'"\U000e0001"'),
        (80, "80"),
        (True, "true"),
        (None, "null"),
        (["10.0.0.1", ""], '["10.0.0.1",""]'),
        ({"Name": "", "Port": 80}, '{"Name":"","Port":80}'),
    ],
)
def test_a_value_as_go_prints_it(value: Any, shown: str) -> None:
    assert problem.quote_value(value) == shown


def test_a_set_of_choices_is_told_sorted_a_sequence_in_its_order() -> None:
    assert (
        problem.not_supported("f", "x", {"b", "a"}).message
        == 'Unsupported value: "x": supported values: "a", "b"'
    )
    assert (
        problem.not_supported("f", "x", ("b", "a")).message
        == 'Unsupported value: "x": supported values: "b", "a"'
    )
    assert problem.not_supported("f", "x", ()).message == 'Unsupported value: "x"'
