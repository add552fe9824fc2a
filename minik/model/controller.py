"""What a controller is: one record, which its file exposes as `CONTROLLER`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from types import MappingProxyType

from minik.light_typing import NamedTuple, TypeAlias
from minik.model.change import Change
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object

Reconcile: TypeAlias = Callable[[Cluster], Iterable[Change]]
DueTimes: TypeAlias = Callable[[Cluster], Iterable[datetime]]
OptionalObject: TypeAlias = Object | None


class Phase(IntEnum):
    """When a controller runs: after all controllers of the earlier phases are at rest."""

    NODES = 0  # nodes, and what the API server keeps by itself
    WORKLOADS = 1  # controllers that create pods and their claims
    ROLLOUTS = 2  # deployments, which read replica sets, and the binder, which reads claims
    SCHEDULER = 3  # it must see all pods at once
    KUBELETS = 4  # they start the pods that have a node
    OBSERVERS = 5  # controllers that only read pods: endpoints, budgets, quotas


class NewEvent(NamedTuple):
    """An event to be stored.

    `about` is the involved object, `component` the reporting component, `part` the field path of a
    container, `host` the node of a kubelet. `again`: the same event may have happened before.
    """

    about: Object
    reason: str
    message: str
    component: str
    warning: bool = False
    part: str = ""
    host: str = ""
    again: bool = False


Notices: TypeAlias = Callable[[Cluster], Iterable[NewEvent]]
EventRule: TypeAlias = Callable[[Draft, OptionalObject, OptionalObject], Iterable[NewEvent]]


class Dependents(NamedTuple):
    """What a controller creates for its owners, and what its events say of that.

    `owner` and `kind` are kinds, `component` is the reporting component. In the messages `{name}`
    is the dependent, `{owner}` its owner and `{why}` the server's refusal. `again`: a dependent of
    the same name may be created and deleted many times.
    """

    owner: str
    kind: str
    component: str
    created: str = "Created pod: {name}"
    deleted: str = "Deleted pod: {name}"
    refused: str = "Error creating: {why}"
    again: bool = False


def no_changes(_: Cluster) -> Iterable[Change]:
    """Return no changes: what a controller does that acts only by the clock."""
    return ()


def no_due_times(_: Cluster) -> Iterable[datetime]:
    """Return no times: a controller that waits for nothing."""
    return ()


def no_notices(_: Cluster) -> Iterable[NewEvent]:
    """Return no events: a controller that reports nothing of what it leaves alone."""
    return ()


def any_change(_: Cluster) -> bool:
    """Return True: a controller that any change may concern."""
    return True


class Controller(NamedTuple):
    """A controller: what it is called, what makes it run, what it wants, what it reports.

    `name` is kube-controller-manager's; the kubelets, the scheduler and the API server have their
    own. `watches` are the kinds at whose changes it runs ("*": all). `reconcile(cluster)` yields
    what should exist, every time anew, at most one change an object. With `settles_in_one_run` its
    own changes do not make it run again. While there is no object of the kind `only_for`, it wants and
    reports nothing ("": it always may). Where it wanted nothing before the changes of a cluster, it is
    asked by `concerns(cluster)` first whether they can make it want something; then it need not run.

    What happens only because time passes: `due_times(cluster)` yields the moments for which it
    waits, and `when_due(cluster)` what should exist then; it runs only when the clock moves.

    `events` maps a kind to what the controller reports of each object of that kind it changed.
    `notices(cluster)` yields what it reports of objects that it leaves as they are; it is asked
    after its run, and each is told once.
    """

    name: str
    watches: Sequence[str]
    phase: Phase
    reconcile: Reconcile = no_changes
    settles_in_one_run: bool = False
    only_for: str = ""
    concerns: Callable[[Cluster], bool] = any_change
    due_times: DueTimes = no_due_times
    when_due: Reconcile = no_changes
    dependents: Dependents | None = None
    events: Mapping[str, EventRule] = MappingProxyType({})
    notices: Notices = no_notices
