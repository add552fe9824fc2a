"""Parse and format times as Go does.

Upstream rule: `time.Parse` with RFC 3339 layouts: an hour may have one digit, seconds a fraction
after a point or a comma; the error names the first element of the layout that does not fit.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from minik import light_re as re

RFC3339 = "2006-01-02T15:04:05Z07:00"
RFC3339_MICRO = "2006-01-02T15:04:05.000000Z07:00"
ZONE, FRACTION = "Z07:00", ".000000"
# Every element of a layout: how Go writes it, and what it matches.
ELEMENTS = (
    *(("2006", r"[0-9]{4}"), ("-", "-"), ("01", r"[0-9]{2}"), ("-", "-"), ("02", r"[0-9]{2}")),
    *(("T", "T"), ("15", r"[0-9]{1,2}"), (":", ":"), ("04", r"[0-9]{2}")),
    *((":", ":"), ("05", r"[0-9]{2}"), (FRACTION, r"[.,][0-9]{6}")),
    (ZONE, r"Z|[+-][0-9]{2}:[0-9]{2}"),
)
# how the number in an element is called, and its bounds
NUMBERS = {
    "01": ("month", 1, 12),
    "15": ("hour", 0, 23),
    "04": ("minute", 0, 59),
    "05": ("second", 0, 59),
}
USUAL = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
LEAP = 4  # what stands for the year 0, which Go has and Python has not
OFFSETS = (("time zone offset hour", 24), ("time zone offset minute", 60))


class TimeError(ValueError):
    """A text that is no time, in Go's words."""


def canonical(text: str, layout: str = RFC3339) -> str:
    """Return a time as the API server writes it: in UTC, in whole seconds or microseconds."""
    if layout is RFC3339 and USUAL.fullmatch(text):
        start_of_day(text, *map(int, text[:10].split("-")))
        if text[11:13] < "24" and text[14:16] < "60" and text[17:19] < "60":
            return text
    when = parse(text, layout)
    fraction = f".{when.microsecond:06d}" if layout == RFC3339_MICRO else ""
    year = when.year - (LEAP if text.startswith("0000") else 0)
    return f"{year:04d}-{when.month:02d}-{when.day:02d}T{when.hour:02d}:{when.minute:02d}:{when.second:02d}{fraction}Z"


def parse(text: str, layout: str = RFC3339) -> datetime:
    """Parse a time; raise TimeError."""
    elements = dict(match_elements(text, layout))
    day = start_of_day(text, int(elements["2006"]), int(elements["01"]), int(elements["02"]))
    zone = elements[ZONE]
    offset = (
        timedelta()
        if zone == "Z"
        else timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[4:]))
    )
    clock = timedelta(
        hours=int(elements["15"]),
        minutes=int(elements["04"]),
        seconds=int(elements["05"]),
        microseconds=int((elements.get(FRACTION, "")[1:] + "000000")[:6]),
    )
    try:
        return day + clock - offset
    except OverflowError:
        raise TimeError(f"parsing time {quote(text)}: year is outside of range [0,9999]") from None


def start_of_day(text: str, year: int, month: int, day: int) -> datetime:
    """Return the start of a day in UTC; raise TimeError if there is no such day."""
    if not 1 <= month <= 12:
        raise TimeError(f"parsing time {quote(text)}: month out of range")
    try:
        return datetime(year or LEAP, month, day, tzinfo=UTC)
    except ValueError:
        raise TimeError(f"parsing time {quote(text)}: day out of range") from None


def match_elements(text: str, layout: str) -> Iterator[tuple[str, str]]:
    """Yield the elements of a layout with the text that matches each; raise TimeError."""
    rest = text
    for element, pattern in ELEMENTS:
        loose = element == FRACTION and layout == RFC3339
        match = re.match(r"[.,][0-9]+|" if loose else pattern, rest)
        if not match:
            raise TimeError(
                f'parsing time {quote(text)} as "{layout}": cannot parse {quote(rest)} as "{element}"'
            )
        number_name, least, most = NUMBERS.get(element, ("", 0, 0))
        if number_name and not least <= int(match[0]) <= most:
            raise TimeError(f"parsing time {quote(text)}: {number_name} out of range")
        if element == ZONE:
            _check_offset(text, match[0])
        yield element, match[0]
        rest = rest[match.end() :]
    if rest:
        raise TimeError(f"parsing time {quote(text)}: extra text: {quote(rest)}")


def quote(text: str) -> str:
    """Quote a text as Go's time package does: bytes other than printable ASCII are escaped."""
    characters = (
        f"\\{chr(byte)}" if byte in b'"\\' else chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}"
        for byte in text.encode()
    )
    return f'"{"".join(characters)}"'


def _check_offset(text: str, zone: str) -> None:
    for (number_name, most), number in zip(OFFSETS, zone[1:].split(":") if zone != "Z" else ()):
        if int(number) > most:
            raise TimeError(f"parsing time {quote(text)}: {number_name} out of range")
