"""The files of a repository, for verbs that judge manifests: what is no manifest is passed over in a
folder, and refused with a reason where it is named.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from minik.bootstrap import new_cluster
from minik.command_line import state_access
from minik.errors import ClientError
from minik.intake.parsing import Document
from minik.intake.verdicts import judge
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import Settings
from minik.model.shell import quote
from minik.store import kustomization_parts, manifests, other_files

DEFINITION, BINDING = "CustomResourceDefinition", "AdmissionPolicyBinding"
GROUP = "admissionregistration.k8s.io/v1"
POLICIES = tuple(
    f"{sort}AdmissionPolicy{part}"
    for sort in ("Validating", "Mutating")
    for part in ("", "Binding")
)
NAMED = 3  # so many files are named in the line about those that were passed over


def kustomized(filenames: Sequence[str], recursive: bool, words: Sequence[str]) -> list[str]:
    """Return the folders below those that are read which hold a kustomization."""
    return [
        os.path.dirname(path)
        for name, deep in (
            *((one, recursive) for one in filenames),
            *((one, True) for one in words),
        )
        if os.path.isdir(name) and not isinstance(name, manifests.BuiltFolder)
        for path in manifests.folder_paths(name, deep)
        if os.path.basename(path) in kustomization_parts.NAMES
    ]


def find(filenames: Sequence[str], recursive: bool, words: Sequence[str] = ()) -> list[str]:
    """Return the files to read, and tell in one line what was passed over. Folders among the words,
    which stand without -f, are read with all that is in them.

    Raises ClientError where nothing remains.
    """
    built, whole = ([build_chart(name) for name in names] for names in (filenames, words))
    paths, others = other_files.sort_out(built, recursive, whole)
    if others:
        state_access.tell(passed_over(others))
    if not paths:
        deeper = "" if recursive or words else "-R reads the folders in it, too"
        raise ClientError(f"no manifest in {', '.join([*filenames, *words])}", hint=deeper)
    return paths


def build_chart(name: str) -> str:
    """Return what helm makes of a folder that is a chart; any other name as it is."""
    if isinstance(name, manifests.BuiltFolder) or not other_files.is_chart(name):
        return name
    from minik.command_line import kustomizations  # noqa: PLC0415 few have a chart

    content = kustomizations.build_chart(name)
    if content is None:
        folder = quote(name)
        state_access.tell(
            f"{name} is a Helm chart, and no helm is on the PATH: helm template {folder} | minik check -f -"
        )
        return name
    return manifests.BuiltFolder(name, content)


def passed_over(others: Sequence[other_files.OtherFile]) -> str:
    """Return the line about files that are no manifests."""
    names = ", ".join(f"{other.path} ({other.what})" for other in others[:NAMED])
    more = f", and {len(others) - NAMED} more" if len(others) > NAMED else ""
    count = (
        "1 file that is no manifest"
        if len(others) == 1
        else f"{len(others)} files that are no manifests"
    )
    return f"passed over {count}: {names}{more}"


def explain(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the documents; one that is no Kubernetes object has an error that says what it is."""
    return map(explain_one, documents)


def explain_one(document: Document) -> Document:
    """Return a document, with an error that says what it is if it is no Kubernetes object."""
    value = document.value
    is_typed = isinstance(value, dict) and value.get("apiVersion") and value.get("kind")
    version = str(value["apiVersion"]) if is_typed else ""
    if document.error is None and version and not version.startswith("kustomize.config.k8s.io/"):
        return document
    what = other_files.describe(document.source, document.text or other_files.head(document.source))
    if not what or what == other_files.UNKNOWN:
        return document
    return document._replace(
        error=ClientError(
            f"{document.source} is {what}, no manifest", hint=other_files.ADVICE.get(what, "")
        )
    )


def definitions(pieces: Iterable[manifests.Piece], empty: Cluster) -> Iterator[tuple[str, Object]]:
    """Yield the CustomResourceDefinitions of the files that the server would take, with the file of
    each.
    """
    for piece in pieces:
        if piece.part and DEFINITION in piece.part.text:
            for document in piece.documents(whole=False):
                verdict = judge(document, empty)
                if verdict.object is not None and verdict.object["kind"] == DEFINITION:
                    yield piece.source, verdict.object


def with_policies(
    pieces: Iterable[manifests.Piece], empty: Cluster, custom: Sequence[Object]
) -> Cluster:
    """Return the cluster with the admission policies and bindings of the files, and with what they look
    at: Namespaces, and the objects that may be their parameters.
    """
    documents = [document for piece in pieces for document in piece.documents(whole=False)]
    wanted = {(GROUP, kind) for kind in POLICIES} | {("v1", "Namespace")}
    wanted |= {kind for document in documents for kind in parameter_kinds(document.value)}
    draft = empty.draft()
    for document in documents:
        value = document.value if isinstance(document.value, dict) else {}
        if (value.get("apiVersion"), value.get("kind")) in wanted:
            verdict = judge(document, empty, custom)
            if verdict.object is not None:
                draft.put(verdict.object)
    return draft.cluster()


def parameter_kinds(policy: Any) -> Iterator[tuple[str, str]]:
    """Yield the version and the kind of a policy's parameters."""
    kind = objects.read(policy, "spec.paramKind") if is_policy(policy) else None
    if isinstance(kind, dict):
        yield str(kind.get("apiVersion")), str(kind.get("kind"))


def is_policy(value: Any) -> bool:
    """Tell whether a document is an admission policy with a spec."""
    return (
        isinstance(value, dict)
        and value.get("kind") in POLICIES
        and isinstance(value.get("spec"), dict)
    )


def empty_cluster(settings: Settings, now: datetime | None = None) -> Cluster:
    """Return a cluster with nothing in it but what every API server makes by itself: what an
    administrator's tools add (a storage class) is not there.
    """
    cluster = new_cluster.create_cluster(settings, now or state_access.now())
    draft = cluster.draft()
    for storage_class in cluster.of("StorageClass"):
        draft.changes[objects.key(storage_class)] = None
    return draft.cluster() if draft.changes else cluster
