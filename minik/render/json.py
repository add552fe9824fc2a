"""JSON, indented by four, as kubectl prints it."""
from __future__ import annotations

import json

from minik.model.listing import Listing
from minik.render import _document


def render(listing: Listing) -> str:
    return json.dumps(_document.of(listing), indent=4, ensure_ascii=False, sort_keys=True) + "\n"
