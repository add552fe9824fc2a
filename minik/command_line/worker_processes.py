"""Validation in several processes: each document is judged by itself, and the results come out in
order.
"""

import marshal
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice

from minik.command_line import document_hints, manifest_files
from minik.errors import InternalError, Invalid, MinikError, NoSuchKind
from minik.intake import json_schemas
from minik.intake.likeness import SoundDocuments
from minik.intake.parsing import Document
from minik.intake.verdicts import Verdict, judge
from minik.light_typing import Any, BinaryIO, NamedTuple, TypeAlias
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.render import verdicts
from minik.render.verdicts import Entry, Format
from minik.schemas import bundled_definitions
from minik.store import schema_locations
from minik.store.manifests import Piece
from minik.store.schema_locations import Locations

# An entry with the file that it comes from, and whether that file can be read no further.
Answer: TypeAlias = tuple[int, bool, Sequence[Any]]
PARALLEL_FROM = 400  # so many pieces are worth a second process
BATCH = 50  # so many pieces are taken at a time
MOST_PROCESSES = 8  # so many processes at most


class WorkerDefect(Exception):
    """A defect of minik in another process; its traceback is a note."""


class Judging(NamedTuple):
    """How documents are judged: in which empty cluster, rendered in which format, with Lists as one
    document (`whole`) or as their items; kinds that are skipped, whether unknown kinds are, and the
    CustomResourceDefinitions, with their files, and the schemas that make more kinds known. Where a
    List is one document, a definition counts for other files only, and the cluster is as empty as a
    server's: else the definitions that minik brings along are known, too. `sound` remembers documents
    in which no fault was found, where the format says nothing of those.
    """

    base: Cluster
    form: Format
    whole: bool = False
    skip: Sequence[str] = ()
    ignore_missing: bool = False
    custom: Sequence[tuple[str, Object]] = ()
    locations: Locations = Locations()
    beside: bool = False
    sound: SoundDocuments | None = None

    def entry(self, document: Document) -> Entry:
        """Return the rendered verdict on one document."""
        value = document.value if isinstance(document.value, dict) else {}
        kind, version = value.get("kind"), value.get("apiVersion")
        if kind in self.skip or f"{version}/{kind}" in self.skip:
            verdict = Verdict(document, warnings=(f"not judged: --skip {kind}",))
        else:
            verdict = self.sound and self.sound.find(document) or self.judge_alone(document)
            if self.ignore_missing and isinstance(verdict.error, NoSuchKind):
                why = f"not judged: no schema for {version}/{kind}"
                verdict = Verdict(document, warnings=(why,))
        return verdicts.entry(verdict, self.form)

    def judge_alone(self, document: Document) -> Verdict:
        """Return the verdict on a document that is like no other, with hints; remember a sound one."""
        verdict = self.judge(document)
        if verdict.error:
            document_hints.add(verdict.error, document)
        elif self.sound:
            self.sound.add(verdict)
        return verdict

    def judge(self, document: Document) -> Verdict:
        """Return the verdict of the server, or of a JSON Schema where the kind is unknown."""
        source = document.source if self.whole else None
        custom = [definition for file, definition in self.custom if file != source]
        verdict = judge(document, self.base, custom, beside=self.beside)
        if isinstance(verdict.error, NoSuchKind) and not self.whole:
            verdict = judge(document, self.base, bundled_definitions.of_document(document.value))
        if not isinstance(verdict.error, NoSuchKind) or not self.locations.templates:
            return verdict
        value = document.value
        found = schema_locations.find(self.locations, value["apiVersion"], value["kind"])
        if found is None:
            return verdict
        try:
            reading = schema_locations.read_reference
            wrong = list(json_schemas.problems(value, found.schema, found.address, reading))
        except MinikError as error:
            return Verdict(document, error=error)
        name = f'{value["kind"]} "{verdicts.identity(verdict)[2]}"'
        return Verdict(document, None, Invalid(name, wrong) if wrong else None, value)


def entries(pieces: Iterator[Piece], judging: Judging) -> Iterator[Entry]:
    """Yield the result of every document, in order; documents behind a syntax error in their file
    are skipped.
    """
    first = list(islice(pieces, PARALLEL_FROM))
    answers = partial(_answers, judging=judging)
    parallel, broken_file = len(first) == PARALLEL_FROM and process_count() > 1, -1
    for file, ended, fields in (
        _run_in_processes(chain(first, pieces), answers)
        if parallel
        else answers(chain(first, pieces))
    ):
        if file != broken_file:
            yield Entry(*fields)
        broken_file = file if ended else broken_file


def process_count() -> int:
    """Return how many processes may work at once."""
    if (
        not hasattr(os, "fork")
        or not hasattr(os, "sched_getaffinity")
        or threading.active_count() > 1
    ):
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def _answers(pieces: Iterable[Piece], *, judging: Judging) -> Iterator[Answer]:
    for piece in pieces:
        for document in map(manifest_files.explain_one, piece.documents(judging.whole)):
            yield piece.file, document.error is not None, tuple(judging.entry(document))


def _run_in_processes(
    pieces: Iterator[Piece], answers: partial[Iterator[Answer]]
) -> Iterator[Answer]:
    """Yield the answers of several processes, each of which takes every n-th batch."""
    all_pieces = list(pieces)
    batches = [all_pieces[start : start + BATCH] for start in range(0, len(all_pieces), BATCH)]
    workers = [
        _start_worker(batches[number :: process_count()], answers)
        for number in range(process_count())
    ]
    for number in range(len(batches)):
        yield from _read_answers(workers[number % len(workers)][1])
    for child, pipe in workers:
        pipe.close()
        os.waitpid(child, 0)


def _start_worker(
    batches: Iterable[Sequence[Piece]], answers: partial[Iterator[Answer]]
) -> tuple[int, BinaryIO]:
    """Start a worker process: its id, and the pipe that its answers come from."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, os.fdopen(reader, "rb")
    try:
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            _write_answers(batches, answers, pipe)
    finally:
        os._exit(0)


def _write_answers(
    batches: Iterable[Sequence[Piece]], answers: partial[Iterator[Answer]], pipe: BinaryIO
) -> None:
    """Write the answers to each batch; after a defect, what happened and where."""
    try:
        for batch in batches:
            marshal.dump(list(answers(batch)), pipe)
    except Exception as defect:
        import traceback  # noqa: PLC0415 only a defect needs it

        marshal.dump((f"{type(defect).__name__}: {defect}", traceback.format_exc()), pipe)


def _read_answers(pipe: BinaryIO) -> list[Answer]:
    """Return the answers to a batch; raise WorkerDefect with what happened in the other process."""
    try:
        answers: list[Answer] | tuple[str, str] = marshal.load(pipe)
    except (EOFError, ValueError):
        raise InternalError(
            "a process that judged documents ended before its work was done"
        ) from None
    if isinstance(answers, tuple):
        defect = WorkerDefect(answers[0])
        defect.add_note(answers[1])
        raise defect
    return answers
