"""Is a state file whole? Every byte is read: header, stamp, lines and their order, every object; then what lies beside it.

What is wrong keeps minik from using the file, or would make it answer wrongly; what is odd does not, and is told all the same.
"""
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from minik.errors import Refused
from minik.store import backup, foreign, history, judging, layout, state, state_file
from minik.store.layout import TAIL, Header
from minik.store.state_file import StateFile

MOST = 20  # findings of one sort: who has more mends the first ones first
RESTORE = "minik state restore"
NAME = re.compile(r'\s*"((?:[^"\\]|\\.)+)"\s*:')


class Flaw(NamedTuple):
    """One thing about a file; `line` 0: about all of it."""

    line: int
    text: str
    wrong: bool = True
    fix: str = ""


class Proof(NamedTuple):
    """What was read, and what was found; without a header nothing could be read."""

    size: int
    lines: int
    header: Header | None
    kinds: dict[str, int]
    flaws: list[Flaw]

    @property
    def is_whole(self) -> bool:
        return not any(flaw.wrong for flaw in self.flaws)


def proof(path: str) -> Proof:
    """What a state file holds, and everything that is wrong or odd about it. Refused: there is no such file."""
    path = os.path.realpath(path)
    found = state_file.opened(path)
    if found is None:
        raise Refused(f"there is no state file {path}", hint="bring back what was there: minik state restore")
    handle, facts = found
    lines = state_file.content(path, handle, facts.st_size).split(b"\n")
    try:
        ours = state_file.stamped(path, handle, facts)
        source = foreign.read(path, handle, facts)
    except Refused as refusal:
        return Proof(facts.st_size, len(lines), None, {}, [*_unreadable(refusal, lines), *_beside(path, None)])
    flaws = [*_stamp(path, facts, ours), *_lines(lines, ours), *_objects(source, lines), *_version(source), *_beside(path, source.header)]
    return Proof(facts.st_size, len(lines) - 1, source.header, {kind: len(source.all(kind)) for kind in sorted(source)}, flaws)


def _unreadable(refusal: Refused, lines: list[bytes]) -> Iterator[Flaw]:
    """Why the file cannot be read at all, and which of its lines are not whole."""
    place = re.search(r":(\d+):\d+$", refusal.where)
    broken = [number for number, line in enumerate(lines[1:-2], 2) if not _is_line(line)]
    yield Flaw(int(place[1]) if place else 0, refusal.message, fix=RESTORE)
    if len(broken) < len(lines[1:-2]):
        yield from (Flaw(number, "this line is not whole") for number in broken[:MOST] if not place or number != int(place[1]))


def _is_line(line: bytes) -> bool:
    try:
        return bool(json.loads(b"{" + line.strip().removesuffix(b",") + b"}"))
    except (ValueError, RecursionError):
        return False


def _stamp(path: str, facts: os.stat_result, ours: StateFile | None) -> Iterator[Flaw]:
    if ours is None:
        yield Flaw(1, "another hand wrote this file (its stamp differs): it is read whole each time", wrong=False,
                   fix="nothing: the next command that changes it writes it anew")
    if facts.st_mode & 0o077:
        yield Flaw(0, f"others may read it (mode {facts.st_mode & 0o777:o}), and Secrets lie in it", wrong=False, fix=f"chmod 600 {path}")


def _lines(lines: list[bytes], ours: StateFile | None) -> Iterator[Flaw]:
    """Of a file whose stamp says that minik wrote it: objects are found by bisection, so every line must be as minik writes it."""
    if ours is None:
        return
    last = b""
    for number, line in enumerate(lines[1:-2], 2):
        key = line[1:line.find(b'"', 1)]
        if key <= last:
            yield Flaw(number, f'"{key.decode(errors="replace")}" stands after "{last.decode(errors="replace")}": '
                               "it would not be found", fix="touch the file: then it is read whole")
        last = key
        if line.removesuffix(b",") != _canonical(key, line.removesuffix(b",")):
            yield Flaw(number, "this line is not written as minik writes it: labels may not be found", fix="touch the file")
    if b"\n".join(lines[-2:]) != TAIL:
        yield Flaw(len(lines), "the last line is not that of a state file", fix=RESTORE)


def _canonical(key: bytes, line: bytes) -> bytes:
    """The line as minik would write it."""
    try:
        pairs = json.loads(b"{" + line + b"}")
    except ValueError:
        return b""
    return layout.object_line(key, next(iter(pairs.values()))) if len(pairs) == 1 else b""


def _objects(source: foreign.Foreign, lines: list[bytes]) -> Iterator[Flaw]:
    places = {match[1]: number for number, line in enumerate(lines, 1) if (match := NAME.match(line.decode(errors="replace")))}
    custom = list(source.all("CustomResourceDefinition").values())
    found: Counter[bool] = Counter()
    for kind in sorted(source):
        for path, obj in source.all(kind).items():
            _, text, wrong = judging.judged(obj, custom, by_rules=True)
            found[wrong] += bool(text)
            if text and found[wrong] <= MOST:
                yield Flaw(places.get(f"{kind}/{path}", 0), f"{kind} {path}: {text}", wrong, RESTORE if wrong else "")


def _version(source: foreign.Foreign) -> Iterator[Flaw]:
    """No object is younger than the cluster; else two of them would be given the same version."""
    latest = max((judging.version(obj) for kind in source for obj in source.all(kind).values()), default=0)
    if latest > source.header.version:
        yield Flaw(1, f"version {source.header.version} is before that of an object, {latest}", fix=f'make it "version":{latest}')


def _beside(path: str, header: Header | None) -> Iterator[Flaw]:
    """What lies beside the state: the history, what was left behind, the state before the last command."""
    yield from _history(path, header)
    for end in (".tmp", ".history.tmp"):
        if os.path.lexists(path + end):
            yield Flaw(0, f"{path}{end} was left by a process that was killed, or one is at work", wrong=False,
                       fix="nothing: the next change takes it away")
    try:
        found = state.header(path + backup.PREVIOUS)
    except Refused as refusal:
        yield Flaw(0, f"the backup is of no use: {refusal.message}", wrong=False, fix="nothing: the next change makes a new one")
        return
    if found and header and (found.lineage != header.lineage or found.serial > header.serial):
        yield Flaw(0, f"{path}{backup.PREVIOUS} is of another cluster, or newer than the state (serial {found.serial})", wrong=False,
                   fix="look at it: minik state check FILE")


def _history(path: str, header: Header | None) -> Iterator[Flaw]:
    try:
        lines = history.lines(path)
    except Refused as refusal:
        yield Flaw(0, refusal.message, wrong=False, fix=refusal.hint)
        return
    broken = [number for number, line in enumerate(lines, 1) if line and history.entry_of(line) is None]
    for number in broken[:MOST]:
        yield Flaw(0, f"line {number} of {path}{history.FILE} is not whole; it is passed over", wrong=False)
    entries = history.standing(list(filter(None, map(history.entry_of, lines))))
    latest = max((made.serial for made in entries if header and made.lineage in ("", header.lineage)), default=0)
    if header and entries and latest < header.serial:
        yield Flaw(0, f"the history ends at serial {latest}, the state is at {header.serial}: what came since cannot be taken back",
                   wrong=False)
