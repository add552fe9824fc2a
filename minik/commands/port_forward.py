"""Forward a local port to a pod: needs a running container, and minik runs none"""

from minik.command_line import container_refusal, creating, flags, ignored_flags
from minik.light_typing import NoReturn


@flags.command(usage="TYPE/NAME [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]")
@flags.namespace
@ignored_flags.ignored_options("--address=", "--pod-running-timeout=")
@flags.argument("words", many=True)
def command(words: tuple[str, ...], namespace: str) -> NoReturn:
    """Forward a local port to a pod: needs a running container. Where a Service leads is told by
    `resolve`.

    \b
    Examples:
      minik resolve kubernetes:443
    """
    if len(words) < 2:
        raise creating.usage_error("TYPE/NAME and list of ports are required for port-forward")
    container_refusal.refuse_for(
        words[0], "port-forward", "describe {}", namespace, ports=words[1:]
    )
