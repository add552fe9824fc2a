"""The stream of a watch: events as lines, sent as they come until the watch ends."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    MutableMapping,
    Sequence,
)

from minik.api import encoding, refusals, texts, watching
from minik.api.negotiation import Form
from minik.api.reply import Watch
from minik.api.representations import partial_metadata, table
from minik.errors import Expired, MinikError
from minik.intake.webhooks import conversions
from minik.light_typing import Any, TypeAlias
from minik.model.object import Object
from minik.model.outside import Outside, Unasked
from minik.model.watch_events import ADDED, WatchEvent
from minik.serve.api_cluster import Happened, ServedCluster
from minik.serve.webhook_calls import Caller

Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LONGEST_WATCH = 2700.0  # seconds
BOOKMARK_EVERY = 60.0


class Stream:
    """The events of one watch, as lines that wait to be sent; those wait as events whose objects a
    webhook has to convert first, whom `caller` asks.
    """

    def __init__(self, served: ServedCluster, watch: Watch, form: Form, caller: Caller) -> None:
        self.served, self.watch, self.form, self.caller = served, watch, form, caller
        self.lines: list[bytes | WatchEvent] = []
        self.converts = conversions.webhook_of(served.cluster.get, watch.kind) is not None
        self.sent = 0  # events
        self.matcher = watching.matcher(watch.kind, watch.selection)
        # what it wants, as a text: those that want the same get the same lines
        self.wish = f"{watch.kind.key} {watch.selection} {watch.api_version} {form.media}"
        self.is_first, self.is_over = True, bool(watch.error)
        self.wakened = asyncio.Event()
        self.alarm: asyncio.TimerHandle | None = None  # for bookmarks and the end
        self.rings = False
        self.told = asyncio.get_running_loop().time()  # when something was sent last
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
        line = self._shared(happened)
        if line is not None:
            self.lines.append(line)
            self.wakened.set()

    def _shared(self, happened: Happened) -> bytes | WatchEvent | None:
        """Return the line of a change, None where the watch is not about it: it is made once for all
        watchers that want the same.
        """
        if self.form.shown_as:
            return self._line_of(happened)
        lines = self.served.lines
        if lines.get("version") != happened.version:
            lines.clear()
            lines["version"] = happened.version
        if self.wish not in lines:
            lines[self.wish] = self._line_of(happened)
        line: bytes | WatchEvent | None = lines[self.wish]
        return line

    def _line_of(self, happened: Happened) -> bytes | WatchEvent | None:
        event = self.matcher.event(happened.before, happened.after, happened.version)
        if event is None:
            return None
        is_other = event.object.get("apiVersion") != self.watch.api_version
        return event if self.converts and is_other else self._event(event)

    def _end(self) -> None:
        """End the stream with an error: the cluster is another one now."""
        gone = Expired("the cluster was replaced: list it anew")
        self.lines.append(self._line(watching.ERROR, refusals.status(gone)))
        self.is_over = True
        self.wakened.set()

    def _event(self, event: WatchEvent) -> bytes:
        """Return the line of an event, in the version and form of the watch."""
        obj = event.object
        if texts.is_plain(self.form) and event.type != watching.BOOKMARK:
            text = texts.whole(self.watch.kind, obj, self.watch.api_version)
            return b'{"type":"%b","object":%b}\n' % (event.type.encode(), text)
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
        for future in ends:
            future.add_done_callback(lambda _: self.wakened.set())
        self.alarm = loop.call_at(min(end, loop.time() + BOOKMARK_EVERY), self._ring)
        while True:
            if self.lines:
                self.sent += len(self.lines)
                body = b"".join([line async for line in self._taken()])
                await send({"type": "http.response.body", "body": body, "more_body": True})
                self.told = loop.time()
            if self.is_over or loop.time() >= end or any(future.done() for future in ends):
                break
            self.wakened.clear()
            await self.wakened.wait()
            if self.rings:
                self._tell_time(end)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _taken(self) -> AsyncIterator[bytes]:
        """Take all that waits, and yield it as lines; an error where a webhook does not convert it."""
        waiting, self.lines = self.lines, []
        lines = [one for one in waiting if isinstance(one, bytes)]
        if len(lines) == len(waiting):
            yield b"".join(lines)
            return
        events = [one for one in waiting if isinstance(one, WatchEvent)]
        try:
            made = iter(await self._converted([event.object for event in events]))
        except MinikError as error:
            yield self._line(watching.ERROR, refusals.status(error))
            self.is_over = True
            return
        for one in waiting:
            yield one if isinstance(one, bytes) else self._event(one._replace(object=next(made)))

    async def _converted(self, objs: Sequence[Object]) -> Sequence[Object]:
        """Return objects in the version of the watch. Raises MinikError where that fails."""
        kind, version = self.watch.kind, self.watch.api_version
        outside = Outside(self.served.turns.services)
        while objs:
            try:
                return conversions.convert(objs, kind, version, self.served.cluster.get, outside)
            except Unasked as unasked:
                outside.known.update(await self.caller.ask(unasked.questions))
        return objs

    def _tell_time(self, end: float) -> None:
        """Tell by a bookmark where the watch is, if it has been silent for long, and wait on."""
        loop = asyncio.get_running_loop()
        due = self.told + BOOKMARK_EVERY
        if loop.time() >= due and not self.lines:
            due = loop.time() + BOOKMARK_EVERY
            if self.watch.bookmarks:
                version = self.served.cluster.version
                mark = watching.bookmark(self.watch.kind, self.watch.api_version, version)
                self.lines.append(self._event(WatchEvent(watching.BOOKMARK, mark)))
        self.rings, self.alarm = False, loop.call_at(min(due, end), self._ring)

    def _ring(self) -> None:
        self.rings = True
        self.wakened.set()

    def close(self) -> None:
        """Stop listening to the cluster."""
        if self.alarm is not None:
            self.alarm.cancel()
        if self.subscriber is not None:
            self.served.unsubscribe(self.subscriber)
