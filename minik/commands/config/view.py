"""Print all contexts as kubectl prints its configuration"""

from collections.abc import Sequence

from minik.command_line import flags, printing, state_access, streams
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.store import contexts
from minik.store.contexts import Context


@flags.command()
@flags.flag("--minify", help="Only the current context")
@flags.no_op("--raw", why="there is no secret to hide")
@flags.no_op("--flatten", why="it names no other files")
@flags.no_op("--merge", why="it is one file")
@printing.options
def command(minify: bool, output: str, **how: Any) -> None:
    """Print all contexts in the shape of a kubeconfig: a cluster is a state file, and there are no
    users.

    \b
    Examples:
      minik config view
      minik config view --minify -o jsonpath='{.contexts[0].context.namespace}'
    """
    config = contexts.read()
    if minify and config.current not in config.all:
        raise ClientError(f"cannot locate context {config.current}")
    shown = [
        context
        for name, context in sorted(config.all.items())
        if not minify or name == config.current
    ]
    if output == "name":
        streams.echo("config/<unknown>")
        return
    section = Section(Kind("Config"), [document(config.current, shown)])
    printing.show(
        Listing([section], state_access.now(), single=True, **how), output or "yaml", tables=False
    )


def document(current: str, shown: Sequence[Context]) -> dict[str, Any]:
    """Return contexts in the shape of a kubeconfig."""
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": current,
        "users": None,
        "clusters": [
            {"cluster": {"server": f"file://{context.state}"}, "name": context.name}
            for context in shown
        ],
        "contexts": [
            {
                "context": {"cluster": context.name, "namespace": context.namespace, "user": ""},
                "name": context.name,
            }
            for context in shown
        ],
    }
