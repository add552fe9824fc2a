"""Controllers: each derives objects from objects; they run until nothing changes.

One file is one controller, a record named `CONTROLLER`. None knows another, and their order does
not matter.

How a cluster settles: a controller is due when an object of a kind that it watches has changed. Of
the controllers that are due, those of the earliest phase run, each once, and say what should exist;
the server admits it or refuses, and whoever watches what has changed is due in turn, in whatever
phase. This goes on until nobody is due. So a phase is a promise of what is at rest when a
controller runs: the scheduler sees all pods of all workloads at once and the observers see pods
that have been started, whatever the order of the files, and a settled cluster is always the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import chain

from minik import shelf
from minik.controllers._watched import ONLY_FOR, WATCHED
from minik.errors import InternalError, MinikError
from minik.holding.recorded_endpoints import follow_recorded
from minik.holding.withholding import Asking, Withholding
from minik.intake import controller_requests, defined_kinds, registry
from minik.light_typing import NamedTuple, TypeAlias
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, Reconcile, any_change, no_notices
from minik.model.held import HeldSlots, merge_slots
from minik.model.outside import Unasked
from minik.model.slots import existing
from minik.model.writing import Step, Writer
from minik.recording import event_recorder

Observe: TypeAlias = Callable[[Sequence[Step]], None]
LIMIT = 20_000
# the members of a team of these names, and which of them watch some kinds
USUAL: dict[tuple[str, ...], tuple[dict[str, Controller], dict[frozenset[str], Sequence[str]]]] = {}


def load_all() -> list[Controller]:
    """Return all controllers, sorted by module name."""
    return [module.CONTROLLER for module in shelf.load(__name__, __path__).values()]


def step(
    cluster: Cluster, controller: Controller, act: Reconcile | None = None
) -> tuple[Cluster, Set[str]]:
    """Run one controller once; return the cluster and the kinds it changed, without Event.

    `act` is what it does: its `reconcile`, or its `when_due` where the clock has moved.
    """
    ran = _run(cluster, controller, act or controller.reconcile, ignore)
    return ran.cluster, ran.kinds


def observed_step(cluster: Cluster, controller: Controller, observe: Observe) -> Cluster:
    """Return the cluster after what a controller does because of the time, each change told."""
    cluster = _run(cluster, controller, controller.when_due, observe).cluster
    return _run(cluster, controller, controller.reconcile, observe).cluster


def ignore(_: Sequence[Step]) -> None:
    """Make nothing of what a controller has changed."""


def wants_nothing(cluster: Cluster, controller: Controller) -> bool:
    """Return whether a controller wants nothing of a cluster as it is."""
    return next(iter(controller.reconcile(cluster)), None) is None


class Ran(NamedTuple):
    """The cluster after a run of a controller, the kinds that it changed, without Event, what of its
    changes is still held, and whether the server refused any.
    """

    cluster: Cluster
    kinds: Set[str]
    still: HeldSlots
    was_refused: bool = False


def _run(cluster: Cluster, controller: Controller, act: Reconcile, observe: Observe) -> Ran:
    """Run one controller once, without what is held of its changes; return that as well."""
    withholding = Withholding(cluster, unique_name(controller))
    changes = iter(withholding.rest(act(cluster)))
    first = next(changes, None)
    if first is None and controller.notices is no_notices:
        return Ran(cluster, frozenset(), withholding.still)
    draft = cluster.draft(writer=Writer(component=controller.name))
    wanted = chain(() if first is None else (first,), changes)
    refusals = [(put.object, refusal) for put, refusal in apply_changes(draft, wanted)]
    if draft.changes or refusals or controller.notices is not no_notices:
        event_recorder.record_events(draft, controller, list(withholding.unreported(refusals)))
    kinds = {key.kind for key in draft.changes if key.kind != "Event"}
    observe(draft.log)
    return Ran(draft.cluster(), kinds, withholding.still, bool(refusals))


def apply_changes(draft: Draft, changes: Iterable[Change]) -> Iterator[tuple[Put, MinikError]]:
    """Make the changes that a controller wants, and yield those that the server refuses.

    A refused one is wanted again when something has changed.
    """
    judge = controller_requests.judge_of(draft)
    for change in changes:
        try:
            if isinstance(change, Put):
                registry.create_or_update(
                    draft, change.object, already_admitted=change.admitted, admit=judge.admit
                )
                continue
            old, kind = draft.get(*change.key), defined_kinds.kind_in(draft, change.key.kind)
            if old is not None and judge.may_delete(draft, kind, old):
                registry.delete(draft, kind, old, at_once=change.at_once)
        except MinikError as refusal:
            if isinstance(change, Delete):
                raise
            yield change, refusal
        except Unasked as unasked:
            defer(draft, unasked)


def defer(draft: Draft, unasked: Unasked) -> None:
    """Leave a change until its webhooks have been asked; then the controllers run again."""
    draft.forget_pools()
    if draft.base.outside is not None:
        draft.base.outside.want(unasked)


def hold(cluster: Cluster) -> Cluster:
    """Return the cluster with all that its controllers want of it now held, and nothing done, but for
    the endpoints that its dump left out.
    """
    for kind in cluster.kinds():
        cluster.table(kind)  # read here, it is read once: each controller sees a cluster of its own
    cluster = derive(cluster)
    held = cluster.held
    for controller in load_all():
        name = unique_name(controller)
        slots: HeldSlots = {}
        while found := held_changes_of(
            cluster.with_held(held.with_changes({name: slots})), controller
        ):
            slots = merge_slots(slots, found)
        held = held.with_changes({name: slots}) if slots else held
    return cluster.with_held(held)


def derive(cluster: Cluster) -> Cluster:
    """Return the cluster with the objects of the kinds that its dump left out (`Held.derived`)."""
    kinds = cluster.held.derived
    if not kinds:
        return cluster
    draft = cluster.draft()
    for controller in load_all():
        for change in controller.reconcile(cluster) if "Service" in controller.watches else ():
            obj = change.object if isinstance(change, Put) else {}
            if obj.get("kind") in kinds and existing(cluster, obj) is None:
                registry.create_or_update(draft, follow_recorded(obj, cluster))
    return draft.cluster()


def held_changes_of(cluster: Cluster, controller: Controller) -> HeldSlots:
    """Return the changes that a controller wants of a cluster and that would have an effect, beside
    those that are held already.

    Once changes are held, it may want others: the status of a set that lacks pods.
    """
    name = unique_name(controller)
    draft, asked = cluster.draft(), Asking(cluster, name)
    withholding = Withholding(cluster, name)
    for change in withholding.rest(controller.reconcile(cluster)):
        before = draft.version
        refusals = list(apply_changes(draft, [change]))
        for put, why in withholding.unreported((put.object, why) for put, why in refusals):
            asked.add_refusal(put, why)
        if draft.version != before:
            asked.add(change)
    return asked.slots


def settle(
    cluster: Cluster,
    changed: Iterable[str] | None = None,
    order: Sequence[Controller] | None = None,
    observe: Observe = ignore,
    rested: set[str] | None = None,
) -> Cluster:
    """Run the controllers until nothing changes any more, and return the cluster.

    `changed` names the kinds that differ from a settled cluster; None: any kind may. `observe` gets
    all changes of one object after the other, as each controller has made them. `rested` has the unique
    names of the controllers that want nothing of the cluster before its changes: they look at these
    alone; afterwards it has those that want nothing of the cluster as it is then. Raise
    InternalError after LIMIT rounds.
    """
    resting = set() if rested is None else rested.copy()
    team = Team(order, frozenset() if cluster.held else resting)
    team.wake(None if changed is None else set(changed), cluster)
    still: dict[str, HeldSlots] = {}
    refused: set[str] = set()
    for _ in range(LIMIT):
        if not team.due:
            if rested is not None:
                rested.update(still)
                rested -= refused
            cluster = cluster.as_rested(False)
            return cluster.with_held(cluster.held.keep(still)) if cluster.held else cluster
        for controller in team.next_ones():
            name = unique_name(controller)
            ran = _run(
                cluster.as_rested(name in resting), controller, controller.reconcile, observe
            )
            cluster, still[name] = ran.cluster, ran.still
            (refused.add if ran.was_refused else refused.discard)(name)
            team.wake(ran.kinds, cluster, by=controller)
    raise InternalError("the controllers do not come to rest")


class Team:
    """The controllers that settle a cluster, in their order; each is imported when it is first due."""

    def __init__(self, order: Sequence[Controller] | None, resting: Set[str] = frozenset()) -> None:
        self.resting = resting  # by their unique names: they wanted nothing before the changes
        self.names = list(shelf.names(__path__)) if order is None else list(map(unique_name, order))
        self.loaded = dict(zip(self.names, order or ()))
        self.watching: dict[frozenset[str], Sequence[str]] = {}
        if order is None:  # the usual team is the same every time
            known = USUAL.setdefault((*__path__, *self.names), (self.loaded, self.watching))
            self.loaded, self.watching = known
        self.due: set[str] = set()

    def member(self, name: str) -> Controller:
        """Return a controller by the name of its module."""
        if name not in self.loaded:
            self.loaded[name] = shelf.load_one(__name__, name).CONTROLLER
        return self.loaded[name]

    def wake(self, kinds: Set[str] | None, cluster: Cluster, by: Controller | None = None) -> None:
        """Make those due that watch any of these kinds; None: all. `by` is the one that changed them."""
        for name in self.names if kinds is None else self._watching(kinds):
            if name not in self.due and not self.is_idle(name, cluster):
                member = self.member(name)
                if not (member is by and member.settles_in_one_run) and self._may_want(
                    member, cluster
                ):
                    self.due.add(name)

    def _may_want(self, member: Controller, cluster: Cluster) -> bool:
        """Return whether the changes of a cluster can make a controller want something."""
        is_any = member.concerns is any_change or unique_name(member) not in self.resting
        return is_any or member.concerns(cluster)

    def is_idle(self, name: str, cluster: Cluster) -> bool:
        """Return whether one need not be imported, since there is nothing of the kind it is for. What is
        held of its changes, only it can tell.
        """
        kind = "" if name in self.loaded else ONLY_FOR.get(name, "")
        return bool(kind) and not cluster.held and not cluster.table(kind).by_path

    def _watching(self, kinds: Set[str]) -> Sequence[str]:
        """Return the names of those that watch any of these kinds, in their order."""
        key = frozenset(kinds)
        if key not in self.watching:
            self.watching[key] = [name for name in self.names if self._watches(name, kinds)]
        return self.watching[key]

    def _watches(self, name: str, kinds: Set[str]) -> bool:
        watched = None if name in self.loaded else WATCHED.get(name)
        if watched is None:
            return watches_any(self.member(name), kinds)
        return bool(kinds) and ("*" in watched or not kinds.isdisjoint(watched))

    def next_ones(self) -> Iterator[Controller]:
        """Yield those that are due in the earliest phase, each once."""
        phase = min(self.member(name).phase for name in self.due)
        for name in self.names:
            if name in self.due and self.member(name).phase == phase:
                self.due.remove(name)
                yield self.member(name)


def unique_name(controller: Controller) -> str:
    """Return the name of a controller and of its module: one component may be several controllers."""
    return f"{controller.name}/{controller.reconcile.__module__.rpartition('.')[2]}"


def watches_any(controller: Controller, kinds: Set[str]) -> bool:
    """Whether a controller watches any of these kinds; who creates dependents tries again when
    quotas have changed.
    """
    if not kinds or "*" in controller.watches:
        return bool(kinds)
    may_be_refused = controller.dependents is not None and "ResourceQuota" in kinds
    return may_be_refused or not kinds.isdisjoint(controller.watches)
