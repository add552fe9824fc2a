"""Objects shown one after the other, as they change: rows of one table whose columns only widen, or one document each.

Upstream rule: kubectl `get --watch` over cli-runtime's printers and a tabwriter that remembers its widths.
"""
from collections.abc import Sequence

from minik.model.go_values import marshalled
from minik.model.happening import Happening
from minik.model.listing import Listing, Section
from minik.render import _document, render, table, yaml

EVENT = "EVENT"
WIDTH = 10  # of the types of events
TABLES = ("", "wide")


class Watched:
    """What was shown so far: how wide the columns are, and whether anything was."""

    def __init__(self, listing: Listing, output: str, *, events: bool) -> None:
        self.listing, self.output, self.events = listing, output, events
        self.widths: Sequence[int] = ()
        self.begun = False

    def text(self, section: Section, happened: Sequence[Happening]) -> str:
        """What is to be shown of these happenings, all at once."""
        if not happened:
            return ""
        shown = self._rows(section, happened) if self.output in TABLES else "".join(
            self._document(section, one) for one in happened)
        self.begun = True
        return shown

    def _rows(self, section: Section, happened: Sequence[Happening]) -> str:
        headers = self.listing.headers and not self.begun
        listing = self.listing._replace(headers=headers, wide=self.output == "wide")
        rows = list(table.rows(section._replace(objects=[one.object for one in happened]), listing))
        if self.events:
            types = [*([EVENT] if headers else []), *(one.type.ljust(WIDTH) for one in happened)]
            rows = [[word, *row] for word, row in zip(types, rows, strict=True)]
        self.widths = table.widths(rows, self.widths)
        return table.spaced(rows, self.widths)

    def _document(self, section: Section, one: Happening) -> str:
        between = "---\n" if self.output == "yaml" and self.begun else ""
        self.begun = True
        listing = self.listing._replace(sections=[section._replace(objects=[one.object])], single=True)
        if not self.events or self.output == "name":
            return between + render(listing, self.output)
        shown = _document.shown(listing)
        if self.output == "json":
            return f'{{"type":"{one.type}","object":{marshalled(shown)}}}\n'
        event = {"object": shown, "type": one.type}
        if self.output == "yaml":
            return between + yaml.text(event)
        return render(listing._replace(sections=[section._replace(objects=[event])]), self.output)
