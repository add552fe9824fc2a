"""Controllers: objects beget objects until nothing changes. One file a controller; none knows another, the order does not matter.

A controller is a module with `WATCHES`, the kinds it looks at (`"*"`: all), and `reconcile(cluster) -> Iterable[Change]`, which says what
should be, not how to get there, every time anew, at most one change an object. It runs whenever one of its kinds has changed.

`PATIENCE` (0 if not said) makes it wait until all that have less of it rest: first nodes (0), then what makes pods (1), deployments, which
look at replica sets (2), the scheduler, which wants to see all pods at once (3), kubelets (4), and last those who only look on (5). So a
settled cluster does not depend on who happened to be first. `ONE_GO = True`: what it changes gives itself nothing more to do.
"""
from collections.abc import Callable, Iterable, Set
from types import ModuleType
from typing import TypeAlias

from minik import shelf
from minik.controllers import _recording
from minik.errors import InternalError, MinikError
from minik.intake import admission
from minik.kinds import of_key
from minik.model.change import Change, Delete
from minik.model.cluster import Cluster
from minik.model.object import Object

Reconcile: TypeAlias = Callable[[Cluster], Iterable[Change]]
LIMIT = 20_000


def step(cluster: Cluster, reconcile: Reconcile) -> tuple[Cluster, Set[str]]:
    """Let one controller have its say once; also gives the kinds that it changed."""
    draft = cluster.draft()
    refusals: list[tuple[Object, MinikError]] = []
    for change in reconcile(cluster):
        if isinstance(change, Delete):
            old = draft.get(*change.key)
            if old is not None:
                admission.delete(draft, of_key(change.key.kind), old, at_once=change.at_once)
        else:
            try:
                admission.carry_out(draft, change.object, admitted=change.admitted)
            except MinikError as refusal:  # it is tried again when something has changed
                refusals.append((change.object, refusal))
    if draft.changes or refusals:
        _recording.record(draft, reconcile, refusals)
    return draft.cluster(), {key.kind for key in draft.changes if key.kind != "Event"}


def every() -> list[ModuleType]:
    """All controllers, in a fixed order."""
    return list(shelf.load(__name__, __path__).values())


def settle(cluster: Cluster, changed: Iterable[str] | None = None, order: Iterable[ModuleType] | None = None) -> Cluster:
    """Run the controllers until the cluster rests. `changed` names the kinds that differ from a cluster at rest; None: any may."""
    modules = list(order if order is not None else every())
    kinds = None if changed is None else set(changed)
    due = [kinds is None or is_concerned(module, kinds) for module in modules]
    for _ in range(LIMIT):
        if not any(due):
            return cluster
        turn = min(patience(module) for is_due, module in zip(due, modules) if is_due)
        for index, module in enumerate(modules):
            if due[index] and patience(module) == turn:
                due[index] = False
                cluster, touched = step(cluster, module.reconcile)
                again = [is_concerned(other, touched) and not (other is module and is_done(module)) for other in modules]
                due = [was or is_now for was, is_now in zip(due, again)]
    raise InternalError("the controllers do not come to rest")


def is_concerned(module: ModuleType, kinds: Set[str]) -> bool:
    """Whether a controller looks at one of these kinds."""
    return bool(kinds) and ("*" in module.WATCHES or not kinds.isdisjoint(module.WATCHES))


def patience(module: ModuleType) -> int:
    """For how many others a controller waits."""
    return int(getattr(module, "PATIENCE", 0))


def is_done(module: ModuleType) -> bool:
    """Whether a controller has had its say when it has run once."""
    return bool(getattr(module, "ONE_GO", False))
