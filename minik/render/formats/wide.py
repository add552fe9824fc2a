"""kubectl's table with the columns that only `-o wide` shows."""

from minik.model.listing import Listing
from minik.render.formats import table

TABULAR = True


def render(listing: Listing) -> str:
    return table.render(listing._replace(wide=True))
