"""Facts that become events: how they are counted, gathered and written down. Upstream rule: client-go `tools/record`.

What repeats is counted. Of many alike in one step nine are told one by one, the rest together, and of a step no more than so many in all:
a real cluster drops what is too much as well.
"""
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeAlias

from minik.intake import admission
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

KIND = Kind("Event", has_status=False)
MOST, ALIKE = 1000, 9
Before: TypeAlias = Object | None


class Fact(NamedTuple):
    """Something that happened to an object, and who tells it; `part` is the container, `host` the node of a kubelet; `again`: the very
    same may have happened before."""

    about: Object
    reason: str
    message: str
    teller: str
    warning: bool = False
    part: str = ""
    host: str = ""
    again: bool = False


def fold_in(draft: Draft, found: Iterable[Fact]) -> None:
    """Write down what happened, as far as anybody would: one that has been told before is told once more."""
    now, nanoseconds = admission.timestamp(draft.now), int(draft.now.timestamp()) * 10**9
    for fact, count in combined(islice(found, MOST)):
        namespace = objects.namespace(fact.about) or "default"
        home = draft.get("Namespace", "", namespace)
        if home is None or home["metadata"].get("deletionTimestamp"):
            continue
        old = told_before(draft, fact) if fact.again else None
        if old:
            draft.put({**old, "count": (old.get("count") or 1) + count, "lastTimestamp": now})
        else:
            draft.put(admission.born(event(fact, count, namespace, f"{nanoseconds + draft.version:016x}", now), KIND, draft))


def combined(found: Iterable[Fact]) -> Iterator[tuple[Fact, int]]:
    """The facts, each with how often it happened; of many that differ in their words alone, the rest are told as one."""
    seen: dict[tuple[str, str], int] = {}
    rest: dict[tuple[str, str], tuple[Fact, int]] = {}
    for fact in found:
        alike = (objects.uid(fact.about), fact.reason)
        seen[alike] = seen.get(alike, 0) + 1
        if seen[alike] <= ALIKE or fact.part:
            yield fact, 1
        else:
            rest[alike] = fact, rest.get(alike, (fact, 0))[1] + 1
    for fact, count in rest.values():
        yield fact._replace(message=f"(combined from similar events): {fact.message}"), count


def told_before(draft: Draft, fact: Fact) -> Object | None:
    """The same event, where it has happened before."""
    index = draft.base.table("Event").indexed(identity)
    same = (objects.uid(fact.about), fact.reason, fact.message, fact.part)
    found = index.get(same)
    return draft.get(*objects.key(found[-1])) if found else None


def identity(one: Object) -> Iterator[tuple[str, str, str, str]]:
    """What two events have in common that are the same one, twice."""
    about = one.get("involvedObject") or {}
    yield about.get("uid") or "", one.get("reason") or "", one.get("message") or "", about.get("fieldPath") or ""


def event(fact: Fact, count: int, namespace: str, word: str, now: str) -> Object:
    """An event as a controller writes it."""
    metadata, about = fact.about["metadata"], fact.about
    involved = {"apiVersion": about["apiVersion"], "kind": about["kind"], "name": metadata["name"], "uid": metadata.get("uid", "")}
    involved |= {name: metadata[name] for name in ("namespace", "resourceVersion") if metadata.get(name)}
    involved |= {"fieldPath": fact.part} if fact.part else {}
    source = {"component": fact.teller, **({"host": fact.host} if fact.host else {})}
    return {"apiVersion": "v1", "kind": "Event", "metadata": {"name": f"{metadata['name']}.{word}", "namespace": namespace},
            "count": count, "eventTime": None, "firstTimestamp": now, "lastTimestamp": now, "involvedObject": involved,
            "message": fact.message, "reason": fact.reason, "reportingComponent": fact.teller, "reportingInstance": fact.host,
            "source": source, "type": "Warning" if fact.warning else "Normal"}


def owner_of(draft: Draft, obj: Object, kind: str) -> Object | None:
    """The controller that owns an object, as it is now."""
    reference = objects.owner(obj)
    found = draft.get(kind, objects.namespace(obj), reference["name"]) if reference and reference["kind"] == kind else None
    return found if found and reference and objects.uid(found) == reference["uid"] else None
