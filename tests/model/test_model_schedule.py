"""Schedules: what a cron table means, and what is none."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model.schedule import BadSchedule, next_time, parse_schedule

MOMENT = datetime(2026, 11, 23, 8, 12, 18)  # a Monday


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("*/5 * * * *", "2026-11-23 08:15"),
        ("* * * * *", "2026-11-23 08:13"),
        ("12 8 * * *", "2026-11-24 08:12"),
        ("0 0 1 */3 *", "2027-01-01 00:00"),
        ("0 0 13 * fri", "2026-11-27 00:00"),
        ("0 0 13 * *", "2026-12-13 00:00"),
        ("5 4 * * sun", "2026-11-29 04:05"),
        ("0 22 * * 1-5", "2026-11-23 22:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("30 8-10/2,14 * JAN-dec ?", "2026-11-23 08:30"),
        ("55/2 * * * *", "2026-11-23 08:55"),
        ("@hourly", "2026-11-23 09:00"),
        ("@daily", "2026-11-24 00:00"),
        ("@weekly", "2026-11-29 00:00"),
        ("@yearly", "2027-01-01 00:00"),
        ("TZ=UTC 0 9 * * *", "2026-11-23 09:00"),
    ],
)
def test_the_next_time(text: str, time: str) -> None:
    assert next_time(parse_schedule(text), MOMENT) == datetime.fromisoformat(time)


def test_intervals() -> None:
    assert next_time(parse_schedule("@every 1h30m"), MOMENT) == MOMENT + timedelta(minutes=90)
    assert next_time(parse_schedule("@every 10ms"), MOMENT) == MOMENT + timedelta(seconds=1)


def test_a_time_that_never_comes() -> None:
    assert next_time(parse_schedule("0 0 30 2 *"), MOMENT) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"),
        ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        ("1/2/3 * * * *", "too many slashes: 1/2/3"),
        ("x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'),
        (
            f"{'9' * 5000} * * * *",
            f'failed to parse int from {"9" * 5000}: strconv.Atoi: parsing "{"9" * 5000}": value out of range',
        ),
        ("@never", "unrecognized descriptor: @never"),
        ("@every soon", 'failed to parse duration @every soon: time: invalid duration "soon"'),
    ],
)
def test_what_is_no_schedule(text: str, message: str) -> None:
    with pytest.raises(BadSchedule) as wrong:
        parse_schedule(text)
    assert str(wrong.value) == message


@given(st.text(alphabet="0123456789*/-,?@everyTZ= hms.+", max_size=40) | st.text(max_size=20))
def test_any_text_is_a_schedule_or_is_refused(text: str) -> None:
    try:
        found = next_time(parse_schedule(text), MOMENT)
    except BadSchedule:
        return
    assert found is None or found > MOMENT
