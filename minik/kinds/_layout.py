"""The layout of `describe`: what every description is made of.

A kind's `describe` gives lines in which cells are still separated by tabs; whoever prints them adds the Events and aligns
all of it once, since the width of a column depends on the lines around it:

    def describe(widget: Object, cluster: Cluster) -> str:
        return "\\n".join(lines(widget))

    def lines(widget: Object) -> Iterator[str]:
        yield from header(widget)                              # Name, Namespace, Labels, Annotations
        yield f"Size:\\t{read(widget, 'spec.size', 1)}"
        yield "Parts:"
        yield from indented(ruled("Name", "Ready"))            # Name  Ready / ----  -----
        yield from indented(f"{part}\\tyes" for part in read(widget, "spec.parts", []))

    aligned([describe(widget, cluster), *events(found, now)])  # what the command prints

Upstream rule: kubectl `pkg/describe` over Go's `text/tabwriter` with a padding of two blanks.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from minik.model import object as objects
from minik.model.controls import visible_lines
from minik.model.duration import age, moment
from minik.model.object import Object, read

NONE = "<none>"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
LONGEST_ANNOTATION = 140
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def aligned(lines: Iterable[str]) -> str:
    """The text of a description: cells under each other over lines that follow each other, control characters made visible."""
    # A cell counts towards a column only where a tab ends it; a column reaches as far as the lines that follow each other have
    # such a cell, so a line without one ends the column, and the next begins anew (tabwriter's column block).
    rows = [line.split("\t") for line in visible_lines("\n".join(lines)).split("\n")]
    for column in range(max(map(len, rows)) - 1):
        for wide, block in groupby(rows, key=lambda row: len(row) - 1 > column):
            members = list(block) if wide else []
            width = max((len(row[column]) for row in members), default=0) + 2
            for row in members:
                row[column] = row[column].ljust(width)
    return "".join("".join(row) + "\n" for row in rows)


def indented(lines: Iterable[str], level: int = 1) -> Iterator[str]:
    """Lines of a part, two blanks a level further in."""
    return ("  " * level + line for line in lines)


def ruled(*titles: str) -> Iterator[str]:
    """The head of a table, its titles underlined."""
    yield "\t".join(titles)
    yield "\t".join("-" * len(title) for title in titles)


def header(obj: Object) -> Iterator[str]:
    """What most descriptions begin with: the name, the namespace if there can be one, labels and annotations."""
    yield f"Name:\t{objects.name(obj)}"
    if objects.namespace(obj):
        yield f"Namespace:\t{objects.namespace(obj)}"
    yield from labels("Labels", objects.labels(obj))
    yield from annotations("Annotations", objects.annotations(obj))


def labels(title: str, mapping: Mapping[str, str] | None) -> Iterator[str]:
    """Names and values, one a line, sorted."""
    yield from listed(title, [f"{name}={value}" for name, value in sorted((mapping or {}).items())])


def annotations(title: str, mapping: Mapping[str, str] | None) -> Iterator[str]:
    """Annotations, sorted, less the one in which `apply` remembers; long ones and those of many lines stand below their names."""
    shown = [(name, value.removesuffix("\n")) for name, value in sorted((mapping or {}).items()) if name != LAST_APPLIED]
    yield from listed(title, [line for name, value in shown for line in _annotation(name, value)])


def listed(title: str, items: Sequence[str]) -> Iterator[str]:
    """A title and what belongs to it, one a line under the first; `<none>` where there is nothing."""
    yield f"{title}:\t{items[0] if items else NONE}"
    yield from (f"\t{item}" for item in items[1:])


def _annotation(name: str, value: str) -> Iterator[str]:
    if len(value.encode()) + len(name.encode()) + 2 <= LONGEST_ANNOTATION and "\n" not in value:
        yield f"{name}: {value}"
        return
    yield f"{name}:"
    yield from (f"  {shortened(line, LONGEST_ANNOTATION - 2)}" for line in value.split("\n"))


def shortened(text: str, limit: int) -> str:
    """The first so many bytes of a text, with an ellipsis where more came."""
    data = text.encode()
    return text if len(data) <= limit else data[:limit].decode(errors="ignore") + "..."


def date(text: str | None) -> str:
    """A time as descriptions show it: `Mon, 23 Nov 2026 08:12:11 +0000`."""
    if not text:
        return "Mon, 01 Jan 0001 00:00:00 +0000"
    when = moment(text)
    return f"{DAYS[when.weekday()]}, {when.day:02} {MONTHS[when.month - 1]} {when.year:04} {when:%H:%M:%S} +0000"


def pairs(mapping: Mapping[str, str] | None) -> str:
    """A set of labels in one line: `a=b,c=d`."""
    return ",".join(f"{name}={value}" for name, value in sorted((mapping or {}).items())) or NONE


def selector(label_selector: Mapping[str, Any] | None) -> str:
    """A label selector in one line: `app=web,tier in (back,front),!old`. Upstream rule: `metav1.FormatLabelSelector`."""
    wanted = label_selector or {}
    terms = [(name, f"{name}={value}") for name, value in (wanted.get("matchLabels") or {}).items()]
    terms += [(term.get("key", ""), _term(term)) for term in wanted.get("matchExpressions") or ()]
    return ",".join(text for _, text in sorted(terms, key=lambda pair: pair[0])) or NONE


TERMS = {"In": "{key} in ({values})", "NotIn": "{key} notin ({values})", "Exists": "{key}", "DoesNotExist": "!{key}"}


def _term(term: Mapping[str, Any]) -> str:
    pattern = TERMS.get(term.get("operator", ""), "<error>")
    return pattern.format(key=term.get("key", ""), values=",".join(sorted(term.get("values") or ())))


def controlled_by(obj: Object) -> Iterator[str]:
    """Which object it belongs to, where another keeps it."""
    owner = objects.owner(obj)
    if owner is not None:
        yield f"Controlled By:\t{owner['kind']}/{owner['name']}"


def events(found: Iterable[Object], now: datetime) -> Iterator[str]:
    """What happened to the object, in the order in which it last did."""
    ordered = sorted(found, key=lambda event: str(event.get("lastTimestamp") or ""))
    if not ordered:
        yield f"Events:\t{NONE}"
        return
    yield "Events:"
    yield from indented(("Type\tReason\tAge\tFrom\tMessage", "----\t------\t----\t----\t-------"))
    yield from indented("\t".join(_event(event, now)) for event in ordered)


def _event(event: Object, now: datetime) -> Iterator[str]:
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
