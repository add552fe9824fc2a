"""Import a dump of a cluster: its objects to the letter, its settings inferred from them.

What a dump says is believed, including fields that minik does not know. Only what makes an object
one of a cluster is added where it is missing: a uid and a creation time. What cannot be read is
passed over, and told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import chain

from minik.dumps import exporting, gaps, inferred_settings
from minik.dumps.reading import read_object
from minik.errors import ClientError, MinikError, NoSuchKind
from minik.intake import system_metadata, validation
from minik.intake.parsing import Document, expand_list
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import Settings
from minik.model.source import Objects
from minik.model.wording import pluralize

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
    """Documents on their way into a cluster: what was read of them, and what was passed over."""

    def __init__(self, documents: Sequence[Document], now: datetime) -> None:
        self.now, self.source = now, Objects()
        self.unknown: Counter[str] = Counter()
        self.twice: Counter[str] = Counter()
        self.skipped: Counter[tuple[str, str]] = Counter()
        self.unreadable: list[MinikError] = []
        self.custom = [
            document.value
            for document in documents
            if isinstance(document.value, dict) and document.value.get("kind") == DEFINITION
        ]
        for document in documents:
            try:
                self.take(document)
            except MinikError as error:
                self.unreadable.append(error)

    def take(self, document: Document) -> None:
        """Take one object; raise a MinikError if it cannot be read as one."""
        try:
            kind = validation.find_kind(document, self.custom)
        except NoSuchKind:
            self.skipped[document.value["kind"], document.value["apiVersion"]] += 1
            return
        if not kind.stored:
            self.skipped[kind.name, ""] += 1
            return
        obj, unknown = read_object(document, kind)
        obj = with_creation_time(obj, self.now)
        self.unknown.update(f"{kind.name}.{field}" for field in unknown)
        known, path = self.source.setdefault(kind.key, {}), objects.key(obj).path
        if known.get(path, obj) != obj:
            self.twice[f"{kind.name} {path}"] += 1
        known[path] = obj

    def warnings(self) -> Iterator[str]:
        """Yield a line for each sort of thing that was passed over or not understood."""
        for (kind, version), number in sorted(self.skipped.items()):
            why = (
                f'no kind "{kind}" is known in version "{version}"'
                if version
                else "it is a question, and no cluster keeps it"
            )
            yield f"{number} {kind} passed over: {why}"
        for name, number in self.twice.items():
            yield f"{name} is there {number + 1} times, with other contents: the last one counts"
        for error in self.unreadable:
            yield f"passed over: {error.where + ': ' if error.where else ''}{error}"
        if self.unknown:
            total = self.unknown.total()
            fields = ", ".join(
                name if number == 1 else f"{name} ({number})"
                for name, number in sorted(self.unknown.items())
            )
            yield f"{pluralize(total, 'unknown field')} kept: {fields}"


def import_documents(documents: Iterable[Document], now: datetime) -> ImportResult:
    """Build the cluster that a dump shows; no controller has looked at it yet. An exported List also
    holds the settings. Raise ClientError if there are no objects.
    """
    sources = list(documents)
    exported_settings = next(
        filter(None, (exporting.read_settings(document.value) for document in sources)), None
    )
    reader = Reader(list(chain.from_iterable(map(expand_list, sources))), now)
    source = reader.source
    if not source:
        raise (
            reader.unreadable[0]
            if reader.unreadable
            else ClientError("nothing to import: no objects in what was given")
        )
    cluster = build_cluster(
        source, exported_settings or inferred_settings.infer_settings(source), now
    ).with_held(gaps.find_gaps(source))
    kinds = {kind: len(table) for kind, table in source.items()}
    return ImportResult(cluster, [*reader.warnings(), *gaps.describe(cluster.held)], kinds)


def build_cluster(source: Objects, settings: Settings, now: datetime) -> Cluster:
    """Build the cluster of these objects; add missing uids."""
    text = "\n".join(
        f"{kind}/{path}/{objects.uid(obj)}"
        for kind in sorted(source)
        for path, obj in sorted(source[kind].items())
    )
    lineage = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    cluster = Cluster(source, settings, now, lineage=lineage, version=latest_version(source))
    draft = cluster.draft()
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


def latest_version(source: Mapping[str, Mapping[str, Object]]) -> int:
    """Return the highest resourceVersion; 0 if there is none."""
    versions = (str(obj["metadata"].get("resourceVersion") or "") for obj in all_objects(source))
    return max(
        (int(version) for version in versions if version.isdecimal() and len(version) < 20),
        default=0,
    )
