"""The metadata that only the API server writes: uid, times, generated names and generation."""

from datetime import datetime
from functools import lru_cache

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.digest import sha256
from minik.model.kind import Kind
from minik.model.object import Key, Object

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
# kinds without a spec whose generation counts the changes of all but their metadata
COUNTED_WHOLE = (
    "EndpointSlice",
    "MutatingWebhookConfiguration",
    "PodTemplate",
    "ValidatingWebhookConfiguration",
)
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


def as_new(obj: Object, kind: Kind, draft: Draft) -> Object:
    """Return a new object with its name and uid, and without what only the server writes."""
    stripped = without_system_metadata(strip_namespace(obj, kind))
    return with_uid(generate_name(stripped, kind, draft), draft)


def strip_namespace(obj: Object, kind: Kind) -> Object:
    """Drop metadata.namespace of an object whose kind is cluster-scoped."""
    return obj if kind.namespaced else objects.drop(obj, "metadata.namespace")


def without_system_metadata(obj: Object) -> Object:
    """Drop the metadata that only the server writes; a generation stays, for kinds that have none."""
    return {
        **obj,
        "metadata": {
            name: value
            for name, value in obj["metadata"].items()
            if name not in SYSTEM or name == "generation"
        },
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
    if kind.custom or kind.has_status and "spec" in obj or kind.key in COUNTED_WHOLE:
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
    whole = kind.custom or kind.key in COUNTED_WHOLE
    before, after = (
        generation_content(obj, kind) if whole else obj.get("spec") for obj in (old, new)
    )
    if "generation" in old["metadata"] and before != after and not only_binds_pod(before, after):
        return objects.write(new, "metadata.generation", old["metadata"]["generation"] + 1)
    return new


def complete_update(obj: Object, old: Object) -> Object:
    """Return the object that a controller wants with the system metadata and status it leaves out."""
    if obj["metadata"] is old["metadata"] and ("status" in obj or "status" not in old):
        return obj
    status = {} if "status" in obj or "status" not in old else {"status": old["status"]}
    return {**keep_system_metadata(obj, old), **status}
