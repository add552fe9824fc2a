"""The rollouts of workloads: followed, taken back, held."""

from functools import partial

from minik.client import rollouts
from minik.command_line import rollout_workloads
from minik.library import changing
from minik.library.manifests import plain_copy
from minik.library.refusals import GUARD
from minik.library.verbs import Changeable
from minik.light_typing import Any, Generic, NamedTuple, TypeVar
from minik.render import rollout
from minik.workloads import rollout_history

C = TypeVar("C", bound=Changeable)


class RolloutStatus(NamedTuple):
    """How far a rollout is: `text` is what `kubectl rollout status` prints; true if it is complete."""

    text: str
    done: bool

    def __bool__(self) -> bool:
        return self.done

    def __str__(self) -> str:
        return self.text


class Revision(NamedTuple):
    """A template that a workload has had: its number, why it came (the annotation change-cause), the
    pod template.
    """

    number: int
    cause: str
    template: dict[str, Any]


class History(tuple[Revision, ...]):
    """All revisions of a workload, the oldest first. `text` is what `kubectl rollout history` prints."""

    text: str

    def __str__(self) -> str:
        return self.text


class Rollout(Generic[C]):
    """The verbs of `kubectl rollout`. What changes something returns the cluster after it."""

    def __init__(self, cluster: C) -> None:
        """Roll the workloads of this cluster; it stays as it is."""
        self._cluster = cluster

    def status(self, *target: str, revision: int = 0, namespace: str = "") -> RolloutStatus:
        """Return how far a rollout is; with `revision`, only if that is the one that rolls.

        Raises Refusal where the rollout has failed (its progress deadline is exceeded).
        """
        with GUARD:
            kind, obj = self._one(target, namespace)
            return RolloutStatus(*rollout.progress(kind, obj, revision))

    def history(self, *target: str, namespace: str = "") -> History:
        """Return the revisions of a Deployment, DaemonSet or StatefulSet."""
        with GUARD:
            kind, obj = self._one(target, namespace)
            rollouts.require_history(kind)
            found = rollout_history.revisions_of(self._cluster._core, kind, obj)
        made = History(Revision(one.number, one.cause, plain_copy(one.template)) for one in found)
        made.text = rollout.history(found)
        return made

    def restart(self, *targets: str, namespace: str = "") -> C:
        """Let all pods of workloads be replaced, a few at a time."""
        now = self._cluster.now
        return self._rolled(targets, namespace, partial(rollouts.restart, now=now), "restarted")

    def pause(self, *targets: str, namespace: str = "") -> C:
        """Let Deployments wait: no pod is replaced until they are resumed."""
        return self._rolled(targets, namespace, rollouts.pause, "paused")

    def resume(self, *targets: str, namespace: str = "") -> C:
        """Let Deployments that were paused go on."""
        return self._rolled(targets, namespace, rollouts.resume, "resumed")

    def undo(self, *targets: str, to_revision: int = 0, namespace: str = "") -> C:
        """Go back to the template before the present one, or to that of a revision."""
        core = self._cluster._core
        verb = partial(rollout_workloads.roll_back, cluster=core, number=to_revision)
        return self._cluster._changed(targets, namespace, verb, "rollout")

    def _rolled(
        self, targets: tuple[str, ...], namespace: str, change: rollout_workloads.Change, done: str
    ) -> C:
        verb = partial(rollout_workloads.alter, change=change, done=done)
        return self._cluster._changed(targets, namespace, verb, "rollout")

    def _one(self, target: tuple[str, ...], namespace: str) -> changing.Found:
        inside = namespace or self._cluster.namespace
        return changing.find_one(self._cluster._core, target, inside)
