"""The registry: store a new or changed object as the API server would, or say why not.

Order upstream (`store.go`): system metadata, default, mutating admission, allocate, prepare,
validate, validating admission, store.
See `model/kind.py` for the hooks.
"""

from collections.abc import Callable

from minik import kinds
from minik.errors import AlreadyExists, Invalid, MinikError, Problem
from minik.intake import admission, defined_kinds, exemptions, system_metadata
from minik.light_typing import Any, TypeAlias
from minik.model import object as objects
from minik.model import writers
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Draft
from minik.model.duration import after
from minik.model.kind import Kind, unchanged
from minik.model.object import Object
from minik.model.problem import required

REVIEWS = "authorization.k8s.io"
EVENTS = "events.k8s.io"  # whose events are the core's
COMMON_METADATA = tuple(
    f"metadata.{name}"
    for name in ("name", "generateName", "namespace", "labels", "annotations", "finalizers")
)
Finish: TypeAlias = Callable[[Object], Object]
Admit: TypeAlias = Callable[[Draft, Kind, Object, Object], Object]


def qualified_name(kind: Kind, obj: Object) -> str:
    """Return `Deployment.apps "web"`: an object as the refusals of its rules name it."""
    name = "" if kind.group == REVIEWS else kind.name  # whose kind is not said there
    return (
        f'{name}.{kind.group} "{objects.name(obj)}"'
        if kind.group and kind.group != EVENTS
        else f'{name} "{objects.name(obj)}"'
    )


def create(
    draft: Draft, kind: Kind, obj: Object, *, finish: Finish = unchanged
) -> tuple[Object, list[str]]:
    """Admit a new object; return it as stored, and the warnings for the client. Raise NotFound if
    its namespace is missing, Forbidden, AlreadyExists, or Invalid with every problem.
    """
    new = default_and_validate(system_metadata.as_new(obj, kind, draft), None, kind, draft)
    if not kind.stored:
        return finish(new), collect_warnings(draft, kind, new, None)
    if draft.get(kind.key, objects.namespace(new), objects.name(new)) is not None:
        draft.forget_pools()
        exists = AlreadyExists(f'{kind.resource} "{objects.name(new)}" already exists')
        exists.written = kind, new, True
        raise exists
    made = system_metadata.with_creation_metadata(new, kind, draft)
    noted = writers.note(made, draft.writer.name) if finish is unchanged else finish(made)
    return store(draft, kind, noted), collect_warnings(draft, kind, new, None)


def update(
    draft: Draft,
    kind: Kind,
    old: Object,
    obj: Object,
    *,
    finish: Finish | None = None,
    part: str = "",
) -> tuple[Object, list[str]]:
    """Admit a changed object in place of the old one; return it as stored, and the warnings. An
    unchanged object is not written. `finish` records the managed fields; without it the draft's
    writer gets them, if the old object has metadata.managedFields. `part` is the subresource.
    """
    old = objects.in_version(old, obj["apiVersion"])
    new = default_and_validate(
        system_metadata.keep_system_metadata(system_metadata.strip_namespace(obj, kind), old),
        old,
        kind,
        draft,
        part,
    )
    if finish is not None:
        new = finish(new)
    elif writers.is_told(old, by_name=bool(draft.writer.name)):
        new = update_managed_fields(
            draft, kind, old, kind.default(system_metadata.strip_namespace(obj, kind)), new
        )
    warnings = collect_warnings(draft, kind, new, old, part)
    return (old if new == old else store_update(draft, kind, new, old)), warnings


def live(draft: Draft, like: Object) -> Object | None:
    """Return an object as it is, in the version of the one that stands for it; None if there is none."""
    found = draft.get(*objects.key(like))
    return None if found is None else objects.in_version(found, like["apiVersion"])


def store(draft: Draft, kind: Kind, obj: Object) -> Object:
    """Put an object into the draft, a custom one as the version in which its kind is stored knows it;
    return it in its own version.
    """
    version = obj["apiVersion"]
    if not kind.storage or objects.version(version) == kind.storage:
        return draft.put(obj)
    from minik.intake.webhooks import conversions  # noqa: PLC0415 few kinds have several versions

    stored = draft.put(as_stored(draft, kind, obj))
    if not conversions.are_asked(draft.get, kind, draft.base.outside):
        return objects.in_version(stored, version)
    return objects.write(obj, "metadata.resourceVersion", stored["metadata"]["resourceVersion"])


def as_stored(draft: Draft, kind: Kind, obj: Object) -> Object:
    """Return a custom object in the version in which its kind is stored. Raises Unasked where a webhook
    has to convert it first.
    """
    from minik.intake.webhooks import conversions  # noqa: PLC0415 few kinds have several versions
    from minik.kinds import structural_schemas  # noqa: PLC0415 as above

    version = f"{kind.group}/{kind.storage}"
    outside = draft.base.outside
    if conversions.are_asked(draft.get, kind, outside):
        return conversions.convert([obj], kind, version, draft.get, outside)[0]
    known = structural_schemas.pruned(obj, kind.definitions[kind.storage])
    return objects.in_version(known, version)


def store_update(draft: Draft, kind: Kind, new: Object, old: Object) -> Object:
    """Store a changed object and return it; a deleted one goes as soon as no finalizer holds it.

    Upstream rule: the registry's `deleteWithoutFinalizers`. A namespace goes when it is empty.
    """
    metadata = new["metadata"]
    is_free = not metadata.get("finalizers") and not metadata.get("deletionGracePeriodSeconds")
    if metadata.get("deletionTimestamp") and is_free and kind.key != "Namespace":
        remove(draft, kind, new)
        return new
    bumped = system_metadata.bump_generation(new, old, kind)
    return store(draft, kind, bumped) if kind.storage else draft.put(bumped)


def update_managed_fields(
    draft: Draft, kind: Kind, old: Object, sent: Object, new: Object
) -> Object:
    """Record in metadata.managedFields which fields the draft's writer has changed; what a
    controller writes into a noted object is told from the object itself.
    """
    if not draft.writer.name and writers.is_noted(old):
        return new
    from minik.intake.ownership import updating  # noqa: PLC0415 only objects that were applied on the server's side tell who wrote what

    return updating.update_managers(draft, kind, old, sent, new)


def collect_warnings(
    draft: Draft, kind: Kind, new: Object, old: Object | None, part: str = ""
) -> list[str]:
    """Return the warnings for an admitted object: general notices, the kind's, the plugins'."""
    request = new_request(new, old, kind, draft, part)._replace(settled=True)
    if part:
        return list(admission.warnings(request))
    notice = [kind.notice] if kind.notice else []
    return [*notice, *kind.warnings(new, old), *admission.warnings(request)]


def default_and_validate(
    obj: Object, old: Object | None, kind: Kind, draft: Draft, part: str = ""
) -> Object:
    """Default, admit, allocate and validate an object; raise Invalid with all problems at once.
    Who is refused by a plugin is warned of what the kind warns of all the same.
    """
    warnings = [kind.notice] if kind.notice else []
    try:
        request = new_request(kind.default(obj), old, kind, draft, part)
        new = kind.prepare(kind.allocate(admission.mutate(request), old, draft), old, draft)
        check_rules(new, old, kind, draft)
        try:
            admission.validate(request._replace(object=new))
        except MinikError:
            warnings += kind.warnings(new, old)
            raise
    except MinikError as error:
        draft.forget_pools()
        error.warnings = (*warnings, *error.warnings)
        error.written = kind, obj, old is None
        raise
    return new


def new_request(
    obj: Object, old: Object | None, kind: Kind, draft: Draft, part: str = ""
) -> AdmissionRequest:
    """Return the request to create an object, or to update an old one or a subresource of it."""
    operation = Operation.CREATE if old is None else Operation.UPDATE
    return AdmissionRequest(operation, kind, obj, old, draft, part, notes={})


def check_rules(new: Object, old: Object | None, kind: Kind, draft: Draft) -> None:
    """Raise Invalid with every rule of its kind that an object breaks."""
    all_problems = [
        *(kind.problems(new) if old is None or not kind.whole_update else ()),
        *(kind.update_problems(new, old) if old is not None else ()),
    ]
    if old is not None:  # whose metadata is checked for all kinds alike, then by each
        all_problems = [*filter(_is_of_all_kinds, all_problems), *all_problems]
    problems = exemptions.remaining_problems(kind, all_problems, draft.settings)
    if not problems and kind.stored and not objects.name(new):
        problems = [required("metadata.name", "name or generateName is required")]
    if problems:
        hint = exemptions.exemption_hint(kind, problems)
        raise Invalid(qualified_name(kind, new), problems, hint=hint)


def _is_of_all_kinds(problem: Problem) -> bool:
    """Return whether a rule for the metadata of any object is broken."""
    return problem.field in COMMON_METADATA


def delete(draft: Draft, kind: Kind, old: Object, *, at_once: bool = False) -> None:
    """Delete an object; while a finalizer, a kubelet or its contents hold it, only set
    deletionTimestamp.
    """
    waits = not at_once and kind.key == "Pod" and is_on_silent_node(draft, old)
    full = kind.key == "Namespace" and holds_finalizers(draft, objects.name(old))
    if not waits and not full and not old["metadata"].get("finalizers"):
        remove(draft, kind, old)
    elif not old["metadata"].get("deletionTimestamp"):
        seconds = int(objects.read(old, "spec.terminationGracePeriodSeconds", 30)) if waits else 0
        grace: dict[str, Any] = {}
        if kind.key != "Namespace":
            grace["deletionGracePeriodSeconds"] = seconds
        if "generation" in old["metadata"]:
            grace["generation"] = old["metadata"]["generation"] + 1
        when = system_metadata.timestamp(after(draft.now, seconds))
        draft.put({**old, "metadata": {**old["metadata"], "deletionTimestamp": when, **grace}})


def remove(draft: Draft, kind: Kind, old: Object) -> None:
    """Remove an object that nothing holds; the objects of a definition go with it."""
    if kind.key == "CustomResourceDefinition":
        for resource in list(draft.of(kinds.kind_of_definition(old).key)):
            draft.delete(objects.key(resource))
    draft.delete(objects.key(old))


def holds_finalizers(draft: Draft, namespace: str) -> bool:
    """Tell whether something in a namespace goes only when somebody has taken its finalizers."""
    snapshot = draft.cluster()
    return any(
        obj["metadata"].get("finalizers")
        for kind in snapshot.kinds()
        for obj in snapshot.within(kind, namespace)
    )


def is_on_silent_node(draft: Draft, pod: Object) -> bool:
    """Tell whether the pod is on a node whose kubelet no longer reports."""
    from minik.kinds import node as nodes  # noqa: PLC0415 only who deletes a pod needs these kinds
    from minik.kinds import pod as pods  # noqa: PLC0415

    node = draft.get("Node", "", pods.node(pod)) if pods.node(pod) else None
    return node is not None and nodes.is_unreachable(node)


def create_or_update(
    draft: Draft, obj: Object, *, already_admitted: bool = False, admit: Admit | None = None
) -> None:
    """Store an object that a controller wants: create it, or update the one that is there. System
    metadata and status that it leaves out are kept; an equal object is not written. `admit` is asked
    for what an update becomes.
    """
    kind = defined_kinds.kind_in(draft, objects.kind_name(obj["apiVersion"], obj["kind"]))
    old = draft.get(*objects.key(obj)) if objects.name(obj) else None
    if old is None:
        if already_admitted:  # but what is used up is counted for each
            admission.validate(new_request(obj, None, kind, draft))
            new = obj
        else:
            new = prepare_new(system_metadata.generate_name(obj, kind, draft), kind, draft)
        draft.put(system_metadata.with_creation_metadata(new, kind, draft))
        return
    new = system_metadata.complete_update(obj, old)
    if new == old:
        return
    if admit is not None:
        new = admit(draft, kind, new, old)
    if admit is None or new != old:
        if "managedFields" in old["metadata"]:
            new = update_managed_fields(draft, kind, old, new, new)
        store_update(draft, kind, new, old)


def prepare_new(obj: Object, kind: Kind, draft: Draft) -> Object:
    """Default, admit, allocate and prepare a new object that a controller makes."""
    named = kind.default(system_metadata.with_uid(obj, draft))
    request = new_request(named, None, kind, draft)
    new = kind.prepare(kind.allocate(admission.mutate(request), None, draft), None, draft)
    admission.validate(request._replace(object=new))
    return new
