"""Objects whose fields were not tracked so far, and those that were applied by the client: who answers for their fields.

An API server says `before-first-apply` of an object without managed fields. minik knows a little more: what an object remembers as last
applied, and still has, was said by kubectl's client-side apply.
"""
from minik.errors import MinikError
from minik.intake import last_applied, validation
from minik.intake.ownership.entries import UPDATE, Identity, Share, stamp
from minik.intake.ownership.paths import NONE, Paths
from minik.intake.ownership.shapes import Shape, bare
from minik.intake.ownership.taking_apart import compared, fields
from minik.intake.ownership.updating import strip
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft, Writer
from minik.model.kind import Kind
from minik.model.object import Object

CLIENT_SIDE, BEFORE = "kubectl-client-side-apply", "before-first-apply"
ANNOTATION = ("f:metadata", "f:annotations", f"f:{last_applied.ANNOTATION}")


def adopted(draft: Draft, kind: Kind, live: Object, shape: Shape) -> dict[Identity, Share]:
    """The writers of an object that names none."""
    version, empty = live["apiVersion"], bare(kind, live["apiVersion"])
    there = strip(_said(empty, live, shape), kind, Writer())
    remembered = _remembered(kind, live)
    client = strip(_said(empty, remembered, shape), kind, Writer()) & there - _changed(remembered, live, shape) if remembered else NONE
    shares = {Identity(CLIENT_SIDE, UPDATE, version): Share(client, live["metadata"].get("creationTimestamp") or "", version),
              Identity(BEFORE, UPDATE, version): Share(there - client, stamp(draft.now), version)}
    return {who: share for who, share in shares.items() if share.fields}


def _said(empty: Object, obj: Object, shape: Shape) -> Paths:
    changes = compared(empty, obj, shape)
    return changes.added | changes.modified


def _changed(remembered: Object, live: Object, shape: Shape) -> Paths:
    """What others have changed or removed since."""
    changes = compared(remembered, live, shape)
    return changes.modified | changes.removed


def _remembered(kind: Kind, live: Object) -> Object | None:
    """What was last applied, as the server understood it; nothing where that is not known."""
    found = last_applied.recalled(live)
    if found is None or found.get("apiVersion") != live["apiVersion"] or found.get("kind") != kind.name:
        return None
    try:
        said = validation.read(Document(found, "", 0), kind)
        annotations = {**objects.read(said, "metadata.annotations", {}), last_applied.ANNOTATION: last_applied.text(live)}
        return kind.default(objects.write(said, "metadata.annotations", annotations))
    except MinikError:
        return None


def agreed(live: Object, shape: Shape) -> Paths:
    """The fields of what was last applied that the object still has as they were said: these kubectl may take without asking."""
    found = last_applied.recalled(live)
    if found is None or found.get("apiVersion") != live["apiVersion"]:
        return NONE
    changes = compared(found, live, shape)
    return fields(found, shape) - changes.modified - changes.added - changes.removed


def namespaced(obj: Object) -> str:
    """Which object it is, as the server's messages say: `default/web; apps/v1, Kind=Deployment`."""
    group, version = objects.group(obj["apiVersion"]), objects.version(obj["apiVersion"])
    return f"{objects.namespace(obj)}/{objects.name(obj)}; {group}/{version}, Kind={obj['kind']}"
