"""Import a dump of a cluster: its objects to the letter, its settings inferred from them.

What a dump says is believed, including fields that minik does not know. Only what makes an object
one of a cluster is added where it is missing: a uid and a creation time. What cannot be read is
passed over, and told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from minik.dumps import exporting, gaps, inferred_settings
from minik.dumps.reading import read_object
from minik.errors import ClientError, MinikError, NoSuchKind
from minik.intake import system_metadata, validation
from minik.intake.parsing import Document, expand_list
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Key, Object
from minik.model.settings import Settings
from minik.model.source import Objects
from minik.model.wording import pluralize
from minik.schemas import bundled_definitions

DEFINITION = "CustomResourceDefinition"


class ImportResult(NamedTuple):
    """The cluster, what to tell about it, a line each, and how many objects of each kind it has."""

    cluster: Cluster
    warnings: list[str]
    kinds: Mapping[str, int]

    @property
    def number(self) -> int:
        return sum(self.kinds.values())


class Reader:
    """Documents on their way into a cluster: what was read of them, and what was passed over.

    An object may come before the definition of its kind: it is taken at the end, by `finish`.
    """

    def __init__(self, now: datetime) -> None:
        self.now, self.source = now, Objects()
        self.settings: Settings | None = None  # those of an exported List
        self.unknown: Counter[str] = Counter()
        self.twice: set[Key] = set()
        self.skipped: Counter[tuple[str, str]] = Counter()
        self.unreadable: list[MinikError] = []
        self.custom: list[Object] = []
        self.undefined: list[Document] = []
        self.brought: list[str] = []  # kinds whose definition is minik's own

    def read(self, document: Document) -> None:
        """Read the objects of a document, and an exported cluster's settings."""
        if document.error is None and self.settings is None:
            self.settings = exporting.read_settings(document.value)
        for one in expand_list(document):
            if isinstance(one.value, dict) and one.value.get("kind") == DEFINITION:
                self.custom.append(one.value)
            try:
                self.take(one)
            except NoSuchKind:
                self.undefined.append(one._replace(text=""))
            except MinikError as error:
                self.unreadable.append(error)

    def finish(self) -> None:
        """Read the objects whose kind was not defined when they came."""
        for document in self.undefined:
            self.define(document)
            try:
                self.take(document)
            except NoSuchKind:
                self.skipped[document.value["kind"], document.value["apiVersion"]] += 1
            except MinikError as error:
                self.unreadable.append(error)
        self.undefined.clear()

    def define(self, document: Document) -> None:
        """Bring along the definition of a kind of Gateway API or network-policy-api that a dump lacks."""
        for one in bundled_definitions.of_document(document.value):
            names = one["spec"]["names"]
            if names["kind"] == document.value["kind"] and one not in self.custom:
                self.custom.append(one)
                self.brought.append(names["kind"])
                self.take(Document(one, "", 0))

    def take(self, document: Document) -> None:
        """Take one object; raise a MinikError if it cannot be read as one."""
        kind = validation.find_kind(document, self.custom)
        if not kind.stored:
            self.skipped[kind.name, ""] += 1
            return
        self.take_as(document, kind)

    def take_as(self, document: Document, kind: Kind) -> None:
        """Take one object of a known kind; raise a MinikError if it cannot be read as one."""
        obj, unknown = read_object(document, kind)
        obj = with_creation_time(obj, self.now)
        self.unknown.update(f"{kind.name}.{field}" for field in unknown)
        known, path = self.source.get(kind.key, {}), objects.key(obj).path
        if known.get(path, obj) != obj:
            self.twice.add(objects.key(obj))
        if path not in known or not is_older(obj, known[path]):
            self.source.add(kind.key, path, obj)

    def warnings(self) -> Iterator[str]:
        """Yield a line for each sort of thing that was passed over or not understood."""
        if self.brought:
            yield f"not defined there, so by minik's own definition: {', '.join(sorted(self.brought))}"
        for (kind, version), number in sorted(self.skipped.items()):
            why = (
                f'no kind "{kind}" is known in version "{version}"'
                if version
                else "it is a question, and no cluster keeps it"
            )
            yield f"{number} {kind} passed over: {why}"
        if self.twice:
            first = min(self.twice)
            more = f" and {len(self.twice) - 1} more" if len(self.twice) > 1 else ""
            yield (
                f"{first.kind} {first.path}{more}: there more than once, with other contents; "
                "the highest resourceVersion counts, else the last"
            )
        for error in self.unreadable:
            yield f"passed over: {error.where + ': ' if error.where else ''}{error}"
        if self.unknown:
            total = self.unknown.total()
            fields = ", ".join(
                name if number == 1 else f"{name} ({number})"
                for name, number in sorted(self.unknown.items())
            )
            yield f"{pluralize(total, 'unknown field')} kept: {fields}"


def import_documents(
    documents: Iterable[Document],
    now: datetime,
    unknown: Sequence[str] | None = None,
    only: str = "",
) -> ImportResult:
    """Build the cluster that a dump shows; no controller has looked at it yet. An exported List also
    holds the settings. `unknown` are the kinds that could not be seen, once the documents were read;
    None where nobody told which were asked for. `only` is the namespace that a copy is limited to.
    Raise ClientError if there are no objects.
    """
    reader = Reader(now)
    for document in documents:
        reader.read(document)
    reader.finish()
    source = reader.source
    if not source:
        raise (
            reader.unreadable[0]
            if reader.unreadable
            else ClientError("nothing to import: no objects in what was given")
        )
    cluster = build_cluster(
        source, reader.settings or inferred_settings.infer_settings(source), now
    ).with_held(gaps.find_gaps(source, unknown, only))
    kinds = {kind: len(table) for kind, table in source.items()}
    return ImportResult(cluster, [*reader.warnings(), *gaps.describe(cluster.held)], kinds)


def build_cluster(source: Objects, settings: Settings, now: datetime) -> Cluster:
    """Build the cluster of these objects; add missing uids."""
    cluster = Cluster(
        source, settings, now, lineage=lineage_of(source), version=latest_version(source)
    )
    draft = cluster.draft()
    for obj in all_objects(source):
        if not objects.uid(obj):
            draft.put(
                objects.write(obj, "metadata.uid", system_metadata.new_uid(draft, objects.key(obj)))
            )
    return draft.cluster()


def is_older(obj: Object, known: Object) -> bool:
    """Return whether an object was recorded before the same one that is known already."""
    versions = [str(one["metadata"].get("resourceVersion") or "") for one in (obj, known)]
    return all(map(str.isdecimal, versions)) and int(versions[0]) < int(versions[1])


def lineage_of(source: Mapping[str, Mapping[str, Object]]) -> str:
    """Return the lineage of a cluster that consists of these objects."""
    text = "\n".join(
        f"{kind}/{path}/{objects.uid(obj)}"
        for kind in sorted(source)
        for path, obj in sorted(source[kind].items())
    )
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


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


def latest_version(source: Mapping[str, Mapping[str, Object]]) -> int:
    """Return the highest resourceVersion; 0 if there is none."""
    versions = (str(obj["metadata"].get("resourceVersion") or "") for obj in all_objects(source))
    return max(
        (int(version) for version in versions if version.isdecimal() and len(version) < 20),
        default=0,
    )
