"""A Go template, under its other name."""

from minik.model.listing import Listing
from minik.render.formats import go_template


def render(listing: Listing) -> str:
    return go_template.render(listing)
