"""Sets a cluster entry in kubeconfig"""

from minik.command_line import config_file, config_properties, creating, flags, state_access
from minik.command_line.kubeconfig_entries import Certificate, Entry, changed
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple
from minik.store import contexts


class Cluster(NamedTuple):
    """What the options say of a cluster; None where they say nothing."""

    server: str | None = None
    server_name: str | None = None
    proxy: str | None = None
    insecure: bool | None = None
    authority: str | None = None
    embed: bool | None = None


OPTIONS: flags.Option = flags.gather(
    Cluster,
    flags.option("-s", "--server", metavar="URL", help="Its server; file://FILE is a state file"),
    flags.option("--tls-server-name", "server_name", metavar="NAME", help="The server's own name"),
    flags.option("--proxy-url", "proxy", metavar="URL", help="A proxy in front of the server"),
    flags.flag(
        "--insecure-skip-tls-verify", "insecure", default=None, help="Whoever signs for the server"
    ),
    flags.option(
        "--certificate-authority", "authority", metavar="FILE", help="Who signs for the server"
    ),
    flags.flag("--embed-certs", "embed", default=None, help="Keep what the file holds"),
    into="given",
)


@flags.command(usage="NAME [--server=server]")
@flags.argument("words", many=True)
@OPTIONS
def command(words: tuple[str, ...], given: Cluster) -> None:
    """Sets a cluster entry in kubeconfig. A server file://FILE is the state file of the context of that
    name; everything else is data, for minik connects to no server.

    \b
    Examples:
      minik config set-cluster staging --server=file:///srv/staging.json
      # Set only the server field on the e2e cluster entry without touching other values
      minik config set-cluster e2e --server=https://1.2.3.4
    """
    name = creating.single_word(words)
    check(name, given)
    config = config_file.read()
    is_file = not config.path and config_properties.is_state_file(given.server or "")
    if given.server and is_file:
        path = config_properties.parse_server(given.server)
        config = contexts.with_context(config, name, None, path)
    data = given._replace(server="") if given.server and is_file else given
    entry = with_options(config.clusters.get(name) or {}, data)
    if entry or name not in config.all or config.path:
        config = config._replace(clusters={**config.clusters, name: entry})
    config_file.write(config)
    state_access.say(f'Cluster "{name}" set.')


def check(name: str, given: Cluster) -> None:
    """Raise ClientError for options that exclude each other."""
    if not name:
        raise ClientError("you must specify a non-empty cluster name")
    if given.insecure and given.authority:
        raise ClientError(
            "you cannot specify a certificate authority and insecure mode at the same time"
        )
    if given.embed and not given.authority:
        raise ClientError("you must specify a --certificate-authority to embed")


def with_options(entry: Entry, given: Cluster) -> dict[str, Any]:
    """Return a cluster entry as the options change it. Raises ClientError."""
    changes: dict[str, Any] = {}
    if given.server is not None:
        changes["server"] = given.server
    if given.server_name is not None:
        changes["tls-server-name"] = given.server_name
    if given.proxy is not None:
        changes["proxy-url"] = given.proxy
    if given.insecure is not None:
        changes["insecure-skip-tls-verify"] = given.insecure
    if given.insecure:
        changes |= {"certificate-authority": None, "certificate-authority-data": None}
    if given.authority:
        changes["insecure-skip-tls-verify"] = None
    authority = Certificate("certificate-authority", given.authority, given.embed)
    return changed(entry, {**changes, **authority.changes()})
