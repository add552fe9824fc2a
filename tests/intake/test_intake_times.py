"""Times as Go reads and writes them: expected messages are Go's own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.intake import times

RFC = 'parsing time {0} as "2006-01-02T15:04:05Z07:00": cannot parse {1} as {2}'
MICRO = 'parsing time {0} as "2006-01-02T15:04:05.000000Z07:00": cannot parse {1} as {2}'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2020-01-01T12:00:03Z", "2020-01-01T12:00:03Z"),
        ("2020-01-01T1:02:03Z", "2020-01-01T01:02:03Z"),
        ("2020-01-01T12:00:03.999Z", "2020-01-01T12:00:03Z"),
        ("2020-01-01T12:00:03,5Z", "2020-01-01T12:00:03Z"),
        ("2020-01-01T12:00:03+01:00", "2020-01-01T11:00:03Z"),
        ("2020-01-01T12:00:03-11:30", "2020-01-01T23:30:03Z"),
        ("2020-02-29T00:00:00Z", "2020-02-29T00:00:00Z"),
        ("0000-01-01T00:00:00.0Z", "0000-01-01T00:00:00Z"),
    ],
)
def test_a_time_is_written_in_utc_and_whole_seconds(text: Any, written: Any) -> None:
    assert times.canonical(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2020-01-01T12:00:03.123456Z", "2020-01-01T12:00:03.123456Z"),
        ("2020-01-01T12:00:03,000001+01:00", "2020-01-01T11:00:03.000001Z"),
    ],
)
def test_a_micro_time_keeps_six_digits(text: Any, written: Any) -> None:
    assert times.canonical(text, times.RFC3339_MICRO) == written


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", RFC.format('""', '""', '"2006"')),
        ("2020", RFC.format('"2020"', '""', '"-"')),
        ("2020-1-1", RFC.format('"2020-1-1"', '"1-1"', '"01"')),
        ("2020-01-01", RFC.format('"2020-01-01"', '""', '"T"')),
        ("2020-01-01 00", RFC.format('"2020-01-01 00"', '" 00"', '"T"')),
        ("2020-01-01T12:00:3Z", RFC.format('"2020-01-01T12:00:3Z"', '"3Z"', '"05"')),
        ("2020-01-01T12:00:03", RFC.format('"2020-01-01T12:00:03"', '""', '"Z07:00"')),
        (
            "2020-01-01T12:00:03+0100",
            RFC.format('"2020-01-01T12:00:03+0100"', '"+0100"', '"Z07:00"'),
        ),
        ('a"\\é', RFC.format(r'"a\"\\\xc3\xa9"', r'"a\"\\\xc3\xa9"', '"2006"')),
        ("2020-13-01T00:00:00Z", 'parsing time "2020-13-01T00:00:00Z": month out of range'),
        ("2020-02-30T00:00:00Z", 'parsing time "2020-02-30T00:00:00Z": day out of range'),
        ("2020-01-01T24:00:00Z", 'parsing time "2020-01-01T24:00:00Z": hour out of range'),
        ("2020-01-01T12:00:60Z", 'parsing time "2020-01-01T12:00:60Z": second out of range'),
        (
            "2020-01-01T12:00:03+25:00",
            'parsing time "2020-01-01T12:00:03+25:00": time zone offset hour out of range',
        ),
        ("2020-01-01T12:00:03Zx", 'parsing time "2020-01-01T12:00:03Zx": extra text: "x"'),
    ],
)
def test_a_wrong_time_is_told_in_gos_words(text: Any, message: Any) -> None:
    with pytest.raises(times.TimeError) as refused:
        times.canonical(text)
    assert str(refused.value) == message


def test_a_micro_time_needs_its_fraction() -> None:
    with pytest.raises(times.TimeError) as refused:
        times.canonical("2020-01-01T12:00:03Z", times.RFC3339_MICRO)
    assert str(refused.value) == MICRO.format('"2020-01-01T12:00:03Z"', '"Z"', '".000000"')


@given(
    st.from_regex(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})",
        fullmatch=True,
    )
    | st.text()
)
def test_what_is_written_is_read_back_the_same(text: Any) -> None:
    try:
        written = times.canonical(text)
    except times.TimeError:
        return
    assert times.canonical(written) == written


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2020-00-01T00:00:00Z", "month out of range"),
        ("2020-01-00T00:00:00Z", "day out of range"),
        ("2021-02-29T00:00:00Z", "day out of range"),
        ("2020-01-01T23:60:00Z", "minute out of range"),
        ("2020-01-01T99:00:00Z", "hour out of range"),
        ("2020-01-01T00:00:00-25:00", "time zone offset hour out of range"),
        ("2020-01-01T00:00:00+24:61", "time zone offset minute out of range"),
        ("9999-12-31T23:59:59-00:01", "year is outside of range [0,9999]"),
    ],
)
def test_every_number_of_a_time_has_its_bounds(text: str, message: str) -> None:
    with pytest.raises(times.TimeError) as refused:
        times.canonical(text)
    assert str(refused.value) == f'parsing time "{text}": {message}'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2020-12-31T23:59:59Z", "2020-12-31T23:59:59Z"),
        ("2020-01-01T00:00:00+24:00", "2019-12-31T00:00:00Z"),
        ("2020-01-01T00:00:00-24:60", "2020-01-02T01:00:00Z"),
        ("2020-01-01T00:00:00+00:30", "2019-12-31T23:30:00Z"),
        ("2020-01-01T00:00:00-00:30", "2020-01-01T00:30:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("0000-02-29T12:00:00+01:00", "0000-02-29T11:00:00Z"),
        ("2020-06-30T09:08:07.123456789Z", "2020-06-30T09:08:07Z"),
    ],
)
def test_times_at_their_bounds(text: str, written: str) -> None:
    assert times.canonical(text) == written


def test_a_fraction_is_as_long_as_it_is_written() -> None:
    found = {text: times.parse(f"2020-01-01T00:00:00{text}Z").microsecond
             for text in ("", ".5", ".05", ",123456", ".1234567")}  # fmt: skip
    assert found == {"": 0, ".5": 500000, ".05": 50000, ",123456": 123456, ".1234567": 123456}
