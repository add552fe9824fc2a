"""One verb after the other: documents or named objects are changed, and the controllers run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from minik import kinds
from minik.client import altering, changes, labels_and_annotations, patching, requests
from minik.client.changes import Manner, Plan, Verb
from minik.client.generators.exposure import ExposeOptions, build_service
from minik.client.labels_and_annotations import MetadataChanges
from minik.client.requests import Outcome
from minik.command_line import change_requests, document_hints, resource_arguments
from minik.errors import ClientError, MinikError, Several
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.source import Objects
from minik.model.writing import Writer
from minik.simulation import rounds, what_if_events
from minik.simulation.what_if_events import Arguments

Found: TypeAlias = tuple[Kind, Object]
ObjectVerb: TypeAlias = Callable[[Draft, Kind, Object], Outcome | None]
SERVICE = kinds.kind_of_key("Service")


class Changed(NamedTuple):
    """The next cluster, what was done with each object, and the server's warnings."""

    cluster: Cluster
    outcomes: Sequence[Outcome]
    warnings: tuple[str, ...]


def manner(
    namespace: str, default: str, selector: str, validate: str, *, checked: bool = True
) -> Manner:
    """Return how documents are taken; one that names another namespace than `namespace` is refused."""
    return Manner(
        namespace or default,
        bool(namespace),
        change_requests.parse_selector(selector),
        validate,
        checked=checked,
        explain=document_hints.add,
    )


def change_documents(
    cluster: Cluster,
    documents: Iterable[Document],
    verb: Verb,
    how: Manner,
    name: str,
    manager: str = "",
) -> Changed:
    """Return the cluster after a verb on documents. Raises the refusals, of all documents.

    Raises ClientError where there are none.
    """
    acts = changes.refusals_first(changes.plan(documents, cluster, verb, how))
    if not acts:
        raise ClientError(f"no objects passed to {name}")
    return carry_out(cluster, acts, name, manager)


def change_objects(
    cluster: Cluster,
    words: Sequence[str],
    namespace: str,
    verb: ObjectVerb,
    name: str,
) -> Changed:
    """Return the cluster after a verb on the objects that words name: `deploy/x`, `svc a b`."""
    told: list[str] = []
    acts = [
        partial(_on_object, verb, kind, obj)
        for kind, obj in find_objects(cluster, words, namespace, told)
    ]
    changed = carry_out(cluster, acts, name)
    return changed._replace(warnings=(*told, *changed.warnings))


def _on_object(verb: ObjectVerb, kind: Kind, obj: Object, draft: Draft) -> Outcome | None:
    return verb(draft, kind, obj)


def find_objects(
    cluster: Cluster, words: Sequence[str], namespace: str, told: list[str]
) -> list[Found]:
    """Return the objects that words name, with their kinds; raise NotFound if one is not there.

    Warnings are added to `told`.
    """
    found: list[Found] = []
    missing: list[MinikError] = []
    for target in resource_arguments.parse_targets(words, cluster, told.append):
        if not target.name:
            raise ClientError("resource(s) were provided, but no name was specified")
        inside = namespace if target.kind.namespaced else ""
        obj = cluster.get(target.kind.key, inside, target.name)
        if obj is None:
            missing.append(resource_arguments.not_found(target))
        else:
            found.append((target.kind, obj))
    raise_all(missing)
    return found


def find_one(cluster: Cluster, words: Sequence[str], namespace: str) -> Found:
    """Return the object that words name, with its kind. Raises NotFound; ClientError for several."""
    found = find_objects(cluster, words, namespace, [])
    if len(found) != 1:
        raise ClientError("name one object")
    return found[0]


def carry_out(
    cluster: Cluster, acts: Plan, name: str, manager: str = "", *, further: bool = True
) -> Changed:
    """Return the cluster after all acts, settled, and one command further unless more follows.

    Raises the refusals: then nothing was changed.
    """
    subresource = "scale" if name == "scale" else ""
    writer = Writer(manager or change_requests.NAMES.get(name, f"kubectl-{name}"), subresource)
    done = changes.carry_out(partial(cluster.draft, writer=writer), acts)
    raise_all(done.errors)
    warnings = (text for outcome in done.outcomes for text in outcome.warnings)
    after = settle_changes(cluster, done.draft, further=further)
    return Changed(after, done.outcomes, tuple(dict.fromkeys(warnings)))


def settle_changes(cluster: Cluster, draft: Draft, *, further: bool) -> Cluster:
    """Return the cluster with the changes of a draft, settled, and one command `further`."""
    if not draft.changes:
        return cluster
    changed = {key.kind for key in draft.changes}
    after = rounds.run_controllers(draft.cluster(), changed)
    return one_further(after) if further else after


def one_further(cluster: Cluster) -> Cluster:
    """Return a cluster after a command: its number is what the next uids are made of."""
    base = cluster.as_baseline() if isinstance(cluster.source, Objects) else cluster
    return base.with_serial(cluster.serial + 1)


def raise_all(errors: Sequence[MinikError]) -> None:
    """Raise the errors, several as one; do nothing where there are none."""
    if errors:
        raise errors[0] if len(errors) == 1 else Several(errors)


def delete_object(draft: Draft, kind: Kind, obj: Object, *, orphan: bool, at_once: bool) -> Outcome:
    """Delete one object, and what it owns unless it is left `orphan`."""
    namespace, name = objects.namespace(obj), objects.name(obj)
    return requests.delete(draft, kind, namespace, name, orphan=orphan, at_once=at_once)


def delete_document(
    draft: Draft, kind: Kind, document: Document, *, orphan: bool, at_once: bool
) -> Outcome:
    """Delete the object that a document names."""
    return delete_object(draft, kind, document.value, orphan=orphan, at_once=at_once)


def patch_object(
    draft: Draft, kind: Kind, obj: Object, *, change: Any, type_name: str, part: str
) -> Outcome:
    """Patch one object, or a part of it."""
    return patching.patch(draft, kind, obj, change, type_name, part)


def tag_object(
    draft: Draft, kind: Kind, obj: Object, *, field: str, tags: MetadataChanges, done: str
) -> Outcome:
    """Set and remove labels or annotations of one object."""
    change = partial(
        labels_and_annotations.apply_changes, field=field, changes=tags, overwrite=True
    )
    changed = altering.alter(draft, kind, obj, change, done)
    return changed or Outcome(kind, obj, f"not {done}")


def tags_of(values: Mapping[str, str | None], field: str) -> MetadataChanges:
    """Return what to set, and what to remove; raise ClientError for an invalid label."""
    words = [f"{name}-" if value is None else f"{name}={value}" for name, value in values.items()]
    if field == "labels":
        return labels_and_annotations.parse_labels(words)
    return labels_and_annotations.parse_annotations(words)


def happen(cluster: Cluster, event: str, name: str, namespace: str, **options: str) -> Cluster:
    """Return the cluster after an event; its own clock has moved by as much as that took."""
    flags = {f"--{option}": value for option, value in options.items() if value}
    after = what_if_events.VERBS[event].event(cluster, Arguments((name,), flags, namespace))
    moved = int((after.now - cluster.now).total_seconds())
    return one_further(
        after.with_settings(after.settings._replace(clock=after.settings.clock + moved))
    )


def suppose(cluster: Cluster, events: Sequence[str], namespace: str) -> Cluster:
    """Return the cluster as it would be after events, as --what-if words them."""
    for event in events:
        cluster = what_if_events.apply_event(cluster, event, namespace)
    return one_further(cluster)


def expose_object(draft: Draft, _: Kind, obj: Object, *, wish: ExposeOptions) -> Outcome:
    """Create the Service that exposes an object, in its namespace."""
    service = build_service(obj, wish)
    placed = requests.with_namespace(service, SERVICE, objects.namespace(obj), enforced=False)
    return requests.create(draft, SERVICE, Document(placed, "", 0))._replace(done="exposed")
