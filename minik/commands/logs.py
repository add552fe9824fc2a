"""Print the log of a container: needs one that runs, and minik runs none"""

from minik.command_line import container_refusal, creating, flags, ignored_flags
from minik.light_typing import NoReturn
from minik.model.shell import quote

USAGE = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command"


@flags.command(usage="[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]")
@flags.namespace
@flags.selector
@flags.text("-c", "--container", metavar="NAME", help="Which container of the pod")
@ignored_flags.ignored_options(
    "-f",
    "--follow",
    "-p",
    "--previous",
    "--since=",
    "--since-time=",
    "--tail=",
    "--timestamps",
    "--all-containers",
    "--all-pods",
    "--prefix",
    "--limit-bytes=",
    "--max-log-requests=",
    "--ignore-errors",
    "--insecure-skip-tls-verify-backend",
    "--pod-running-timeout=",
)
@flags.argument("words", many=True)
def command(words: tuple[str, ...], namespace: str, container: str, selector: str) -> NoReturn:
    """Print the log of a container: needs one that runs. What happened to a pod is told by
    `describe` and `events`.

    \b
    Examples:
      minik describe pods
      minik events
    """
    if selector and not words:
        container_refusal.refuse("logs", f"describe pods -l {quote(selector)}")
    if not words or len(words) > 2:
        raise creating.usage_error(USAGE)
    if container and words[1:]:
        raise creating.usage_error("only one of -c or an inline [CONTAINER] arg is allowed")
    name = container or "".join(words[1:])
    container_refusal.refuse_for(words[0], "logs", "describe {}", namespace, name)
