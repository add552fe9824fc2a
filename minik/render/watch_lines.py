"""The output of `get --watch`: rows of one table whose columns only widen, or one document for each
change.

Upstream rule: kubectl `get --watch` over cli-runtime's printers and a tabwriter that remembers its
widths.
"""

from collections.abc import Sequence

from minik.model.go_values import marshal
from minik.model.listing import Listing, Section
from minik.model.watch_events import WatchEvent
from minik.render import _document
from minik.render.formats import render, table, yaml

EVENT = "EVENT"
WIDTH = 10  # of the types of events
TABLES = ("", "wide")


class WatchPrinter:
    """Prints a watch; remembers how wide the columns are, and whether anything was printed."""

    def __init__(self, listing: Listing, output: str, *, events: bool) -> None:
        self.listing, self.output, self.events = listing, output, events
        self.widths: Sequence[int] = ()
        self.begun = False

    def text(self, section: Section, happenings: Sequence[WatchEvent]) -> str:
        """Return the text for these happenings; "" for none."""
        if not happenings:
            return ""
        output = (
            self._rows(section, happenings)
            if self.output in TABLES
            else "".join(self._document(section, happening) for happening in happenings)
        )
        self.begun = True
        return output

    def _rows(self, section: Section, happenings: Sequence[WatchEvent]) -> str:
        headers = self.listing.headers and not self.begun
        listing = self.listing._replace(headers=headers, wide=self.output == "wide")
        rows = list(
            table.rows(
                section._replace(objects=[happening.object for happening in happenings]), listing
            )
        )
        if self.events:
            types = [
                *([EVENT] if headers else []),
                *(happening.type.ljust(WIDTH) for happening in happenings),
            ]
            rows = [[word, *row] for word, row in zip(types, rows, strict=True)]
        self.widths = table.widths(rows, self.widths)
        return table.pad_cells(rows, self.widths)

    def _document(self, section: Section, happening: WatchEvent) -> str:
        between = "---\n" if self.output == "yaml" and self.begun else ""
        self.begun = True
        listing = self.listing._replace(
            sections=[section._replace(objects=[happening.object])], single=True
        )
        if not self.events or self.output == "name":
            return between + render(listing, self.output)
        document = _document.for_display(listing)
        if self.output == "json":
            return f'{{"type":"{happening.type}","object":{marshal(document)}}}\n'
        event = {"object": document, "type": happening.type}
        if self.output == "yaml":
            return between + yaml.text(event)
        return render(listing._replace(sections=[section._replace(objects=[event])]), self.output)
