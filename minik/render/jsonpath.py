"""What a JSONPath template finds, one after the other."""
from collections.abc import Callable
from typing import Any

from minik.errors import ClientError
from minik.model import jsonpath
from minik.model.go_values import literal
from minik.model.jsonpath_syntax import BadPath, parsed
from minik.model.listing import Listing
from minik.model.problem import quoted
from minik.render import _document, _templates


def render(listing: Listing) -> str:
    return filled(listing, jsonpath.printed)


def filled(listing: Listing, printed: Callable[..., str]) -> str:
    """The template filled in from the document, by one of the ways to print what was found."""
    template = _templates.given(listing.argument)
    document: Any = _document.of(listing)
    try:
        actions = parsed(template)
    except BadPath as wrong:
        raise ClientError(f"error parsing jsonpath {template}, {wrong}\n") from None
    try:
        return printed(actions, document, listing.missing_keys)
    except BadPath as wrong:
        raise ClientError(
            f"error executing jsonpath {quoted(template)}: Error executing template: {wrong}. "
            f"Printing more information for debugging the template:\n\ttemplate was:\n\t\t{template}\n"
            f"\tobject given to jsonpath engine was:\n\t\t{literal(document)}\n\n") from None
