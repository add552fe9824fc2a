"""Forms give what they were made of, with other texts in the blanks."""

from typing import Any

import pytest

from minik.model.forms import form_of, text_form

VALUE = {
    "a": "x",
    "b": [{"c": "y", "x": 1}, "xy", "x", None, True, 1.5],
    "d": {"e": {"f": "nothing"}},
}


def test_the_texts_fill_every_blank() -> None:
    fill = form_of(VALUE, {"x": 0, "y": 1})
    assert fill(["x", "y"]) == VALUE
    assert fill(["1", "2"]) == {
        "a": "1",
        "b": [{"c": "2", "x": 1}, "xy", "1", None, True, 1.5],
        "d": {"e": {"f": "nothing"}},
    }
    assert list(fill(["1", "2"])) == list(VALUE)


def test_what_has_no_blank_is_shared_and_nothing_is_changed() -> None:
    fill = form_of(VALUE, {"x": 0, "y": 1})
    one, other = fill(["1", "2"]), fill(["3", "4"])
    assert one["d"] is VALUE["d"] and one["b"] is not other["b"]
    assert VALUE["a"] == "x" and one["a"] == "1" and other["b"][0] == {"c": "4", "x": 1}


@pytest.mark.parametrize("value", [{}, [], "z", 1, None, {"a": ["b"]}])
def test_a_value_without_blanks_is_itself(value: Any) -> None:
    assert form_of(value, {"x": 0})(["1"]) is value


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ('{"a":"web","b":"web-1"}', '{"a":"1","b":"2"}'),
        ('{"a":"web-12","b":"a web"}', '{"a":"web-12","b":"a web"}'),
        ("", ""),
        ('{"c":"\\\\"web\\\\""}', '{"c":"\\\\"web\\\\""}'),
    ],
)
def test_a_text_of_json_has_blanks_where_whole_strings_stand(text: str, filled: str) -> None:
    assert text_form(text, ["web", "web-1"])(["1", "2"]) == filled
