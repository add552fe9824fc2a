"""JSON, indented by four, as kubectl prints it."""

from minik.model.go_values import marshal
from minik.model.listing import Listing
from minik.render import _document


def render(listing: Listing) -> str:
    return marshal(_document.for_display(listing), "    ") + "\n"
