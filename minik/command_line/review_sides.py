"""The two sides of `minik review`: folders, files, states, dumps, and what git has of them."""

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minik.command_line import check_report, manifest_files, state_access
from minik.controllers import hold
from minik.dumps.importing import import_documents
from minik.dumps.reading import is_recorded
from minik.errors import ClientError, Refused
from minik.intake.parsing import Document
from minik.model.cluster import Cluster
from minik.review import side
from minik.review.side import Side
from minik.sources import reading
from minik.store import manifests, state

GIT = "git:"


@contextmanager
def opened(before: str, after: str) -> Iterator[tuple[Side, Side]]:
    """Read both sides; what git has of them lies in a temporary folder until the end. Manifests
    after a state or a dump are applied to it.
    """
    with tempfile.TemporaryDirectory(prefix="minik-review-") as folder:
        old = read(before, Path(folder) / "before")
        recorded = old.cluster if old.is_recorded else None
        yield old, read(after, Path(folder) / "after", recorded)


def read(word: str, folder: Path, base: Cluster | None = None) -> Side:
    """Return the side that an argument names: `PATH` or `git:REF:PATH`.

    Raises ClientError for what cannot be read.
    """
    path = _from_git(word, folder) if word.startswith(GIT) else word
    if word != "-" and is_state(path):
        cluster = state.read(path, state_access.now())
        assert cluster is not None
        return side.from_cluster(state_access.at_own_clock(cluster))
    if word != "-" and reading.holds_dump(path):
        return side.from_cluster(_read_dump(path))
    documents = [
        document._replace(source=_displayed(document.source, word, path))
        for document in manifest_files.explain(
            manifests.read(manifest_files.find([path], True), True, strict=True)
        )
        if _is_object(document)
    ]
    if not documents:
        raise ClientError(f"{word}: there are no Kubernetes objects in it")
    if all(is_recorded(document.value) for document in documents):
        imported = import_documents(documents, state_access.now())
        return side.from_cluster(hold(imported.cluster))
    return side.from_documents(documents, check_report.BOTH, state_access.now(), base)


def _read_dump(path: str) -> Cluster:
    """Return the cluster of an archive, or of a collector's folder; tell what is not in it."""
    dump = reading.Dump([path], True)
    result = import_documents(dump.documents(), state_access.now())
    for line in (*dump.passed_over, *result.warnings):
        state_access.tell(f"Warning: {line}")
    return hold(result.cluster)


def _displayed(source: str, word: str, path: str) -> str:
    """Return where a document stands as people named it: git:REF:PATH, not a temporary file."""
    return source.replace(path, word, 1) if path != word else source


def is_state(path: str) -> bool:
    """Return whether a file is a state file of minik's."""
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        if file.read(1) != b"{":
            return False
    try:
        return state.header(path) is not None
    except Refused:
        return False


def _is_object(document: Document) -> bool:
    """Return whether a document is a Kubernetes object at all; what cannot be read is told."""
    if document.error:
        state_access.tell(f"Warning: left out: {document.error.message}")
        return False
    value = document.value
    return isinstance(value, dict) and bool(value.get("apiVersion")) and bool(value.get("kind"))


def _from_git(word: str, folder: Path) -> str:
    """Write what `git:REF:PATH` names into a folder, and return its path there."""
    ref, _, path = word.removeprefix(GIT).partition(":")
    if not ref or ref.startswith("-"):
        raise ClientError(f'"{word}" is not git:REF:PATH')
    command = ["git", "archive", "--format=tar", ref, "--", path or "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise ClientError("git is not on the PATH: git:REF:PATH is read through it") from None
    if done.returncode:
        message = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise ClientError(f"git archive {ref} {path}: {message}")
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive.getmembers():
            _extract(archive, member, folder)
    return str(folder / path)


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write a regular file of an archive beneath a folder; links and devices are left out."""
    target = (folder / member.name).resolve()
    content = archive.extractfile(member) if member.isfile() else None
    if content is not None and target.is_relative_to(folder.resolve()):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.read())
