"""kind/name, one a line."""

from minik.model import object as objects
from minik.model.controls import escape_controls
from minik.model.listing import Listing


def render(listing: Listing) -> str:
    return "".join(
        f"{section.kind.singular}/{escape_controls(objects.name(obj))}\n"
        for section in listing.sections
        for obj in section.objects
    )
