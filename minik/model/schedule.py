"""Cron schedules: `*/5 8-18 * * mon-fri`. Upstream rule: robfig/cron, `ParseStandard`."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from minik import light_re as re
from minik.light_typing import NamedTuple
from minik.model.duration import after

MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
DAYS = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
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
AMOUNT = r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)"
LONGEST = 2**63 * 1e-9  # seconds that Go can count
YEARS = 5  # a schedule that does not come round within these never does: 30 February


class BadSchedule(ValueError):
    """Not a cron schedule; the message is upstream's."""


class Bounds(NamedTuple):
    """The range of a field, and the names it accepts for numbers."""

    first: int
    last: int
    names: Mapping[str, int] = {}


FIELDS = (Bounds(0, 59), Bounds(0, 23), Bounds(1, 31), Bounds(1, 12, MONTHS), Bounds(0, 6, DAYS))


class Schedule(NamedTuple):
    """The minutes, hours, days and months at which a schedule is due.

    If `every` is set, it is due this many seconds after the last time instead.
    """

    minutes: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    any_day: bool = False
    any_weekday: bool = False
    every: int = 0

    def on(self, moment: datetime) -> bool:
        """Return whether a schedule is due on this day.

        The day of the month or of the week must match; both, if either is `*`.
        """
        day, weekday = moment.day in self.days, moment.isoweekday() % 7 in self.weekdays
        return (day and weekday) if self.any_day or self.any_weekday else (day or weekday)


def parse_schedule(text: str) -> Schedule:
    """Return the schedule of a text; raise BadSchedule if it is none."""
    text = without_zone(text)
    if text.startswith("@every "):
        return Schedule(every=max(int(parse_seconds(text.removeprefix("@every "), text)), 1))
    if text.startswith("@"):
        if text not in DESCRIPTORS:
            raise BadSchedule(f"unrecognized descriptor: {text}")
        text = DESCRIPTORS[text]
    words = text.split()
    if len(words) != len(FIELDS):
        raise BadSchedule(
            f"expected exactly {len(FIELDS)} fields, found {len(words)}: [{' '.join(words)}]"
        )
    minutes, hours, days, months, weekdays = (
        parse_field(word, bounds) for word, bounds in zip(words, FIELDS)
    )
    return Schedule(
        minutes[0],
        hours[0],
        days[0],
        months[0],
        weekdays[0],
        any_day=days[1],
        any_weekday=weekdays[1],
    )


def without_zone(text: str) -> str:
    """Return the schedule without a leading `TZ=...` or `CRON_TZ=...`."""
    if not text.startswith(("TZ=", "CRON_TZ=")):
        return text
    return text.partition(" ")[2].strip()


def parse_field(text: str, bounds: Bounds) -> tuple[frozenset[int], bool]:
    """Return the numbers of a field, and whether it is `*`."""
    parts = [parse_part(word, bounds) for word in text.split(",") if word]
    return frozenset(number for numbers, _ in parts for number in numbers), any(
        star for _, star in parts
    )


def parse_part(text: str, bounds: Bounds) -> tuple[range, bool]:
    """Return the numbers of one part of a field: a number, a range or `*`, with `/step`."""
    span, *steps = text.split("/")
    low, *high = span.split("-")
    star = low in ("*", "?")
    if star:
        first, last = bounds.first, bounds.last
    else:
        first = last = parse_named_number(low, bounds)
        if len(high) > 1:
            raise BadSchedule(f"too many hyphens: {text}")
        last = parse_named_number(high[0], bounds) if high else first
    if len(steps) > 1:
        raise BadSchedule(f"too many slashes: {text}")
    step = parse_number(steps[0]) if steps else 1
    if steps and not high:
        last = bounds.last
    require_valid_range(first, last, step, bounds, text)
    return range(first, last + 1, step), star and step <= 1


def require_valid_range(first: int, last: int, step: int, bounds: Bounds, text: str) -> None:
    """Raise BadSchedule unless a range lies within its field and goes forward."""
    if first < bounds.first:
        raise BadSchedule(f"beginning of range ({first}) below minimum ({bounds.first}): {text}")
    if last > bounds.last:
        raise BadSchedule(f"end of range ({last}) above maximum ({bounds.last}): {text}")
    if first > last:
        raise BadSchedule(f"beginning of range ({first}) beyond end of range ({last}): {text}")
    if step == 0:
        raise BadSchedule(f"step of range should be a positive number: {text}")


def parse_named_number(text: str, bounds: Bounds) -> int:
    """Return a number, or the number of a month's or a weekday's name."""
    return bounds.names[text.lower()] if text.lower() in bounds.names else parse_number(text)


def parse_number(text: str) -> int:
    """Return a non-negative integer as Go parses it; raise BadSchedule if it is none."""
    if not re.fullmatch(r"[+-]?[0-9]+", text, re.ASCII):
        raise BadSchedule(
            f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax'
        )
    if len(text) > 99 or not -(2**63) <= int(text) < 2**63:
        raise BadSchedule(
            f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": value out of range'
        )
    if int(text) < 0:
        raise BadSchedule(f"negative number ({int(text)}) not allowed: {text}")
    return int(text)


def parse_seconds(text: str, descriptor: str) -> float:
    """Return a duration of Go (`1h30m`) in seconds, 0 if negative; raise BadSchedule."""
    amounts = (
        re.findall(AMOUNT, text)
        if re.fullmatch(rf"[+-]?({AMOUNT})+|[+-]?0", text, re.ASCII)
        else None
    )
    total = (
        LONGEST if amounts is None else sum(float(amount) * UNITS[unit] for amount, unit in amounts)
    )
    if total >= LONGEST:
        raise BadSchedule(f'failed to parse duration {descriptor}: time: invalid duration "{text}"')
    return 0 if text.startswith("-") else total


def next_time(schedule: Schedule, moment: datetime) -> datetime | None:
    """Return the first due time after a moment, in its time zone; None if there is none."""
    if schedule.every:
        return after(moment, schedule.every).replace(microsecond=0)
    candidate = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
    limit = candidate.year + YEARS
    while candidate.year <= limit:
        if candidate.month not in schedule.months or not schedule.on(candidate):
            candidate = candidate.replace(hour=0, minute=0) + timedelta(days=1)
        elif candidate.hour not in schedule.hours:
            candidate = candidate.replace(minute=0) + timedelta(hours=1)
        elif candidate.minute not in schedule.minutes:
            candidate += timedelta(minutes=1)
        else:
            return candidate
    return None
