"""Updates: whoever changes a field takes it from all others. Only objects whose fields are tracked come here."""
from minik.intake.ownership import entries
from minik.intake.ownership.entries import NOBODYS, Identity, Share, Shares
from minik.intake.ownership.paths import Paths
from minik.intake.ownership.shapes import of_kind
from minik.intake.ownership.taking_apart import compared
from minik.model import object as objects
from minik.model.cluster import Draft, Writer
from minik.model.kind import Kind
from minik.model.object import Object

RESET: list[Object] = [{}]  # what a person writes to have the writers forgotten


def updated(draft: Draft, kind: Kind, old: Object, sent: Object, stored: Object) -> Object:
    """The object with its writers after a change; `sent` is what was asked for, before the server gave it addresses and the like."""
    if sent["metadata"].get("managedFields") == RESET:
        return objects.drop(stored, "metadata.managedFields")
    if stored == old:
        return stored
    writer = draft.writer if draft.writer.name else controller(kind, old, stored)
    changes = compared(old, sent, of_kind(kind, old["apiVersion"]))
    taken, gone = (strip(found, kind, writer) for found in (changes.added | changes.modified, changes.removed))
    shares = taken_over(entries.read(old), Identity(writer.name, entries.UPDATE, old["apiVersion"], writer.subresource), taken, gone)
    return with_entries(stored, entries.read(old), shares, entries.stamp(draft.now))


def taken_over(shares: Shares, who: Identity, taken: Paths, gone: Paths) -> dict[Identity, Share]:
    """The shares after a writer has taken some fields and removed others."""
    own = shares.get(who, Share(api_version=who.api_version))
    others = entries.less(shares, who, taken | gone)
    return {**others, who: own._replace(fields=(own.fields | taken) - gone, time="" if taken else own.time)}


def with_entries(obj: Object, before: Shares, after: Shares, now: str) -> Object:
    """The object with its writers recorded."""
    fresh = [who for who, share in after.items() if not share.time]
    return entries.recorded(obj, entries.timed(before, after, now, always=fresh))


def controller(kind: Kind, old: Object, new: Object) -> Writer:
    """Who it was, where it was no person: a kubelet for what it reports, else a controller."""
    name = "kubelet" if kind.key in ("Pod", "Node") else "kube-controller-manager"
    return Writer(name, "status" if old.get("status") != new.get("status") else "")


def strip(found: Paths, kind: Kind, writer: Writer) -> Paths:
    """The fields that can have this writer: never status, but for those who report it, and these never what was wished for."""
    own = found - NOBODYS
    if writer.subresource == "status":
        return frozenset(path for path in own if path[0] != "f:spec" and path[:2] != ("f:metadata", "f:labels"))
    return without_status(own, kind)


def without_status(found: Paths, kind: Kind) -> Paths:
    """The fields without status, where it is kept apart."""
    return found if kind.custom and not kind.has_status else frozenset(path for path in found if path[0] != "f:status")
