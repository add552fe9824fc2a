"""Create a cluster role binding for a particular cluster role"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making, _subjects
from minik.intake.generators.role_binding import build_cluster_role_binding, subjects


@click.command(cls=_options.Verb)
@_options.text("--clusterrole", metavar="NAME", help="The cluster role")
@_subjects.options
@_making.options
@click.argument("words", nargs=-1)
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
    _making.require(clusterrole=clusterrole)
    name = _making.single_name(words)
    binding = build_cluster_role_binding(name, clusterrole, list(subjects(users, groups, accounts)))
    _making.make(binding, request, "failed to create clusterrolebinding")
