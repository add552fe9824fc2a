"""Where a server listens: an address and a port of the command line."""

import socket

from minik import light_re as re
from minik.errors import ClientError
from minik.model.ip import is_address

MAX_PORT = 65535


def parse_address(
    text: str, option: str, min_port: int, port: int | None = None
) -> tuple[str, int]:
    """Return host and port of `127.0.0.1:10053` or `[::1]:10053`; `port` is the default port.

    Raises ClientError for anything else.
    """
    match = re.fullmatch(
        r"(?:\[(?P<long>[^]]+)\]|(?P<short>[^:]*))(?::(?P<port>[0-9]{1,5}))?", text
    )
    address = match and (match["long"] or match["short"]) or (text if is_address(text) else "")
    number = int(match["port"]) if match and match["port"] else port
    if not is_address(address) or number is None or not min_port <= number <= MAX_PORT:
        raise ClientError(
            f'{option}="{text}" is not an address and port such as 127.0.0.1:10053 or [::1]:10053'
        )
    return address, number


def shown(address: str, port: int) -> str:
    """Return `127.0.0.1:10053` or `[::1]:10053`."""
    return f"{f'[{address}]' if ':' in address else address}:{port}"


def open_socket(host: str, port: int) -> socket.socket:
    """Return a TCP socket that listens; raise ClientError where the address cannot be had.

    What is answered goes out at once: a body that waits until its headers are acknowledged costs a
    client that keeps its connection 40 ms a request. asyncio sees to it only for sockets that name
    their protocol.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        opened.bind((host, port))
        opened.listen(1024)
    except OSError as error:
        opened.close()
        raise ClientError(
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            hint="another port: --listen 127.0.0.1:0",
        ) from None
    return opened
