"""Create a role binding for a particular role or cluster role"""

from minik.client.generators.role_binding import build_role_binding, subjects
from minik.command_line import creating, flags, role_subjects, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME --clusterrole=NAME|--role=NAME {usages.SUBJECTS} {usages.DRY_RUN}")
@flags.text("--role", metavar="NAME", help="The role, of the same namespace")
@flags.text("--clusterrole", metavar="NAME", help="The cluster role")
@role_subjects.options
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    role: str,
    clusterrole: str,
    users: tuple[str, ...],
    groups: tuple[str, ...],
    accounts: tuple[str, ...],
    request: Request,
) -> None:
    """Create a role binding: NAME --role=NAME or --clusterrole=NAME, and for whom.

    What the role allows is allowed to them in this namespace.

    \b
    Examples:
      minik create rolebinding viewers --clusterrole=view --user=anna --group=operators
      minik create rolebinding restarters --role=restarter --serviceaccount=default:deployer
    """
    name = creating.single_name(words)
    binding = build_role_binding(name, role, clusterrole, list(subjects(users, groups, accounts)))
    creating.make(binding, request, "failed to create rolebinding")
