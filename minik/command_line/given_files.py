"""The cluster that files show, for verbs that read: -f, --as-dump, --as-manifests.

A dump (every object has a uid and a creation time, or a collector wrote it) is judged as it was
recorded; manifests as what they would become in a new cluster. What the options say is kept with the
command line; `state_access` asks for the cluster when a verb wants one.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from minik.command_line import invocation, progress, state_access
from minik.errors import ClientError, NoSuchKind
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster

UNDECIDED, DUMP, BOTH = "", "dump", "both"

DEFINITION = "CustomResourceDefinition"


class Files(NamedTuple):
    """The files of a command line, and as what they are read."""

    filenames: Sequence[str] = ()
    recursive: bool = False
    read_as: str = UNDECIDED

    @property
    def is_dump(self) -> bool:
        """Return whether these are a dump before any of them is read: told so, or by a collector."""
        from minik.sources import reading  # noqa: PLC0415 most command lines name no files

        if self.read_as == BOTH:
            raise ClientError("--as-dump and --as-manifests exclude each other")
        if self.read_as:
            return self.read_as == DUMP
        return any(map(reading.holds_dump, self.filenames))


def keep_names(filenames: Sequence[str], recursive: bool) -> None:
    """Keep the names of files where `state_access` finds them."""
    line = invocation.current()
    files: Files = line.files or Files()
    line.files = files._replace(filenames=filenames, recursive=recursive)
    line.elsewhere = _read_kept


def _read_kept() -> Cluster:
    return read(invocation.current().files)


def read(files: Files) -> Cluster:
    """Return the cluster that the files show. Raises ClientError for what cannot be read."""
    if files.is_dump:
        return read_dump(files)
    documents = _manifests(files)
    if not files.read_as and is_recorded(documents):
        return from_documents(documents)
    return _become(documents)


def dump_to_check(filenames: Sequence[str]) -> Cluster | None:
    """Return the cluster of files that are a dump, judged as it was recorded; None for manifests, which
    are judged by their lines. Raises ClientError for what cannot be read.
    """
    line = invocation.current()
    files = (line.files or Files())._replace(filenames=filenames, recursive=True)
    return read_dump(files) if files.is_dump else None


def judges_manifests() -> bool:
    """Return whether --as-manifests was given."""
    files = invocation.current().files
    return bool(files) and files.read_as == "manifests"


def read_dump(files: Files) -> Cluster:
    """Return the cluster of a dump as it was recorded; tell what is not in it, and what was passed over."""
    from minik.sources import reading  # noqa: PLC0415 most command lines name no dump

    dump = reading.Dump(files.filenames, files.recursive)
    cluster = from_documents(dump.documents())
    for line in dump.passed_over:
        state_access.tell(f"Warning: {line}")
    return cluster


def from_documents(documents: Iterable[Document]) -> Cluster:
    """Return the cluster of the documents of a dump, and tell what is not in it."""
    from minik.controllers import hold  # noqa: PLC0415 most command lines name no dump
    from minik.dumps.importing import import_documents  # noqa: PLC0415

    with progress.show("reading"):
        result = import_documents(documents, state_access.now())
        cluster = hold(result.cluster)
    for line in result.warnings:
        state_access.tell(f"Warning: {line}")
    return cluster


def is_recorded(documents: Sequence[Document]) -> bool:
    """Return whether documents are a dump; tell in one line where only some of them are recorded."""
    from minik.dumps import reading  # noqa: PLC0415 most command lines name no dump

    values = [document.value for document in documents if document.error is None]
    number = sum(isinstance(value, dict) and reading.is_recorded(value) for value in values)
    if number and number < len(values):
        state_access.tell(
            f"{number} of {len(values)} objects are recorded ones (uid, creationTimestamp): "
            "all are judged as manifests; --as-dump takes them for a cluster"
        )
    return bool(values) and number == len(values)


def _manifests(files: Files) -> Sequence[Document]:
    from minik.client import requests  # noqa: PLC0415 most command lines name no manifests
    from minik.command_line import manifest_files  # noqa: PLC0415
    from minik.intake import validation  # noqa: PLC0415
    from minik.store import manifests  # noqa: PLC0415

    paths = manifest_files.find(files.filenames, files.recursive)
    documents = list(manifest_files.explain(manifests.read(paths)))
    for document in documents:
        with suppress(NoSuchKind):  # its definition may be among the documents
            validation.find_kind(document)
    return [one._replace(value=requests.check_metadata(one)) for one in documents]


def _become(documents: Sequence[Document]) -> Cluster:
    """Return what manifests become in a new cluster that has their namespaces."""
    from minik.client import applying  # noqa: PLC0415 only manifests become something
    from minik.command_line import change_requests  # noqa: PLC0415

    session = state_access.Session.on(_with_definitions(state_access.new_cluster(), documents))
    change_requests.begin(session, documents)
    request = change_requests.Request([documents[0].source])
    parts = (_missing_namespaces(documents, session.cluster), *_definitions_first(documents))
    for part in filter(None, parts):
        acts = list(change_requests.plan(request, session.cluster, applying.apply, part))
        state_access.report(change_requests.carry_out(session, acts, request).errors)
    return session.cluster


def _missing_namespaces(documents: Sequence[Document], cluster: Cluster) -> Sequence[Document]:
    """Return documents of the namespaces that documents are in and that nobody defines."""
    values = [document.value for document in documents]
    defined = {objects.name(value) for value in values if value["kind"] == "Namespace"}
    homes = {objects.namespace(value) for value in values} | {state_access.namespace()}
    missing = (
        name for name in sorted(homes - defined - {""}) if not cluster.exists("Namespace", name)
    )
    return [
        Document({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, name, 0)
        for name in missing
    ]


def _with_definitions(cluster: Cluster, documents: Sequence[Document]) -> Cluster:
    """Return a cluster with those of the definitions that minik brings along whose group documents name,
    and that none of them defines.
    """
    from minik.controllers import settle  # noqa: PLC0415 only manifests need definitions
    from minik.intake import registry  # noqa: PLC0415 as above
    from minik.schemas import bundled_definitions  # noqa: PLC0415 as above

    values = [document.value for document in documents]
    defined = {objects.name(value) for value in values if value["kind"] == DEFINITION}
    found = {
        one["metadata"]["name"]: one
        for value in values
        for one in bundled_definitions.of_document(value)
    }
    draft = cluster.draft()
    for name in sorted(found.keys() - defined):
        registry.create_or_update(draft, found[name])
    return settle(draft.cluster(), {DEFINITION}) if draft.changes else cluster


def _definitions_first(documents: Sequence[Document]) -> tuple[Sequence[Document], ...]:
    """Return the definitions of custom resources, and the others."""
    is_definition = [one.value["kind"] == DEFINITION for one in documents]
    return tuple(
        [document for document, one in zip(documents, is_definition) if one is wanted]
        for wanted in (True, False)
    )
