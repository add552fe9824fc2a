"""List the versions of the API that the cluster knows"""

from minik.api.resources import cluster_kinds
from minik.command_line import flags, state_access
from minik.errors import ClientError


@flags.command()
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """List the versions of the API that the cluster knows: what may stand as apiVersion in a
    document.

    \b
    Examples:
      minik api-versions
    """
    if words:
        raise ClientError(
            f"unexpected arguments: [{' '.join(words)}]\nSee 'minik api-versions -h' for help and examples"
        )
    versions = {
        f"{kind.group}/{version}" if kind.group else version
        for kind in cluster_kinds(state_access.read_cluster())
        for version in kind.versions
    }
    state_access.say("\n".join(sorted(versions)))
