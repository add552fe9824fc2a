"""Controllers: each derives objects from objects; they run until nothing changes.

One file is one controller. None knows another, and their order does not matter.

A controller is a module with `WATCHES`, the kinds it looks at (`"*"`: all), and `reconcile(cluster)
-> Iterable[Change]`, which yields what should exist, every time anew, at most one change per
object. It runs whenever an object of one of its kinds has changed.

`PATIENCE` (default 0) is the phase in which it runs: a controller waits until all controllers of
lower phases have nothing left to do. Phases: nodes (0), controllers that create pods (1),
deployments, which read replica sets (2), the scheduler, which must see all pods at once (3),
kubelets (4), and controllers that only read pods (5). So a settled cluster does not depend on the
order of the modules. `ONE_GO = True`: its own changes do not make it run again.
"""

from collections.abc import Callable, Iterable, Set
from types import ModuleType
from typing import TypeAlias

from minik import shelf
from minik.errors import InternalError, MinikError
from minik.intake import admission
from minik.kinds import kind_of_key
from minik.model.change import Change, Delete
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.recording import event_rules

Reconcile: TypeAlias = Callable[[Cluster], Iterable[Change]]
LIMIT = 20_000


def step(cluster: Cluster, reconcile: Reconcile) -> tuple[Cluster, Set[str]]:
    """Run one controller once; return the cluster and the kinds it changed, without Event."""
    draft = cluster.draft()
    refusals: list[tuple[Object, MinikError]] = []
    for change in reconcile(cluster):
        if isinstance(change, Delete):
            existing = draft.get(*change.key)
            if existing is not None:
                admission.delete(
                    draft, kind_of_key(change.key.kind), existing, at_once=change.at_once
                )
        else:
            try:
                admission.create_or_update(draft, change.object, already_admitted=change.admitted)
            except MinikError as refusal:  # it is tried again when something has changed
                refusals.append((change.object, refusal))
    if draft.changes or refusals:
        event_rules.record_events(draft, reconcile, refusals)
    return draft.cluster(), {key.kind for key in draft.changes if key.kind != "Event"}


def load_all() -> list[ModuleType]:
    """Return all controllers, sorted by module name."""
    return list(shelf.load(__name__, __path__).values())


def settle(
    cluster: Cluster,
    changed: Iterable[str] | None = None,
    order: Iterable[ModuleType] | None = None,
) -> Cluster:
    """Run the controllers until nothing changes any more, and return the cluster.

    `changed` names the kinds that differ from a settled cluster; None: any kind may. Raise
    InternalError after LIMIT rounds.
    """
    modules = list(order if order is not None else load_all())
    kinds = None if changed is None else set(changed)
    due = [kinds is None or watches_any(module, kinds) for module in modules]
    for _ in range(LIMIT):
        if not any(due):
            return cluster
        phase = min(phase_of(module) for is_due, module in zip(due, modules) if is_due)
        for index, module in enumerate(modules):
            if due[index] and phase_of(module) == phase:
                due[index] = False
                cluster, changed_kinds = step(cluster, module.reconcile)
                triggered = [
                    watches_any(other, changed_kinds)
                    and not (other is module and runs_once(module))
                    for other in modules
                ]
                due = [was_due or is_due_now for was_due, is_due_now in zip(due, triggered)]
    raise InternalError("the controllers do not come to rest")


def watches_any(module: ModuleType, kinds: Set[str]) -> bool:
    """Whether a controller watches any of these kinds."""
    return bool(kinds) and ("*" in module.WATCHES or not kinds.isdisjoint(module.WATCHES))


def phase_of(module: ModuleType) -> int:
    """Return the phase in which a controller runs."""
    return int(getattr(module, "PATIENCE", 0))


def runs_once(module: ModuleType) -> bool:
    """Whether a controller's own changes do not make it run again."""
    return bool(getattr(module, "ONE_GO", False))
