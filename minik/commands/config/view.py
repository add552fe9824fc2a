"""Print all contexts as kubectl prints its configuration"""

from minik.command_line import (
    config_properties,
    flags,
    kubeconfig_entries,
    printing,
    state_access,
    streams,
)
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.store import contexts
from minik.store.contexts import Contexts


@flags.command()
@flags.flag("--minify", help="Only the current context")
@flags.flag("--raw", help="With certificates, keys, tokens and passwords")
@flags.no_op("--flatten", why="it names no other files")
@flags.no_op("--merge", why="it is one file")
@printing.options
def command(minify: bool, raw: bool, output: str, **how: Any) -> None:
    """Print all contexts in the shape of a kubeconfig: the cluster of a context is a state file; other
    clusters and users are data that minik keeps.

    \b
    Examples:
      minik config view
      minik config view --minify -o jsonpath='{.contexts[0].context.namespace}'
    """
    config = contexts.read()
    if minify and config.current not in config.all:
        raise ClientError(f"cannot locate context {config.current}")
    if output == "name":
        streams.echo("config/<unknown>")
        return
    kept = minified(config) if minify else config
    section = Section(Kind("Config"), [document(kept, raw=raw)])
    printing.show(
        Listing([section], state_access.now(), single=True, **how), output or "yaml", tables=False
    )


def minified(config: Contexts) -> Contexts:
    """Return the current context alone, with its cluster and its user."""
    context = config.all[config.current]
    cluster = context.cluster or context.name
    return config._replace(
        all={context.name: context},
        clusters={name: entry for name, entry in config.clusters.items() if name == cluster},
        users={name: entry for name, entry in config.users.items() if name == context.user},
    )


def document(config: Contexts, *, raw: bool) -> dict[str, Any]:
    """Return the configuration in the shape of a kubeconfig."""
    files = {
        name: {"server": f"{config_properties.SCHEME}{context.state}"}
        for name, context in config.all.items()
        if context.cluster in ("", name)
    }
    clusters = {
        name: {**config.clusters.get(name, {}), **files.get(name, {})}
        for name in {*files, *config.clusters}
    }
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": config.current,
        "users": kubeconfig_entries.named(config.users, "user", raw=raw) or None,
        "clusters": kubeconfig_entries.named(clusters, "cluster", raw=raw),
        "contexts": [
            {
                "context": {
                    "cluster": context.cluster or context.name,
                    "namespace": context.namespace,
                    "user": context.user,
                },
                "name": name,
            }
            for name, context in sorted(config.all.items())
        ],
    }
