"""A Go template, filled in from the document."""
from minik.errors import ClientError
from minik.model.go_values import marshalled, printed
from minik.model.listing import Listing
from minik.model.problem import quoted
from minik.render import _document, _templates
from minik.render._go_template.functions import FUNCTIONS
from minik.render._go_template.parsing import BadTemplate, parsed
from minik.render._go_template.running import Run, Stopped


def render(listing: Listing) -> str:
    template = _templates.given(listing.argument)
    document = _document.of(listing)
    try:
        run = Run(template, parsed(template, FUNCTIONS), listing.missing_keys)
    except BadTemplate as wrong:
        raise ClientError(f"error parsing template {template}, {wrong}\n") from None
    try:
        run.fill(document)
    except Stopped as stopped:
        told = (f"Error executing template: {stopped}. Printing more information for debugging the template:\n"
                f"\ttemplate was:\n\t\t{template}\n\traw data was:\n\t\t{marshalled(document)}\n"
                f"\tobject given to template engine was:\n\t\t{printed(document)}\n\n")
        raise _templates.Broken(f"error executing template {quoted(template)}: {stopped}", "".join(run.out) + told) from None
    return "".join(run.out)
