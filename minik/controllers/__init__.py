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

from collections.abc import Iterable, Sequence, Set

from minik import shelf
from minik.errors import InternalError, MinikError
from minik.intake import registry
from minik.kinds import kind_of_key
from minik.model.change import Delete
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Reconcile
from minik.model.object import Object
from minik.recording import event_recorder

LIMIT = 20_000


def load_all() -> list[Controller]:
    """Return all controllers, sorted by module name."""
    return [module.CONTROLLER for module in shelf.load(__name__, __path__).values()]


def step(
    cluster: Cluster, controller: Controller, act: Reconcile | None = None
) -> tuple[Cluster, Set[str]]:
    """Run one controller once; return the cluster and the kinds it changed, without Event.

    `act` is what it does: its `reconcile`, or its `when_due` where the clock has moved.
    """
    draft = cluster.draft()
    refusals: list[tuple[Object, MinikError]] = []
    for change in (act or controller.reconcile)(cluster):
        if isinstance(change, Delete):
            existing = draft.get(*change.key)
            if existing is not None:
                registry.delete(
                    draft, kind_of_key(change.key.kind), existing, at_once=change.at_once
                )
        else:
            try:
                registry.create_or_update(draft, change.object, already_admitted=change.admitted)
            except MinikError as refusal:  # it is tried again when something has changed
                refusals.append((change.object, refusal))
    if draft.changes or refusals:
        event_recorder.record_events(draft, controller, refusals)
    return draft.cluster(), {key.kind for key in draft.changes if key.kind != "Event"}


def settle(
    cluster: Cluster,
    changed: Iterable[str] | None = None,
    order: Sequence[Controller] | None = None,
) -> Cluster:
    """Run the controllers until nothing changes any more, and return the cluster.

    `changed` names the kinds that differ from a settled cluster; None: any kind may. Raise
    InternalError after LIMIT rounds.
    """
    running = load_all() if order is None else order
    kinds = None if changed is None else set(changed)
    due = [kinds is None or watches_any(controller, kinds) for controller in running]
    for _ in range(LIMIT):
        if not any(due):
            return cluster
        phase = min(controller.phase for is_due, controller in zip(due, running) if is_due)
        for index, controller in enumerate(running):
            if due[index] and controller.phase == phase:
                due[index] = False
                cluster, changed_kinds = step(cluster, controller)
                due = [
                    was_due
                    or watches_any(other, changed_kinds)
                    and not (other is controller and other.settles_in_one_run)
                    for was_due, other in zip(due, running)
                ]
    raise InternalError("the controllers do not come to rest")


def watches_any(controller: Controller, kinds: Set[str]) -> bool:
    """Whether a controller watches any of these kinds."""
    return bool(kinds) and ("*" in controller.watches or not kinds.isdisjoint(controller.watches))
