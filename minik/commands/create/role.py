"""Create a role with single rule"""

from minik.client.generators.role import build_role
from minik.command_line import creating, flags, role_rules, state_access, usages
from minik.command_line.change_requests import Request


@flags.command(
    usage="NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] "
    + usages.DRY_RUN
)
@role_rules.options
@creating.options
@flags.argument("words", many=True)
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
    name = creating.single_name(words)
    role_rules.warn_unusual_verbs(verbs)
    creating.make(
        build_role(
            name,
            verbs,
            resources,
            resource_names,
            role_rules.resource_lookup(state_access.read_cluster()),
        ),
        request,
    )
