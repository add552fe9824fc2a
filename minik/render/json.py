"""JSON, indented by four, as kubectl prints it."""
from minik.model.go_values import marshalled
from minik.model.listing import Listing
from minik.render import _document


def render(listing: Listing) -> str:
    return marshalled(_document.shown(listing), "    ") + "\n"
