"""kubectl's table: columns of text, three spaces apart."""

from collections.abc import Iterable, Iterator, Sequence

from minik.model import object as objects
from minik.model.controls import escape_controls
from minik.model.duration import age
from minik.model.kind import Column, Kind
from minik.model.listing import Listing, Section
from minik.model.object import Object

NAME = Column("NAME", lambda obj, now: objects.name(obj))
AGE = Column("AGE", lambda obj, now: age(obj["metadata"].get("creationTimestamp"), now))


def render(listing: Listing) -> str:
    """Render one table for each kind, an empty line between two."""
    tables = [
        align_cells(rows(section, listing)) for section in listing.sections if section.objects
    ]
    return ("\n" if listing.headers else "").join(tables)


def columns(kind: Kind, wide: bool) -> Sequence[Column]:
    """Return the columns that a table of the kind shows."""
    selected = [column for column in kind.columns if wide or not column.wide]
    return (
        selected
        if kind.whole_row
        else [
            NAME,
            *(candidate for candidate in selected if not candidate.wide),
            AGE,
            *(candidate for candidate in selected if candidate.wide),
        ]
    )


def rows(section: Section, listing: Listing) -> Iterator[list[str]]:
    """Yield the titles, then a row for each object."""
    shown_columns = columns(section.kind, listing.wide)
    namespaced = listing.namespaces and section.kind.namespaced
    if listing.headers:
        labels = [first_line(label.rpartition("/")[2].upper()) for label in listing.label_columns]
        titles = [first_line(column.title) for column in shown_columns]
        yield [
            *(["NAMESPACE"] if namespaced else []),
            *titles,
            *labels,
            *(["LABELS"] if listing.show_labels else []),
        ]
    name_index = next(
        (
            index
            for index, column in enumerate(shown_columns)
            if column.title == "NAME" and not column.wide
        ),
        None,
    )
    prefix = f"{section.kind.singular}/" if listing.show_kind else ""
    for obj in section.objects:
        cells = [first_line(column.cell(obj, listing.now)) for column in shown_columns]
        if prefix and name_index is not None:
            cells[name_index] = prefix + cells[name_index]
        yield [
            *([first_line(objects.namespace(obj))] if namespaced else []),
            *cells,
            *label_cells(obj, listing),
        ]


def label_cells(obj: Object, listing: Listing) -> Iterator[str]:
    """Yield the cells of -L, one for each label, and of --show-labels."""
    labels = objects.labels(obj)
    yield from (first_line(labels.get(label, "")) for label in listing.label_columns)
    if listing.show_labels:
        yield first_line(
            ",".join(f"{name}={value}" for name, value in sorted(labels.items())) or "<none>"
        )


def first_line(cell: str) -> str:
    """Return what a cell shows of a text: its first line, with `...` where there are more."""
    if cell.isprintable():
        return cell
    first = cell.replace("\f", "\n").replace("\r", "\n").partition("\n")[0]
    return escape_controls(cell if first == cell else first + "...")


def align_cells(lines: Iterable[Sequence[str]]) -> str:
    """Align cells in columns, three spaces apart and at least six wide; the last column is not
    padded.
    """
    table = list(lines)
    return pad_cells(table, widths(table))


def widths(table: Sequence[Sequence[str]], least: Sequence[int] = ()) -> list[int]:
    """Return the width of each column, at least the widths given."""
    current = [max(6, max(map(len, column)) + 3) for column in zip(*table, strict=True)]
    return list(map(max, current, least or current))


def pad_cells(table: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Return the rows as text, cells padded to these widths."""
    return "".join(
        "".join(cell.ljust(width) for cell, width in zip(line, widths[:-1], strict=False))
        + line[-1]
        + "\n"
        for line in table
    )
