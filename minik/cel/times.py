"""Moments and durations: how they are read, written and taken apart.

Upstream rules: Go's `time`, cel-go `common/types/timestamp.go` and `duration.go`.
"""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from minik import light_re as re
from minik.cel.values import LARGEST_INT, Duration, EvaluationError, Timestamp
from minik.model.go_values import format_number

SECOND = 10**9
UNITS = {
    "ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND,
}  # fmt: skip
AMOUNT = re.compile(r"([0-9]+)?(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)")
MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})"
)
FIRST, LAST = -62135596800, 253402300799  # seconds: the years 1 to 9999
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMESTAMP_OVERFLOW = "timestamp overflow"


def parse_duration(text: str) -> Duration | None:
    """Return the duration of a text such as 1h30m; None if it is none."""
    sign, plain = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if plain == "0":
        return Duration(0)
    total, at = 0, 0
    while at < len(plain) or not plain:
        found = AMOUNT.match(plain, at)
        if found is None or not (found[1] or found[2]):
            return None
        unit, fraction = UNITS[found[3]], found[2] or ""
        total += int(found[1] or 0) * unit + int(fraction or 0) * unit // 10 ** len(fraction)
        at = found.end()
    return Duration(sign * total) if total <= LARGEST_INT + (sign < 0) else None


def parse_timestamp(text: str) -> Timestamp | None:
    """Return the moment of an RFC 3339 text; None if it is none. Raise EvaluationError for a year 0."""
    found = MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[part]) for part in range(1, 7))
    if not year:
        raise EvaluationError(TIMESTAMP_OVERFLOW)
    try:
        start = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    offset = _offset(found[8])
    if offset is None:
        return None
    seconds = (start - EPOCH) // timedelta(seconds=1) - offset
    if not FIRST <= seconds <= LAST:
        raise EvaluationError(TIMESTAMP_OVERFLOW)
    fraction = int((found[7] or "0")[:9].ljust(9, "0"))
    return Timestamp(seconds * SECOND + fraction, offset)


def _offset(zone: str) -> int | None:
    """Return a zone such as +02:00 in seconds; None if there is none such."""
    if zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:])
    if hours > 24 or minutes > 60:
        return None
    return (hours * 3600 + minutes * 60) * (-1 if zone[0] == "-" else 1)


def format_duration(value: Duration) -> str:
    """Return a duration in seconds, such as 90s or 0.5s."""
    whole, part = divmod(abs(value.nanoseconds), SECOND)
    seconds = (whole + part / SECOND) * (-1 if value.nanoseconds < 0 else 1)
    return format_number(seconds, 400) + "s"


def format_timestamp(value: Timestamp) -> str:
    """Return a moment as RFC 3339 with as many digits as it needs, in the zone that it came with."""
    seconds, part = divmod(value.nanoseconds, SECOND)
    local = EPOCH + timedelta(seconds=seconds + value.offset)
    fraction = f".{part:09d}".rstrip("0") if part else ""
    minutes = abs(value.offset) // 60
    sign = "-" if value.offset < 0 else "+"
    zone = f"{sign}{minutes // 60:02d}:{minutes % 60:02d}" if value.offset else "Z"
    return f"{local.year:04d}-{local:%m-%dT%H:%M:%S}{fraction}{zone}"


def checked_duration(nanoseconds: int) -> Duration:
    if not -LARGEST_INT - 1 <= nanoseconds <= LARGEST_INT:
        raise EvaluationError("duration overflow")
    return Duration(nanoseconds)


def checked_timestamp(nanoseconds: int, offset: int = 0) -> Timestamp:
    if not FIRST * SECOND <= nanoseconds < (LAST + 1) * SECOND:
        raise EvaluationError(TIMESTAMP_OVERFLOW)
    return Timestamp(nanoseconds, offset)


def local_time(moment: Timestamp, zone: str = "UTC") -> datetime:
    """Return a moment on the calendar and clock of a zone; raise EvaluationError in Go's words."""
    seconds = moment.nanoseconds // SECOND
    try:
        return (EPOCH + timedelta(seconds=seconds)).astimezone(_zone(zone))
    except OverflowError:
        raise EvaluationError(TIMESTAMP_OVERFLOW) from None


@cache
def _zone(name: str) -> tzinfo:
    if name in ("UTC", ""):
        return UTC
    if ":" in name:
        hours, _, minutes = name.partition(":")
        offset = _atoi(hours) * 60 + _atoi(minutes) * (-1 if name.startswith("-") else 1)
        return timezone(timedelta(minutes=offset))
    import zoneinfo  # noqa: PLC0415 only who names a zone needs it

    try:
        return zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise EvaluationError(f"unknown time zone {name}") from None


def _atoi(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise EvaluationError(f'strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)
