"""What follows an `apply --prune`: one act for each object that the files no longer name."""
from collections.abc import Iterator, Sequence
from functools import partial

from minik.commands import _changes, _session
from minik.commands._applying import Manner
from minik.commands._changes import Act, Request
from minik.commands._deletion import Deletion
from minik.errors import MinikError
from minik.intake import pruning, requests
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object


def followed(acts: Sequence[Act | MinikError], cluster: Cluster, manner: Manner, deletion: Deletion, request: Request) -> _changes.Plan:
    """The acts; then, if nothing was refused, what is pruned."""
    among = pruning.allowed(manner.allowed, cluster.of("CustomResourceDefinition"))
    if not manner.allowed:
        _session.tell(f"Warning: {pruning.WARNING}")
    return _followed(acts, cluster, among, deletion, request)


def _followed(acts: Sequence[Act | MinikError], cluster: Cluster, among: Sequence[Kind], deletion: Deletion,
              request: Request) -> Iterator[Act | MinikError]:
    applied: list[Outcome] = []
    yield from (act if isinstance(act, MinikError) else partial(_noted, act, applied) for act in acts)
    if len(applied) == len(acts):
        wanted = _changes.conditions(request.selector)
        for kind, obj in pruning.orphans(cluster, among, pruning.visited(applied), wanted):
            yield partial(pruned, kind=kind, obj=obj, orphan=deletion.orphan, pretend=request.dry_run == "client")


def _noted(act: Act, applied: list[Outcome], draft: Draft) -> Outcome | None:
    outcome = act(draft)
    applied += [outcome] if outcome else []
    return outcome


def pruned(draft: Draft, *, kind: Kind, obj: Object, orphan: bool, pretend: bool) -> Outcome:
    """One object goes, or is said to."""
    if pretend:
        return Outcome(kind, obj, "pruned")
    return requests.delete(draft, kind, objects.namespace(obj), objects.name(obj), orphan=orphan, done="pruned")
