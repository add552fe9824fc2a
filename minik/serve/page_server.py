"""The page's sockets: plain HTTP on the loopback, for one browser. What is answered is the desk's.

Who may ask knows the token, which stands in the fragment of the address and so is never sent by
itself; the name under which the server is asked must be its own, so that no foreign page that has
its name point here (DNS rebinding) gets an answer.
"""

import asyncio
import hmac
import json
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from contextlib import nullcontext
from urllib.parse import parse_qs

from minik.errors import MinikError, NotFound
from minik.light_typing import Any, Protocol, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BYTES = 64 * 1024
LONGEST_WAIT, PACE = 20.0, 0.2  # seconds that a browser waits for a change; between two looks
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}


class Desk(Protocol):
    """Answers what the page asks."""

    def mark(self) -> str:
        """Return a word that differs after every change of the cluster."""

    def asset(self, name: str) -> str | None:
        """Return a file of the page, "index.html" for the page itself; None if there is none."""

    def answer(self, method: str, name: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the answer to a question; raise a MinikError."""


class PageApplication:
    """Answers the requests of the page."""

    def __init__(self, desk: Desk, hosts: Sequence[str], token: str) -> None:
        self.desk, self.hosts, self.token = desk, frozenset(hosts), token
        self.turn = asyncio.Lock()
        self.ending = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        if headers.get("host", "") not in self.hosts:
            await _send_json(send, 421, {"error": "this page answers to its own address alone"})
            return
        path = scope["path"]
        if not path.startswith("/api/"):
            await self._give(scope["method"], path, send)
            return
        if not self._may_ask(headers):
            await _send_json(
                send,
                401,
                {"error": "the token is missing or wrong: use the address that minik printed"},
            )
            return
        asked = await _read(scope, headers, receive)
        if asked is None:
            await _send_json(send, 400, {"error": "this is no question of the page"})
            return
        await self._answer(scope["method"], path.removeprefix("/api/"), asked, send)

    def _may_ask(self, headers: Mapping[str, str]) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(
            token.strip().encode(), self.token.encode()
        )

    async def _give(self, method: str, path: str, send: Send) -> None:
        name = path.removeprefix("/") or "index.html"
        text = self.desk.asset(name) if method in ("GET", "HEAD") else None
        if text is None:
            await _send_json(send, 404, {"error": "there is no such file"})
            return
        kind = TYPES.get(name.rpartition(".")[2], "text/plain")
        await _send(send, 200, f"{kind}; charset=utf-8", text.encode())

    async def _answer(self, method: str, name: str, asked: Mapping[str, Any], send: Send) -> None:
        if name == "changes":
            await _send_json(send, 200, {"mark": await self._next_mark(str(asked.get("mark")))})
            return
        try:
            async with self.turn:
                answer = await asyncio.to_thread(self.desk.answer, method, name, asked)
        except MinikError as error:
            status = 404 if isinstance(error, NotFound) else 400
            await _send_json(send, status, {"error": error.message, "hint": error.hint or ""})
            return
        await _send_json(send, 200, answer)

    async def _next_mark(self, known: str) -> str:
        """Return the mark once it is another one, or after a while."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST_WAIT
        while (mark := self.desk.mark()) == known and loop.time() < end:
            if self.ending.is_set():
                break
            await asyncio.sleep(PACE)
        return mark


async def _read(
    scope: Scope, headers: Mapping[str, str], receive: Receive
) -> Mapping[str, Any] | None:
    """Return what is asked: the query, or the JSON of the body; None for anything else."""
    if scope["method"] == "GET":
        found = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return {name: values[-1] for name, values in found.items()}
    if scope["method"] != "POST" or headers.get("content-type") != "application/json":
        return None
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            break
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


async def _send_json(send: Send, status: int, document: Mapping[str, Any]) -> None:
    body = json.dumps(document, ensure_ascii=False).encode()
    await _send(send, status, "application/json; charset=utf-8", body)


async def _send(send: Send, status: int, kind: str, body: bytes) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        *HEADERS,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def serve(application: PageApplication, sockets: Sequence[socket.socket]) -> None:
    """Answer on open sockets until SIGTERM or Ctrl-C."""
    server = _server(application)
    loop = asyncio.get_running_loop()

    def end() -> None:
        server.should_exit = True
        application.ending.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    await server.serve(list(sockets))


async def serve_beside(
    application: PageApplication, sockets: Sequence[socket.socket], ending: asyncio.Event
) -> None:
    """Answer on open sockets until another server ends."""
    server = _server(application)
    serving = asyncio.ensure_future(server.serve(list(sockets)))
    await ending.wait()
    application.ending.set()
    server.should_exit = True
    await serving


def _server(application: PageApplication) -> Any:
    import uvicorn  # noqa: PLC0415 only a server needs it

    config = uvicorn.Config(
        application,
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign] # it would raise them again at the end
    return server
