"""Create a cluster role"""

import click

from minik.commands import _options, _session
from minik.commands._changes import Request
from minik.commands._create import _making, _rules
from minik.intake.generators.role import build_cluster_role


@click.command(cls=_options.Verb)
@_rules.options
@_options.several(
    "--non-resource-url", "paths", metavar="PATH", help="A path of the API that the role may use"
)
@_options.several(
    "--aggregation-rule",
    "aggregated",
    metavar="LABEL=VALUE",
    help="Allow what roles with these labels allow",
)
@_making.options
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...],
    verbs: tuple[str, ...],
    resources: tuple[str, ...],
    resource_names: tuple[str, ...],
    paths: tuple[str, ...],
    aggregated: tuple[str, ...],
    request: Request,
) -> None:
    """Create a cluster role: NAME --verb=VERB --resource=RESOURCE[.GROUP][/SUBRESOURCE].

    What it allows holds where it is bound: everywhere by a cluster role binding, in one namespace
    by a role binding.

    \b
    Examples:
      minik create clusterrole reader --verb=get,list,watch --resource=pods,services
      minik create clusterrole scaler --verb=update --resource=deployments.apps/scale
      minik create clusterrole monitor --aggregation-rule=monitoring=yes
    """
    name = _making.single_name(words)
    if resources:
        _rules.warn_unusual_verbs(verbs)
    lookup = _rules.resource_lookup(_session.read_cluster())
    _making.make(
        build_cluster_role(name, verbs, resources, resource_names, paths, aggregated, lookup),
        request,
    )
