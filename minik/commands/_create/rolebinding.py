"""Create a role binding for a particular role or cluster role"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making, _subjects
from minik.intake.generators.role_binding import build_role_binding, subjects


@click.command(cls=_options.Verb)
@_options.text("--role", metavar="NAME", help="The role, of the same namespace")
@_options.text("--clusterrole", metavar="NAME", help="The cluster role")
@_subjects.options
@_making.options
@click.argument("words", nargs=-1)
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
    name = _making.single_name(words)
    binding = build_role_binding(name, role, clusterrole, list(subjects(users, groups, accounts)))
    _making.make(binding, request, "failed to create rolebinding")
