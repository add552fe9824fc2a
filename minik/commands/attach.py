"""Attach to a container: needs one that runs, and minik runs none"""

from minik.command_line import container_refusal, flags, ignored_flags
from minik.errors import ClientError
from minik.light_typing import NoReturn


@flags.command(usage="(POD | TYPE/NAME) -c CONTAINER")
@flags.namespace
@flags.text("-c", "--container", metavar="NAME", help="Which container of the pod")
@ignored_flags.ignored_options(
    "-i",
    "--stdin",
    "-t",
    "--tty",
    "-q",
    "--quiet",
    "--pod-running-timeout=",
    "--detach-keys=",
)
@flags.argument("words", many=True)
def command(words: tuple[str, ...], namespace: str, container: str) -> NoReturn:
    """Attach to a container: needs one that runs. `describe` shows a pod's containers and state.

    \b
    Examples:
      minik describe pods
    """
    if not words:
        raise ClientError("at least 1 argument is required for attach")
    if len(words) > 1:
        raise ClientError(
            f"expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {len(words)}: [{' '.join(words)}]"
            if len(words) > 2
            else f"expected POD or TYPE/NAME, saw {words[0]} {words[1]}"
        )
    container_refusal.refuse_for(words[0], "attach", "describe {}", namespace, container)
