"""A view of documents alone: each as the server would take it, and one pod for every template."""
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from minik.diagnosis.view import TEMPLATES, Refusal, Remade, View, owners, template
from minik.errors import Invalid, MinikError, NoSuchKind
from minik.intake import exporting, importing, ranges, validation
from minik.intake.judging import judge
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Cluster, Objects
from minik.model.kind import Kind
from minik.model.object import Key, Object
from minik.model.settings import DEFAULT

LARGE = 1 << 20  # characters: the items of a larger list are not looked up by line


class Gathered:
    """Documents on their way into a view."""

    def __init__(self, empty: Cluster) -> None:
        self.empty, self.found = empty, Objects()
        self.documents: dict[Key, Document] = {}
        self.refused: list[Refusal] = []
        self.remade: list[Remade] = []
        self.custom: list[Object] = []

    def take(self, document: Document) -> None:
        """One document: into the view if the server would take it, else among the refused; a kind that nobody knows is passed over."""
        try:
            kind = validation.recognised(document, self.custom)
        except NoSuchKind:
            self.keep_unknown(document)
            return
        dumped = is_of_a_dump(document.value)
        error = None if kind.custom else broken(document, kind) if dumped else judge(document, self.empty).error
        if error:
            key = Key(kind.key, *named(document.value, kind))
            self.refused.append(Refusal(key, document.value, error, lambda path: place(document, path)))
            return
        if dumped:
            self.keep(importing.believed(document, kind), document, kind.key)
            return
        self.keep(kind.default(at_home(document.value, kind)), document, kind.key)

    def keep_unknown(self, document: Document) -> None:
        """Routes of a gateway point to Services, too, though their kind is not built in."""
        value = document.value
        if value.get("kind") in ("HTTPRoute", "TCPRoute", "GRPCRoute", "TLSRoute") and isinstance(value.get("metadata"), dict):
            self.keep(objects.fill(value, "metadata.namespace", "default"), document, value["kind"])

    def keep(self, obj: Object, document: Document, kind: str) -> None:
        """Into the view; what was there under the same name is changed by it."""
        key = Key(kind, objects.namespace(obj), objects.name(obj))
        if not key.name:
            return
        old = self.found.get(kind, {}).get(key.path)
        if old is not None:
            self.remade.append(Remade(old, obj, lambda path: place(document, path)))
        self.found.setdefault(kind, {})[key.path] = obj
        self.documents[key] = document
        if kind == "CustomResourceDefinition":
            self.custom.append(obj)


def view(documents: Iterable[Document], empty: Cluster, now: datetime) -> View:
    """What causes look at where there is no state. A file that cannot be read is an error; one document that is refused is a finding."""
    gathered, settings = Gathered(empty), None
    for document in documents:
        settings = settings or exporting.told(document.value)
        gathered.take(document)
    found = gathered.found
    known = settings or (ranges.settings(found) if "Node" in found else DEFAULT)
    made = {**found.get("Pod", {}), **{objects.key(pod).path: pod for pod in stand_ins(found)}}
    cluster = Cluster(Objects({**found, **({"Pod": made} if made else {})}), known, now)
    order = {key: index for index, key in enumerate(gathered.documents)}

    def where(key: Key, path: str) -> tuple[str, int]:
        return place(gathered.documents[key], path) if key in gathered.documents else ("", 0)

    def said(key: Key) -> Object | None:
        document = gathered.documents.get(key)
        return document.value if document and not is_of_a_dump(document.value) else None

    return View(cluster, settled=False, place=where, refused=gathered.refused, remade=gathered.remade, order=order, said=said)


def place(document: Document, path: str) -> tuple[str, int]:
    """File and line of a field, or of the nearest field above it."""
    line = document.first if document.within and len(document.text) > LARGE else document.line(path)
    return document.source, line or document.first


def is_of_a_dump(value: Object) -> bool:
    """Whether a server has had it already: then it is believed."""
    metadata = value.get("metadata")
    return isinstance(metadata, dict) and bool(metadata.get("uid") or metadata.get("resourceVersion"))


def broken(document: Document, kind: Kind) -> MinikError | None:
    """Why an object of a dump cannot be what it says it is."""
    obj = importing.believed(document, kind)
    problems = list(kind.problems(kind.default(obj)))
    return Invalid(f'{kind.qualified} "{objects.name(obj)}"', problems) if problems else None


def named(value: Object, kind: Kind) -> tuple[str, str]:
    """Namespace and name, as far as the document has them."""
    metadata: Any = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    namespace = str(metadata.get("namespace") or "default") if kind.namespaced else ""
    return namespace, str(metadata.get("name") or metadata.get("generateName") or "")


def at_home(value: Object, kind: Kind) -> Object:
    """The object in its namespace, under a name."""
    namespace, name = named(value, kind)
    home = {"namespace": namespace} if kind.namespaced else {}
    return {**value, "metadata": {**(value.get("metadata") or {}), **home, "name": name}}


def stand_ins(found: Mapping[str, Mapping[str, Object]]) -> Iterator[Object]:
    """For every workload that should have pods and shows none: one, as its template makes them."""
    parents = {owner for kind in ("Pod", "ReplicaSet", "Job") for obj in found.get(kind, {}).values() for owner in owners(obj)}
    for kind in TEMPLATES:
        for workload in found.get(kind, {}).values():
            key = objects.key(workload)
            if objects.owner(workload) is None and tuple(key) not in parents and objects.read(workload, "spec.replicas", 1) != 0:
                yield stand_in(workload, key)


def stand_in(workload: Object, key: Key) -> Object:
    """A pod as a template makes it, of whose state nothing is known."""
    made = template(workload)
    metadata = made.get("metadata") or {}
    owner = {"apiVersion": workload["apiVersion"], "kind": key.kind, "name": key.name, "controller": True, "uid": objects.uid(workload)}
    return {"apiVersion": "v1", "kind": "Pod", "spec": made.get("spec") or {}, "metadata": {
        "name": f"{key.name}-of-{key.kind.lower()}", "namespace": key.namespace, "labels": metadata.get("labels") or {},
        "annotations": metadata.get("annotations") or {}, "ownerReferences": [owner]}}
