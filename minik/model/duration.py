"""Durations as people read and write them. Upstream rules: apimachinery `duration.HumanDuration`, Go's `time.ParseDuration`."""
import re
from datetime import UTC, datetime

UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
AMOUNT = r"([0-9]+\.?[0-9]*|\.[0-9]+)([^0-9.]*)"
LONGEST = 2**63 / 1e9


class BadDuration(ValueError):
    """A text is no duration; the message is Go's."""


def seconds(text: str) -> float:
    """How long `1h30m` is; negative with a sign before it."""
    plain = text.lstrip("+-") if len(text) - len(text.lstrip("+-")) <= 1 else ""
    if plain == "0":
        return 0.0
    amounts = re.findall(AMOUNT, plain)
    if not plain or "".join(map("".join, amounts)) != plain:
        raise BadDuration(f'time: invalid duration "{text}"')
    total = 0.0
    for amount, unit in amounts:
        if unit not in UNITS:
            raise BadDuration(f'time: unknown unit "{unit}" in duration "{text}"' if unit else f'time: missing unit in duration "{text}"')
        total += float(amount) * UNITS[unit]
    if total >= LONGEST:
        raise BadDuration(f'time: invalid duration "{text}"')
    return -total if text.startswith("-") else total


def moment(text: str) -> datetime:
    """A time as objects hold it (RFC 3339), with or without fractions of a second."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def noted(text: str | None) -> datetime | None:
    """A time that somebody may have written down by hand; nothing where it is none."""
    try:
        return moment(text) if text else None
    except ValueError:
        return None


def human(seconds: int) -> str:
    """`45s`, `5m30s`, `3h20m`, `2d5h`: as exact as a glance needs."""
    if seconds < -1:
        return "<invalid>"
    seconds = max(seconds, 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    years = days // 365
    if seconds < 120:
        return f"{seconds}s"
    if minutes < 10:
        return _two(minutes, "m", seconds % 60, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if hours < 192:
        return _two(days, "d", hours % 24, "h")
    if days < 730:
        return f"{days}d"
    if years < 8:
        return _two(years, "y", days % 365, "d")
    return f"{years}y"


def age(since: str | None, now: datetime) -> str:
    """How long ago that was; `<unknown>` where nobody wrote it down."""
    return human(int((now - moment(since)).total_seconds())) if since else "<unknown>"


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit}{small}{small_unit}" if small else f"{large}{large_unit}"
