"""The files of a repository, for verbs that judge manifests: what is no manifest is passed over in a
folder, and refused with a reason where it is named.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik.bootstrap import new_cluster
from minik.command_line import state_access
from minik.errors import ClientError
from minik.intake.parsing import Document
from minik.intake.verdicts import judge
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import Settings
from minik.model.shell import quote
from minik.store import manifests, other_files

DEFINITION = "CustomResourceDefinition"
NAMED = 3  # so many files are named in the line about those that were passed over


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


def empty_cluster(settings: Settings) -> Cluster:
    """Return a cluster with nothing in it but what every API server makes by itself: what an
    administrator's tools add (a storage class) is not there.
    """
    cluster = new_cluster.create_cluster(settings, state_access.now())
    draft = cluster.draft()
    for storage_class in cluster.of("StorageClass"):
        draft.changes[objects.key(storage_class)] = None
    return draft.cluster() if draft.changes else cluster
