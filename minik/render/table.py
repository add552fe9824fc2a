"""kubectl's table: columns of text, three spaces apart."""
from collections.abc import Iterator, Sequence

from minik.model import object as objects
from minik.model.duration import age
from minik.model.kind import Column, Kind
from minik.model.listing import Listing, Section
from minik.model.object import Object

NAME = Column("NAME", lambda obj, now: objects.name(obj))
AGE = Column("AGE", lambda obj, now: age(obj["metadata"].get("creationTimestamp"), now))


def render(listing: Listing) -> str:
    """One table a kind, an empty line between two."""
    tables = [aligned(rows(section, listing)) for section in listing.sections if section.objects]
    return "\n".join(tables)


def columns(kind: Kind, wide: bool) -> Sequence[Column]:
    """What a table of the kind shows."""
    narrow = [column for column in kind.columns if not column.wide]
    extra = [column for column in kind.columns if column.wide and wide]
    return [*narrow, *extra] if kind.whole_row else [NAME, *narrow, AGE, *extra]


def rows(section: Section, listing: Listing) -> Iterator[list[str]]:
    shown = columns(section.kind, listing.wide)
    namespaced = listing.namespaces and section.kind.namespaced
    if listing.headers:
        labels = [label.rpartition("/")[2].upper() for label in listing.label_columns]
        titles = [column.title for column in shown]
        yield [*(["NAMESPACE"] if namespaced else []), *titles, *labels, *(["LABELS"] if listing.show_labels else [])]
    for obj in section.objects:
        yield row(obj, section.kind, shown, listing)


def row(obj: Object, kind: Kind, shown: Sequence[Column], listing: Listing) -> list[str]:
    cells = [column.cell(obj, listing.now) for column in shown]
    if listing.show_kind:
        cells[0] = f"{kind.singular}/{cells[0]}"
    labels = objects.labels(obj)
    cells += [labels.get(label, "") for label in listing.label_columns]
    if listing.show_labels:
        cells.append(",".join(f"{name}={value}" for name, value in sorted(labels.items())) or "<none>")
    return [*([objects.namespace(obj)] if listing.namespaces and kind.namespaced else []), *cells]


def aligned(lines: Iterator[list[str]]) -> str:
    """Cells under each other, three spaces and at least six columns apart; the last column is not padded."""
    table = list(lines)
    widths = [max(6, max(map(len, column)) + 3) for column in zip(*table, strict=True)]
    return "".join("".join(cell.ljust(width) for cell, width in zip(line, widths[:-1], strict=False)) + line[-1] + "\n" for line in table)
