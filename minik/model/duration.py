"""Durations and times as text.

Upstream rules: apimachinery `duration.HumanDuration`, Go's `time.ParseDuration`.
"""

from datetime import UTC, datetime, timedelta

from minik import light_re as re

UNITS = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "μs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}
AMOUNT = r"([0-9]+\.?[0-9]*|\.[0-9]+)([^0-9.]*)"
LONGEST = 2**63 / 1e9
NEVER = datetime.max.replace(tzinfo=UTC)  # later than any moment in whole seconds
FOREVER_AGO = datetime.min.replace(tzinfo=UTC)
LAST = NEVER.replace(microsecond=0)  # the last second of the calendar


class BadDuration(ValueError):
    """Not a duration; the message is Go's."""


def parse_duration(text: str) -> float:
    """Return a duration such as `1h30m` in seconds, negative after `-`; raise BadDuration."""
    plain = text.lstrip("+-") if len(text) - len(text.lstrip("+-")) <= 1 else ""
    if plain == "0":
        return 0.0
    amounts = _amounts(plain)
    if not plain or "".join(map("".join, amounts)) != plain:
        raise BadDuration(f'time: invalid duration "{text}"')
    total = 0.0
    for amount, unit in amounts:
        if unit not in UNITS:
            raise BadDuration(
                f'time: unknown unit "{unit}" in duration "{text}"'
                if unit
                else f'time: missing unit in duration "{text}"'
            )
        total += float(amount) * UNITS[unit]
    if total >= LONGEST:
        raise BadDuration(f'time: invalid duration "{text}"')
    return -total if text.startswith("-") else total


def _amounts(plain: str) -> list[tuple[str, str]]:
    """Return the numbers of a duration with their units, without `re` where there is one number."""
    number = plain.rstrip("nuµμmsh")
    if number.isascii() and number.isdigit():
        return [(number, plain[len(number) :])]
    amounts: list[tuple[str, str]] = re.findall(AMOUNT, plain)
    return amounts


def format_duration(seconds: float) -> str:
    """Return a duration as Go writes it: `1h30m0s`, `1.5s`, `500ms`."""
    if seconds < 1:
        return f"{seconds * 1000:.9g}ms" if seconds else "0s"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    large = f"{hours}h{minutes}m" if hours else f"{minutes}m" * (minutes > 0)
    return f"{large}{rest:.9g}s"


def parse_time(text: str) -> datetime:
    """Return an RFC 3339 time in UTC; raise ValueError if it is none."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None


def after(moment: datetime, span: timedelta | float) -> datetime:
    """Return the time a span (seconds, or a timedelta; negative: before) from a moment; a time
    beyond the calendar is one that never comes.
    """
    try:
        return moment + (span if isinstance(span, timedelta) else timedelta(seconds=span))
    except OverflowError:
        is_late = span > timedelta() if isinstance(span, timedelta) else span > 0
        return NEVER if is_late else FOREVER_AGO


def parse_time_or_none(text: str | None) -> datetime | None:
    """Return an RFC 3339 time that may have been written by hand, or None if it is none."""
    try:
        return parse_time(text) if text else None
    except ValueError:
        return None


def human_duration(seconds: int) -> str:
    """Return seconds as `45s`, `5m30s`, `3h20m`, `2d5h`, as in the AGE column."""
    if seconds < -1:
        return "<invalid>"
    seconds = max(seconds, 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    years = days // 365
    if seconds < 120:
        return f"{seconds}s"
    if minutes < 10:
        return _join_units(minutes, "m", seconds % 60, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _join_units(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if hours < 192:
        return _join_units(days, "d", hours % 24, "h")
    if days < 730:
        return f"{days}d"
    if years < 8:
        return _join_units(years, "y", days % 365, "d")
    return f"{years}y"


def age(since: str | None, now: datetime) -> str:
    """Return the AGE of a time, `<unknown>` without one."""
    return human_duration(int((now - parse_time(since)).total_seconds())) if since else "<unknown>"


def _join_units(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit}{small}{small_unit}" if small else f"{large}{large_unit}"
