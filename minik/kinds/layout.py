"""The layout of `describe`, shared by all descriptions.

A kind's `describe` returns lines in which cells are still separated by tabs. The command appends
the Events and aligns the whole text once, since the width of a column depends on the lines around
it. A `describe` yields:

    header(widget)                                     Name, Namespace, Labels, Annotations
    indent(table_head("Name", "Ready"))                Name  Ready / ----  -----
    indent(rows)                                       rows whose cells are separated by tabs

and the command prints `align([describe(widget, cluster), *event_lines(events, now)])`.

Upstream rule: kubectl `pkg/describe` over Go's `text/tabwriter` with a padding of two blanks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.controls import escape_lines
from minik.model.duration import age, parse_time
from minik.model.object import Object, read

NONE = "<none>"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
LONGEST_ANNOTATION = 140
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def align(lines: Iterable[str]) -> str:
    """Return the text of a description with aligned cells and control characters made visible."""
    # A cell counts towards a column only where a tab ends it; a column reaches as far as the lines
    # that follow each other have such a cell, so a line without one ends the column, and the next
    # begins anew (tabwriter's column block).
    rows = [line.split("\t") for line in escape_lines("\n".join(lines)).split("\n")]
    for column in range(max(map(len, rows)) - 1):
        for wide, block in groupby(rows, key=lambda row: len(row) - 1 > column):
            members = list(block) if wide else []
            width = max((len(row[column]) for row in members), default=0) + 2
            for row in members:
                row[column] = row[column].ljust(width)
    return "".join("".join(row) + "\n" for row in rows)


def indent(lines: Iterable[str], level: int = 1) -> Iterator[str]:
    """Yield the lines indented by two blanks a level."""
    return ("  " * level + line for line in lines)


def table_head(*titles: str) -> Iterator[str]:
    """Yield the head of a table: its titles, and a line of dashes."""
    yield "\t".join(titles)
    yield "\t".join("-" * len(title) for title in titles)


def header(obj: Object) -> Iterator[str]:
    """Yield the usual first lines: name, namespace (if any), labels and annotations."""
    yield f"Name:\t{objects.name(obj)}"
    if objects.namespace(obj):
        yield f"Namespace:\t{objects.namespace(obj)}"
    yield from label_lines("Labels", objects.labels(obj))
    yield from annotation_lines("Annotations", objects.annotations(obj))


def label_lines(title: str, mapping: Mapping[str, str] | None) -> Iterator[str]:
    """Yield `name=value` lines under a title, sorted."""
    yield from titled_list(
        title, [f"{name}={value}" for name, value in sorted((mapping or {}).items())]
    )


def annotation_lines(title: str, mapping: Mapping[str, str] | None) -> Iterator[str]:
    """Yield the annotations, sorted, without the last-applied-configuration.

    The value of a long or multi-line annotation stands below its name.
    """
    visible = [
        (name, value.removesuffix("\n"))
        for name, value in sorted((mapping or {}).items())
        if name != LAST_APPLIED
    ]
    yield from titled_list(
        title, [line for name, value in visible for line in _one_annotation(name, value)]
    )


def titled_list(title: str, items: Sequence[str]) -> Iterator[str]:
    """Yield a title and its items, one a line under the first; `<none>` if empty."""
    yield f"{title}:\t{items[0] if items else NONE}"
    yield from (f"\t{item}" for item in items[1:])


def _one_annotation(name: str, value: str) -> Iterator[str]:
    if len(value.encode()) + len(name.encode()) + 2 <= LONGEST_ANNOTATION and "\n" not in value:
        yield f"{name}: {value}"
        return
    yield f"{name}:"
    yield from (f"  {shorten(line, LONGEST_ANNOTATION - 2)}" for line in value.split("\n"))


def shorten(text: str, limit: int) -> str:
    """Return at most so many bytes of a text, with an ellipsis if it was cut."""
    data = text.encode()
    return text if len(data) <= limit else data[:limit].decode(errors="ignore") + "..."


def format_date(text: str | None) -> str:
    """Return a timestamp as descriptions show it: `Mon, 23 Nov 2026 08:12:11 +0000`."""
    if not text:
        return "Mon, 01 Jan 0001 00:00:00 +0000"
    when = parse_time(text)
    return f"{DAYS[when.weekday()]}, {when.day:02} {MONTHS[when.month - 1]} {when.year:04} {when:%H:%M:%S} +0000"


def format_labels(mapping: Mapping[str, str] | None) -> str:
    """Return labels in one line: `a=b,c=d`, or `<none>`."""
    return ",".join(f"{name}={value}" for name, value in sorted((mapping or {}).items())) or NONE


def format_selector(label_selector: Mapping[str, Any] | None) -> str:
    """Return a label selector in one line: `app=web,tier in (back,front),!old`.

    Upstream rule: `FormatLabelSelector`.
    """
    fields = label_selector or {}
    terms = [(name, f"{name}={value}") for name, value in (fields.get("matchLabels") or {}).items()]
    terms += [(term.get("key", ""), _term(term)) for term in fields.get("matchExpressions") or ()]
    return ",".join(text for _, text in sorted(terms, key=lambda pair: pair[0])) or NONE


TERMS = {
    "In": "{key} in ({values})",
    "NotIn": "{key} notin ({values})",
    "Exists": "{key}",
    "DoesNotExist": "!{key}",
}


def _term(term: Mapping[str, Any]) -> str:
    pattern = TERMS.get(term.get("operator", ""), "<error>")
    return pattern.format(
        key=term.get("key", ""), values=",".join(sorted(term.get("values") or ()))
    )


def controller_line(obj: Object) -> Iterator[str]:
    """Yield the `Controlled By` line of an object that has an owner."""
    owner = objects.owner(obj)
    if owner is not None:
        yield f"Controlled By:\t{owner['kind']}/{owner['name']}"


def event_lines(unordered: Iterable[Object], now: datetime) -> Iterator[str]:
    """Yield the Events section, ordered by lastTimestamp."""
    ordered = sorted(unordered, key=lambda event: str(event.get("lastTimestamp") or ""))
    if not ordered:
        yield f"Events:\t{NONE}"
        return
    yield "Events:"
    yield from indent(("Type\tReason\tAge\tFrom\tMessage", "----\t------\t----\t----\t-------"))
    yield from indent("\t".join(_event_cells(event, now)) for event in ordered)


def _event_cells(event: Object, now: datetime) -> Iterator[str]:
    first = age(event.get("eventTime") or event.get("firstTimestamp"), now)
    yield event.get("type") or ""
    yield event.get("reason") or ""
    if event.get("series"):
        yield f"{age(event['series'].get('lastObservedTime'), now)} (x{event['series'].get('count', 0)} over {first})"
    elif (event.get("count") or 0) > 1:
        yield f"{age(event.get('lastTimestamp'), now)} (x{event['count']} over {first})"
    else:
        yield first
    yield read(event, "source.component") or event.get("reportingComponent") or ""
    part, message = read(event, "involvedObject.fieldPath"), (event.get("message") or "").strip()
    yield f"{part}: {message}" if part else message
