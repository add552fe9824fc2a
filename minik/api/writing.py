"""What requests that change something share: the draft, and the document that was sent."""

from collections.abc import Callable, Mapping, Sequence

from minik.api import bodies, refusals, subresources
from minik.api.call import Call
from minik.api.paths import Place
from minik.api.reply import Reply
from minik.errors import BadRequest, Invalid
from minik.intake import field_validation, null_fields, request_errors
from minik.intake.parsing import Document, DuplicateFields
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import unchanged
from minik.model.object import Object, read_str
from minik.model.problem import invalid
from minik.model.writing import Writer


def new_draft(call: Call) -> Draft:
    """Return a draft for one request: `fieldManager` writes, and `dryRun=All` keeps nothing."""
    return call.cluster.draft(
        dry_run=bool(call.parameters.get("dryRun")),
        writer=Writer(
            manager(call),
            call.place.part,
            call.identity,
            unlimited=call.unlimited,
            judged=call.judged,
        ),
    )


def manager(call: Call) -> str:
    """Return who writes: `fieldManager`, else the client's name."""
    return call.parameters.get("fieldManager") or call.agent[:128] or "unknown"


def reply(
    call: Call, draft: Draft, status: int, body: Object, warnings: Sequence[str] = ()
) -> Reply:
    """Return the reply of a request that has written into a draft."""
    kept = draft.dry_run or not draft.changes
    is_scale = call.place.part == "scale"  # which has a kind and a version of its own
    return Reply(
        status,
        body if is_scale else _as_asked(call, body, draft.dry_run),
        call.cluster if kept else draft.cluster(),
        warnings,
        subresources.SCALE if is_scale else call.place.kind,
        steps=() if kept else draft.log,
        annotations=draft.annotations,
    )


def _as_asked(call: Call, body: Object, dry_run: bool) -> Object:
    """Return an object in the version of the path; a dry run gives a new one no version."""
    asked = call.place.api_version
    shown = body if body.get("apiVersion") == asked else {**body, "apiVersion": asked}
    if not dry_run:
        return shown
    live = call.cluster.get(call.place.kind.key, objects.namespace(body), objects.name(body))
    if live is None:
        return objects.drop(shown, "metadata.resourceVersion")
    return objects.write(shown, "metadata.resourceVersion", live["metadata"].get("resourceVersion"))


def decode(call: Call) -> tuple[Object, list[str]]:
    """Return the object in a call's body, and warnings about fields that nobody knows.

    Raises BadRequest for one that does not belong at the path, or cannot be decoded.
    """
    kind = call.place.kind
    document = match_place(match_kind(bodies.document(call, kind.name), call), call)
    level = (call.parameters.get("fieldValidation") or "Warn").lower()
    if call.media == bodies.PROTOBUF:
        level = "ignore"
    return field_validation.decode(document, kind, level)


def match_kind(document: Document, call: Call) -> Document:
    """Return the document with apiVersion and kind. Raises BadRequest for others than the path's."""
    place, obj = call.place, document.value
    own = {"apiVersion": place.api_version, "kind": place.kind.name}
    given = {name: obj.get(name) or own[name] for name in own}
    if place.kind.custom:
        _match_custom(given, obj, call)
    elif given != own:
        raise BadRequest(_wrong_kind(given, place))
    if obj.get("apiVersion") and obj.get("kind"):
        return document
    return document._replace(value={**own, **obj, **given})


def _wrong_kind(given: Mapping[str, str], place: Place) -> str:
    version, name = str(given["apiVersion"]), str(given["kind"])
    start = (
        f'{name} in version "{objects.version(version)}" cannot be handled as a {place.kind.name}: '
    )
    return start + request_errors.wrong_kind(place.kind, version, name)


def _match_custom(given: Mapping[str, str], obj: Object, call: Call) -> None:
    place = call.place
    if not obj.get("kind"):
        raise bodies.unrecognized(
            call, place.kind.name, f"Object 'Kind' is missing in '{_text(call)}'"
        )
    if given["kind"] != place.kind.name:
        name = read_str(obj, "metadata.name")
        error = Invalid(
            f'{given["kind"]}.{place.kind.group} "{name}"',
            [invalid("kind", given["kind"], f"must be {place.kind.name}")],
        )
        causes = refusals.causes_of(error.causes)
        error.details = {
            "name": name,
            "group": place.kind.group,
            "kind": given["kind"],
            "causes": causes,
        }
        raise error
    if given["apiVersion"] != place.api_version:
        wrong = BadRequest(
            f"the API version in the data ({given['apiVersion']}) does not match the expected API version ({place.api_version})"
        )
        if objects.version(str(given["apiVersion"])) not in place.kind.versions:
            # a version without a schema knows no field
            unknown = [name for name in obj if name not in ("apiVersion", "kind", "metadata")]
            wrong.warnings = tuple(f'unknown field "{name}"' for name in unknown)
        raise wrong


def _text(call: Call) -> str:
    return call.body.decode("utf-8", "replace").strip()


def match_place(document: Document, call: Call) -> Document:
    """Return the document, with the path's namespace.

    Raises BadRequest where it does not belong at the path.
    """
    place, obj = call.place, document.value
    metadata = obj.get("metadata")
    if metadata is None:
        metadata = {}
    if not isinstance(metadata, dict):
        return document._replace(source="")
    name, namespace = metadata.get("name") or "", metadata.get("namespace") or ""
    if place.name and name and name != place.name:
        raise BadRequest(
            f"the name of the object ({name}) does not match the name on the URL ({place.name})"
        )
    if place.namespace and namespace not in ("", place.namespace):
        raise BadRequest(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    if place.namespace and not namespace:
        metadata = _with_field(metadata, "namespace", place.namespace)
    value = _with_field(obj, "metadata", metadata)
    return document._replace(value=value, source="")


def _with_field(obj: Object, name: str, value: Any) -> Object:
    """Return an object with a field; what is there twice stays so."""
    pairs = getattr(obj, "pairs", None)
    if pairs is None:
        return {**obj, name: value}
    others = [pair for pair in pairs if pair[0] != name]
    return (
        DuplicateFields([(key, value) if key == name else (key, part) for key, part in pairs])
        if len(others) < len(pairs)
        else DuplicateFields([*pairs, (name, value)])
    )


def _with_empty_lists(call: Call, sent: Object) -> Object:
    """Return what was sent with lists that are empty, of those that Go writes as null otherwise."""
    kind = call.place.kind
    definition = None if kind.custom else kind.definitions.get(objects.version(sent["apiVersion"]))
    names = null_fields.null_names(definition) if definition else ()
    absent = [name for name in names if name not in sent]
    if not absent:
        return sent
    given = bodies.document(call, kind.name).value
    return {**sent, **{name: [] for name in absent if given.get(name) == []}}


def tracking(call: Call, draft: Draft, sent: Object) -> Callable[[Object], Object]:
    """Return what records the fields of a new object as its writer's."""
    if not call.agent and not call.parameters.get("fieldManager"):
        return unchanged
    from minik.intake.ownership import creating  # noqa: PLC0415 most commands track no fields

    sent = _with_empty_lists(call, sent)

    def finish(new: Object) -> Object:
        return creating.with_creator(draft, call.place.kind, sent, new)

    return finish
