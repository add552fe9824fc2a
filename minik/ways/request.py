"""A request from outside: the parts of a URL, a method and headers."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from minik.errors import ClientError
from minik.light_typing import NamedTuple

PORTS = {"http": 80, "https": 443, "grpc": 80, "grpcs": 443, "ws": 80, "wss": 443, "tls": 443}
SCHEMES = (*PORTS, "tcp", "udp")
SECURE = ("https", "grpcs", "wss", "tls")
GRPC = ("grpc", "grpcs")
RAW = ("tcp", "udp")


class Request(NamedTuple):
    """A request: `server` is the name to which the client connects, `host` the one that it asks for,
    which differ only if a Host header says so. Names of headers are in lower case.
    """

    url: str
    scheme: str
    server: str
    host: str
    port: int
    path: str = "/"
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"

    @property
    def is_secure(self) -> bool:
        return self.scheme in SECURE

    @property
    def is_grpc(self) -> bool:
        return self.scheme in GRPC

    @property
    def transport(self) -> str:
        """Return `UDP` or `TCP`."""
        return "UDP" if self.scheme == "udp" else "TCP"

    def header(self, name: str) -> str | None:
        """Return the value of a header, several of them joined as HTTP says; None if it is missing."""
        values = [value for key, value in self.headers if key == name.lower()]
        return ",".join(values) if values else None


def is_url(text: str) -> bool:
    """Return whether a target is a URL of any scheme."""
    scheme, mark, _ = text.partition("://")
    return bool(mark) and scheme.isalnum()


def parse(url: str, headers: Sequence[str] = (), method: str = "") -> Request:
    """Return the request for a URL; raise ClientError for what is no URL, header or method."""
    scheme, _, rest = url.partition("://")
    scheme = scheme.lower()
    if scheme not in SCHEMES:
        raise ClientError(
            f'{url}: unknown scheme "{scheme}"', hint=f"it is one of {', '.join(SCHEMES)}"
        )
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port or PORTS.get(scheme, 0)
    except ValueError as wrong:
        raise ClientError(f"{url} is no URL: {wrong}") from None
    server = (parts.hostname or "").rstrip(".")
    if not server:
        raise ClientError(f"{url} names no host: it is SCHEME://HOST[:PORT]/PATH")
    if not port:
        raise ClientError(f"{url} names no port, and {scheme} has none of its own: {url}:PORT")
    given = tuple(map(parse_header, headers))
    host = next((value.partition(":")[0] for name, value in given if name == "host"), server)
    return Request(
        url,
        scheme,
        server,
        host.lower(),
        port,
        parts.path or "/",
        tuple(parse_qsl(parts.query, keep_blank_values=True)),
        given,
        method.upper() or ("POST" if scheme in GRPC else "GET"),
    )


def parse_header(text: str) -> tuple[str, str]:
    """Return the name, in lower case, and the value of a header; raise ClientError for no header."""
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise ClientError(f'--header "{text}": a header is NAME: VALUE')
    return name.strip().lower(), value.strip()
