"""What a JSONPath template finds, as JSON lists."""
from minik.model import jsonpath
from minik.model.listing import Listing
from minik.render.jsonpath import filled


def render(listing: Listing) -> str:
    return filled(listing, jsonpath.as_json)
