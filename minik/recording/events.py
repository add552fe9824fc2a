"""Events: how they are aggregated, counted and stored. Upstream rule: client-go `tools/record`.

A repeated event is counted. Of similar events in one step nine are stored one by one and the rest
as one combined event; one step stores a limited number in all, as a real cluster drops events too.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from minik.intake import system_metadata
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.controller import NewEvent
from minik.model.object import Key, MutableObject, Object

MAX_EVENTS, MAX_SIMILAR = 1000, 9


def store_events(draft: Draft, events: Iterable[NewEvent]) -> None:
    """Store events; one that happened before is counted instead. Events of terminating or missing
    namespaces are dropped.
    """
    now, nanoseconds = system_metadata.timestamp(draft.now), int(draft.now.timestamp()) * 10**9
    open_ones: dict[str, bool] = {}
    for new_event, count in aggregate(islice(events, MAX_EVENTS)):
        namespace = objects.namespace(new_event.about) or "default"
        if namespace not in open_ones:
            open_ones[namespace] = is_open(draft, namespace)
        if not open_ones[namespace]:
            continue
        earlier = find_earlier(draft, new_event) if new_event.again else None
        if earlier:
            draft.put(
                {**earlier, "count": (earlier.get("count") or 1) + count, "lastTimestamp": now}
            )
        else:
            suffix = f"{nanoseconds + draft.version:016x}"
            obj = event_object(new_event, count, namespace, suffix, now)
            key = Key("Event", namespace, obj["metadata"]["name"])
            obj["metadata"] |= {
                "uid": system_metadata.new_uid(draft, key),
                "creationTimestamp": now,
            }
            draft.put(obj)


def is_open(draft: Draft, namespace: str) -> bool:
    """Return whether a namespace exists and is not terminating."""
    found = draft.get("Namespace", "", namespace)
    return draft.exists("Namespace", namespace) and not (
        found and found["metadata"].get("deletionTimestamp")
    )


def aggregate(events: Iterable[NewEvent]) -> Iterator[tuple[NewEvent, int]]:
    """Yield each event with its count; many that differ only in their message are combined."""
    counts: dict[tuple[str, str], int] = {}
    surplus: dict[tuple[str, str], tuple[NewEvent, int]] = {}
    for new_event in events:
        group = (objects.uid(new_event.about), new_event.reason)
        counts[group] = counts.get(group, 0) + 1
        if counts[group] <= MAX_SIMILAR or new_event.part:
            yield new_event, 1
        else:
            surplus[group] = new_event, surplus.get(group, (new_event, 0))[1] + 1
    for new_event, count in surplus.values():
        yield (
            new_event._replace(message=f"(combined from similar events): {new_event.message}"),
            count,
        )


def find_earlier(draft: Draft, new_event: NewEvent) -> Object | None:
    """Return the stored event that is the same as this one; None if there is none."""
    about = objects.uid(new_event.about)
    index = draft.base.mentioning("Event", about).index_by(event_identity)
    identity_key = (
        about,
        new_event.reason,
        new_event.message,
        new_event.part,
    )
    matches = index.get(identity_key)
    return draft.get(*objects.key(matches[-1])) if matches else None


def event_identity(stored: Object) -> Iterator[tuple[str, str, str, str]]:
    """Yield the key that equal events share: uid, reason, message and field path."""
    involved = stored.get("involvedObject") or {}
    yield (
        involved.get("uid") or "",
        stored.get("reason") or "",
        stored.get("message") or "",
        involved.get("fieldPath") or "",
    )


def event_object(
    new_event: NewEvent, count: int, namespace: str, suffix: str, now: str
) -> MutableObject:
    """Return the Event object that a controller writes, without its uid."""
    metadata, subject = new_event.about["metadata"], new_event.about
    involved = {
        "apiVersion": subject["apiVersion"],
        "kind": subject["kind"],
        "name": metadata["name"],
        "uid": metadata.get("uid", ""),
    }
    involved |= {
        name: metadata[name] for name in ("namespace", "resourceVersion") if metadata.get(name)
    }
    involved |= {"fieldPath": new_event.part} if new_event.part else {}
    source = {
        "component": new_event.component,
        **({"host": new_event.host} if new_event.host else {}),
    }
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"{metadata['name']}.{suffix}", "namespace": namespace},
        "count": count,
        "eventTime": None,
        "firstTimestamp": now,
        "lastTimestamp": now,
        "involvedObject": involved,
        "message": new_event.message,
        "reason": new_event.reason,
        "reportingComponent": new_event.component,
        "reportingInstance": new_event.host,
        "source": source,
        "type": "Warning" if new_event.warning else "Normal",
    }


def owner_of(draft: Draft, obj: Object, kind: str) -> Object | None:
    """Return the owner of a kind that controls an object; None if it is gone or replaced."""
    reference = objects.owner(obj)
    owner = (
        draft.get(kind, objects.namespace(obj), reference["name"])
        if reference and reference["kind"] == kind
        else None
    )
    return owner if owner and reference and objects.uid(owner) == reference["uid"] else None
