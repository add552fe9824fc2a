"""The API server's sockets: an ASGI application on uvicorn. What is answered stands in `api/`."""

import asyncio
import gc
import hmac
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from contextlib import nullcontext

from minik.api import encoding, refusals, watching
from minik.api.exchange import Answer, Request
from minik.api.negotiation import Form
from minik.api.reply import Watch
from minik.api.representations import partial_metadata, table
from minik.errors import RequestEntityTooLarge
from minik.light_typing import Any, TypeAlias
from minik.model.watch_events import ADDED, WatchEvent
from minik.serve.api_cluster import Happened, ServedCluster
from minik.serve.api_keeper import Keeper
from minik.serve.api_keys import Keys, TlsFiles

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_HEADER_BYTES = 32 * 1024
MOST_BYTES = 3 * 1024 * 1024
LONGEST_WATCH = 2700.0  # seconds
BOOKMARK_EVERY = 60.0
NO_CACHE = (b"cache-control", b"no-cache, private")


class Application:
    """Answers HTTP requests from a served cluster."""

    def __init__(
        self, served: ServedCluster, keeper: Keeper, token: str = "", keys: Keys | None = None
    ) -> None:
        self.served, self.keeper, self.token, self.keys = served, keeper, token, keys
        self.ending = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        query = scope["query_string"].decode("latin-1")
        path = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        if not self._may_enter(headers):
            await self._refuse(send, refusals.Unauthorized("Unauthorized"))
            return
        body = await _read(receive)
        if body is None:
            limit = RequestEntityTooLarge(f"Request entity too large: limit is {MOST_BYTES}")
            await self._refuse(send, limit)
            return
        answer = await self.keeper.answer(Request(scope["method"], path, None, headers, body))
        if answer.watch is not None:
            await self._stream(answer, receive, send)
            return
        await _send(send, answer.status, answer.headers, answer.body)

    def _may_enter(self, headers: MutableMapping[str, str]) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if not self.token:
            return True
        if scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(token.strip(), self.token) or self._is_account(token.strip())

    def _is_account(self, token: str) -> bool:
        """Return whether a token is a ServiceAccount's that exists, and has not expired."""
        if self.keys is None or token.count(".") != 2:
            return False
        claims = self.keys.claims(token) or {}
        own = claims.get("kubernetes.io") or {}
        account = own.get("serviceaccount") or {}
        known = self.served.cluster.get(
            "ServiceAccount", str(own.get("namespace")), str(account.get("name"))
        )
        is_current = claims.get("exp", 0) > self.served.clock().timestamp()
        return bool(known and is_current and known["metadata"]["uid"] == account.get("uid"))

    async def _refuse(self, send: Send, error: Any) -> None:
        body = encoding.encode(refusals.status(error), Form())
        await _send(send, error.code, [("content-type", "application/json")], body)

    async def _stream(self, answer: Answer, receive: Receive, send: Send) -> None:
        """Send the events of a watch until it ends, the client goes or the server stops."""
        watch = answer.watch
        assert watch is not None
        headers = [(name.encode(), value.encode()) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": 200, "headers": [*headers, NO_CACHE]})
        stream = Stream(self.served, watch, answer.form)
        gone = asyncio.ensure_future(_disconnected(receive))
        ending = asyncio.ensure_future(self.ending.wait())
        try:
            await stream.run(send, (gone, ending))
        finally:
            stream.close()
            gone.cancel()
            ending.cancel()


class Stream:
    """The events of one watch, as lines that wait to be sent."""

    def __init__(self, served: ServedCluster, watch: Watch, form: Form) -> None:
        self.served, self.watch, self.form = served, watch, form
        self.lines: list[bytes] = []
        self.matcher = watching.matcher(watch.kind, watch.selection)
        self.is_first, self.is_over = True, bool(watch.error)
        self.wakened = asyncio.Event()
        for line in self._opening():
            self.lines.append(line)
        self.subscriber = None if watch.error else served.subscribe(watch, self._tell, self._end)

    def _opening(self) -> Iterator[bytes]:
        watch = self.watch
        if watch.error:
            yield self._line(watching.ERROR, watch.error)
            return
        for obj in watch.initial:
            yield self._event(WatchEvent(ADDED, obj))
        if watch.ends_initial:
            mark = watching.bookmark(
                watch.kind, watch.api_version, watch.version, ends_initial=True
            )
            yield self._event(WatchEvent(watching.BOOKMARK, mark))

    def _tell(self, happened: Happened) -> None:
        event = self.matcher.event(happened.before, happened.after, happened.version)
        if event is not None:
            self.lines.append(self._event(event))
            self.wakened.set()

    def _end(self) -> None:
        """End the stream with an error: the cluster is another one now."""
        gone = refusals.Gone("the cluster was replaced: list it anew")
        self.lines.append(self._line(watching.ERROR, refusals.status(gone)))
        self.is_over = True
        self.wakened.set()

    def _event(self, event: WatchEvent) -> bytes:
        """Return the line of an event, in the version and form of the watch."""
        obj = event.object
        if obj.get("apiVersion") != self.watch.api_version:
            obj = {**obj, "apiVersion": self.watch.api_version}
        if event.type != watching.BOOKMARK:
            obj = encoding.completed(self.watch.kind, obj, is_list=False)
        if self.form.shown_as == "Table":
            metadata = encoding.list_metadata(obj)
            obj = table.show(
                self.watch.kind,
                [obj],
                metadata,
                self.form.version,
                self.served.clock(),
                self.watch.included,
                headers=self.is_first,
            )
        elif self.form.shown_as:
            obj = partial_metadata.of(obj, self.form.version)
        self.is_first = False
        return self._line(event.type, obj)

    def _line(self, event_type: str, obj: Any) -> bytes:
        return encoding.encode(
            {"type": event_type, "object": encoding.in_order(obj)}, self.form._replace(pretty=False)
        )

    async def run(self, send: Send, ends: tuple["asyncio.Future[Any]", ...]) -> None:
        """Send what waits, and what comes, until an end."""
        loop = asyncio.get_running_loop()
        end = loop.time() + (self.watch.seconds or LONGEST_WATCH)
        await send({"type": "http.response.body", "body": b"", "more_body": True})
        while True:
            if self.lines:
                body, self.lines = b"".join(self.lines), []
                await send({"type": "http.response.body", "body": body, "more_body": True})
            left = end - loop.time()
            if self.is_over or left <= 0 or any(future.done() for future in ends):
                break
            self.wakened.clear()
            await self._wait(min(left, BOOKMARK_EVERY), ends)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _wait(self, seconds: float, ends: tuple["asyncio.Future[Any]", ...]) -> None:
        waking = asyncio.ensure_future(self.wakened.wait())
        await asyncio.wait({waking, *ends}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not waking.done():
            waking.cancel()
            if self.watch.bookmarks and not any(end.done() for end in ends):
                mark = watching.bookmark(
                    self.watch.kind, self.watch.api_version, self.served.cluster.version
                )
                self.lines.append(self._event(WatchEvent(watching.BOOKMARK, mark)))

    def close(self) -> None:
        """Stop listening to the cluster."""
        if self.subscriber is not None:
            self.served.unsubscribe(self.subscriber)


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
    await send(
        {"type": "http.response.start", "status": status, "headers": [*pairs, NO_CACHE, length]}
    )
    await send({"type": "http.response.body", "body": body})


async def serve(
    application: Application, sockets: Sequence[socket.socket], files: TlsFiles | None
) -> None:
    """Answer on open sockets until SIGTERM or Ctrl-C."""
    import uvicorn  # noqa: PLC0415 only a server needs it

    gc.enable()
    config = uvicorn.Config(
        application,
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=75,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
        ssl_certfile=files.certificate if files else None,
        ssl_keyfile=files.key if files else None,
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign] # it would raise them again at the end
    loop = asyncio.get_running_loop()

    def end() -> None:
        server.should_exit = True
        application.ending.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    working = asyncio.ensure_future(application.keeper.run())
    try:
        await server.serve(list(sockets))
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
