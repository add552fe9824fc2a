"""A dump of a cluster becomes that cluster: its objects to the letter, its settings read off them.

What a dump says is believed, fields that minik does not know included. Only what is needed to make it a cluster is added: uids where
there are none, and the namespaces in which its objects live.
"""
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from minik.errors import BadRequest, ClientError, NoSuchKind
from minik.intake import admission, decoding, exporting, ranges, refusal, validation
from minik.intake.parsing import Document, items
from minik.model import object as objects
from minik.model.cluster import Cluster, Objects
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.settings import Settings

DEFINITION = "CustomResourceDefinition"


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
        obj = believed(document, kind)
        source.setdefault(kind.key, {})[objects.key(obj).path] = obj
    if not source:
        raise ClientError("nothing to import: no objects in what was given")
    cluster = completed(source, known or ranges.settings(source), now)
    return Imported(cluster, warnings, sum(map(len, source.values())))


def passed_over(value: Object) -> str:
    name = (value.get("metadata") or {}).get("name", "")
    return f'{value["kind"]} "{name}" was passed over: no kind "{value["kind"]}" is known in version "{value["apiVersion"]}"'


def believed(document: Document, kind: Kind) -> Object:
    """The object as it stands there; it is refused only where a field holds what it cannot hold."""
    value: Object = document.value
    metadata = value.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str) or not metadata["name"]:
        raise ClientError(f"{document.source}: document {document.number + 1} has no metadata.name: it is not an object of a cluster")
    problem = mistaken(value, kind)
    if problem:
        raise BadRequest(f'{kind.name} "{metadata["name"]}" cannot be read as a {kind.name}: {problem}', where=document.source)
    return value if kind.namespaced == bool(metadata.get("namespace")) else at_home(value, kind)


def mistaken(value: Object, kind: Kind) -> str:
    """What is wrong with a value, unknown fields aside; nothing where it can be read."""
    if kind.custom:
        return ""
    definition = kind.definitions[objects.version(value["apiVersion"])]
    try:
        decoding.decoder(definition)(value)
    except decoding.Mismatch:
        found = refusal.refusal(value, definition)
        return found.message if found and not found.message.startswith("strict decoding error") else ""
    return ""


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
