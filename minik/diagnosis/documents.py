"""A view of documents without a cluster: each as the server would store it, and one pod for every
template.
"""

from collections.abc import Iterable
from datetime import datetime

from minik.diagnosis import route_kinds, served_versions
from minik.diagnosis.template_pods import is_from_server, template_pods
from minik.diagnosis.view import Redefinition, Refusal, View
from minik.dumps import exporting, inferred_settings, reading
from minik.errors import Forbidden, Invalid, MinikError, NoSuchKind
from minik.intake import validation
from minik.intake.parsing import Document
from minik.intake.verdicts import judge
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Key, Object
from minik.model.settings import DEFAULT, Settings
from minik.model.source import Objects
from minik.schemas import bundled_definitions

HOOK = "helm.sh/hook"
# The classes of a pod, and what the server works out from them.
CLASSES = {"priorityClassName": ("priority", "preemptionPolicy"), "runtimeClassName": ("overhead",)}
# Fields of Gateway API that its standard channel does not have: who writes them has the other one.
EXPERIMENTAL = frozenset(
    ("sessionPersistence", "retry", "externalAuth", "useDefaultGateways", "defaultScope")
)
LARGE = 1 << 20  # characters: the items of a larger list are not looked up by line


class DocumentSet:
    """Documents on their way into a view."""

    def __init__(self, empty: Cluster) -> None:
        self.empty_cluster, self.objects_by_kind = empty, Objects()
        self.documents: dict[Key, Document] = {}
        self.refusals: list[Refusal] = []
        self.redefinitions: list[Redefinition] = []
        self.custom: list[Object] = []
        self.brought: set[str] = (
            set()
        )  # groups whose definitions are minik's own: the standard channel
        self.custom_resources: list[Object] = []

    def add(self, document: Document) -> None:
        """Add one document to the view, or to the refusals if the server would refuse it; an
        unknown kind is skipped.
        """
        try:
            kind = self.find_kind(document)
        except NoSuchKind:
            self.add_unknown(document)
            return
        except MinikError as wrong:
            self.refuse(document, wrong)
            return
        if kind.custom:
            self.custom_resources.append(document.value)
        try:
            self.store(self.read(document, kind), document, kind.key)
        except MinikError as error:
            key = Key(kind.key, *namespace_and_name(document.value, kind))
            self.refuse_object(key, document, error)

    def find_kind(self, document: Document) -> Kind:
        """Return the kind of a document: built in, defined by a document, or by a definition that
        minik brings along, of Gateway API or network-policy-api. Raise NoSuchKind.
        """
        version = self.empty_cluster.settings.kubernetes_version
        try:
            return validation.find_kind(document, self.custom, kubernetes_version=version)
        except NoSuchKind:
            bundled = bundled_definitions.of_document(document.value)
            kind = validation.find_kind(document, bundled, kubernetes_version=version)
            self.custom += [one for one in bundled if one not in self.custom]
            self.brought.add(kind.group)
            return kind

    def read(self, document: Document, kind: Kind) -> Object:
        """Return the object of a document: as recorded if it is from a dump, else with its defaults;
        raise the error of a server that would refuse it.
        """
        if kind.custom and kind.group in self.brought:
            document = document._replace(value=without_experiments(document.value))
        dumped = is_from_server(document.value)
        error = (
            (None if kind.custom else dump_error(document, kind))
            if dumped
            else self.refusal(document)
        )
        if error:
            raise error
        if dumped:
            return reading.read_object(document, kind).object
        return kind.default(with_namespace(document.value, kind))

    def refusal(self, document: Document) -> MinikError | None:
        """Return why the server refuses a document. That a pod's classes are not in an empty cluster
        is no reason: another cause looks for them.
        """
        error = judge(document, self.empty_cluster, self.custom, beside=True).error
        if not isinstance(error, Forbidden) or document.value.get("kind") != "Pod":
            return error
        spec = dict(document.value["spec"])
        for name, others in CLASSES.items():
            if spec.pop(name, None):
                for other in others:
                    spec.pop(other, None)
        classless = document._replace(value={**document.value, "spec": spec})
        return judge(classless, self.empty_cluster, self.custom, beside=True).error

    def refuse_object(self, key: Key, document: Document, error: MinikError) -> None:
        """Add an object that the server would not take to the refusals."""
        self.refusals.append(
            Refusal(key, document.value, error, lambda path: place(document, path))
        )

    def refuse(self, document: Document, error: MinikError) -> None:
        """Add a document that cannot be read, or is no object, to the refusals."""
        value = document.value if isinstance(document.value, dict) else {}
        key = Key("Document", "", document.source)
        self.refusals.append(Refusal(key, value, error, lambda _: position(document, error)))

    def add_unknown(self, document: Document) -> None:
        """Add a document of a kind that the server does not have: a route, a custom resource whose
        definition is elsewhere, or a version that no server serves any more.
        """
        value = document.value
        if objects.group(value["apiVersion"]) in served_versions.groups():
            version = self.empty_cluster.settings.kubernetes_version
            error = NoSuchKind(served_versions.explain(value["apiVersion"], value["kind"], version))
            error.hint = served_versions.remedy(value["apiVersion"], value["kind"], version)
            self.refuse_object(Key(value["kind"], *named(value)), document, error)
            return
        self.custom_resources.append(value)
        self.keep_route(document)

    def keep_route(self, document: Document) -> None:
        """Keep Gateway API routes, since they point to Services although their kinds are not built
        in.
        """
        value = document.value
        kind = f"{value.get('kind')}.{route_kinds.GROUP}"
        if kind in route_kinds.ROUTES and isinstance(value.get("metadata"), dict):
            self.store(objects.fill(value, "metadata.namespace", "default"), document, kind)

    def store(self, obj: Object, document: Document, kind: str) -> None:
        """Store an object in the view; an earlier object of the same name is recorded as redefined."""
        key = Key(kind, objects.namespace(obj), objects.name(obj))
        if not key.name:
            return
        previous = self.objects_by_kind.get(kind, {}).get(key.path)
        if previous is not None:
            self.redefinitions.append(
                Redefinition(
                    previous,
                    obj,
                    lambda path: place(document, path),
                    folder(self.documents[key]) != folder(document),
                )
            )
        self.objects_by_kind.add(kind, key.path, obj)
        self.documents[key] = document
        if kind == "CustomResourceDefinition":
            self.custom.append(obj)


def folder(document: Document) -> str:
    """Return the folder of a document's file."""
    return document.source.rpartition("/")[0]


def without_experiments(value: Any) -> Any:
    """Return a value without the fields that only the experimental channel of Gateway API has."""
    if isinstance(value, dict):
        return {
            name: without_experiments(part)
            for name, part in value.items()
            if name not in EXPERIMENTAL
        }
    return [without_experiments(part) for part in value] if isinstance(value, list) else value


def view(documents: Iterable[Document], empty: Cluster, now: datetime) -> View:
    """Build the view of documents, for causes to examine without a state.

    Raises for a file that cannot be read; a document that the server would refuse becomes a
    finding.
    """
    document_set, settings = DocumentSet(empty), None
    for document in definitions_first(documents):
        settings = settings or exporting.read_settings(document.value)
        document_set.add(document)
    cluster = build_cluster(without_hooks(document_set.objects_by_kind), settings, now)
    order = {key: index for index, key in enumerate(document_set.documents)}

    def where(key: Key, path: str) -> tuple[str, int]:
        return (
            place(document_set.documents[key], path) if key in document_set.documents else ("", 0)
        )

    def said(key: Key) -> Object | None:
        document = document_set.documents.get(key)
        return document.value if document and not is_from_server(document.value) else None

    return View(
        cluster,
        settled=False,
        place=where,
        refusals=document_set.refusals,
        redefinitions=document_set.redefinitions,
        order=order,
        user_document=said,
        custom_resources=document_set.custom_resources,
    )


def position(document: Document, error: MinikError) -> tuple[str, int]:
    """Return file and line of what cannot be read."""
    where = validation.with_position(error, document).where.split(": ")[0]
    line = where.rpartition(":")[2]
    return document.source, int(line) if line.isdecimal() else document.first


def definitions_first(documents: Iterable[Document]) -> list[Document]:
    """Return the documents, those that define custom resources first: they make their resources
    known wherever they stand.
    """
    return sorted(documents, key=lambda document: not defines_kind(document))


def defines_kind(document: Document) -> bool:
    """Return whether a document is a CustomResourceDefinition."""
    value = document.value
    return isinstance(value, dict) and value.get("kind") == "CustomResourceDefinition"


def without_hooks(objects_by_kind: Objects) -> Objects:
    """Return the objects without Helm's hooks: pods and jobs that run once and stand behind nothing."""
    hooked = {
        kind: {path: obj for path, obj in of_kind.items() if HOOK not in objects.annotations(obj)}
        for kind, of_kind in objects_by_kind.items()
        if kind in ("Pod", "Job")
    }
    return Objects({kind: left for kind, left in {**objects_by_kind, **hooked}.items() if left})


def build_cluster(objects_by_kind: Objects, settings: Settings | None, now: datetime) -> Cluster:
    """Return a cluster of the documents' objects, with one pod for every template."""
    cluster_settings = settings or (
        inferred_settings.infer_settings(objects_by_kind) if "Node" in objects_by_kind else DEFAULT
    )
    all_pods = {
        **objects_by_kind.get("Pod", {}),
        **{objects.key(pod).path: pod for pod in template_pods(objects_by_kind)},
    }
    stored = Objects({**objects_by_kind, **({"Pod": all_pods} if all_pods else {})})
    return Cluster(stored, cluster_settings, now)


def place(document: Document, path: str) -> tuple[str, int]:
    """Return file and line of a field, or of the nearest field above it."""
    line = document.first if document.within and len(document.text) > LARGE else document.line(path)
    return document.source, line or document.first


def dump_error(document: Document, kind: Kind) -> MinikError | None:
    """Return why an object of a dump is invalid; None if it is valid."""
    obj = reading.read_object(document, kind).object
    problems = list(kind.problems(kind.default(obj)))
    return Invalid(f'{kind.qualified} "{objects.name(obj)}"', problems) if problems else None


def named(value: Object) -> tuple[str, str]:
    """Return namespace and name of a document of an unknown kind."""
    metadata: Any = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return str(metadata.get("namespace") or "default"), str(metadata.get("name") or "")


def namespace_and_name(value: Object, kind: Kind) -> tuple[str, str]:
    """Return namespace and name, as far as the document has them."""
    metadata: Any = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    namespace = str(metadata.get("namespace") or "default") if kind.namespaced else ""
    return namespace, str(metadata.get("name") or metadata.get("generateName") or "")


def with_namespace(value: Object, kind: Kind) -> Object:
    """Return the object with its namespace and a name."""
    namespace, name = namespace_and_name(value, kind)
    home = {"namespace": namespace} if kind.namespaced else {}
    metadata = value.get("metadata")
    known = metadata if isinstance(metadata, dict) else {}
    return {**value, "metadata": {**known, **home, "name": name}}
