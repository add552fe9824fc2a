"""Be a Kubernetes API server for this cluster"""

import os
import sys
from collections.abc import Sequence
from socket import socket

from minik import shelf
from minik.bootstrap import init_options
from minik.command_line import flags, listening, state_access, streams
from minik.command_line.options import VALUE
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.duration import BadDuration, parse_duration
from minik.model.shell import quote

PORT = 6443
RBAC = "RBAC"
AUTHORIZATIONS = (RBAC, "AlwaysAllow")
LOOPBACK = ("127.0.0.1", "::1")
HELP = """Be a Kubernetes API server for this cluster: kubectl works against it, with all controllers, the scheduler and the
kubelets of minik behind it, until SIGTERM or Ctrl-C. Admission webhooks are called; roles are obeyed with --authorization RBAC.

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
@flags.kubernetes_version
@flags.text(
    "--controllers",
    default="*",
    metavar="LIST",
    help="Which controllers run: *,-deployment,-scheduler are all but two, deployment,replicaset only these",
)
@flags.text(
    "--pod-start",
    default="0s",
    metavar="DURATION",
    help="How long a pod takes to start on its node: whole seconds, meanwhile it is Pending",
)
@flags.text(
    "--authorization",
    default="AlwaysAllow",
    metavar="RBAC|AlwaysAllow",
    help="Whether the roles of the cluster say what a client may: RBAC, or AlwaysAllow",
)
@flags.text(
    "--audit",
    metavar="FILE",
    help="Where to write a line for every request: minik auth needed makes roles of it",
)
@flags.repeatable(
    "--webhook",
    metavar="NAMESPACE/SERVICE[:PORT]=URL",
    help="Where a webhook answers that is configured by its Service; may be given many times",
)
@flags.text(
    "--addons",
    default="dns",
    metavar="dns|none",
    help="What a new cluster has beside the server: dns, or none",
)
@flags.option(
    "--page",
    default="",
    implied="127.0.0.1:0",
    metavar="ADDR:PORT",
    help="Also serve the page that `minik page` describes, at this address of the loopback; any free port if none is given",
)
def command(listen: str, kubeconfig_out: str, print_env: bool, page: str, **options: Any) -> None:
    """Serve until told to stop."""
    host, port = listening.parse_address(listen, "--listen", 0)
    starting = _import("api_start")
    plan = _plan(starting, host, **options)
    _serve(starting, plan, listening.open_socket(host, port), kubeconfig_out, print_env, page)


def _plan(starting: Any, host: str, **options: Any) -> Any:
    """Return how the options say that a cluster is served. Raises ClientError."""
    _check(host, options["authorization"], insecure_http=options["insecure_http"])
    choice = _import("controller_choice")
    order = choice.parse(options["controllers"])
    plugins = init_options.parse_plugins(options["disable_admission_plugins"])
    settings = starting.FIRST._replace(
        disabled_admission_plugins=plugins, kubernetes_version=options["kubernetes_version"]
    )
    return starting.Plan(
        os.path.realpath(state_access.state_path()),
        host,
        state_access.now,
        state_access.tell,
        settings=settings,
        addons=init_options.parse_addons(options["addons"]),
        in_memory=options["in_memory"],
        read_only=options["read_only"],
        has_tls=not options["insecure_http"],
        token=options["token"],
        order=choice.with_slow_kubelets(order, parse_start(options["pod_start"])),
        judges=options["authorization"] == RBAC,
        audit=options["audit"],
        webhooks=parse_webhooks(options["webhook"]),
    )


def parse_start(text: str) -> int:
    """Return how many seconds a pod takes to start. Raises ClientError for no whole number of them."""
    try:
        seconds = parse_duration(text)
    except BadDuration as error:
        raise ClientError(f"--pod-start: {error}") from None
    if seconds != int(seconds) or seconds < 0:
        raise ClientError(f"--pod-start {text}: must be whole seconds")
    return int(seconds)


def parse_webhooks(texts: Sequence[str]) -> dict[str, str]:
    """Return the URLs by what they stand for: `namespace/name` or `namespace/name:port`. Raises
    ClientError.
    """
    found = {}
    for text in texts:
        service, _, url = text.partition("=")
        namespace, _, name = service.partition("/")
        if not namespace or not name or not url.startswith(("https://", "http://")):
            raise ClientError(
                f'--webhook "{text}" must name a Service and a URL',
                hint="as in --webhook shop/my-webhook:443=https://127.0.0.1:9443",
            )
        found[service] = url
    return found


def _serve(
    starting: Any, plan: Any, own_socket: socket, kubeconfig: str, print_env: bool, page: str
) -> None:
    """Tell where a server listens once it does, and serve."""
    application = starting.application(plan)
    scheme = "https" if plan.has_tls else "http"
    url = f"{scheme}://{listening.shown(plan.host, own_socket.getsockname()[1])}"
    config_file = kubeconfig or f"{plan.path}.kubeconfig"
    keys = application.identities.keys
    starting.write_kubeconfig(config_file, url, keys, makes_folder=not kubeconfig)
    beside = _page(application, plan, page) if page else None
    _tell(url, config_file, print_env=print_env)
    if beside is None:
        starting.run(application, own_socket)
        return
    streams.echo(f"page {beside.address}", err=True)
    serve_page = _import("page_server").serve_beside
    starting.run(
        application,
        own_socket,
        lambda ending: serve_page(beside.application, [beside.socket], ending),
    )


def _check(host: str, authorization: str, *, insecure_http: bool) -> None:
    """Raise ClientError for options that let in who does not belong, or that mean nothing."""
    if insecure_http and host not in LOOPBACK:
        raise ClientError(
            f"--insecure-http lets everybody in who reaches {host}: it is for 127.0.0.1 and ::1 only",
            hint="with TLS and a token: leave out --insecure-http",
        )
    if authorization not in AUTHORIZATIONS:
        raise ClientError(
            f'--authorization must be {" or ".join(AUTHORIZATIONS)}, not "{authorization}"'
        )


def _page(application: Any, plan: Any, listen: str) -> Any:
    """Return the page of the cluster that is served."""
    from minik.command_line import page_desk, page_past, page_serving  # noqa: PLC0415

    served = application.served
    is_kept = not (plan.in_memory or plan.read_only)
    desk = page_desk.PageDesk(
        lambda: served.cluster,
        lambda: f"{served.cluster.lineage} {served.cluster.version}",
        page_past.KeptPast(plan.path) if is_kept else page_desk.Past(),
        "",
    )
    return page_serving.prepare(desk, listen, "--page")


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


def _tell(url: str, config_file: str, *, print_env: bool) -> None:
    if print_env:
        streams.echo(f"export KUBECONFIG={quote(config_file)}")
    else:
        streams.echo(f"listening on {url}")
        streams.echo(f"kubectl --kubeconfig {quote(config_file)} get nodes", err=True)
    sys.stdout.flush()
