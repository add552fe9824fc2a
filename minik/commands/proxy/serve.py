"""Be the userspace proxy: carry real connections to the backends of Services"""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence

from minik import shelf
from minik.command_line import flags, state_access, streams
from minik.errors import ClientError
from minik.kinds.endpoint_slice import shorten_list
from minik.light_typing import Any
from minik.model.duration import BadDuration, parse_duration
from minik.model.ip import is_address
from minik.proxy import local_ports, metrics
from minik.proxy.local_ports import Place, PortRequest
from minik.proxy.service_ports import ServicePort
from minik.render.formats import table
from minik.store.following import FollowedState

HELP = """Be kube-proxy in its userspace mode, for real: listen at a local port for each Service port, TCP and UDP, and carry every
connection to the backends in turn, until SIGTERM or Ctrl-C.

A backend that does not answer in time (250 ms, then 500 ms, 1 s, 2 s) is skipped; ClientIP affinity is kept. The state file is
followed: new Services are served, and those that are gone no more, while connections that are open go on. SIGUSR1 prints what was
counted, as does the end; SIGTERM lets connections finish first, a second one does not. A Service's local port is the one that
`minik proxy rules --mode userspace` names, or any if that is taken. --port pins one: SERVICE=N, SERVICE:PORT=N, SERVICE/PORT=N,
NAMESPACE/SERVICE:PORT=N, the Service's port by name or number.

\b
Examples:
  # Every Service of the cluster, each at a port of its own
  minik proxy serve
  # Port http of the Service web at 8080, port 53 of kube-dns at 10053, node ports at themselves
  minik proxy serve --port web:http=8080 --port kube-system/kube-dns:53=10053 --node-ports

\b
Two processes of this machine behind a Service:
  minik init --allow-loopback-endpoints
  minik apply -f - <<'END'
  apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {ports: [{name: http, port: 80}]}
  ---
  apiVersion: discovery.k8s.io/v1
  kind: EndpointSlice
  metadata: {name: web-local, labels: {kubernetes.io/service-name: web}}
  addressType: IPv4
  ports: [{name: http, port: 9000}]
  endpoints: [{addresses: [127.0.0.2]}, {addresses: [127.0.0.3]}]
  END
  python3 -m http.server --bind 127.0.0.2 9000 &
  python3 -m http.server --bind 127.0.0.3 9000 &
  minik proxy serve --port web/http=8080 &
  curl http://127.0.0.1:8080/
"""
TITLES = ("SERVICE PORT", "PROTOCOL", "ADDRESS", "BACKENDS")


@flags.command(help=HELP)
@flags.text("--listen", default="127.0.0.1", metavar="ADDR", help="The address at which to listen")
@flags.several(
    "--port",
    metavar="SERVICE[:PORT]=N",
    help="Listen for this service port at the local port N; may be given many times",
)
@flags.flag("--node-ports", help="Listen for service ports that have a node port at that")
@flags.text(
    "--drain",
    default="30s",
    metavar="DURATION",
    help="How long connections may take to end when the proxy is told to",
)
@flags.text(
    "--udp-timeout",
    default="250ms",
    metavar="DURATION",
    help="How long a UDP client may be silent and keep its backend",
)
@flags.namespace
def command(
    listen: str,
    port: tuple[str, ...],
    node_ports: bool,
    drain: str,
    udp_timeout: str,
    namespace: str,
) -> None:
    """Be kube-proxy in its userspace mode, for real."""
    address = listen.strip("[]")
    if not is_address(address):
        raise ClientError(f'--listen="{listen}" is not an address such as 127.0.0.1 or ::1')
    patience, idle = (
        _parse_duration("--drain", drain),
        _parse_duration("--udp-timeout", udp_timeout),
    )
    followed = Followed(
        [local_ports.parse_request(text, state_access.namespace(namespace)) for text in port],
        node_ports,
    )
    module = shelf.find("minik.serve", "proxy_server")
    assert module is not None
    gc.enable()  # a process that stays has garbage to collect
    server = module.Server(address, idle)
    asyncio.run(
        module.serve(
            server, followed, Voice(followed), patience, lambda end: _on_signals(end, server)
        )
    )
    _print_counts(server)


class Followed:
    """The addresses to listen at, read anew whenever the state file changes."""

    def __init__(self, wishes: Sequence[PortRequest], node_ports: bool) -> None:
        path = os.path.realpath(state_access.state_path())
        self.following = FollowedState(
            path, lambda: state_access.Session(path).cluster, state_access.tell
        )
        self.wishes, self.node_ports = wishes, node_ports
        self.known: list[ServicePort] = []

    def is_stale(self) -> bool:
        return self.following.is_stale()

    def places(self) -> list[Place]:
        self.known = local_ports.proxied_ports(self.following.cluster())
        return local_ports.places(self.known, self.wishes, node_ports=self.node_ports)


class Voice:
    """Prints what is served to standard output and problems to standard error."""

    def __init__(self, followed: Followed) -> None:
        self.followed = followed

    def table(self, served: Sequence[Any]) -> None:
        rows = [
            [
                listener.entry.port.name,
                listener.entry.port.protocol,
                listener.address,
                _backend_list(listener.entry.port),
            ]
            for listener in served
        ]
        self.news(table.align_cells([TITLES, *rows]).rstrip("\n"))
        for wish in self.followed.wishes:
            if not local_ports.matching_ports(wish, self.followed.known):
                self.warn(f"--port {wish.text}: there is no such Service port yet")
        for port in self.followed.known:
            if port.protocol not in local_ports.PROTOCOLS:
                self.warn(
                    f"{port.name} is not served: {port.protocol} cannot be carried in user space"
                )

    def news(self, text: str) -> None:
        streams.echo(text)
        sys.stdout.flush()

    def warn(self, text: str) -> None:
        self.talk(f"Warning: {text}")

    def talk(self, text: str) -> None:
        state_access.tell(text)


def _backend_list(port: ServicePort) -> str:
    return (
        shorten_list([f"{backend.address}:{backend.port}" for backend in port.ready])
        if port.ready
        else "<none>"
    )


def _parse_duration(option: str, text: str) -> float:
    try:
        length = parse_duration(text)
    except BadDuration as error:
        raise ClientError(f'invalid argument "{text}" for "{option}" flag: {error}') from None
    if length < 0:
        raise ClientError(f"{option} must not be negative")
    return length


def _on_signals(end: Callable[[], None], server: Any) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    loop.add_signal_handler(signal.SIGUSR1, _print_counts, server)


def _print_counts(server: Any) -> None:
    streams.echo("\n".join(metrics.lines(server.counts)) or "# no connections", err=True)
