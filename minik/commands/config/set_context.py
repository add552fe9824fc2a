"""Make a context, or change its namespace or state file"""

import os

from minik.command_line import config_file, flags, state_access
from minik.errors import ClientError
from minik.store import contexts


@flags.command(usage="[NAME | --current] [--namespace=namespace]")
@flags.argument("words", many=True)
@flags.flag("--current", help="Change the current context")
@flags.option("-n", "--namespace", metavar="NAME", help="The namespace to work in; '' clears it")
@flags.text("--state-file", metavar="FILE", help="Where this context keeps its state")
@flags.option("--cluster", metavar="NAME", help="The name of its cluster, which is data")
@flags.option("--user", metavar="NAME", help="The name of its user, which is data")
@flags.option(
    "--kube-context",
    metavar="NAME",
    help="The live cluster it stands for: this context of the kubeconfig; '' for none",
)
def command(
    words: tuple[str, ...],
    current: bool,
    namespace: str | None,
    state_file: str,
    cluster: str | None,
    user: str | None,
    kube_context: str | None,
) -> None:
    """Make a context, or change its namespace or state file.

    \b
    Examples:
      minik config set-context staging --namespace=shop
      minik config set-context --current --namespace=shop
      # A live cluster, read only: then minik --context prod why front asks it
      minik config set-context prod --kube-context=prod-eu --namespace=shop
    """
    if len(words) > 1:
        raise ClientError(f"Unexpected args: [{' '.join(words)}]")
    if bool(words) == current:
        raise ClientError(
            "cannot specify both a context name and --current"
            if words
            else "you must specify a non-empty context name or --current"
        )
    config = contexts.read() if kube_context is not None else config_file.read()
    name = words[0] if words else config.current
    values = (namespace, state_file, cluster, user, kube_context, kubeconfig_of(kube_context))
    config_file.write(contexts.with_context(config, name, *values))
    state_access.say(f'Context "{name}" {"modified" if name in config.all else "created"}.')


def kubeconfig_of(kube_context: str | None) -> str | None:
    """Return the file of --kubeconfig for a context of it; None keeps the one there is."""
    file = state_access.option("kubeconfig")
    if file and kube_context:
        return str(os.path.abspath(file))
    return None if kube_context is None else ""
