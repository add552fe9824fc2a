"""Print which minik this is, and which Kubernetes it follows"""

import os

from minik.api import versions
from minik.command_line import flags, state_access, streams
from minik.errors import ClientError, MinikError
from minik.model.go_values import marshal
from minik.render.formats import yaml


@flags.command()
@flags.argument("words", many=True)
@flags.flag("--client", help="Only minik's own version")
@flags.text("-o", "--output", metavar="json|yaml", help="Print the result in this format")
def command(words: tuple[str, ...], client: bool, output: str) -> None:
    """Print which minik this is (client), and which Kubernetes' rules it follows (server).

    \b
    Examples:
      minik version
      minik version -o json
    """
    if words:
        raise ClientError(f"extra arguments: [{' '.join(words)}]")
    if output not in ("", "json", "yaml"):
        raise ClientError("--output must be 'yaml' or 'json'")
    both = {
        "clientVersion": versions.client(),
        **({} if client else {"serverVersion": versions.server(_version_of_cluster())}),
    }
    if output:
        streams.echo(marshal(both, "  ") + "\n" if output == "json" else yaml.text(both), nl=False)
        return
    for name, version in both.items():
        streams.echo(f"{name.removesuffix('Version').title()} Version: {version['gitVersion']}")


def _version_of_cluster() -> str:
    """Return the version of Kubernetes that the cluster was made with; "" for the usual one, or
    where there is no cluster that can be read.
    """
    if not os.path.exists(state_access.state_path()):
        return ""
    try:
        return state_access.read_cluster().settings.kubernetes_version
    except MinikError:
        return ""
