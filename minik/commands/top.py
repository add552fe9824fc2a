"""Show the use of processor and memory: needs running containers, and minik runs none"""

from typing import NoReturn

import click

from minik.commands import _container, _options
from minik.commands._create import _making

OPTIONS = _options.ignored_options(
    "--no-headers",
    "--sort-by=",
    "--show-capacity",
    "--containers",
    "--sum",
    "--use-protocol-buffers",
    "--show-swap",
)
INSTEAD = {"node": "describe nodes", "pod": "get pods -o wide"}


@click.command("node", cls=_options.Verb)
@_options.selector
@OPTIONS
@click.argument("words", nargs=-1)
def node(words: tuple[str, ...], selector: str) -> NoReturn:
    """Show the use of nodes. What their pods asked for is told by `describe`.

    \b
    Examples:
      minik describe nodes
    """
    refuse("node", words)


@click.command("pod", cls=_options.Verb)
@_options.namespace
@_options.all_namespaces
@_options.selector
@_options.field_selector
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
        raise _making.usage_error(f"{kind} [NAME | -l label]")
    _container.refuse(f"top {kind}", INSTEAD[kind])


HELP = """Show the use of processor and memory: needs running containers, and minik runs none.

    \b
    Examples:
      minik describe nodes
    """
ALIASES = {"nodes": "node", "no": "node", "pods": "pod", "po": "pod"}
command = _making.Family("top", commands=[node, pod], aliases=ALIASES, help=HELP)
