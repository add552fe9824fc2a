"""Show the use of processor and memory: needs running containers, and minik runs none"""

from typing import NoReturn

import click

from minik.command_line import container_refusal, creating, flags, ignored_flags

OPTIONS = ignored_flags.ignored_options(
    "--no-headers",
    "--sort-by=",
    "--show-capacity",
    "--containers",
    "--sum",
    "--use-protocol-buffers",
    "--show-swap",
)
INSTEAD = {"node": "describe nodes", "pod": "get pods -o wide"}


@click.command("node", cls=flags.Verb)
@flags.selector
@OPTIONS
@click.argument("words", nargs=-1)
def node(words: tuple[str, ...], selector: str) -> NoReturn:
    """Show the use of nodes. What their pods asked for is told by `describe`.

    \b
    Examples:
      minik describe nodes
    """
    refuse("node", words)


@click.command("pod", cls=flags.Verb)
@flags.namespace
@flags.all_namespaces
@flags.selector
@flags.field_selector
@OPTIONS
@click.argument("words", nargs=-1)
def pod(words: tuple[str, ...], **_: object) -> NoReturn:
    """Show the use of pods. `get` shows their state.

    \b
    Examples:
      minik get pods -o wide
    """
    refuse("pod", words)


def refuse(kind: str, words: tuple[str, ...]) -> NoReturn:
    """Raise ClientError: no container runs, so there is no usage to show."""
    if len(words) > 1:
        raise creating.usage_error(f"{kind} [NAME | -l label]")
    container_refusal.refuse(f"top {kind}", INSTEAD[kind])


HELP = """Show the use of processor and memory: needs running containers, and minik runs none.

    \b
    Examples:
      minik describe nodes
    """
ALIASES = {"nodes": "node", "no": "node", "pods": "pod", "po": "pod"}
command = creating.Family("top", commands=[node, pod], aliases=ALIASES, help=HELP)
