"""Durations, read as Go reads them."""

import pytest

from minik.model import duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("10s", 10.0),
        ("1h30m", 5400.0),
        ("-1.5s", -1.5),
        ("+.5m", 30.0),
        ("1.s", 1.0),
        ("100ms", 0.1),
        ("3µs", 3e-6),
        ("3μs", 3e-6),
    ],
)
def test_a_duration_is_amounts_and_units(text: str, seconds: float) -> None:
    assert duration.parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'time: invalid duration ""'),
        ("-", 'time: invalid duration "-"'),
        ("--1s", 'time: invalid duration "--1s"'),
        ("s", 'time: invalid duration "s"'),
        (".s", 'time: invalid duration ".s"'),
        ("x5s", 'time: invalid duration "x5s"'),
        ("5", 'time: missing unit in duration "5"'),
        ("1.5.3s", 'time: missing unit in duration "1.5.3s"'),
        ("5d", 'time: unknown unit "d" in duration "5d"'),
        ("5 s", 'time: unknown unit " s" in duration "5 s"'),
        ("5-s", 'time: unknown unit "-s" in duration "5-s"'),
        ("9999999h", 'time: invalid duration "9999999h"'),
    ],
)
def test_what_is_none_is_told_as_go_tells_it(text: str, message: str) -> None:
    with pytest.raises(duration.BadDuration) as told:
        duration.parse_duration(text)
    assert str(told.value) == message


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.25, "250ms"),
        (1, "1s"),
        (1.5, "1.5s"),
        (59, "59s"),
        (60, "1m0s"),
        (3600, "1h0m0s"),
        (5025, "1h23m45s"),
    ],
)
def test_a_duration_is_written_as_go_writes_it(seconds: float, text: str) -> None:
    assert duration.format_duration(seconds) == text
