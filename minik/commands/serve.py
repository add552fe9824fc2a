"""Be a Kubernetes API server for this cluster"""

import asyncio
import os
import sys
from collections.abc import Sequence

from minik import shelf
from minik.bootstrap import new_cluster
from minik.command_line import flags, listening, state_access, streams
from minik.command_line.options import VALUE
from minik.controllers import settle
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.settings import DEFAULT
from minik.model.shell import quote

PORT = 6443
LOOPBACK = ("127.0.0.1", "::1")
HELP = """Be a Kubernetes API server for this cluster: kubectl works against it, with all controllers, the scheduler and the
kubelets of minik behind it, until SIGTERM or Ctrl-C. Webhooks are not called, and roles are not obeyed.

The state file is kept up to date: what was answered is safe, and `minik` commands on the same state see and change the same
cluster. A state that is not there yet is made. TLS with a certificate of its own and a random token guard it; both stand in the
kubeconfig that it writes, which only you may read. No container runs, so logs are empty and exec is refused.

\b
Examples:
  # Serve, and let kubectl use it
  minik serve --kubeconfig-out minik.kubeconfig &
  kubectl --kubeconfig minik.kubeconfig get nodes
  # In a test: plain HTTP on the loopback, nothing kept
  minik serve --insecure-http --in-memory --listen 127.0.0.1:8080
  # Look at a dump with the tools that you know; nothing moves
  minik import --force -f dump.yaml
  minik serve --read-only"""


@flags.command(help=HELP)
@flags.text(
    "--listen",
    default=f"127.0.0.1:{PORT}",
    metavar="ADDR:PORT",
    help="Where to listen; port 0 is any free one",
)
@flags.flag("--insecure-http", help="Plain HTTP without a token, on the loopback only")
@flags.text(
    "--token",
    metavar="TEXT",
    secret=VALUE,
    help="The token that clients must send, instead of a random one",
)
@flags.flag("--in-memory", help="Keep nothing: the state file is read, and stays as it is")
@flags.flag("--read-only", help="Answer reading requests alone; time stands still")
@flags.text(
    "--kubeconfig-out",
    metavar="FILE",
    help="Where to write the kubeconfig; by default beside the state file",
)
@flags.flag("--print-env", help="Print KUBECONFIG=FILE for the shell, and nothing else")
@flags.text(
    "--disable-admission-plugins",
    metavar="NAMES",
    help="Admission plugins that a new cluster does without, with commas",
)
@flags.text(
    "--addons",
    default="dns",
    metavar="dns|none",
    help="What a new cluster has beside the server: dns, or none",
)
def command(
    listen: str,
    insecure_http: bool,
    token: str,
    in_memory: bool,
    read_only: bool,
    kubeconfig_out: str,
    print_env: bool,
    disable_admission_plugins: str,
    addons: str,
) -> None:
    """Serve until told to stop."""
    host, port = listening.parse_address(listen, "--listen", 0)
    if insecure_http and host not in LOOPBACK:
        raise ClientError(
            f"--insecure-http lets everybody in who reaches {host}: it is for 127.0.0.1 and ::1 only",
            hint="with TLS and a token: leave out --insecure-http",
        )
    path = os.path.realpath(state_access.state_path())
    own_socket = listening.open_socket(host, port)
    cluster = _cluster(disable_admission_plugins, addons, in_memory=in_memory or read_only)
    server = _import("api_server")
    keys = None if insecure_http else _keys(path, host, token, in_memory=in_memory)
    scheme = "http" if insecure_http else "https"
    url = f"{scheme}://{listening.shown(host, own_socket.getsockname()[1])}"
    config_file = _write_kubeconfig(kubeconfig_out or f"{path}.kubeconfig", url, keys)
    application = _application(path, cluster, keys, in_memory=in_memory, read_only=read_only)
    _tell(url, config_file, print_env=print_env)
    files = keys.files() if keys else None
    try:
        asyncio.run(server.serve(application, [own_socket], files))
    finally:
        application.keeper.close()
        if files:
            _remove(files)


def _import(name: str) -> Any:
    """Return a module of the server. Raises ClientError where a package that it needs is missing."""
    try:
        module = shelf.find("minik.serve", name)
    except ModuleNotFoundError as missing:
        raise ClientError(
            f"serve needs the package {missing.name}, which is not installed",
            hint="pip install uvicorn httptools cryptography",
        ) from None
    assert module is not None
    return module


def _cluster(disabled: str, addons: str, *, in_memory: bool) -> Cluster:
    """Return the cluster of the state file; a new one, with accounts, where there is none."""
    session = state_access.Session(os.path.realpath(state_access.state_path()))
    if session.before is not None:
        return session.cluster
    from minik.bootstrap import init_options  # noqa: PLC0415 only a new cluster has options

    settings = DEFAULT._replace(
        disabled_admission_plugins=init_options.parse_plugins(disabled), service_accounts=True
    )
    wanted = init_options.parse_addons(addons)
    made = new_cluster.create_cluster(settings, state_access.now(), whole=True, addons=wanted)
    cluster = settle(made).as_baseline()
    if not in_memory:
        with state_access.begin_change() as session:
            session.begin(settings)
            session.keep(cluster)
    return cluster


def _keys(path: str, host: str, token: str, *, in_memory: bool) -> Any:
    api_keys = _import("api_keys")
    try:
        keys = api_keys.make([host]) if in_memory else api_keys.load(path, [host])
    except ModuleNotFoundError as missing:
        raise ClientError(
            f"TLS needs the package {missing.name}, which is not installed",
            hint="pip install cryptography, or --insecure-http",
        ) from None
    return keys._replace(token=token) if token else keys


def _write_kubeconfig(file: str, url: str, keys: Any) -> str:
    from minik.store import private_files  # noqa: PLC0415

    text = _import("api_keys").kubeconfig(url, keys)
    try:
        handle = private_files.create(file)
        try:
            private_files.write_all(handle, text.encode() + b"\n")
        finally:
            os.close(handle)
    except OSError as error:
        raise ClientError(
            f"cannot write the kubeconfig {file}: {error.strerror}",
            hint="another place: --kubeconfig-out FILE",
        ) from None
    return file


def _application(
    path: str, cluster: Cluster, keys: Any, *, in_memory: bool, read_only: bool
) -> Any:
    api_cluster, api_keeper = _import("api_cluster"), _import("api_keeper")
    served = api_cluster.ServedCluster(cluster, state_access.now)
    if keys is not None:
        served.sign = keys.sign
    keeper = (
        api_keeper.ReadOnlyKeeper(served)
        if read_only
        else api_keeper.MemoryKeeper(served)
        if in_memory
        else api_keeper.FileKeeper(path, served, state_access.tell)
    )
    return _import("api_server").Application(served, keeper, keys.token if keys else "", keys)


def _tell(url: str, config_file: str, *, print_env: bool) -> None:
    if print_env:
        streams.echo(f"export KUBECONFIG={quote(config_file)}")
    else:
        streams.echo(f"listening on {url}")
        streams.echo(f"kubectl --kubeconfig {quote(config_file)} get nodes", err=True)
    sys.stdout.flush()


def _remove(files: Sequence[str]) -> None:
    for file in files:
        os.unlink(file)
    os.rmdir(os.path.dirname(files[0]))
