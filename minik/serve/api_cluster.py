"""The cluster that a server serves: one request after the other, its controllers after each, and
every change told to who watches.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from minik import controllers
from minik.api import encoding, exchange, refusals
from minik.api.call import Sign
from minik.api.exchange import Answer, Request
from minik.api.negotiation import Form
from minik.api.reply import Watch
from minik.errors import Forbidden
from minik.light_typing import NamedTuple
from minik.model import watch_events
from minik.model.cluster import Cluster
from minik.model.object import Key, Object, key_of_path
from minik.model.writing import Step
from minik.recording import pod_events
from minik.simulation import clock

MOST_EVENTS = 100_000  # changes that a watch may begin before
# Uids are made of the number of a command; a request has that of the version that it finds, which
# never comes twice, above those that commands have.
NUMBERED_FROM = 1_000_000_000
MOST_PASTS = 200  # earlier clusters that a list may still be of
READING = ("GET", "HEAD", "OPTIONS")


class Happened(NamedTuple):
    """A change of one object, with its state before and after; None where it did not exist."""

    version: int
    key: Key
    before: Object | None
    after: Object | None


class Subscriber:
    """Who watches: `tell` gets every change of a kind, in order; `end` is called when the cluster
    becomes another one.
    """

    def __init__(
        self, watch: Watch, tell: Callable[[Happened], None], end: Callable[[], None]
    ) -> None:
        self.watch, self.tell, self.end = watch, tell, end


class ServedCluster:
    """The cluster as it is now, what changed lately, and who wants to know."""

    def __init__(self, cluster: Cluster, now: Callable[[], datetime]) -> None:
        self.cluster, self.clock = cluster.as_baseline(), now
        self.events: deque[Happened] = deque(maxlen=MOST_EVENTS)
        self.pasts: dict[int, Cluster] = {}
        self.oldest = cluster.version
        self.ticked = now()
        self.sign: Sign | None = None
        self.subscribers: dict[str, set[Subscriber]] = {}
        self.unsaved: list[Happened] = []

    def answer(self, request: Request) -> Answer:
        """Answer a request; after one that changed something the controllers run."""
        cluster = self.cluster
        if request.method not in READING:
            cluster = cluster.as_baseline().with_serial(NUMBERED_FROM + cluster.version)
        answer = exchange.answer(cluster, request, self.clock(), self.past, self.oldest, self.sign)
        if answer.steps:
            self.advance(answer.cluster, answer.steps)
        return answer

    def refuse(self, request: Request) -> Answer:
        """Return the refusal of a change to a cluster that is only looked at."""
        error = Forbidden("this cluster is served read-only: minik serve --read-only")
        error.details = {}
        body = encoding.encode(refusals.status(error), Form())
        return Answer(error.code, [("content-type", "application/json")], body, self.cluster)

    def replace(self, other: Cluster) -> None:
        """Take over what another process has made of the cluster, and tell each change."""
        before = self.cluster
        self.cluster = other.as_baseline()
        if other.lineage != before.lineage or other.version < before.version:
            self._begin_anew()
            return
        self._remember(before)
        self._tell(happenings(before, steps_between(before, other)))
        self.unsaved.clear()

    def _begin_anew(self) -> None:
        """Forget what was before a cluster that has nothing to do with it, and end all watches."""
        self.events.clear()
        self.pasts.clear()
        self.unsaved.clear()
        self.oldest = self.cluster.version
        for subscriber in [one for many in self.subscribers.values() for one in many]:
            subscriber.end()

    def tick(self) -> None:
        """Let the controllers do what is due at the present time."""
        now = self.clock()
        earlier, self.ticked = self.ticked, now
        base = self.cluster.at(earlier)
        due = any(earlier < moment <= now for moment in clock.due_times(base))
        if not due:
            return
        log: list[Step] = []
        cluster = self.cluster.as_baseline().at(now)
        for controller in controllers.load_all():
            cluster = controllers.observed_step(cluster, controller, log.extend)
        if log:
            self.advance(cluster, log)

    def past(self, version: int) -> Cluster | None:
        """Return the cluster as it was at a version, None if that is not kept."""
        if version > self.cluster.version:
            return None
        earlier = [kept for kept in self.pasts if kept <= version]
        return self.pasts[max(earlier)] if earlier else None

    def advance(self, after: Cluster, steps: Sequence[Step]) -> None:
        """Take a changed cluster, settle it, and tell everybody each change."""
        before, log = self.cluster, list(steps)
        self._remember(before)
        kinds = {step.key.kind for step in steps}
        settled = controllers.settle(
            pod_events.with_killing_events(after), kinds, observe=log.extend
        )
        self.cluster = settled
        self._tell(list(happenings(before, log)))

    def _remember(self, cluster: Cluster) -> None:
        self.pasts[cluster.version] = cluster
        while len(self.pasts) > MOST_PASTS:
            del self.pasts[next(iter(self.pasts))]

    def _tell(self, happened: Iterable[Happened]) -> None:
        for event in happened:
            if len(self.events) == MOST_EVENTS:
                self.oldest = self.events[0].version
            self.events.append(event)
            self.unsaved.append(event)
            for subscriber in tuple(self.subscribers.get(event.key.kind, ())):
                subscriber.tell(event)

    def subscribe(
        self, watch: Watch, tell: Callable[[Happened], None], end: Callable[[], None]
    ) -> Subscriber:
        """Tell the changes after a watch's version, now and as they come."""
        subscriber, kind = Subscriber(watch, tell, end), watch.kind.key
        for event in self.events_after(watch.version):
            if event.key.kind == kind:
                tell(event)
        self.subscribers.setdefault(kind, set()).add(subscriber)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Stop telling."""
        self.subscribers.get(subscriber.watch.kind.key, set()).discard(subscriber)

    def events_after(self, version: int) -> Iterable[Happened]:
        """Return the changes after a version, in order."""
        if not self.events or self.events[-1].version <= version:
            return ()
        return [event for event in self.events if event.version > version]


def happenings(before: Cluster, steps: Iterable[Step]) -> Iterable[Happened]:
    """Yield each change with the object's state before it."""
    known: dict[Key, Object | None] = {}
    for version, key, after in steps:
        earlier = known[key] if key in known else before.get(*key)
        known[key] = after
        if earlier is not None or after is not None:
            yield Happened(version, key, earlier, after)


def steps_between(before: Cluster, after: Cluster) -> Iterable[Step]:
    """Return the changes that lead from one cluster to another, in the order of their versions."""
    steps = []
    for kind in sorted({*before.kinds(), *after.kinds()}):
        old, new = before.table(kind).by_path, after.table(kind).by_path
        for path, obj in new.items():
            if old.get(path) is not obj and old.get(path) != obj:
                steps.append(Step(watch_events.resource_version(obj), key_of_path(kind, path), obj))
        for path in old.keys() - new.keys():
            steps.append(Step(after.version, key_of_path(kind, path), None))
    return sorted(steps, key=lambda step: step.version)
