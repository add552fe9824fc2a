"""Create a cluster role binding for a particular cluster role"""

from minik.client.generators.role_binding import build_cluster_role_binding, subjects
from minik.command_line import creating, flags, role_subjects, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME --clusterrole=NAME {usages.SUBJECTS} {usages.DRY_RUN}")
@flags.text("--clusterrole", metavar="NAME", help="The cluster role")
@role_subjects.options
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    clusterrole: str,
    users: tuple[str, ...],
    groups: tuple[str, ...],
    accounts: tuple[str, ...],
    request: Request,
) -> None:
    """Create a cluster role binding: NAME --clusterrole=NAME, and for whom.

    What the cluster role allows is allowed to them in all namespaces, and for objects of the whole
    cluster.

    \b
    Examples:
      minik create clusterrolebinding readers --clusterrole=view --user=anna --group=operators
      minik create clusterrolebinding deployer --clusterrole=edit --serviceaccount=default:deployer
    """
    creating.require(clusterrole=clusterrole)
    name = creating.single_name(words)
    binding = build_cluster_role_binding(name, clusterrole, list(subjects(users, groups, accounts)))
    creating.make(binding, request, "failed to create clusterrolebinding")
