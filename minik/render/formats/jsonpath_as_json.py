"""The values that a JSONPath template selects, as JSON lists."""

from minik.model import jsonpath
from minik.model.listing import Listing
from minik.render.formats.jsonpath import fill


def render(listing: Listing) -> str:
    return fill(listing, jsonpath.as_json)
