"""Server-side apply, the whole request: read, laid over, judged and stored, or refused."""
from functools import partial
from typing import NamedTuple

from minik.errors import BadRequest, NotFound, Unexpected
from minik.intake import admission, last_applied, requests, subresources, validation
from minik.intake.admission import Finish
from minik.intake.ownership import adopting, applying, entries, shapes, typing
from minik.intake.ownership.applying import Applied, ApplyConflict
from minik.intake.ownership.entries import APPLY, NOBODYS, Identity, Shares
from minik.intake.ownership.paths import Paths
from minik.intake.ownership.shapes import Shape
from minik.intake.ownership.updating import strip, without_status
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft, Writer
from minik.model.go_values import marshalled
from minik.model.kind import Kind
from minik.model.object import Object

KUBECTL = "kubectl"


class Manner(NamedTuple):
    """As whom to apply, whether what others answer for is taken from them, and to which part of the object (`status`); `shares`: what is to
    count as the writers so far."""

    manager: str = KUBECTL
    force: bool = False
    shares: Shares | None = None
    part: str = ""

    @property
    def who(self) -> Identity:
        return Identity(self.manager, APPLY, subresource=self.part)


def apply(draft: Draft, kind: Kind, document: Document, manner: Manner) -> tuple[Object, list[str]]:
    """The object as the server stores it, and the warnings that it tells."""
    config = document.value
    if config["metadata"].get("managedFields"):
        raise BadRequest("metadata.managedFields must be nil")
    shape = shapes.of_kind(kind, config["apiVersion"])
    wrong = typing.problems(config, shape)
    if wrong:
        raise Unexpected(f"failed to create typed patch object ({adopting.namespaced(config)}): {wrong}")
    current = draft.get(kind.key, objects.namespace(config), objects.name(config))
    before = manner.shares if manner.shares is not None else writers(draft, kind, current, shape)
    live = {**objects.drop(current, "metadata.managedFields"), "apiVersion": config["apiVersion"]} if current else Object()
    applied = laid(live, config, kind, shape, before, manner)
    said = document._replace(value=remembering(applied.object, config, manner))
    finish = partial(finished, draft=draft, before=before, applied=applied, live=live, manner=manner)
    return part_stored(draft, kind, said, current, finish) if manner.part else stored(draft, kind, said, current, finish)


def writers(draft: Draft, kind: Kind, current: Object | None, shape: Shape) -> Shares:
    """Who answers for the fields of the object so far."""
    if current is None:
        return {}
    return entries.read(current) or adopting.adopted(draft, kind, current, shape)


def laid(live: Object, config: Object, kind: Kind, shape: Shape, shares: Shares, manner: Manner) -> Applied:
    """The configuration laid over; kubectl may take what its client-side apply said, if it is still so."""
    relevant = partial(of_part, kind=kind, part=manner.part)
    lay = partial(applying.apply, live, config, shape, shares, manner.who, relevant)
    try:
        return lay(force=manner.force)
    except ApplyConflict as refused:
        if manner.manager != KUBECTL or not last_applied.text(live):
            raise
        left = applying.allowed(refused.conflicts, adopting.agreed(live, shape))
        if left:
            raise ApplyConflict(left) from None
        return lay(force=True)


def of_part(found: Paths, kind: Kind, part: str) -> Paths:
    """The fields that belong to what is written: all but status, or status alone; which object it is always does."""
    return strip(found, kind, Writer("", part)) | found & NOBODYS if part else without_status(found, kind)


def remembering(obj: Object, config: Object, manner: Manner) -> Object:
    """Where a client-side apply could still follow, what kubectl applies here is what it will compare with."""
    if manner.manager != KUBECTL or not last_applied.text(obj):
        return obj
    annotations = {name: text for name, text in objects.annotations(config).items() if name != last_applied.ANNOTATION}
    stated = {**config, "metadata": {**config["metadata"], **({"annotations": annotations} if "annotations" in config["metadata"] else {})}}
    return objects.write(obj, "metadata.annotations", {**objects.annotations(obj), last_applied.ANNOTATION: marshalled(stated) + "\n"})


def stored(draft: Draft, kind: Kind, document: Document, current: Object | None, finish: Finish) -> tuple[Object, list[str]]:
    """The result taken in as any other would be."""
    metadata, name = document.value["metadata"], objects.name(document.value)
    obj = decoded(document, kind)
    if current is None:
        if metadata.get("resourceVersion"):
            raise NotFound(f'{kind.resource} "{name}" not found')
        return admission.create(draft, kind, obj, finish=finish)
    if metadata.get("uid") and metadata["uid"] != objects.uid(current):
        raise requests.modified(kind, name, requests.OTHER.format(metadata["uid"], objects.uid(current)))
    if metadata.get("resourceVersion") != current["metadata"].get("resourceVersion"):
        raise requests.modified(kind, name)
    return admission.update(draft, kind, current, obj, finish=finish)


def decoded(document: Document, kind: Kind) -> Object:
    """The result, if it is what it says it is."""
    try:
        return validation.read(document, kind)
    except BadRequest as error:
        why = error.message.partition(": ")[2]
        raise Unexpected(f"failed to convert new object ({adopting.namespaced(document.value)}) to proper version: {why}") from None


def part_stored(draft: Draft, kind: Kind, document: Document, current: Object | None, finish: Finish) -> tuple[Object, list[str]]:
    """The status taken in, and nothing else."""
    if not subresources.has(kind, "status"):
        raise subresources.missing()
    if current is None:
        raise requests.missing(kind, objects.name(document.value))
    new = finish(subresources.with_status(current, decoded(document, kind)))
    return (current if new == current else draft.put(new)), []


def finished(new: Object, *, draft: Draft, before: Shares, applied: Applied, live: Object, manner: Manner) -> Object:
    """The object with its writers; where nothing has changed the time stays, too."""
    same = [{who: share.fields for who, share in shares.items() if share.fields} for shares in (before, applied.shares)]
    changed = same[0] != same[1] or objects.drop(new, "metadata.managedFields") != {**live, "apiVersion": new["apiVersion"]}
    fresh = [manner.who] if changed else []
    timed = entries.timed(before, applied.shares, entries.stamp(draft.now), always=fresh)
    return entries.recorded(new, timed)


