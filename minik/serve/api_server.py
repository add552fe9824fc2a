"""The API server's sockets: an ASGI application on uvicorn. What is answered stands in `api/`."""

import asyncio
import gc
import signal
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import nullcontext

from minik.api import authorization, encoding, impersonation, refusals
from minik.api.exchange import Answer, Request
from minik.api.negotiation import Form
from minik.errors import MinikError, RequestEntityTooLarge
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.writing import Identity
from minik.serve import api_metrics, api_own_paths
from minik.serve.api_cluster import ServedCluster
from minik.serve.api_identities import Identities
from minik.serve.api_keeper import Keeper
from minik.serve.api_keys import Keys, TlsFiles
from minik.serve.api_metrics import Metrics
from minik.serve.api_own_paths import OwnAnswer
from minik.serve.api_stream import Send, Stream
from minik.serve.audit_log import AuditLog

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]

MOST_HEADER_BYTES = 32 * 1024
MOST_BYTES = 3 * 1024 * 1024
SECOND_LOOK = 0.05  # seconds after which idle connections are left at the end
NO_CACHE = (b"cache-control", b"no-cache, private")


class Application:
    """Answers HTTP requests from a served cluster."""

    def __init__(
        self, served: ServedCluster, keeper: Keeper, token: str = "", keys: Keys | None = None
    ) -> None:
        self.served, self.keeper = served, keeper
        self.judges = False  # whether roles say what a client may
        self.audit_log: AuditLog | None = None
        self.identities = Identities(served, token, keys)
        served.identify = self.identities.owner
        self.metrics = Metrics(more=served.webhooks.lines)
        self.ending = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = _headers(scope["headers"])
        query = scope["query_string"].decode("latin-1")
        path = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        method, begun = scope["method"], self.metrics.begin(scope["method"])
        status = 0
        try:
            peer = scope.get("state", {}).get("peer")
            status = await self._answer(Incoming(method, path, headers, peer), receive, send)
        finally:
            self.metrics.end(method, path, status, begun)

    async def _answer(self, incoming: "Incoming", receive: Receive, send: Send) -> int:
        """Answer a request; return the HTTP status."""
        method, path, headers, peer = incoming
        stranger = self.identities.refusal(headers, peer)
        if stranger:
            return await self._refuse(send, stranger)
        body = await _read(receive)
        if body is None:
            limit = RequestEntityTooLarge(f"Request entity too large: limit is {MOST_BYTES}")
            return await self._refuse(send, limit)
        user = self.identities.user(headers, peer)
        request = Request(method, path, None, headers, body, user, self.judges)
        own = self._own_answer(request)
        if own is not None:
            await _send(send, own.status, own.headers, own.body)
            return own.status
        received = self.served.clock()
        try:
            answer = await self.keeper.answer(request)
        except MinikError as error:  # the state cannot be written, or somebody is asked without end
            return await self._refuse(send, error)
        if self.audit_log:
            times = received, self.served.clock()
            self.audit_log.note(self.served.cluster, request, answer, times)
        if answer.watch is not None:
            await self._stream(answer, incoming, receive, send)
            return answer.status
        body = answer.body
        if path.partition("?")[0] == "/" and answer.status == 200 and body[:1] == b"{":
            body = api_own_paths.with_own_paths(body, has_keys=self.identities.keys is not None)
        await _send(send, answer.status, answer.headers, body)
        return answer.status

    def _own_answer(self, request: Request) -> OwnAnswer | None:
        """Return the answer at a path of the server itself, None at any other."""
        if request.path.partition("?")[0] not in api_own_paths.PATHS:
            return None
        cluster, who = self.served.cluster, request.user
        try:
            if self.judges:
                authorization.judge(cluster, request.method, request.path, request.headers, who)
        except MinikError as error:
            body = encoding.encode(refusals.status(error), Form())
            return OwnAnswer(error.code, [("content-type", "application/json")], body)
        own = (self.metrics, self.identities.keys, cluster)
        return api_own_paths.answer(request.method, request.path, request.headers, own)

    async def _refuse(self, send: Send, error: MinikError) -> int:
        body = encoding.encode(refusals.status(error), Form())
        await _send(send, error.code, [("content-type", "application/json")], body)
        return error.code

    async def _stream(
        self, answer: Answer, incoming: "Incoming", receive: Receive, send: Send
    ) -> None:
        """Send the events of a watch until it ends, the client goes or the server stops."""
        watch = answer.watch
        assert watch is not None
        headers = [(name.encode(), value.encode()) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": 200, "headers": [*headers, NO_CACHE]})
        labels = api_metrics.labels_of(incoming.method, incoming.path)
        stream = Stream(self.served, watch, answer.form, self.keeper.asking.caller)
        self.metrics.watches[labels] += 1
        gone = asyncio.ensure_future(_disconnected(receive))
        ending = asyncio.ensure_future(self.ending.wait())
        try:
            await stream.run(send, (gone, ending))
        finally:
            stream.close()
            self.metrics.watches[labels] -= 1
            self.metrics.events[labels] += stream.sent
            gone.cancel()
            ending.cancel()


class Incoming(NamedTuple):
    """A request as it has come, but for its body; `peer` is whose certificate the client has shown."""

    method: str
    path: str
    headers: Mapping[str, str]
    peer: Identity | None = None


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by name; of whom somebody is impersonated as, all that were sent."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        before = headers.get(name) if name.startswith("impersonate-") else None
        headers[name] = value if before is None else f"{before}{impersonation.SEVERAL}{value}"
    return headers


async def _read(receive: Receive) -> bytes | None:
    """Return the body of a request, None if it is too long."""
    parts, size = [], 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Send, status: int, headers: Any, body: bytes) -> None:
    pairs = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers]
    length = (b"content-length", str(len(body)).encode())
    lasts = any(name == b"cache-control" for name, _ in pairs)
    pairs += [length] if lasts else [NO_CACHE, length]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def _configuration(application: Application, files: TlsFiles | None) -> Any:
    import uvicorn  # noqa: PLC0415 only a server needs it

    from minik.serve import api_protocol  # noqa: PLC0415

    return uvicorn.Config(
        application,
        log_level="error",
        access_log=False,
        lifespan="off",
        ws="none",  # who asks for a stream is told like everybody else that nothing runs
        server_header=False,
        proxy_headers=False,  # nobody stands in between
        http=api_protocol.ApiProtocol,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=75,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
        ssl_certfile=files.certificate if files else None,
        ssl_keyfile=files.key if files else None,
        ssl_ca_certs=files.clients if files else None,
        ssl_cert_reqs=ssl.CERT_OPTIONAL,
    )


async def serve(
    application: Application, sockets: Sequence[socket.socket], files: TlsFiles | None
) -> None:
    """Answer on open sockets until SIGTERM or Ctrl-C."""
    import uvicorn  # noqa: PLC0415 only a server needs it

    gc.enable()
    gc.freeze()  # what is there now stays
    gc.set_threshold(20_000, 20, 50)  # objects are written once, and hardly ever know each other
    server = uvicorn.Server(_configuration(application, files))
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign] # it would raise them again at the end
    loop = asyncio.get_running_loop()

    def end() -> None:
        server.should_exit = True
        application.ending.set()
        loop.call_later(SECOND_LOOK, leave_idle)

    def leave_idle() -> None:
        """Leave clients that ask for nothing, again and again: over TLS they would be waited for."""
        connections: Any = server.server_state.connections
        for connection in list(connections):
            cycle = connection.cycle
            if cycle is None or cycle.response_complete:
                connection.transport.abort()
        loop.call_later(SECOND_LOOK, leave_idle)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    working = asyncio.ensure_future(application.keeper.run())
    try:
        await server.serve(list(sockets))
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
