"""Answer DNS questions on a socket, as the cluster's own server does"""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable

from minik import shelf
from minik.command_line import flags, listening, state_access, streams
from minik.errors import ClientError
from minik.store.following import FollowedState

DNS_PORT = 53


@flags.command()
@flags.text(
    "--listen",
    default="127.0.0.1:10053",
    metavar="ADDR:PORT",
    help="Where to listen, by UDP and TCP; port 0 is any free one",
)
@flags.text(
    "--upstream",
    metavar="ADDR[:PORT]",
    help="The server to ask for names outside the cluster; without it they are refused",
)
def command(listen: str, upstream: str) -> None:
    """Answer DNS questions by UDP and TCP, as the cluster's own server does, until SIGTERM or
    Ctrl-C.

    The state file is followed: a change is answered with the next question. Names outside the
    cluster are refused, or handed on to --upstream.

    \b
    Examples:
      # Serve on the loopback; then: dig @127.0.0.1 -p 10053 my-service.default.svc.cluster.local
      minik dns serve
      # With other names from elsewhere
      minik dns serve --listen 127.0.0.1:10053 --upstream 192.0.2.53
    """
    own_address, upstream_address = (
        listening.parse_address(listen, "--listen", 0),
        listening.parse_address(upstream, "--upstream", 1, DNS_PORT) if upstream else None,
    )
    module = shelf.find("minik.serve", "dns_server")
    assert module is not None
    gc.enable()  # a process that stays has garbage to collect
    path = os.path.realpath(state_access.state_path())
    server = module.Server(
        FollowedState(path, state_access.read_cluster, state_access.tell), upstream_address
    )
    try:
        asyncio.run(module.serve(server, own_address, _on_signals, _print_listening))
    except OSError as error:
        raise ClientError(f"cannot listen on {listen}: {error.strerror or error}") from None
    streams.echo(f"{server.questions} questions answered", err=True)


def _on_signals(end: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)


def _print_listening(own_address: tuple[str, int]) -> None:
    address, port = own_address
    streams.echo(f"listening on {listening.shown(address, port)} (UDP and TCP)")
    sys.stdout.flush()
