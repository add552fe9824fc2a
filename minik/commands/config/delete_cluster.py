"""Delete the specified cluster from the kubeconfig"""

from minik.command_line import config_file, creating, flags, state_access
from minik.errors import ClientError


@flags.command(usage="NAME")
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """Delete the specified cluster from the kubeconfig. The state file of a context stays: it goes with
    its context.

    \b
    Examples:
      # Delete the minikube cluster
      minik config delete-cluster minikube
    """
    name, config = creating.single_word(words), config_file.read()
    path = config_file.place(config)
    if name not in config.clusters:
        raise ClientError(
            "a cluster goes with its context: minik config delete-context NAME; its state file is yours to remove"
            if name in config.all and not config.path
            else f"cannot delete cluster {name}, not in {path}"
        )
    remaining = {other: entry for other, entry in config.clusters.items() if other != name}
    config_file.write(config._replace(clusters=remaining))
    state_access.say(f"deleted cluster {name} from {path}")
