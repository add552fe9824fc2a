"""The acts of `apply --prune`: one for each object that the files no longer name."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from minik.client import apply_sets, pruning, requests
from minik.client.apply_sets import Parent, Scope
from minik.client.changes import Act, Plan, Verb
from minik.client.requests import Outcome
from minik.command_line import apply_options, change_requests, state_access
from minik.command_line.apply_options import ApplyOptions
from minik.command_line.change_requests import Request
from minik.command_line.deletion_flags import Deletion
from minik.errors import MinikError
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object

FollowUp: TypeAlias = Callable[[Sequence[Outcome], bool], Iterator[Act]]


class Removal(NamedTuple):
    """How objects are pruned."""

    orphan: bool
    pretend: bool

    def of(self, kind: Kind, obj: Object) -> Act:
        """Return the act that prunes one object, or pretends to."""
        return partial(prune, kind=kind, obj=obj, orphan=self.orphan, pretend=self.pretend)


def plan(
    session: state_access.Session,
    verb: Verb,
    manner: ApplyOptions,
    deletion: Deletion,
    request: Request,
) -> Plan:
    """Yield what the files ask for, then, if nothing was refused, what is pruned."""
    removal = Removal(deletion.orphan, request.dry_run == "client")
    custom = session.cluster.of("CustomResourceDefinition")
    if manner.apply_set:
        which = apply_sets.parse_parent(
            manner.apply_set, request.namespace or state_access.option("namespace") or "", custom
        )
        before = apply_sets.read_scope(session.cluster, which)
        acts = apply_options.plan_apply(
            session, partial(_join_set, verb=verb, which=which), request
        )
        return with_follow_up(
            acts,
            partial(
                _apply_set_acts,
                cluster=session.cluster,
                which=which,
                before=before,
                removal=removal,
            ),
        )
    among = pruning.prunable_kinds(manner.allowed, custom)
    if not manner.allowed:
        state_access.tell(f"Warning: {pruning.WARNING}")
    acts = apply_options.plan_apply(session, verb, request)
    return with_follow_up(
        acts,
        partial(_orphans, cluster=session.cluster, among=among, removal=removal, request=request),
    )


def with_follow_up(acts: Sequence[Act | MinikError], after: FollowUp) -> Iterator[Act | MinikError]:
    """Yield the acts, then those that depend on their outcomes and on whether all of them
    succeeded.
    """
    outcomes: list[Outcome] = []
    yield from (
        act if isinstance(act, MinikError) else partial(_record_outcome, act, outcomes)
        for act in acts
    )
    yield from after(outcomes, len(outcomes) == len(acts))


def _record_outcome(act: Act, outcomes: list[Outcome], draft: Draft) -> Outcome | None:
    outcome = act(draft)
    outcomes += [outcome] if outcome else []
    return outcome


def _orphans(
    outcomes: Sequence[Outcome],
    complete: bool,
    *,
    cluster: Cluster,
    among: Sequence[Kind],
    removal: Removal,
    request: Request,
) -> Iterator[Act]:
    """Yield the removal of objects that were applied before and are in no file any more."""
    conditions = change_requests.parse_selector(request.selector)
    for kind, obj in (
        pruning.find_orphans(cluster, among, pruning.applied_objects(outcomes), conditions)
        if complete
        else ()
    ):
        yield removal.of(kind, obj)


def _apply_set_acts(
    outcomes: Sequence[Outcome],
    complete: bool,
    *,
    cluster: Cluster,
    which: Parent,
    before: Scope,
    removal: Removal,
) -> Iterator[Act]:
    """Yield the removal of members of the apply set that are in no file any more; then the parent
    records where members are now.
    """
    seen = pruning.applied_objects(outcomes)
    for kind, obj in apply_sets.find_members(cluster, which, before) if complete else ():
        if objects.uid(obj) not in seen.uids:
            yield removal.of(kind, obj)
    now = Scope(
        frozenset(outcome.kind.qualified for outcome in outcomes), frozenset(seen.namespaces)
    )
    where = now if complete else Scope(now.kinds | before.kinds, now.namespaces | before.namespaces)
    if not removal.pretend:
        yield partial(_remember_set, which=which, where=where)


def _join_set(
    draft: Draft, kind: Kind, document: Document, *, verb: Verb, which: Parent
) -> Outcome | None:
    return verb(
        draft, kind, document._replace(value=apply_sets.with_member_label(document.value, which))
    )


def _remember_set(draft: Draft, *, which: Parent, where: Scope) -> None:
    for text in apply_sets.update_parent(draft, which, where):
        state_access.tell(f"Warning: {text}")


def prune(draft: Draft, *, kind: Kind, obj: Object, orphan: bool, pretend: bool) -> Outcome:
    """Delete one object, or pretend to."""
    if pretend:
        return Outcome(kind, obj, "pruned")
    return requests.delete(
        draft, kind, objects.namespace(obj), objects.name(obj), orphan=orphan, done="pruned"
    )
