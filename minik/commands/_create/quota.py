"""Create a quota with the specified name"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.intake.generators.resource_quota import build_resource_quota


@click.command(cls=_options.Verb)
@_options.text("--hard", metavar="RESOURCE=QUANTITY,...", help="What may be used at most")
@_options.text("--scopes", metavar="SCOPE,...", help="For which pods only")
@_making.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], hard: str, scopes: str, request: Request) -> None:
    """Create a resource quota: NAME --hard=RESOURCE=QUANTITY.

    What would take more in the namespace is refused, and so is what does not say how much it takes.

    \b
    Examples:
      minik create quota small --hard=cpu=4,memory=8Gi,pods=20
      minik create quota best-effort --hard=pods=5 --scopes=BestEffort
    """
    _making.make(
        build_resource_quota(_making.single_name(words), hard, scopes),
        request,
        "failed to create quota",
    )
