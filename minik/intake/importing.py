"""A dump of a cluster becomes that cluster: its objects to the letter, its settings read off them.

What a dump says is believed, fields that minik does not know included. Only what is needed to make it a cluster is added: defaults, uids
and times of creation where there are none, and the namespaces in which its objects live.
"""
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple

from minik.errors import BadRequest, ClientError, NoSuchKind
from minik.intake import admission, decoding, exporting, ranges, refusal, requirements, structure, validation
from minik.intake.addresses import misplaced
from minik.intake.parsing import Document, items
from minik.model import object as objects
from minik.model.cluster import Cluster, Objects
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.settings import Settings

DEFINITION = "CustomResourceDefinition"
NULLABLE = frozenset(("creationTimestamp", "endpoints", "eventTime", "lastProbeTime", "ports"))  # what Go writes although it is not there
NESTED = (dict, list)


class Imported(NamedTuple):
    """The cluster, and what is told of documents that were passed over; `number` is how many were not."""

    cluster: Cluster
    warnings: list[str]
    number: int


def imported(documents: Iterable[Document], now: datetime) -> Imported:
    """The cluster that a dump shows, not yet settled. Lists come whole: one that minik exported holds the settings."""
    whole = list(documents)
    known = next(filter(None, (exporting.told(document.value) for document in whole)), None)
    found = list(chain.from_iterable(map(items, whole)))
    custom = [document.value for document in found if isinstance(document.value, dict) and document.value.get("kind") == DEFINITION]
    source, warnings = Objects(), []
    for document in found:
        try:
            kind = validation.recognised(document, custom)
        except NoSuchKind:
            warnings.append(passed_over(document.value))
            continue
        if not kind.stored:
            warnings.append(f"{kind.name} was passed over: it is a question, and no cluster keeps it")
            continue
        obj = dated(believed(document, kind), now)
        source.setdefault(kind.key, {})[objects.key(obj).path] = obj
    if not source:
        raise ClientError("nothing to import: no objects in what was given")
    cluster = completed(source, known or ranges.settings(source), now)
    return Imported(cluster, warnings, sum(map(len, source.values())))


def passed_over(value: Object) -> str:
    metadata = value.get("metadata")
    name = metadata.get("name", "") if isinstance(metadata, dict) else ""
    return f'{value["kind"]} "{name}" was passed over: no kind "{value["kind"]}" is known in version "{value["apiVersion"]}"'


def believed(document: Document, kind: Kind) -> Object:
    """The object as it stands there; it is refused only where a field holds what it cannot hold.

    What a server wrote is complete and holds null only where Go writes it; such an object is kept to the letter, nulls included. What a
    hand has been at, or a server that knew fewer fields, is read as the server would read it, defaults and all.
    """
    value: Object = document.value
    metadata = value.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str) or not metadata["name"]:
        raise ClientError(f"{document.source}: document {document.number + 1} has no metadata.name: it is not an object of a cluster")
    bare = without_nulls(value)
    wrong, read = "", bare
    try:
        read = {**bare, "metadata": known(bare["metadata"], structure.METADATA)} if kind.custom else known(bare, definition(value, kind))
    except decoding.Mismatch:
        wrong = mistaken(bare, kind)
    found = (value if bare == value or set(nulls(value)) <= NULLABLE else bare) if read == bare else read
    wrong = wrong or next(misplaced(found, kind.key), "") or next(lacking(value, kind), "")
    if wrong:
        raise BadRequest(f'{kind.name} "{metadata["name"]}" cannot be read as a {kind.name}: {wrong}', where=document.source)
    whole = found if kind.custom else kind.default(found)
    return whole if kind.namespaced == bool(objects.namespace(whole)) else at_home(whole, kind)


def lacking(value: Object, kind: Kind) -> Iterator[str]:
    """The fields that no server would have left out."""
    if not kind.custom:
        yield from (f"{path} is missing" for path in requirements.missing(value, definition(value, kind)))


def definition(value: Object, kind: Kind) -> str:
    """The structure of the object, by its full name."""
    name: str = kind.definitions[objects.version(value["apiVersion"])]
    return name


def mistaken(value: Object, kind: Kind) -> str:
    """What is wrong with a value, unknown fields aside; nothing where it can be read."""
    name = kind.definitions[objects.version(value["apiVersion"])]
    found = structure.explained(value, name, kind.name) if kind.custom else refusal.refusal(value, name)
    return found.message if found and not found.message.startswith("strict decoding error") else ""


def known(value: Object, definition: str) -> Object:
    """A value as the server reads it, and with it the fields that nobody knows."""
    try:
        found: Object = decoding.decoder(definition)(value)
    except decoding.Mismatch:
        found = united(value, decoding.decoder(definition, strict=False)(value))
    return found


def united(value: Any, read: Any) -> Any:
    """What was read of a value, and with it the fields that nobody knows."""
    if isinstance(value, dict) and isinstance(read, dict):
        return {**read, **{name: united(part, read[name]) if name in read else part for name, part in value.items()}}
    if isinstance(value, list) and isinstance(read, list):
        return [united(part, found) for part, found in zip(value, read)]
    return read


def without_nulls(value: Any) -> Any:
    """A value less all fields that are null."""
    if isinstance(value, dict):
        return {name: without_nulls(part) if isinstance(part, NESTED) else part for name, part in value.items() if part is not None}
    return [without_nulls(part) for part in value if part is not None] if isinstance(value, list) else value


def nulls(value: Any) -> Iterator[str]:
    """The names of fields that are null; an element of a list has none."""
    if isinstance(value, dict):
        yield from (name for name, part in value.items() if part is None)
        yield from chain.from_iterable(map(nulls, value.values()))
    elif isinstance(value, list):
        yield from ("" for part in value if part is None)
        yield from chain.from_iterable(map(nulls, value))


def at_home(value: Object, kind: Kind) -> Object:
    """In the default namespace where it names none, in none where its kind has none."""
    return objects.write(value, "metadata.namespace", "default") if kind.namespaced else objects.drop(value, "metadata.namespace")


def completed(source: Objects, settings: Settings, now: datetime) -> Cluster:
    """The cluster of these objects, with the namespaces and the uids that it needs."""
    text = "\n".join(f"{kind}/{path}/{objects.uid(obj)}" for kind in sorted(source) for path, obj in sorted(source[kind].items()))
    lineage = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    cluster = Cluster(source, settings, now, lineage=lineage, version=latest(source))
    draft = cluster.draft()
    for name in sorted(homeless(source)):
        admission.carry_out(draft, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    for obj in everything(source):
        if not objects.uid(obj):
            draft.put(objects.write(obj, "metadata.uid", admission.identity(draft, objects.key(obj))))
    return draft.cluster()


def dated(obj: Object, now: datetime) -> Object:
    """The object with a time of creation: now, where it has none."""
    known = obj["metadata"].get("creationTimestamp")
    return obj if known else objects.write(obj, "metadata.creationTimestamp", admission.timestamp(now))


def everything(source: Mapping[str, Mapping[str, Object]]) -> Iterator[Object]:
    """Every object of a source."""
    for kind in source:
        yield from source[kind].values()


def homeless(source: Mapping[str, Mapping[str, Object]]) -> set[str]:
    """The namespaces that objects name and the dump does not hold."""
    return {objects.namespace(obj) for obj in everything(source)} - set(source.get("Namespace", {})) - {""}


def latest(source: Mapping[str, Mapping[str, Object]]) -> int:
    """The highest resource version."""
    versions = (str(obj["metadata"].get("resourceVersion") or "") for obj in everything(source))
    return max((int(version) for version in versions if version.isdecimal() and len(version) < 20), default=0)
