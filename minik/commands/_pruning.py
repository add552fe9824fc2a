"""What follows an `apply --prune`: one act for each object that the files no longer name."""
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from minik.commands import _applying, _changes, _session
from minik.commands._applying import Manner
from minik.commands._changes import Act, Request, Verb
from minik.commands._deletion import Deletion
from minik.errors import MinikError
from minik.intake import apply_sets, pruning, requests
from minik.intake.apply_sets import Parent, Reach
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object

Followed: TypeAlias = Callable[[Sequence[Outcome], bool], Iterator[Act]]


class Removal(NamedTuple):
    """How objects go."""

    orphan: bool
    pretend: bool

    def of(self, kind: Kind, obj: Object) -> Act:
        """One object goes, or is said to."""
        return partial(pruned, kind=kind, obj=obj, orphan=self.orphan, pretend=self.pretend)


def plan(session: _session.Session, verb: Verb, manner: Manner, deletion: Deletion, request: Request) -> _changes.Plan:
    """What the files ask for; then, if nothing was refused, what is pruned."""
    removal = Removal(deletion.orphan, request.dry_run == "client")
    custom = session.cluster.of("CustomResourceDefinition")
    if manner.apply_set:
        which = apply_sets.parent(manner.apply_set, request.namespace or _session.option("namespace") or "", custom)
        before = apply_sets.reach(session.cluster, which)
        acts = _applying.planned(session, partial(_member, verb=verb, which=which), request)
        return followed(acts, partial(_set, cluster=session.cluster, which=which, before=before, removal=removal))
    among = pruning.allowed(manner.allowed, custom)
    if not manner.allowed:
        _session.tell(f"Warning: {pruning.WARNING}")
    acts = _applying.planned(session, verb, request)
    return followed(acts, partial(_orphans, cluster=session.cluster, among=among, removal=removal, request=request))


def followed(acts: Sequence[Act | MinikError], after: Followed) -> Iterator[Act | MinikError]:
    """The acts; then what follows from all that was done, and from whether that was all."""
    done: list[Outcome] = []
    yield from (act if isinstance(act, MinikError) else partial(_noted, act, done) for act in acts)
    yield from after(done, len(done) == len(acts))


def _noted(act: Act, done: list[Outcome], draft: Draft) -> Outcome | None:
    outcome = act(draft)
    done += [outcome] if outcome else []
    return outcome


def _orphans(done: Sequence[Outcome], complete: bool, *, cluster: Cluster, among: Sequence[Kind], removal: Removal,
             request: Request) -> Iterator[Act]:
    """What was applied once and is in no file any more."""
    wanted = _changes.conditions(request.selector)
    for kind, obj in pruning.orphans(cluster, among, pruning.visited(done), wanted) if complete else ():
        yield removal.of(kind, obj)


def _set(done: Sequence[Outcome], complete: bool, *, cluster: Cluster, which: Parent, before: Reach, removal: Removal) -> Iterator[Act]:
    """Members of the set that are in no file any more; then the parent remembers where members stand now."""
    seen = pruning.visited(done)
    for kind, obj in apply_sets.members(cluster, which, before) if complete else ():
        if objects.uid(obj) not in seen.uids:
            yield removal.of(kind, obj)
    now = Reach(frozenset(outcome.kind.qualified for outcome in done), frozenset(seen.namespaces))
    where = now if complete else Reach(now.kinds | before.kinds, now.namespaces | before.namespaces)
    if not removal.pretend:
        yield partial(_remembered, which=which, where=where)


def _member(draft: Draft, kind: Kind, document: Document, *, verb: Verb, which: Parent) -> Outcome | None:
    return verb(draft, kind, document._replace(value=apply_sets.joined(document.value, which)))


def _remembered(draft: Draft, *, which: Parent, where: Reach) -> None:
    for text in apply_sets.remember(draft, which, where):
        _session.tell(f"Warning: {text}")


def pruned(draft: Draft, *, kind: Kind, obj: Object, orphan: bool, pretend: bool) -> Outcome:
    """One object goes, or is said to."""
    if pretend:
        return Outcome(kind, obj, "pruned")
    return requests.delete(draft, kind, objects.namespace(obj), objects.name(obj), orphan=orphan, done="pruned")
