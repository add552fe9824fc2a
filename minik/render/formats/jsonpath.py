"""The values that a JSONPath template selects, one after the other."""

from collections.abc import Callable

from minik.errors import ClientError
from minik.light_typing import Any
from minik.model import jsonpath
from minik.model.go_values import format_literal
from minik.model.jsonpath_syntax import BadPath, parse_template
from minik.model.listing import Listing
from minik.model.problem import quote
from minik.render import _document, _templates


def render(listing: Listing) -> str:
    return fill(listing, jsonpath.render_template)


def fill(listing: Listing, print_values: Callable[..., str]) -> str:
    """Execute the template with the document; `print_values` prints what it selects."""
    template = _templates.require_template(listing.argument)
    document: Any = _document.of(listing)
    try:
        actions = parse_template(template)
    except BadPath as wrong:
        raise ClientError(f"error parsing jsonpath {template}, {wrong}\n") from None
    try:
        return print_values(actions, document, listing.missing_keys)
    except BadPath as wrong:
        raise ClientError(
            f"error executing jsonpath {quote(template)}: Error executing template: {wrong}. "
            f"Printing more information for debugging the template:\n\ttemplate was:\n\t\t{template}\n"
            f"\tobject given to jsonpath engine was:\n\t\t{format_literal(document)}\n\n\n"
        ) from None
