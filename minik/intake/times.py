"""Times as Go reads and writes them.

Upstream rule: `time.Parse` with RFC 3339 layouts: an hour may have one digit, seconds a fraction after a point or a comma.
"""
import re
from datetime import UTC, datetime, timedelta

RFC3339 = "2006-01-02T15:04:05Z07:00"
RFC3339_MICRO = "2006-01-02T15:04:05.000000Z07:00"
WRITTEN = {RFC3339: "%Y-%m-%dT%H:%M:%SZ", RFC3339_MICRO: "%Y-%m-%dT%H:%M:%S.%fZ"}
PATTERN = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII)


class TimeError(ValueError):
    """A text that is no time, in Go's words."""


def parse(text: str, layout: str = RFC3339) -> datetime:
    """The moment that a text means."""
    found = PATTERN.fullmatch(text)
    try:
        if not found:
            raise ValueError
        year, month, day, hour, minute, second = map(int, found.groups()[:6])
        micro = int(((found[7] or "") + "000000")[:6])
        offset = timedelta(hours=int(found[9]), minutes=int(found[10])) * (-1 if found[8] == "-" else 1) if found[8] else timedelta()
        return datetime(year, month, day, hour, minute, second, micro, UTC) - offset
    except (ValueError, OverflowError):
        raise TimeError(f'parsing time {quoted(text)} as "{layout}": cannot parse {quoted(text)} as "2006"') from None


def written(moment: datetime, layout: str = RFC3339) -> str:
    """The text of a moment."""
    return moment.strftime(WRITTEN[layout]).rjust(len("2006-01-02T15:04:05Z"), "0")


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
