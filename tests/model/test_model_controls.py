"""What a terminal would obey is shown instead."""

import pytest

from minik.model.controls import escape_controls, escape_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("web", "web"),
        ("a\tb", "a\tb"),
        ("\x1b[2J", "^[[2J"),
        ("\x07", "^G"),
        ("a\rb", "a\\rb"),
        ("\x9b31m", "\\x9b31m"),
        ("\x7f", "^?"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("\u200f", "\\u200f"),
        ("שלום é 😀", "שלום é 😀"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(text: str, shown: str) -> None:
    assert escape_controls(text) == shown


def test_lines_stay_lines() -> None:
    assert escape_lines("a\x1b\nb\u202e") == "a^[\nb\\u202e"
