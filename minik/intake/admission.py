"""Admission: an object becomes part of a cluster, as the API server would let it in, or is refused with every reason at once.

Order upstream (registry `store.go`): default, system metadata, allocate, prepare, validate, store. See `model/kind.py` for the hooks.
"""
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from minik import kinds
from minik.errors import AlreadyExists, Invalid, MinikError, NotFound
from minik.intake import leave
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.digest import sha256
from minik.model.kind import Kind, same
from minik.model.object import Key, Object
from minik.model.problem import required

SYSTEM = ("uid", "creationTimestamp", "resourceVersion", "generation", "managedFields", "selfLink", "deletionTimestamp",
          "deletionGracePeriodSeconds")
Finish: TypeAlias = Callable[[Object], Object]
ALPHABET = "bcdfghjklmnpqrstvwxz2456789"  # what generated names are made of: no vowels, no look-alikes (apimachinery `rand`)


@lru_cache(maxsize=64)
def timestamp(moment: datetime) -> str:
    """A time as objects hold it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def suffix(seed: str, length: int = 5) -> str:
    """Letters for a generated name: chance elsewhere, here always the same from the same seed."""
    number = int(sha256(seed)[:16], 16)
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def identity(draft: Draft, key: Key) -> str:
    """The uid of a new object: from the cluster's lineage, the object's key and the command that makes it."""
    digest = sha256(f"{draft.base.lineage}/{draft.base.serial}/{key.kind}/{key.path}")
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def with_name(obj: Object, kind: Kind, draft: Draft) -> Object:
    """A name for an object that has only the beginning of one."""
    base = obj["metadata"].get("generateName")
    if obj["metadata"].get("name") or not base:
        return obj
    attempt = 0
    while True:
        seed = f"{draft.base.lineage}/{draft.base.serial}/{kind.key}/{objects.namespace(obj)}/{base}/{attempt}"
        name = base[:58] + suffix(seed)
        if draft.get(kind.key, objects.namespace(obj), name) is None:
            return objects.write(obj, "metadata.name", name)
        attempt += 1


def identified(obj: Object, draft: Draft) -> Object:
    """A new object with the uid that it will have: a job's selector is made of it."""
    return objects.write(obj, "metadata.uid", identity(draft, objects.key(obj))) if objects.name(obj) else obj


def subject(kind: Kind, obj: Object) -> str:
    return f'{kind.qualified} "{objects.name(obj)}"'


def create(draft: Draft, kind: Kind, obj: Object, *, finish: Finish = same) -> tuple[Object, list[str]]:
    """Take in a new object; gives it as stored, and the warnings that its sender is told."""
    obj = placed(obj, kind)
    if kind.namespaced and draft.get("Namespace", "", objects.namespace(obj)) is None:
        raise NotFound(f'namespaces "{objects.namespace(obj)}" not found')
    new = admitted(identified(with_name(cleared(obj), kind, draft), draft), None, kind, draft)
    if not kind.stored:
        return new, told(kind, new, None)
    if draft.get(kind.key, objects.namespace(new), objects.name(new)) is not None:
        draft.forget_pools()
        raise AlreadyExists(f'{kind.resource} "{objects.name(new)}" already exists')
    return draft.put(finish(born(new, kind, draft))), told(kind, new, None)


def update(draft: Draft, kind: Kind, old: Object, obj: Object, *, finish: Finish | None = None) -> tuple[Object, list[str]]:
    """Take in a changed object in place of the old one; an object that did not change is left untouched.

    `finish` says who answers for its fields then; else the draft's writer has them, if the old object tells who wrote what.
    """
    new = admitted(kept(placed(obj, kind), old), old, kind, draft)
    if finish is not None:
        new = finish(new)
    elif "managedFields" in old["metadata"]:
        new = tracked(draft, kind, old, kind.default(placed(obj, kind)), new)
    return (old if new == old else draft.put(aged(new, old, kind))), told(kind, new, old)


def tracked(draft: Draft, kind: Kind, old: Object, sent: Object, new: Object) -> Object:
    """The changed object, and who wrote what of it."""
    from minik.intake.ownership import updating  # noqa: PLC0415 only objects that were applied on the server's side tell who wrote what
    return updating.updated(draft, kind, old, sent, new)


def told(kind: Kind, new: Object, old: Object | None) -> list[str]:
    """What the sender is told of an object that is let in: first what every request for its kind is told."""
    return [*([kind.notice] if kind.notice else []), *kind.warnings(new, old)]


def admitted(obj: Object, old: Object | None, kind: Kind, draft: Draft) -> Object:
    """The object as it would be stored; every rule that it breaks is told at once."""
    try:
        new = kind.prepare(kind.allocate(kind.default(obj), old, draft), old, draft)
        found = [*(kind.problems(new) if old is None or not kind.whole_update else ()),
                 *(kind.update_problems(new, old) if old is not None else ())]
        problems = leave.refused(kind, found, draft.settings)
        if not problems and kind.stored and not objects.name(new):
            problems = [required("metadata.name", "name or generateName is required")]
        if problems:
            raise Invalid(subject(kind, new), problems, hint=leave.way_out(kind, problems))
    except MinikError:
        draft.forget_pools()
        raise
    return new


def delete(draft: Draft, kind: Kind, old: Object, *, at_once: bool = False) -> None:
    """Let an object go: at once, or, where a finalizer holds it or a kubelet has to stop it first, when that is done."""
    waits = not at_once and kind.key == "Pod" and is_out_of_reach(draft, old)
    if not waits and not old["metadata"].get("finalizers"):
        if kind.key == "CustomResourceDefinition":  # its objects go with it
            for resource in list(draft.of(kinds.of_definition(old).key)):
                draft.delete(objects.key(resource))
        draft.delete(objects.key(old))
    elif not old["metadata"].get("deletionTimestamp"):
        seconds = int(objects.read(old, "spec.terminationGracePeriodSeconds", 30)) if waits else 0
        grace = {"deletionGracePeriodSeconds": seconds} if waits else {}
        when = timestamp(draft.now + timedelta(seconds=seconds))
        draft.put({**old, "metadata": {**old["metadata"], "deletionTimestamp": when, **grace}})


def is_out_of_reach(draft: Draft, pod: Object) -> bool:
    """Whether a pod is on a node of whose kubelet nobody hears."""
    node = draft.get("Node", "", pods.node(pod)) if pods.node(pod) else None
    return node is not None and nodes.is_silent(node)


def carry_out(draft: Draft, obj: Object, *, admitted: bool = False) -> None:
    """Fold in what a controller wants: what it leaves out (uid, times, status) stays; what is the same already is left untouched."""
    kind = kinds.of_key(objects.kind_name(obj["apiVersion"], obj["kind"]))
    old = draft.get(*objects.key(obj)) if objects.name(obj) else None
    if old is None:
        draft.put(born(obj if admitted else ready(with_name(obj, kind, draft), kind, draft), kind, draft))
        return
    new = kept(obj, old)
    if "status" not in new and "status" in old:
        new["status"] = old["status"]
    if new != old:
        draft.put(aged(tracked(draft, kind, old, new, new) if "managedFields" in old["metadata"] else new, old, kind))


def ready(obj: Object, kind: Kind, draft: Draft) -> Object:
    """A new object of a controller's with all that the server fills in, allocates and adds."""
    return kind.prepare(kind.allocate(kind.default(identified(obj, draft)), None, draft), None, draft)


def placed(obj: Object, kind: Kind) -> Object:
    """Without a namespace, where its kind has none."""
    return obj if kind.namespaced else objects.drop(obj, "metadata.namespace")


def cleared(obj: Object) -> Object:
    """Without what only the server writes."""
    return {**obj, "metadata": {name: value for name, value in obj["metadata"].items() if name not in SYSTEM}}


def kept(obj: Object, old: Object) -> Object:
    """With the old object's server-written metadata."""
    metadata: dict[str, Any] = {name: value for name, value in obj["metadata"].items() if name not in SYSTEM and name != "generateName"}
    server = {name: old["metadata"][name] for name in (*SYSTEM, "generateName") if name in old["metadata"]}
    return {**obj, "metadata": {**metadata, **server}}


def born(obj: Object, kind: Kind, draft: Draft) -> Object:
    """With the metadata of a new object; the uid it may have already."""
    uid = objects.uid(obj) or identity(draft, objects.key(obj))
    metadata = {**obj["metadata"], "uid": uid, "creationTimestamp": timestamp(draft.now)}
    if kind.custom or kind.has_status and "spec" in obj:
        metadata["generation"] = 1
    return {**obj, "metadata": metadata}


def is_bound(before: Any, after: Any) -> bool:
    """Whether all that a pod's spec has gained is its node."""
    return bool(before and after and "nodeName" not in before and {**before, "nodeName": after.get("nodeName")} == after)


def content(obj: Object, kind: Kind) -> Object:
    """What makes a custom resource another one: all of it that its users write."""
    apart = {"metadata", "status"} if kind.has_status else {"metadata"}
    return {name: value for name, value in obj.items() if name not in apart}


def aged(new: Object, old: Object, kind: Kind) -> Object:
    """With one generation more, where the spec changed; that a pod is bound to a node is no change of it."""
    before, after = (content(obj, kind) if kind.custom else obj.get("spec") for obj in (old, new))
    if "generation" in old["metadata"] and before != after and not is_bound(before, after):
        return objects.write(new, "metadata.generation", old["metadata"]["generation"] + 1)
    return new
