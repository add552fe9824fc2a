"""kubectl's table: columns of text, three spaces apart."""
from collections.abc import Iterable, Iterator, Sequence

from minik.model import object as objects
from minik.model.controls import visible
from minik.model.duration import age
from minik.model.kind import Column, Kind
from minik.model.listing import Listing, Section
from minik.model.object import Object

NAME = Column("NAME", lambda obj, now: objects.name(obj))
AGE = Column("AGE", lambda obj, now: age(obj["metadata"].get("creationTimestamp"), now))


def render(listing: Listing) -> str:
    """One table a kind, an empty line between two."""
    tables = [aligned(rows(section, listing)) for section in listing.sections if section.objects]
    return ("\n" if listing.headers else "").join(tables)


def columns(kind: Kind, wide: bool) -> Sequence[Column]:
    """What a table of the kind shows."""
    shown = [column for column in kind.columns if wide or not column.wide]
    return shown if kind.whole_row else [NAME, *(one for one in shown if not one.wide), AGE, *(one for one in shown if one.wide)]


def rows(section: Section, listing: Listing) -> Iterator[list[str]]:
    """The titles, and a row an object."""
    shown = columns(section.kind, listing.wide)
    namespaced = listing.namespaces and section.kind.namespaced
    if listing.headers:
        labels = [cut(label.rpartition("/")[2].upper()) for label in listing.label_columns]
        titles = [cut(column.title) for column in shown]
        yield [*(["NAMESPACE"] if namespaced else []), *titles, *labels, *(["LABELS"] if listing.show_labels else [])]
    named = next((index for index, column in enumerate(shown) if column.title == "NAME" and not column.wide), None)
    prefix = f"{section.kind.singular}/" if listing.show_kind else ""
    for obj in section.objects:
        cells = [cut(column.cell(obj, listing.now)) for column in shown]
        if prefix and named is not None:
            cells[named] = prefix + cells[named]
        yield [*([cut(objects.namespace(obj))] if namespaced else []), *cells, *label_cells(obj, listing)]


def label_cells(obj: Object, listing: Listing) -> Iterator[str]:
    """The labels that were asked for, one by one or all in one cell."""
    labels = objects.labels(obj)
    yield from (cut(labels.get(label, "")) for label in listing.label_columns)
    if listing.show_labels:
        yield cut(",".join(f"{name}={value}" for name, value in sorted(labels.items())) or "<none>")


def cut(cell: str) -> str:
    """What of a text stands in a cell: its first line."""
    if cell.isprintable():
        return cell
    first = cell.replace("\f", "\n").replace("\r", "\n").partition("\n")[0]
    return visible(cell if first == cell else first + "...")


def aligned(lines: Iterable[Sequence[str]]) -> str:
    """Cells under each other, three spaces and at least six columns apart; the last column is not padded."""
    table = list(lines)
    return spaced(table, widths(table))


def widths(table: Sequence[Sequence[str]], least: Sequence[int] = ()) -> list[int]:
    """How wide each column is, but not less than it was."""
    found = [max(6, max(map(len, column)) + 3) for column in zip(*table, strict=True)]
    return list(map(max, found, least or found))


def spaced(table: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Cells padded to these widths."""
    return "".join("".join(cell.ljust(width) for cell, width in zip(line, widths[:-1], strict=False)) + line[-1] + "\n" for line in table)
