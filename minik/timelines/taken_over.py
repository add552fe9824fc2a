"""What another process has made of a cluster: the changes that lead there, as watchers are told them."""

from collections.abc import Iterable

from minik.model import watch_events
from minik.model.cluster import Cluster
from minik.model.object import key_of_path
from minik.model.writing import Step


def renewed(before: Cluster, after: Cluster) -> tuple[Cluster, Iterable[Step]]:
    """Return a cluster that followed on another, and the changes between them. What `undo` or `redo` has
    brought back is a new change, with a new version.
    """
    steps = list(steps_between(before, after))
    restored = [step for step in steps if step.object and step.version <= before.version]
    if not restored:
        return after, steps
    draft = after.draft()
    for step in restored:
        draft.put(step.object or {})
    own = [step for step in steps if step not in restored]
    return draft.cluster().as_baseline(), [*own, *draft.log]


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
