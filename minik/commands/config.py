"""Show and choose contexts: which state file, which namespace"""
import click

from minik.commands import _options
from minik.errors import ClientError
from minik.model import nearness
from minik.render import table, yaml
from minik.store import contexts
from minik.store.contexts import Context, Contexts


@click.group(no_args_is_help=True)
def command() -> None:
    """Show and choose contexts: which state file is meant, and which namespace in it.

    \b
    Examples:
      # Two clusters side by side
      minik config set-context staging --namespace=shop
      minik config use-context staging
      minik config get-contexts
    """


@command.command("get-contexts", cls=_options.Verb)
@click.argument("names", nargs=-1)
@_options.output
@_options.flag("--no-headers", help="Leave out the titles")
def get_contexts(names: tuple[str, ...], output: str, no_headers: bool) -> None:
    """List contexts; the current one is marked"""
    found = contexts.read()
    unknown = next((name for name in names if name not in found.all), None)
    if unknown:
        raise ClientError(f"context {unknown} not found")
    chosen = [context for name, context in sorted(found.all.items()) if not names or name in names]
    if output == "name":
        click.echo("".join(f"{context.name}\n" for context in chosen), nl=False)
        return
    rows = [["*" if context.name == found.current else "", context.name, context.name, "", context.namespace] for context in chosen]
    titles = [] if no_headers else [["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]]
    click.echo(table.aligned(iter([*titles, *rows])), nl=False)


@command.command("current-context", cls=_options.Verb)
def current_context() -> None:
    """Print the name of the current context"""
    click.echo(contexts.read().current)


@command.command("use-context", cls=_options.Verb)
@click.argument("name")
def use_context(name: str) -> None:
    """Make a context the current one"""
    found = contexts.read()
    if name not in found.all:
        near = nearness.hint(name, found.all)
        raise ClientError(f'no context exists with the name: "{name}"', hint=near or f"make it: minik config set-context {name}")
    contexts.write(found._replace(current=name))
    click.echo(f'Switched to context "{name}".')


@command.command("set-context", cls=_options.Verb)
@click.argument("name", default="")
@_options.flag("--current", help="Change the current context")
@_options.namespace
@_options.text("--state-file", metavar="FILE", help="Where this context keeps its state")
def set_context(name: str, current: bool, namespace: str, state_file: str) -> None:
    """Make a context, or change its namespace or state file"""
    if bool(name) == current:
        raise ClientError("you must specify a non-empty context name or --current")
    found = contexts.read()
    name = name or found.current
    contexts.write(contexts.changed(found, name, namespace, state_file))
    click.echo(f'Context "{name}" {"modified" if name in found.all else "created"}.')


@command.command("delete-context", cls=_options.Verb)
@click.argument("name")
def delete_context(name: str) -> None:
    """Forget a context; its state file stays"""
    found = contexts.read()
    if name not in found.all or name == contexts.DEFAULT:
        raise ClientError(f"cannot delete context {name}, not in {contexts.config_path()}")
    left = {other: context for other, context in found.all.items() if other != name}
    contexts.write(Contexts(contexts.DEFAULT if found.current == name else found.current, left))
    click.echo(f"deleted context {name} from {contexts.config_path()}")


@command.command("view", cls=_options.Verb)
@_options.flag("--minify", help="Only the current context")
def view(minify: bool) -> None:
    """Print all contexts as kubectl prints its configuration"""
    found = contexts.read()
    shown = [context for name, context in sorted(found.all.items()) if not minify or name == found.current]
    click.echo(yaml.text(_document(found.current, shown)), nl=False)


def _document(current: str, shown: list[Context]) -> dict[str, object]:
    """Contexts in the shape of a kubeconfig: a cluster is a state file."""
    return {
        "apiVersion": "v1", "kind": "Config", "current-context": current, "users": [],
        "clusters": [{"cluster": {"server": f"file://{context.state}"}, "name": context.name} for context in shown],
        "contexts": [{"context": {"cluster": context.name, "namespace": context.namespace, "user": ""}, "name": context.name}
                     for context in shown]}
