"""Times as Go reads and writes them.

Upstream rule: `time.Parse` with RFC 3339 layouts: an hour may have one digit, seconds a fraction after a point or a comma; the first
element of the layout that does not fit is told.
"""
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

RFC3339 = "2006-01-02T15:04:05Z07:00"
RFC3339_MICRO = "2006-01-02T15:04:05.000000Z07:00"
ZONE, FRACTION = "Z07:00", ".000000"
# Every element of a layout: how Go writes it, what it matches, and how the number in it is called and bounded.
ELEMENTS = (
    ("2006", r"[0-9]{4}", "", 0, 9999), ("-", "-", "", 0, 0), ("01", r"[0-9]{2}", "month", 1, 12), ("-", "-", "", 0, 0),
    ("02", r"[0-9]{2}", "", 0, 99), ("T", "T", "", 0, 0), ("15", r"[0-9]{1,2}", "hour", 0, 23), (":", ":", "", 0, 0),
    ("04", r"[0-9]{2}", "minute", 0, 59), (":", ":", "", 0, 0), ("05", r"[0-9]{2}", "second", 0, 59),
    (FRACTION, r"[.,][0-9]{6}", "", 0, 0), (ZONE, r"Z|[+-][0-9]{2}:[0-9]{2}", "", 0, 0))
USUAL = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
LEAP = 4  # what stands for the year 0, which Go has and Python has not
OFFSETS = (("time zone offset hour", 24), ("time zone offset minute", 60))


class TimeError(ValueError):
    """A text that is no time, in Go's words."""


def canonical(text: str, layout: str = RFC3339) -> str:
    """The text of a time as the API server writes it: in UTC, in whole seconds or microseconds."""
    if layout is RFC3339 and USUAL.fullmatch(text):
        moment(text, *map(int, text[:10].split("-")))
        if text[11:13] < "24" and text[14:16] < "60" and text[17:19] < "60":
            return text
    when = parse(text, layout)
    fraction = f".{when.microsecond:06d}" if layout == RFC3339_MICRO else ""
    year = when.year - (LEAP if text.startswith("0000") else 0)
    return f"{year:04d}-{when.month:02d}-{when.day:02d}T{when.hour:02d}:{when.minute:02d}:{when.second:02d}{fraction}Z"


def parse(text: str, layout: str = RFC3339) -> datetime:
    """The moment that a text means."""
    found = dict(read(text, layout))
    day = moment(text, int(found["2006"]), int(found["01"]), int(found["02"]))
    zone = found[ZONE]
    offset = timedelta() if zone == "Z" else timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[4:]))
    clock = timedelta(hours=int(found["15"]), minutes=int(found["04"]), seconds=int(found["05"]),
                      microseconds=int((found.get(FRACTION, "")[1:] + "000000")[:6]))
    try:
        return day + clock - offset
    except OverflowError:
        raise TimeError(f"parsing time {quoted(text)}: year is outside of range [0,9999]") from None


def moment(text: str, year: int, month: int, day: int) -> datetime:
    """The beginning of a day that there is."""
    if not 1 <= month <= 12:
        raise TimeError(f"parsing time {quoted(text)}: month out of range")
    try:
        return datetime(year or LEAP, month, day, tzinfo=UTC)
    except ValueError:
        raise TimeError(f"parsing time {quoted(text)}: day out of range") from None


def read(text: str, layout: str) -> Iterator[tuple[str, str]]:
    """The elements of a layout with what a text has for each."""
    rest = text
    for element, pattern, called, least, most in ELEMENTS:
        loose = element == FRACTION and layout == RFC3339
        found = re.match(r"[.,][0-9]+|" if loose else pattern, rest)
        if not found:
            raise TimeError(f'parsing time {quoted(text)} as "{layout}": cannot parse {quoted(rest)} as "{element}"')
        if called and not least <= int(found[0]) <= most:
            raise TimeError(f"parsing time {quoted(text)}: {called} out of range")
        if element == ZONE:
            _check_offset(text, found[0])
        yield element, found[0]
        rest = rest[found.end():]
    if rest:
        raise TimeError(f"parsing time {quoted(text)}: extra text: {quoted(rest)}")


def quoted(text: str) -> str:
    """A text as Go's time package quotes it: byte by byte, what is not printable ASCII escaped."""
    shown = (f"\\{chr(byte)}" if byte in b'"\\' else chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in text.encode())
    return f'"{"".join(shown)}"'


def _check_offset(text: str, zone: str) -> None:
    for (called, most), number in zip(OFFSETS, zone[1:].split(":") if zone != "Z" else ()):
        if int(number) > most:
            raise TimeError(f"parsing time {quoted(text)}: {called} out of range")
