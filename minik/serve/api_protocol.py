"""HTTP as uvicorn and httptools speak it; methods that they do not know are refused as the API does."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from minik.api import encoding, paths, refusals
from minik.api.negotiation import Form
from minik.errors import MethodNotAllowed, MinikError
from minik.light_typing import Any
from minik.serve import client_certificates

PEER = "peer"  # in the state of a request: whose certificate the client has shown
ENDS = b"connection: close\r\n"


class Gathered:
    """A transport on which all that is written in one turn of the loop goes out at once: headers and
    body are one packet, and one call of the system.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport, self.parts = transport, list[bytes]()
        self.loop = asyncio.get_running_loop()

    def write(self, data: bytes) -> None:
        """Send some bytes soon, in their order."""
        if not self.parts:
            self.loop.call_soon(self.flush)
        self.parts.append(data)

    def flush(self) -> None:
        """Send what waits."""
        if self.parts:
            data, self.parts = b"".join(self.parts), []
            self.transport.write(data)

    def close(self) -> None:
        """Close the connection once everything has been sent."""
        self.flush()
        self.transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transport, name)


class ApiProtocol(HttpToolsProtocol):
    """A connection of a client."""

    began = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin a connection."""
        gathered: Any = Gathered(transport)
        shown = transport.get_extra_info("ssl_object")
        peer = shown.getpeercert() if shown is not None else None
        if peer:
            who = client_certificates.identity(peer, shown.getpeercert(True))
            self.app_state = {**self.app_state, PEER: who}
        super().connection_made(gathered)

    def data_received(self, data: bytes) -> None:
        """Take in what the client has sent."""
        self.began = data
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; what is, but for its method, as any method that is not allowed."""
        headers = headers_of(self.began)
        if headers is None:
            super().send_400_response(msg)
            return
        application: Any = self.config.loaded_app
        error: MinikError = MethodNotAllowed(paths.NOT_ALLOWED)
        if not application.identities.may_enter(headers, self.app_state.get(PEER)):
            error = refusals.Unauthorized("Unauthorized")
        body = encoding.encode(refusals.status(error), Form())
        start = f"HTTP/1.1 {error.code} {error.reason}\r\ncontent-type: application/json\r\n"
        length = f"cache-control: no-cache, private\r\ncontent-length: {len(body)}\r\n"
        self.transport.write(start.encode() + length.encode() + ENDS + b"\r\n" + body)
        self.transport.close()


def headers_of(data: bytes) -> dict[str, str] | None:
    """Return the headers of a request whose method is a word; None of anything else."""
    lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, _, rest = lines[0].partition(" ")
    path, _, version = rest.rpartition(" ")
    if not (method.isascii() and method.isalpha() and method.isupper()):
        return None
    if not path.startswith("/") or not version.startswith("HTTP/1."):
        return None
    pairs = (line.partition(":") for line in lines[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
