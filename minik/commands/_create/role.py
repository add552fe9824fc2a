"""Create a role with single rule"""

import click

from minik.commands import _options, _session
from minik.commands._changes import Request
from minik.commands._create import _making, _rules
from minik.intake.generators.role import build_role


@click.command(cls=_options.Verb)
@_rules.options
@_making.options
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...],
    verbs: tuple[str, ...],
    resources: tuple[str, ...],
    resource_names: tuple[str, ...],
    request: Request,
) -> None:
    """Create a role: NAME --verb=VERB --resource=RESOURCE[.GROUP][/SUBRESOURCE].

    What it allows holds in its namespace, for those to whom a role binding gives it.

    \b
    Examples:
      minik create role reader --verb=get,list,watch --resource=pods
      minik create role restarter --verb=patch --resource=deployments.apps --resource-name=web
    """
    name = _making.single_name(words)
    _rules.warn_unusual_verbs(verbs)
    _making.make(
        build_role(
            name, verbs, resources, resource_names, _rules.resource_lookup(_session.read_cluster())
        ),
        request,
    )
