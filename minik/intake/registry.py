"""The registry: store a new or changed object as the API server would, or say why not.

Order upstream (`store.go`): system metadata, default, mutating admission, allocate, prepare,
validate, validating admission, store.
See `model/kind.py` for the hooks.
"""

from collections.abc import Callable

from minik import kinds
from minik.errors import AlreadyExists, Invalid, MinikError
from minik.intake import admission, exemptions, system_metadata
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
Finish: TypeAlias = Callable[[Object], Object]


def qualified_name(kind: Kind, obj: Object) -> str:
    """Return `Deployment.apps "web"`: an object as the refusals of its rules name it."""
    name = "" if kind.group == REVIEWS else kind.name  # whose kind is not said there
    return (
        f'{name}.{kind.group} "{objects.name(obj)}"'
        if kind.group
        else f'{name} "{objects.name(obj)}"'
    )


def create(
    draft: Draft, kind: Kind, obj: Object, *, finish: Finish = unchanged
) -> tuple[Object, list[str]]:
    """Admit a new object; return it as stored, and the warnings for the client. Raise NotFound if
    its namespace is missing, Forbidden, AlreadyExists, or Invalid with every problem.
    """
    obj = system_metadata.strip_namespace(obj, kind)
    stripped = system_metadata.without_system_metadata(obj)
    named = system_metadata.with_uid(system_metadata.generate_name(stripped, kind, draft), draft)
    new = default_and_validate(named, None, kind, draft)
    if not kind.stored:
        return finish(new), collect_warnings(draft, kind, new, None)
    if draft.get(kind.key, objects.namespace(new), objects.name(new)) is not None:
        draft.forget_pools()
        raise AlreadyExists(f'{kind.resource} "{objects.name(new)}" already exists')
    made = system_metadata.with_creation_metadata(new, kind, draft)
    noted = writers.note(made, draft.writer.name) if finish is unchanged else finish(made)
    return draft.put(noted), collect_warnings(draft, kind, new, None)


def update(
    draft: Draft, kind: Kind, old: Object, obj: Object, *, finish: Finish | None = None
) -> tuple[Object, list[str]]:
    """Admit a changed object in place of the old one; return it as stored, and the warnings. An
    unchanged object is not written. `finish` records the managed fields; without it the draft's
    writer gets them, if the old object has metadata.managedFields.
    """
    new = default_and_validate(
        system_metadata.keep_system_metadata(system_metadata.strip_namespace(obj, kind), old),
        old,
        kind,
        draft,
    )
    if finish is not None:
        new = finish(new)
    elif "managedFields" in old["metadata"]:
        new = update_managed_fields(
            draft, kind, old, kind.default(system_metadata.strip_namespace(obj, kind)), new
        )
    warnings = collect_warnings(draft, kind, new, old)
    return (old if new == old else store_update(draft, kind, new, old)), warnings


def store_update(draft: Draft, kind: Kind, new: Object, old: Object) -> Object:
    """Store a changed object and return it; a deleted one goes as soon as no finalizer holds it.

    Upstream rule: the registry's `deleteWithoutFinalizers`. A namespace goes when it is empty.
    """
    metadata = new["metadata"]
    is_free = not metadata.get("finalizers") and not metadata.get("deletionGracePeriodSeconds")
    if metadata.get("deletionTimestamp") and is_free and kind.key != "Namespace":
        remove(draft, kind, new)
        return new
    return draft.put(system_metadata.bump_generation(new, old, kind))


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


def collect_warnings(draft: Draft, kind: Kind, new: Object, old: Object | None) -> list[str]:
    """Return the warnings for an admitted object: general notices, the kind's, the plugins'."""
    request = new_request(new, old, kind, draft)
    notice = [kind.notice] if kind.notice else []
    return [*notice, *kind.warnings(new, old), *admission.warnings(request)]


def default_and_validate(obj: Object, old: Object | None, kind: Kind, draft: Draft) -> Object:
    """Default, admit, allocate and validate an object; raise Invalid with all problems at once.
    Who is refused by a plugin is warned of what the kind warns of all the same.
    """
    warnings = [kind.notice] if kind.notice else []
    try:
        request = new_request(kind.default(obj), old, kind, draft)
        new = kind.prepare(kind.allocate(admission.mutate(request), old, draft), old, draft)
        check_rules(new, old, kind, draft)
        try:
            admission.validate(request._replace(object=new))
        except MinikError:
            warnings += kind.warnings(new, old)
            raise
    except MinikError as error:
        draft.forget_pools()
        error.warnings = tuple(warnings)
        raise
    return new


def new_request(obj: Object, old: Object | None, kind: Kind, draft: Draft) -> AdmissionRequest:
    """Return the request to create an object, or to update an old one."""
    operation = Operation.CREATE if old is None else Operation.UPDATE
    return AdmissionRequest(operation, kind, obj, old, draft)


def check_rules(new: Object, old: Object | None, kind: Kind, draft: Draft) -> None:
    """Raise Invalid with every rule of its kind that an object breaks."""
    all_problems = [
        *(kind.problems(new) if old is None or not kind.whole_update else ()),
        *(kind.update_problems(new, old) if old is not None else ()),
    ]
    problems = exemptions.remaining_problems(kind, all_problems, draft.settings)
    if not problems and kind.stored and not objects.name(new):
        problems = [required("metadata.name", "name or generateName is required")]
    if problems:
        hint = exemptions.exemption_hint(kind, problems)
        raise Invalid(qualified_name(kind, new), problems, hint=hint)


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


def create_or_update(draft: Draft, obj: Object, *, already_admitted: bool = False) -> None:
    """Store an object that a controller wants: create it, or update the one that is there. System
    metadata and status that it leaves out are kept; an equal object is not written.
    """
    kind = kinds.kind_of_key(objects.kind_name(obj["apiVersion"], obj["kind"]))
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
    if new != old:
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
