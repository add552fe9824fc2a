"""Much work shared out: each document is judged by itself, so processes can take turns, and the answers come out in order all the same."""
import marshal
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO, TypeAlias

from minik.errors import InternalError
from minik.intake.judging import judge
from minik.model.cluster import Cluster
from minik.render import _verdicts
from minik.render._verdicts import Entry, Format
from minik.store.manifests import Piece

# An entry with the file that it comes from, and whether that file can be read no further.
Answer: TypeAlias = tuple[int, bool, Sequence[Any]]
WORTH = 400  # so many pieces are worth a second process
LOT = 50  # so many pieces are taken at a time
MOST = 8  # so many processes at most


def entries(pieces: Iterator[Piece], base: Cluster, form: Format, *, whole: bool) -> Iterator[Entry]:
    """What is said of every document, in order; what follows a mistake in its file is not looked at."""
    first = list(islice(pieces, WORTH))
    answers = partial(_answers, base=base, form=form, whole=whole)
    many, broken = len(first) == WORTH and hands() > 1, -1
    for file, ended, fields in _shared(chain(first, pieces), answers) if many else answers(chain(first, pieces)):
        if file != broken:
            yield Entry(*fields)
        broken = file if ended else broken


def hands() -> int:
    """How many processes may work at once."""
    if not hasattr(os, "fork") or not hasattr(os, "sched_getaffinity") or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


def _answers(pieces: Iterable[Piece], *, base: Cluster, form: Format, whole: bool) -> Iterator[Answer]:
    for piece in pieces:
        for document in piece.documents(whole):
            yield piece.file, document.error is not None, tuple(_verdicts.entry(judge(document, base), form))


def _shared(pieces: Iterator[Piece], answers: partial[Iterator[Answer]]) -> Iterator[Answer]:
    """The answers of several processes, each of which takes every n-th lot."""
    found = list(pieces)
    lots = [found[start:start + LOT] for start in range(0, len(found), LOT)]
    crew = [_hired(lots[number::hands()], answers) for number in range(hands())]
    for number in range(len(lots)):
        yield from _told(crew[number % len(crew)][1])
    for child, pipe in crew:
        pipe.close()
        os.waitpid(child, 0)


def _hired(lots: Iterable[Sequence[Piece]], answers: partial[Iterator[Answer]]) -> tuple[int, BinaryIO]:
    """A process at work, and the pipe through which it answers."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, os.fdopen(reader, "rb")
    try:
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            for lot in lots:
                marshal.dump(list(answers(lot)), pipe)
    finally:
        os._exit(0)


def _told(pipe: BinaryIO) -> list[Answer]:
    try:
        found: list[Answer] = marshal.load(pipe)
    except (EOFError, ValueError):
        raise InternalError("a process that judged documents ended before its work was done") from None
    return found
