"""Delete the specified user from the kubeconfig"""

from minik.command_line import creating, flags, state_access
from minik.errors import ClientError
from minik.store import contexts


@flags.command(usage="NAME")
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """Delete the specified user from the kubeconfig.

    \b
    Examples:
      # Delete the minikube user
      minik config delete-user minikube
    """
    name, path = creating.single_word(words), contexts.config_path()
    config = contexts.read()
    if name not in config.users:
        raise ClientError(f"cannot delete user {name}, not in {path}")
    remaining = {other: entry for other, entry in config.users.items() if other != name}
    contexts.write(config._replace(users=remaining))
    state_access.say(f"deleted user {name} from {path}")
