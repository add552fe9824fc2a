"""Import a dump of a cluster: its objects unchanged, its settings inferred from them.

What a dump says is believed, including fields that minik does not know. Only what makes it a
cluster is added: missing defaults, uids and creation times, and the namespaces of its objects.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple

from minik.dumps import exporting, inferred_settings, required_fields
from minik.dumps.address_checks import bad_addresses
from minik.errors import BadRequest, ClientError, NoSuchKind
from minik.intake import (
    custom_resources,
    decoding,
    decoding_errors,
    registry,
    system_metadata,
    validation,
)
from minik.intake.parsing import Document, expand_list
from minik.intake.scalar_decoding import Mismatch
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.settings import Settings
from minik.model.source import Objects

DEFINITION = "CustomResourceDefinition"
NULLABLE = frozenset(
    ("creationTimestamp", "endpoints", "eventTime", "lastProbeTime", "ports")
)  # what Go writes although it is not there
NESTED = (dict, list)


class ImportResult(NamedTuple):
    """The cluster, warnings about skipped documents, and the number of imported objects."""

    cluster: Cluster
    warnings: list[str]
    number: int


def import_documents(documents: Iterable[Document], now: datetime) -> ImportResult:
    """Build the cluster that a dump shows, not yet settled. An exported List also holds the
    settings. Raise ClientError if there are no objects.
    """
    sources = list(documents)
    exported_settings = next(
        filter(None, (exporting.read_settings(document.value) for document in sources)), None
    )
    flattened = list(chain.from_iterable(map(expand_list, sources)))
    custom = [
        document.value
        for document in flattened
        if isinstance(document.value, dict) and document.value.get("kind") == DEFINITION
    ]
    source, warnings = Objects(), []
    for document in flattened:
        try:
            kind = validation.find_kind(document, custom)
        except NoSuchKind:
            warnings.append(skipped_warning(document.value))
            continue
        if not kind.stored:
            warnings.append(
                f"{kind.name} was passed over: it is a question, and no cluster keeps it"
            )
            continue
        obj = with_creation_time(read_object(document, kind), now)
        source.setdefault(kind.key, {})[objects.key(obj).path] = obj
    if not source:
        raise ClientError("nothing to import: no objects in what was given")
    cluster = build_cluster(
        source, exported_settings or inferred_settings.infer_settings(source), now
    )
    return ImportResult(cluster, warnings, sum(map(len, source.values())))


def skipped_warning(value: Object) -> str:
    metadata = value.get("metadata")
    name = metadata.get("name", "") if isinstance(metadata, dict) else ""
    return f'{value["kind"]} "{name}" was passed over: no kind "{value["kind"]}" is known in version "{value["apiVersion"]}"'


def read_object(document: Document, kind: Kind) -> Object:
    """Return the object as the dump has it; raise BadRequest if a field cannot hold its value.

    A complete object, null only where Go writes null, is kept unchanged, nulls included. One edited
    by hand, or written by an older server, is read as the server would read it, with defaults.
    """
    value: Object = document.value
    metadata = value.get("metadata")
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("name"), str)
        or not metadata["name"]
    ):
        raise ClientError(
            f"{document.source}: document {document.number + 1} has no metadata.name: it is not an object of a cluster"
        )
    bare = without_nulls(value)
    reason, decoded = "", bare
    try:
        decoded = (
            {**bare, "metadata": decode_leniently(bare["metadata"], custom_resources.METADATA)}
            if kind.custom
            else decode_leniently(bare, definition_name(value, kind))
        )
    except Mismatch:
        reason = decoding_problem(bare, kind)
    parsed = (
        (value if bare == value or set(null_fields(value)) <= NULLABLE else bare)
        if decoded == bare
        else decoded
    )
    reason = (
        reason or next(bad_addresses(parsed, kind.key), "") or next(missing_fields(value, kind), "")
    )
    if reason:
        raise BadRequest(
            f'{kind.name} "{metadata["name"]}" cannot be read as a {kind.name}: {reason}',
            where=document.source,
        )
    obj = parsed if kind.custom else kind.default(parsed)
    return obj if kind.namespaced == bool(objects.namespace(obj)) else fix_namespace(obj, kind)


def missing_fields(value: Object, kind: Kind) -> Iterator[str]:
    """Yield a message for each required field that is missing."""
    if not kind.custom:
        yield from (
            f"{path} is missing"
            for path in required_fields.missing_fields(value, definition_name(value, kind))
        )


def definition_name(value: Object, kind: Kind) -> str:
    """Return the full name of the object's schema definition."""
    name: str = kind.definitions[objects.version(value["apiVersion"])]
    return name


def decoding_problem(value: Object, kind: Kind) -> str:
    """Return why a value cannot be decoded, unknown fields aside; "" if it can."""
    name = kind.definitions[objects.version(value["apiVersion"])]
    error = (
        custom_resources.explain_error(value, name, kind.name)
        if kind.custom
        else decoding_errors.explain_error(value, name)
    )
    return error.message if error and not error.strict else ""


def decode_leniently(value: Object, definition: str) -> Object:
    """Decode a value as the server does, but keep unknown fields."""
    try:
        decoded: Object = decoding.decoder(definition)(value)
    except Mismatch:
        decoded = merge_unknown_fields(value, decoding.decoder(definition, strict=False)(value))
    return decoded


def merge_unknown_fields(value: Any, decoded: Any) -> Any:
    """Add to the decoded value the fields that the decoder dropped."""
    if isinstance(value, dict) and isinstance(decoded, dict):
        return {
            **decoded,
            **{
                name: merge_unknown_fields(part, decoded[name]) if name in decoded else part
                for name, part in value.items()
            },
        }
    if isinstance(value, list) and isinstance(decoded, list):
        return [
            merge_unknown_fields(part, decoded_part) for part, decoded_part in zip(value, decoded)
        ]
    return decoded


def without_nulls(value: Any) -> Any:
    """Drop all fields that are null."""
    if isinstance(value, dict):
        return {
            name: without_nulls(part) if isinstance(part, NESTED) else part
            for name, part in value.items()
            if part is not None
        }
    return (
        [without_nulls(part) for part in value if part is not None]
        if isinstance(value, list)
        else value
    )


def null_fields(value: Any) -> Iterator[str]:
    """Yield the names of null fields; "" for null elements of lists."""
    if isinstance(value, dict):
        yield from (name for name, part in value.items() if part is None)
        yield from chain.from_iterable(map(null_fields, value.values()))
    elif isinstance(value, list):
        yield from ("" for part in value if part is None)
        yield from chain.from_iterable(map(null_fields, value))


def fix_namespace(value: Object, kind: Kind) -> Object:
    """Set a missing namespace to default; drop it if the kind is cluster-scoped."""
    return (
        objects.write(value, "metadata.namespace", "default")
        if kind.namespaced
        else objects.drop(value, "metadata.namespace")
    )


def build_cluster(source: Objects, settings: Settings, now: datetime) -> Cluster:
    """Build the cluster of these objects; add missing namespaces and uids."""
    text = "\n".join(
        f"{kind}/{path}/{objects.uid(obj)}"
        for kind in sorted(source)
        for path, obj in sorted(source[kind].items())
    )
    lineage = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    cluster = Cluster(source, settings, now, lineage=lineage, version=latest_version(source))
    draft = cluster.draft()
    for name in sorted(missing_namespaces(source)):
        registry.create_or_update(
            draft, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        )
    for obj in all_objects(source):
        if not objects.uid(obj):
            draft.put(
                objects.write(obj, "metadata.uid", system_metadata.new_uid(draft, objects.key(obj)))
            )
    return draft.cluster()


def with_creation_time(obj: Object, now: datetime) -> Object:
    """Set metadata.creationTimestamp to now if it is missing."""
    created = obj["metadata"].get("creationTimestamp")
    return (
        obj
        if created
        else objects.write(obj, "metadata.creationTimestamp", system_metadata.timestamp(now))
    )


def all_objects(source: Mapping[str, Mapping[str, Object]]) -> Iterator[Object]:
    """Yield every object of a source."""
    for kind in source:
        yield from source[kind].values()


def missing_namespaces(source: Mapping[str, Mapping[str, Object]]) -> set[str]:
    """Return the namespaces that objects name and the dump does not hold."""
    return (
        {objects.namespace(obj) for obj in all_objects(source)}
        - set(source.get("Namespace", {}))
        - {""}
    )


def latest_version(source: Mapping[str, Mapping[str, Object]]) -> int:
    """Return the highest resourceVersion; 0 if there is none."""
    versions = (str(obj["metadata"].get("resourceVersion") or "") for obj in all_objects(source))
    return max(
        (int(version) for version in versions if version.isdecimal() and len(version) < 20),
        default=0,
    )
