"""A Go template, executed with the document."""

from minik.errors import ClientError
from minik.model.go_values import format_value, marshal
from minik.model.listing import Listing
from minik.model.problem import quote
from minik.render import _document, _templates
from minik.render._go_template.functions import FUNCTIONS
from minik.render._go_template.parsing import parse
from minik.render._go_template.running import ExecutionError, Run
from minik.render._go_template.token_reader import BadTemplate


def render(listing: Listing) -> str:
    template = _templates.require_template(listing.argument)
    document = _document.of(listing)
    try:
        run = Run(template, parse(template, FUNCTIONS), listing.missing_keys)
    except BadTemplate as wrong:
        raise ClientError(f"error parsing template {template}, {wrong}\n") from None
    try:
        run.fill(document)
    except ExecutionError as stopped:
        details = (
            f"Error executing template: {stopped}. Printing more information for debugging the template:\n"
            f"\ttemplate was:\n\t\t{template}\n\traw data was:\n\t\t{marshal(document)}\n"
            f"\tobject given to template engine was:\n\t\t{format_value(document)}\n\n"
        )
        raise _templates.TemplateError(
            f"error executing template {quote(template)}: {stopped}", "".join(run.out) + details
        ) from None
    return "".join(run.out)
