"""Print all contexts as kubectl prints its configuration"""

from minik.command_line import (
    config_file,
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
    config = config_file.read()
    if minify:
        config = minified(config, str(state_access.option("context") or config.current))
    if output == "name":
        streams.echo("config/<unknown>")
        return
    section = Section(Kind("Config"), [document(config, raw=raw)])
    printing.show(
        Listing([section], state_access.now(), single=True, **how), output or "yaml", tables=False
    )


def minified(config: Contexts, name: str) -> Contexts:
    """Return one context alone, as the current one, with its cluster and its user. Raises ClientError."""
    if not name:
        raise ClientError("current-context must exist in order to minify")
    if name not in config.all:
        raise ClientError(f"cannot locate context {name}")
    context = config.all[name]
    cluster = config.cluster_of(context)
    return config._replace(
        current=name,
        all={context.name: context},
        clusters={name: entry for name, entry in config.clusters.items() if name == cluster},
        users={name: entry for name, entry in config.users.items() if name == context.user},
    )


def with_shown(config: Contexts, *, raw: bool) -> Contexts:
    """Return a kubeconfig with its secrets as they are shown."""
    clusters, users = (
        {name: kubeconfig_entries.shown(entry, raw=raw) for name, entry in table.items()}
        for table in (config.clusters, config.users)
    )
    return config._replace(clusters=clusters, users=users)


def document(config: Contexts, *, raw: bool) -> dict[str, Any]:
    """Return the configuration in the shape of a kubeconfig."""
    if config.path:
        from minik.store import kubeconfig_files  # noqa: PLC0415 few name a kubeconfig to see it

        return dict(kubeconfig_files.document(with_shown(config, raw=raw)))
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
