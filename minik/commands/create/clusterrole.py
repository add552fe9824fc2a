"""Create a cluster role"""

from minik.client.generators.role import build_cluster_role
from minik.command_line import creating, flags, role_rules, state_access, usages
from minik.command_line.change_requests import Request


@flags.command(
    usage="NAME --verb=verb --resource=resource.group [--resource-name=resourcename] "
    + usages.DRY_RUN
)
@role_rules.options
@flags.several(
    "--non-resource-url", "paths", metavar="PATH", help="A path of the API that the role may use"
)
@flags.several(
    "--aggregation-rule",
    "aggregated",
    metavar="LABEL=VALUE",
    help="Allow what roles with these labels allow",
)
@creating.options
@flags.argument("words", many=True)
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
    name = creating.single_name(words)
    if resources:
        role_rules.warn_unusual_verbs(verbs)
    lookup = role_rules.resource_lookup(state_access.read_cluster())
    creating.make(
        build_cluster_role(name, verbs, resources, resource_names, paths, aggregated, lookup),
        request,
    )
