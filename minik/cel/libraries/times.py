"""Parts of moments and durations.

Upstream rule: cel-go `common/types/timestamp.go`, `duration.go`.
"""

from collections.abc import Callable
from datetime import datetime

from minik.cel.declarations import Library, Overload, method
from minik.cel.times import SECOND, local_time
from minik.cel.types import DURATION, INT, STRING, TIMESTAMP
from minik.cel.values import Duration, Timestamp


def _weekday(when: datetime) -> int:
    return when.isoweekday() % 7


PARTS: dict[str, Callable[[datetime], int]] = {
    "getFullYear": lambda when: when.year,
    "getMonth": lambda when: when.month - 1,
    "getDayOfYear": lambda when: when.timetuple().tm_yday - 1,
    "getDayOfMonth": lambda when: when.day - 1,
    "getDate": lambda when: when.day,
    "getDayOfWeek": _weekday,
    "getHours": lambda when: when.hour,
    "getMinutes": lambda when: when.minute,
    "getSeconds": lambda when: when.second,
}
UNITS = {
    "getHours": 3600 * SECOND,
    "getMinutes": 60 * SECOND,
    "getSeconds": SECOND,
    "getMilliseconds": 10**6,
}


def _of_moment(name: str, part: Callable[[datetime], int]) -> tuple[Overload, ...]:
    def in_utc(moment: Timestamp) -> int:
        return part(local_time(moment))

    def in_zone(moment: Timestamp, zone: str) -> int:
        return part(local_time(moment, zone))

    return (
        method(f"timestamp_{name}", (TIMESTAMP,), INT, in_utc),
        method(f"timestamp_{name}_zone", (TIMESTAMP, STRING), INT, in_zone),
    )


def _of_duration(name: str, unit: int) -> Overload:
    def count(span: Duration) -> int:
        whole = abs(span.nanoseconds) // unit
        return -whole if span.nanoseconds < 0 else whole

    return method(f"duration_{name}", (DURATION,), INT, count)


def milliseconds(moment: Timestamp, zone: str = "UTC") -> int:
    local_time(moment, zone)
    return moment.nanoseconds % SECOND // 10**6


FUNCTIONS = {name: _of_moment(name, part) for name, part in PARTS.items()}
FUNCTIONS["getMilliseconds"] = (
    method("timestamp_to_milliseconds", (TIMESTAMP,), INT, milliseconds),
    method("timestamp_to_milliseconds_zone", (TIMESTAMP, STRING), INT, milliseconds),
)
for _name, _unit in UNITS.items():
    FUNCTIONS[_name] = (*FUNCTIONS[_name], _of_duration(_name, _unit))
LIBRARY = Library(FUNCTIONS)
