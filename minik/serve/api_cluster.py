"""The cluster that a server serves: one request after the other, its controllers after each, and
every change told to who watches.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter

from minik import controllers
from minik.api import encoding, exchange, refusals
from minik.api.call import Identify, Server, Sign
from minik.api.exchange import Answer, Request
from minik.api.negotiation import Form
from minik.api.reply import Watch
from minik.bootstrap import api_services
from minik.errors import Forbidden, InternalError
from minik.intake import registry
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model import packing
from minik.model.cluster import Cluster
from minik.model.controller import Controller
from minik.model.object import Key, Object
from minik.model.outside import Outside
from minik.model.writing import Step, Writer
from minik.recording import pod_events
from minik.serve import client_certificates
from minik.serve.turns import Turn, Turns
from minik.serve.waits import Waits
from minik.serve.webhook_counts import WebhookCounts
from minik.timelines import taken_over

MOST_EVENTS = 20_000  # changes that a watch may begin before
MANY = 5_000  # objects of a kind, above which they are packed
MOST_PASTS = 4  # earlier clusters that are kept for the next page of a list
SIGNER = "certificate-controller"
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

    def __init__(
        self,
        cluster: Cluster,
        now: Callable[[], datetime],
        order: Sequence[Controller] | None = None,
    ) -> None:
        self.order = order  # the controllers that run, None for all
        self.rested: set[str] = set()  # the controllers that want nothing of the cluster
        self.cluster, self.clock = cluster.as_baseline(), now
        self.events: deque[Happened] = deque(maxlen=MOST_EVENTS)
        self.pasts: dict[int, Cluster] = {}
        self.oldest = cluster.version
        self.ticked = now()
        self.sign: Sign | None = None
        self.identify: Identify | None = None
        self.certify: Callable[[Object, datetime], Object] | None = None
        self.subscribers: dict[str, set[Subscriber]] = {}
        self.unsaved: list[Happened] = []
        self.lines: dict[str, Any] = {}  # of the latest event, as watchers get it
        self.webhooks = WebhookCounts()
        self.turns = Turns({})
        self.waits = Waits(Outside())

    def stand_in(self, services: Mapping[str, str]) -> None:
        """Call these URLs where a webhook is behind a Service."""
        self.turns, self.waits = Turns(services), Waits(Outside(services))

    def answer(self, request: Request, turn: Turn | None = None) -> Answer:
        """Answer a request; after one that changed something the controllers run.

        Raises Unasked where webhooks have to be asked first; then it is begun anew, with its turn.
        """
        turn, now = turn or self.turns.new(self.cluster, request.path), self.clock()
        if request.method in READING:
            cluster = self.cluster.begun(now, self.cluster.serial, turn.outside)
        else:
            cluster = self._begun().begun(now, turn.number, turn.outside)
        server = Server(self.past, self.oldest, self.sign, self.identify)
        answer = exchange.answer(cluster, request, now, server)
        if answer.steps:
            try:
                self.advance(answer.cluster, answer.steps)
            except InternalError as error:  # nothing of the request is kept
                body = encoding.encode(refusals.status(error), Form())
                kind = ("content-type", "application/json")
                return Answer(error.code, [kind], body, self.cluster)
        return answer

    def _begun(self) -> Cluster:
        """Return the cluster in which something new begins; while controllers wait, with the changes of
        which they have not made everything yet: what was deleted, and what it leaves behind.
        """
        return self.cluster if self.waits.is_pending else self.cluster.as_baseline()

    def register(self) -> None:
        """Make the APIServices of the server, as every server does when it starts."""
        draft = self._begun().at(self.clock()).draft()
        for api_service in api_services.make(draft.settings.kubernetes_version):
            if draft.get(*objects.key(api_service)) is None:
                registry.create_or_update(draft, api_service)
        if draft.log:
            self.advance(draft.cluster(), draft.log)

    def refuse(self, request: Request) -> Answer:
        """Return the refusal of a change to a cluster that is only looked at."""
        error = Forbidden("this cluster is served read-only: minik serve --read-only")
        error.details = {}
        body = encoding.encode(refusals.status(error), Form())
        return Answer(error.code, [("content-type", "application/json")], body, self.cluster)

    def replace(self, other: Cluster) -> None:
        """Take over what another process has made of the cluster, and tell each change."""
        before, self.rested = self.cluster, set()
        self.cluster = other.as_baseline()
        if other.lineage != before.lineage or other.version < before.version:
            self._begin_anew()
            return
        self.cluster, steps = taken_over.renewed(before, self.cluster)
        self._tell(happenings(before, steps))
        self.unsaved.clear()
        self._issue()

    def _begin_anew(self) -> None:
        """Forget what was before a cluster that has nothing to do with it, and end all watches."""
        self.events.clear()
        self.pasts.clear()
        self.unsaved.clear()
        self.oldest = self.cluster.version
        for subscriber in [one for many in self.subscribers.values() for one in many]:
            subscriber.end()

    def is_due(self) -> bool:
        """Return whether controllers have something to do at the present time."""
        return any(True for _ in self._due())

    def _due(self) -> Iterator[tuple[datetime, Controller]]:
        """Yield the moments that have come since the last tick, with the controllers for which they are."""
        earlier, now = self.ticked, self.clock()
        base = self.cluster.at(earlier)
        for controller in self.order or controllers.load_all():
            moments = {moment for moment in controller.due_times(base) if earlier < moment <= now}
            yield from ((moment, controller) for moment in moments)

    def tick(self) -> None:
        """Let the controllers do what has become due, each at its moment."""
        due = sorted(self._due(), key=itemgetter(0))
        earlier, now = self.ticked, self.clock()
        self.ticked, wanted = now, len(self.waits.outside.wanted)
        if not due:
            return
        log: list[Step] = []
        cluster = self.waits.prepare(self._begun().at(now), ticks=True)
        for moment, controller in due:
            cluster = controllers.observed_step(cluster.at(moment), controller, log.extend)
        if len(self.waits.outside.wanted) > wanted:
            self.ticked = earlier  # what was due is done once webhooks have answered
        if log:
            self.advance(cluster.at(now), log)

    def past(self, version: int) -> Cluster | None:
        """Return the cluster as it was at a version, None if that is not known any more: what has changed
        since is taken back.
        """
        if not self.oldest <= version <= self.cluster.version:
            return None
        if version not in self.pasts:
            draft = self.cluster.draft()
            for event in reversed(self.events):
                if event.version <= version:
                    break
                draft.changes[event.key] = event.before
            draft.version = version
            self.pasts[version] = draft.cluster()
            while len(self.pasts) > MOST_PASTS:
                del self.pasts[next(iter(self.pasts))]
        return self.pasts[version]

    def advance(self, after: Cluster, steps: Sequence[Step]) -> None:
        """Take a changed cluster, settle it, and tell each change."""
        before, log = self.cluster, list(steps)
        kinds = {step.key.kind for step in steps}
        after = self.waits.prepare(pod_events.with_killing_events(after))
        self.cluster = self._settled(after, kinds, log)
        if log:
            self._tell(list(happenings(before, log)))
        self._issue()

    def _issue(self) -> None:
        """Give approved requests of clients their certificates, if this server has an authority."""
        if self.certify is None:
            return
        requests = self.cluster.table("CertificateSigningRequest")
        waiting = requests.index_by(client_certificates.unsigned).get(True)
        if waiting:
            now = self.clock()
            draft = self._begun().at(now).draft(writer=Writer(component=SIGNER))
            for request in waiting:
                registry.create_or_update(draft, self.certify(request, now))
            self.advance(draft.cluster(), draft.log)

    def _settled(self, after: Cluster, kinds: Collection[str] | None, log: list[Step]) -> Cluster:
        """Return a cluster once its controllers are at rest, and add what they do to a log. Raises
        InternalError where they never are.
        """
        rested = set() if kinds is None or self.waits.is_pending else self.rested.copy()
        settled = controllers.settle(after, kinds, self.order, log.extend, rested)
        self.rested = set() if self.waits.is_pending or settled.held else rested
        return _packed(settled)

    def resume(self) -> None:
        """Let the controllers go on whose webhooks have answered."""
        self.tick()
        before, log = self.cluster, list[Step]()
        after = self.waits.prepare(self._begun().at(self.clock()))
        self.cluster = self._settled(after, None, log)
        self.waits.end()
        self._tell(list(happenings(before, log)))

    def look(self, controller: Controller) -> None:
        """Let a controller look at the whole cluster, so that it looks at changes alone once there are
        some. What it wants is left until then.
        """
        if self.waits.is_pending or self.cluster.held:
            return
        if controllers.wants_nothing(self.cluster, controller):
            self.rested.add(controllers.unique_name(controller))

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


def _packed(cluster: Cluster) -> Cluster:
    """Return a cluster in which what has changed is packed where there are many of its kind."""
    draft = cluster.draft()
    for key, obj in cluster.changes.items():
        if obj is not None and len(cluster.table(key.kind).by_path) > MANY:
            draft.changes[key] = packing.packed(obj)
    return draft.cluster()


def happenings(before: Cluster, steps: Iterable[Step]) -> Iterable[Happened]:
    """Yield each change with the object's state before it."""
    known: dict[Key, Object | None] = {}
    for version, key, after in steps:
        earlier = known[key] if key in known else before.get(*key)
        known[key] = after
        if earlier is not None or after is not None:
            yield Happened(version, key, earlier, after)
