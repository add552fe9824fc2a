"""A JSONPath template from a file."""

from minik.model.listing import Listing
from minik.render.formats import jsonpath


def render(listing: Listing) -> str:
    return jsonpath.render(listing)
