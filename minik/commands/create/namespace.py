"""Create a namespace with the specified name"""

from minik.client.generators.namespace import build_namespace
from minik.command_line import creating, flags, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME {usages.DRY_RUN}")
@creating.options
@flags.argument("words", many=True)
def command(words: tuple[str, ...], request: Request) -> None:
    """Create a namespace: NAME.

    It gets the service account `default` and the certificate of the cluster, as every namespace
    does.

    \b
    Examples:
      minik create namespace green
    """
    creating.make(build_namespace(creating.single_name(words)), request._replace(namespace=""))
