"""Managed fields: which writer answers for which fields, as an object's metadata records it."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from minik.intake.ownership import paths
from minik.intake.ownership.paths import NONE, Paths
from minik.model import object as objects
from minik.model.object import Object

APPLY, UPDATE = "Apply", "Update"
MOST, ANCIENT = 10, "ancient-changes"  # so many writers by update are told apart; the oldest become one
# What the server writes, and what says which object it is, is nobody's.
NOBODYS = frozenset((("f:apiVersion",), ("f:kind",), ("f:metadata",), *(("f:metadata", f"f:{name}") for name in (
    "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion",
    "deletionTimestamp", "deletionGracePeriodSeconds"))))


class Identity(NamedTuple):
    """A writer: by name, by how it writes, in which version (where it updates) and through which subresource."""

    manager: str
    operation: str = UPDATE
    api_version: str = ""
    subresource: str = ""

    def __str__(self) -> str:
        through = f' with subresource "{self.subresource}"' if self.subresource else ""
        return f'"{self.manager}"{through}' + (f" using {self.api_version}" if self.operation == UPDATE else "")


class Share(NamedTuple):
    """What a writer answers for, and when it last took a part of it."""

    fields: Paths = NONE
    time: str = ""
    api_version: str = ""


Shares: TypeAlias = Mapping[Identity, Share]


def read(obj: Object) -> dict[Identity, Share]:
    """The writers of an object's fields."""
    found: dict[Identity, Share] = {}
    for entry in obj["metadata"].get("managedFields") or ():
        operation, version = entry.get("operation") or UPDATE, entry.get("apiVersion") or ""
        who = Identity(entry.get("manager") or "", operation, version if operation == UPDATE else "", entry.get("subresource") or "")
        found[who] = Share(frozenset(paths.read(entry.get("fieldsV1"))), entry.get("time") or "", version)
    return found


def written(shares: Shares) -> list[Object]:
    """The writers as metadata holds them: those that apply first, then by age."""
    ordered = sorted(shares.items(), key=lambda pair: (pair[0].operation, pair[1].time, pair[0].manager, pair[0][2:]))
    return [_entry(who, share) for who, share in ordered if share.fields]


def _entry(who: Identity, share: Share) -> Object:
    return {"apiVersion": share.api_version, "fieldsType": "FieldsV1", "fieldsV1": paths.written(share.fields), "manager": who.manager,
            "operation": who.operation, **({"subresource": who.subresource} if who.subresource else {}), "time": share.time}


def timed(before: Shares, after: Shares, now: str, *, always: Sequence[Identity] = ()) -> dict[Identity, Share]:
    """The writers with their times: the new one's, if it has taken something or changed what it has; all others keep theirs."""
    return {who: share._replace(time=now if who in always or who not in before else before[who].time) for who, share in after.items()}


def capped(shares: Shares) -> dict[Identity, Share]:
    """The writers, not too many of those that update: the oldest are no longer told apart."""
    updating = sorted((who for who in shares if who.operation == UPDATE and who.manager != ANCIENT), key=lambda who: shares[who].time)
    old = updating[:max(0, len(updating) - MOST + 1)] if len(updating) > MOST else []
    result = {who: share for who, share in shares.items() if who not in old}
    for who in old:
        ancient = Identity(ANCIENT, UPDATE, who.api_version)
        known = result.get(ancient, Share(api_version=who.api_version))
        result[ancient] = known._replace(fields=known.fields | shares[who].fields, time=max(known.time, shares[who].time))
    return result


def less(shares: Shares, who: Identity, gone: Paths) -> dict[Identity, Share]:
    """The shares of all others without these fields."""
    return {other: share if other == who else share._replace(fields=share.fields - gone) for other, share in shares.items()}


def recorded(obj: Object, shares: Shares) -> Object:
    """The object with its writers; without a word of them, where there are none."""
    found = written(capped(shares))
    return objects.write(obj, "metadata.managedFields", found) if found else objects.drop(obj, "metadata.managedFields")


def stamp(moment: datetime) -> str:
    """A time as entries hold it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
