"""What requests that change something share: the draft, and the document that was sent."""

from collections.abc import Mapping, Sequence

from minik import kinds
from minik.api.paths import Place
from minik.errors import BadRequest
from minik.intake import field_validation
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft, Writer
from minik.model.kind import Kind
from minik.model.object import Object

SCHEME = "pkg/api/legacyscheme/scheme.go:30"  # where the server registers its kinds


def new_draft(cluster: Cluster, place: Place, parameters: Mapping[str, str]) -> Draft:
    """Return a draft for one request: `fieldManager` writes, and `dryRun=All` keeps nothing."""
    return cluster.draft(
        dry_run=bool(parameters.get("dryRun")),
        writer=Writer(parameters.get("fieldManager", ""), place.part),
    )


def after(draft: Draft, before: Cluster) -> Cluster:
    """Return the cluster after a request: the one before it where nothing is kept."""
    return before if draft.dry_run or not draft.changes else draft.cluster()


def warnings(kind: Kind, texts: Sequence[str] = ()) -> list[str]:
    """Return the warnings of a request, preceded by the kind's general notice."""
    return [*([kind.notice] if kind.notice else []), *texts]


def _mismatch(place: Place, version: str, kind: str) -> str:
    """Return why an object of a version and kind does not belong at a path; "" if it does."""
    wanted = place.kind.name
    if (version, kind) == (place.api_version, wanted):
        return ""
    known = kinds.find_served_kind(version, kind)
    refused = f'{kind} in version "{objects.version(version)}" cannot be handled as a {wanted}'
    if place.kind.custom or known and kind == wanted:
        return (
            f"the API version in the data ({version}) does not match the expected API version "
            f"({place.api_version})"
        )
    if known is None:
        return f'{refused}: no kind "{kind}" is registered for version "{version}" in scheme "{SCHEME}"'
    group = place.kind.group.partition(".")[0] or "core"
    return (
        f"{refused}: converting ({objects.version(version)}.{kind}) to ({group}.{wanted}): "
        "unknown conversion"
    )


def checked(
    document: Document, kind: Kind, parameters: Mapping[str, str]
) -> tuple[Document, list[str]]:
    """Return the document and the warnings about its fields, as `fieldValidation` asks: Warn (the
    default), Strict or Ignore.
    """
    level = parameters.get("fieldValidation") or "Warn"
    return field_validation.drop_unknown_fields(document, kind, level.lower())


def match_place(document: Document | None, place: Place) -> Document:
    """Return the document, with the path's namespace.

    Raises BadRequest where it does not belong at the path.
    """
    if document is None:
        raise BadRequest("0 objects were sent where one is expected")
    obj: Object = document.value
    if not isinstance(obj.get("metadata") or {}, dict):
        raise BadRequest("the metadata of the object is no object")
    obj = {**obj, "metadata": obj.get("metadata") or {}}
    if not place.kind.custom:
        defaults = {"apiVersion": place.api_version, "kind": place.kind.name}
        obj = {**obj, **{field: obj.get(field) or text for field, text in defaults.items()}}
    if why := _mismatch(place, str(obj.get("apiVersion")), str(obj.get("kind"))):
        raise BadRequest(why)
    name, namespace = objects.name(obj), objects.namespace(obj)
    if place.name and name != place.name:
        raise BadRequest(
            f"the name of the object ({name}) does not match the name on the URL ({place.name})"
        )
    if place.namespace and namespace not in ("", place.namespace):
        raise BadRequest(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    if place.namespace:
        obj = objects.write(obj, "metadata.namespace", place.namespace)
    return document._replace(value=obj, source="")
