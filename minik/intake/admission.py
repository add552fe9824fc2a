"""Admission: admit an object to a cluster as the API server would, or refuse it with every reason.

Order upstream (registry `store.go`): default, system metadata, allocate, prepare, validate, store.
See `model/kind.py` for the hooks.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from minik import kinds
from minik.errors import AlreadyExists, Invalid, MinikError, NotFound
from minik.intake import exemptions
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.digest import sha256
from minik.model.kind import Kind, unchanged
from minik.model.object import Key, Object
from minik.model.problem import required

SYSTEM = (
    "uid",
    "creationTimestamp",
    "resourceVersion",
    "generation",
    "managedFields",
    "selfLink",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
)
Finish: TypeAlias = Callable[[Object], Object]
ALPHABET = "bcdfghjklmnpqrstvwxz2456789"  # what generated names are made of: no vowels, no look-alikes (apimachinery `rand`)


@lru_cache(maxsize=64)
def timestamp(moment: datetime) -> str:
    """Format a time as Kubernetes objects hold it (UTC, whole seconds)."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def name_suffix(seed: str, length: int = 5) -> str:
    """Return the random-looking end of a generated name; the same seed gives the same suffix."""
    number = int(sha256(seed)[:16], 16)
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def new_uid(draft: Draft, key: Key) -> str:
    """Derive the uid of a new object from the cluster's lineage and serial and the object's key."""
    digest = sha256(f"{draft.base.lineage}/{draft.base.serial}/{key.kind}/{key.path}")
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def generate_name(obj: Object, kind: Kind, draft: Draft) -> Object:
    """Fill in metadata.name from metadata.generateName, if only the latter is set."""
    base = obj["metadata"].get("generateName")
    if obj["metadata"].get("name") or not base:
        return obj
    attempt = 0
    while True:
        seed = f"{draft.base.lineage}/{draft.base.serial}/{kind.key}/{objects.namespace(obj)}/{base}/{attempt}"
        name = base[:58] + name_suffix(seed)
        if draft.get(kind.key, objects.namespace(obj), name) is None:
            return objects.write(obj, "metadata.name", name)
        attempt += 1


def with_uid(obj: Object, draft: Draft) -> Object:
    """Give a new object its uid before admission: a Job's selector is made of it."""
    return (
        objects.write(obj, "metadata.uid", new_uid(draft, objects.key(obj)))
        if objects.name(obj)
        else obj
    )


def qualified_name(kind: Kind, obj: Object) -> str:
    return f'{kind.qualified} "{objects.name(obj)}"'


def create(
    draft: Draft, kind: Kind, obj: Object, *, finish: Finish = unchanged
) -> tuple[Object, list[str]]:
    """Admit a new object; return it as stored, and the warnings for the client. Raise NotFound if
    its namespace is missing, AlreadyExists, or Invalid with every problem.
    """
    obj = strip_namespace(obj, kind)
    if kind.namespaced and draft.get("Namespace", "", objects.namespace(obj)) is None:
        raise NotFound(f'namespaces "{objects.namespace(obj)}" not found')
    new = default_and_validate(
        with_uid(generate_name(without_system_metadata(obj), kind, draft), draft), None, kind, draft
    )
    if not kind.stored:
        return new, collect_warnings(kind, new, None)
    if draft.get(kind.key, objects.namespace(new), objects.name(new)) is not None:
        draft.forget_pools()
        raise AlreadyExists(f'{kind.resource} "{objects.name(new)}" already exists')
    return draft.put(finish(with_creation_metadata(new, kind, draft))), collect_warnings(
        kind, new, None
    )


def update(
    draft: Draft, kind: Kind, old: Object, obj: Object, *, finish: Finish | None = None
) -> tuple[Object, list[str]]:
    """Admit a changed object in place of the old one; return it as stored, and the warnings. An
    unchanged object is not written. `finish` records the managed fields; without it the draft's
    writer gets them, if the old object has metadata.managedFields.
    """
    new = default_and_validate(
        keep_system_metadata(strip_namespace(obj, kind), old), old, kind, draft
    )
    if finish is not None:
        new = finish(new)
    elif "managedFields" in old["metadata"]:
        new = update_managed_fields(draft, kind, old, kind.default(strip_namespace(obj, kind)), new)
    return (old if new == old else draft.put(bump_generation(new, old, kind))), collect_warnings(
        kind, new, old
    )


def update_managed_fields(
    draft: Draft, kind: Kind, old: Object, sent: Object, new: Object
) -> Object:
    """Record in metadata.managedFields which fields the draft's writer has changed."""
    from minik.intake.ownership import updating  # noqa: PLC0415 only objects that were applied on the server's side tell who wrote what

    return updating.update_managers(draft, kind, old, sent, new)


def collect_warnings(kind: Kind, new: Object, old: Object | None) -> list[str]:
    """Return the warnings of the kind for an admitted object, general notices first."""
    return [*([kind.notice] if kind.notice else []), *kind.warnings(new, old)]


def default_and_validate(obj: Object, old: Object | None, kind: Kind, draft: Draft) -> Object:
    """Default, allocate and validate an object; raise Invalid with all problems at once."""
    try:
        new = kind.prepare(kind.allocate(kind.default(obj), old, draft), old, draft)
        all_problems = [
            *(kind.problems(new) if old is None or not kind.whole_update else ()),
            *(kind.update_problems(new, old) if old is not None else ()),
        ]
        problems = exemptions.remaining_problems(kind, all_problems, draft.settings)
        if not problems and kind.stored and not objects.name(new):
            problems = [required("metadata.name", "name or generateName is required")]
        if problems:
            raise Invalid(
                qualified_name(kind, new), problems, hint=exemptions.exemption_hint(kind, problems)
            )
    except MinikError:
        draft.forget_pools()
        raise
    return new


def delete(draft: Draft, kind: Kind, old: Object, *, at_once: bool = False) -> None:
    """Delete an object; while a finalizer or kubelet holds it, only set deletionTimestamp."""
    waits = not at_once and kind.key == "Pod" and is_on_silent_node(draft, old)
    if not waits and not old["metadata"].get("finalizers"):
        if kind.key == "CustomResourceDefinition":  # its objects go with it
            for resource in list(draft.of(kinds.kind_of_definition(old).key)):
                draft.delete(objects.key(resource))
        draft.delete(objects.key(old))
    elif not old["metadata"].get("deletionTimestamp"):
        seconds = int(objects.read(old, "spec.terminationGracePeriodSeconds", 30)) if waits else 0
        grace = {"deletionGracePeriodSeconds": seconds} if waits else {}
        when = timestamp(draft.now + timedelta(seconds=seconds))
        draft.put({**old, "metadata": {**old["metadata"], "deletionTimestamp": when, **grace}})


def is_on_silent_node(draft: Draft, pod: Object) -> bool:
    """Tell whether the pod is on a node whose kubelet no longer reports."""
    node = draft.get("Node", "", pods.node(pod)) if pods.node(pod) else None
    return node is not None and nodes.is_unreachable(node)


def create_or_update(draft: Draft, obj: Object, *, already_admitted: bool = False) -> None:
    """Store an object that a controller wants: create it, or update the one that is there. System
    metadata and status that it leaves out are kept; an equal object is not written.
    """
    kind = kinds.kind_of_key(objects.kind_name(obj["apiVersion"], obj["kind"]))
    old = draft.get(*objects.key(obj)) if objects.name(obj) else None
    if old is None:
        draft.put(
            with_creation_metadata(
                obj
                if already_admitted
                else prepare_new(generate_name(obj, kind, draft), kind, draft),
                kind,
                draft,
            )
        )
        return
    new = keep_system_metadata(obj, old)
    if "status" not in new and "status" in old:
        new = {**new, "status": old["status"]}
    if new != old:
        draft.put(
            bump_generation(
                update_managed_fields(draft, kind, old, new, new)
                if "managedFields" in old["metadata"]
                else new,
                old,
                kind,
            )
        )


def prepare_new(obj: Object, kind: Kind, draft: Draft) -> Object:
    """Default, allocate and prepare a new object that a controller makes."""
    return kind.prepare(kind.allocate(kind.default(with_uid(obj, draft)), None, draft), None, draft)


def strip_namespace(obj: Object, kind: Kind) -> Object:
    """Drop metadata.namespace of an object whose kind is cluster-scoped."""
    return obj if kind.namespaced else objects.drop(obj, "metadata.namespace")


def without_system_metadata(obj: Object) -> Object:
    """Drop the metadata that only the server writes."""
    return {
        **obj,
        "metadata": {name: value for name, value in obj["metadata"].items() if name not in SYSTEM},
    }


def keep_system_metadata(obj: Object, old: Object) -> Object:
    """Take over the old object's server-written metadata."""
    metadata: dict[str, Any] = {
        name: value
        for name, value in obj["metadata"].items()
        if name not in SYSTEM and name != "generateName"
    }
    server = {
        name: old["metadata"][name] for name in (*SYSTEM, "generateName") if name in old["metadata"]
    }
    return {**obj, "metadata": {**metadata, **server}}


def with_creation_metadata(obj: Object, kind: Kind, draft: Draft) -> Object:
    """Set uid (unless it has one), creationTimestamp and, where the kind has it, generation 1."""
    uid = objects.uid(obj) or new_uid(draft, objects.key(obj))
    metadata = {**obj["metadata"], "uid": uid, "creationTimestamp": timestamp(draft.now)}
    if kind.custom or kind.has_status and "spec" in obj:
        metadata["generation"] = 1
    return {**obj, "metadata": metadata}


def only_binds_pod(before: Any, after: Any) -> bool:
    """Tell whether the only change of a pod's spec is its new nodeName."""
    return bool(
        before
        and after
        and "nodeName" not in before
        and {**before, "nodeName": after.get("nodeName")} == after
    )


def generation_content(obj: Object, kind: Kind) -> Object:
    """Return the part of a custom resource whose change raises its generation."""
    apart = {"metadata", "status"} if kind.has_status else {"metadata"}
    return {name: value for name, value in obj.items() if name not in apart}


def bump_generation(new: Object, old: Object, kind: Kind) -> Object:
    """Raise metadata.generation if the spec changed; binding a pod to a node does not count."""
    before, after = (
        generation_content(obj, kind) if kind.custom else obj.get("spec") for obj in (old, new)
    )
    if "generation" in old["metadata"] and before != after and not only_binds_pod(before, after):
        return objects.write(new, "metadata.generation", old["metadata"]["generation"] + 1)
    return new
