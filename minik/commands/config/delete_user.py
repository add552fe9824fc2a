"""Delete the specified user from the kubeconfig"""

from minik.command_line import config_file, creating, flags, state_access
from minik.errors import ClientError


@flags.command(usage="NAME")
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """Delete the specified user from the kubeconfig.

    \b
    Examples:
      # Delete the minikube user
      minik config delete-user minikube
    """
    name, config = creating.single_word(words), config_file.read()
    path = config_file.place(config)
    if name not in config.users:
        raise ClientError(f"cannot delete user {name}, not in {path}")
    remaining = {other: entry for other, entry in config.users.items() if other != name}
    config_file.write(config._replace(users=remaining))
    state_access.say(f"deleted user {name} from {path}")
