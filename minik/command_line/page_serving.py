"""The page on its way to a browser: where it listens, its token, its address."""

import os
import secrets
import socket

from minik import shelf
from minik.command_line import invocation, listening, state_access, streams
from minik.command_line.page_desk import PageDesk, Past
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple
from minik.store import following

LOOPBACK = ("127.0.0.1", "::1")


class Page(NamedTuple):
    """A page that is about to be served: its application, its socket and its address."""

    application: Any
    socket: socket.socket
    address: str


def prepare(desk: PageDesk, listen: str, option: str) -> Page:
    """Return the page of a desk at an address. Raises ClientError for one beyond the loopback."""
    host, port = listening.parse_address(listen, option, 0)
    if host not in LOOPBACK:
        raise ClientError(
            f'{option}="{listen}": the page is plain HTTP, so it is for 127.0.0.1 and ::1 only',
            hint="from another machine: ssh -L 8080:127.0.0.1:PORT, and the address that minik prints",
        )
    opened = listening.open_socket(host, port)
    number = opened.getsockname()[1]
    token = secrets.token_urlsafe(24)
    shown = listening.shown(host, number)
    hosts = (shown, f"localhost:{number}")
    return Page(
        module().PageApplication(desk, hosts, token), opened, f"http://{shown}/#token={token}"
    )


def module() -> Any:
    """Return the server. Raises ClientError where a package that it needs is missing."""
    try:
        import uvicorn  # noqa: F401, PLC0415 only a server needs it
    except ModuleNotFoundError as missing:
        raise ClientError(
            f"the page needs the package {missing.name}, which is not installed",
            hint="pip install uvicorn httptools",
        ) from None
    return shelf.load_one("minik.serve", "page_server")


def tell(page: Page) -> None:
    """Print the address, as the only line of the result."""
    streams.echo(page.address)
    streams.echo("open it in a browser; Ctrl-C ends it", err=True)


def mark_of_state(path: str) -> str:
    """Return a word that differs after every write to a state or to the journal beside it."""
    real = os.path.realpath(path)
    return str((following.stamp(real), following.stamp(f"{real}.journal")))


def desk(namespace: str) -> PageDesk:
    """Return the desk of the files of -f, as they are read now; of the live cluster that the command
    line names, which is followed; or of the state.
    """
    if state_access.live_session() is not None:
        from minik.command_line.followed_cluster import FollowedCluster  # noqa: PLC0415 few are live

        followed = FollowedCluster(namespace, state_access.tell)
        followed.cluster()  # what cannot be reached is refused before anything listens
        return PageDesk(followed.cluster, followed.mark, Past(), namespace)
    if not invocation.current().elsewhere:
        return desk_of_state(namespace)
    cluster = state_access.read_cluster()
    return PageDesk(lambda: cluster, lambda: "recorded", Past(), namespace)


def desk_of_state(namespace: str) -> PageDesk:
    """Return the desk of the state file, which follows what other commands make of it."""
    from minik.command_line.page_past import KeptPast  # noqa: PLC0415 only a state has a history

    path = state_access.state_path()
    state_access.read_cluster()  # what cannot be read is refused before anything listens
    return PageDesk(
        state_access.read_cluster, lambda: mark_of_state(path), KeptPast(path), namespace
    )
