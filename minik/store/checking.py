"""Check a state file: header, stamp, lines and their order, every object, and the files beside it.

A flaw is `wrong` if it keeps minik from using the file or would make answers wrong; others are only
reported.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator

from minik import light_re as re
from minik.errors import Refused
from minik.light_typing import NamedTuple
from minik.model import settings as model_settings
from minik.model.shell import quote
from minik.store import backup, foreign, history, layout, object_checks, state, state_file
from minik.store.layout import TAIL, Header
from minik.store.state_file import StateFile

MAX_FLAWS = 20  # findings of one sort: who has more mends the first ones first
RESTORE = "minik state restore"
NAME = re.compile(r'\s*"((?:[^"\\]|\\.)+)"\s*:')


class Flaw(NamedTuple):
    """One flaw of a file; `line` 0 stands for the whole file."""

    line: int
    text: str
    wrong: bool = True
    fix: str = ""


class Report(NamedTuple):
    """What the file holds and its flaws; without a header it could not be parsed."""

    size: int
    lines: int
    header: Header | None
    kinds: dict[str, int]
    flaws: list[Flaw]

    @property
    def is_whole(self) -> bool:
        return not any(flaw.wrong for flaw in self.flaws)


def check_state(path: str) -> Report:
    """Check a state file; raise Refused if it does not exist."""
    path = os.path.realpath(path)
    opened_file = state_file.open_file(path)
    if opened_file is None:
        raise Refused(
            f"there is no state file {path}", hint="bring back what was there: minik state restore"
        )
    handle, facts = opened_file
    try:
        return _check_open_file(path, handle, facts)
    finally:
        os.close(handle)


def _check_open_file(path: str, handle: int, facts: os.stat_result) -> Report:
    lines = state_file.read_all(path, handle, facts.st_size).split(b"\n")
    try:
        stamped_file = state.stamped_source(path, handle, facts)
        source = foreign.read(path, handle, facts)
    except Refused as refusal:
        return Report(
            facts.st_size,
            len(lines),
            None,
            {},
            [*_parse_flaws(refusal, lines), *_side_file_flaws(path, None)],
        )
    flaws = [
        *_settings_flaws(source.header),
        *_stamp_flaws(path, facts, stamped_file),
        *_line_flaws(lines, stamped_file),
        *_object_flaws(source, lines),
        *_version_flaws(source),
        *_side_file_flaws(path, source.header),
    ]
    return Report(
        facts.st_size,
        len(lines) - 1,
        source.header,
        {kind: len(source.all(kind)) for kind in sorted(source)},
        flaws,
    )


def _parse_flaws(refusal: Refused, lines: list[bytes]) -> Iterator[Flaw]:
    """Yield why the file cannot be parsed, and which of its lines are not JSON."""
    place = re.search(r":(\d+):\d+$", refusal.where)
    broken = [number for number, line in enumerate(object_lines(lines), 2) if not _is_line(line)]
    yield Flaw(int(place[1]) if place else 0, refusal.message, fix=RESTORE)
    if len(broken) < len(object_lines(lines)):
        yield from (
            Flaw(number, "this line is not whole")
            for number in broken[:MAX_FLAWS]
            if not place or number != int(place[1])
        )


def _is_line(line: bytes) -> bool:
    try:
        return bool(json.loads(b"{" + line.strip().removesuffix(b",") + b"}"))
    except (ValueError, RecursionError):
        return False


def _settings_flaws(header: Header) -> Iterator[Flaw]:
    """Yield a flaw if the header has settings that no command can work with."""
    try:
        model_settings.from_json(header.settings)
    except ValueError as error:
        yield Flaw(1, f"the header is not whole: {error}", fix=RESTORE)


def _stamp_flaws(
    path: str, facts: os.stat_result, stamped_file: StateFile | None
) -> Iterator[Flaw]:
    if stamped_file is None:
        yield Flaw(
            1,
            "another hand wrote this file (its stamp differs): it is read whole each time",
            wrong=False,
            fix="nothing: the next command that changes it writes it anew",
        )
    if facts.st_mode & 0o077:
        yield Flaw(
            0,
            f"others may read it (mode {facts.st_mode & 0o777:o}), and Secrets lie in it",
            wrong=False,
            fix=f"chmod 600 {quote(path)}",
        )


def _line_flaws(lines: list[bytes], stamped_file: StateFile | None) -> Iterator[Flaw]:
    """Yield flaws of a stamped file, in which objects are found by bisection.

    So every line must be sorted and written exactly as minik writes it.
    """
    if stamped_file is None:
        return
    last = b""
    for number, line in enumerate(object_lines(lines), 2):
        key = line[1 : line.find(b'"', 1)]
        if key <= last:
            yield Flaw(
                number,
                f'"{key.decode(errors="replace")}" stands after "{last.decode(errors="replace")}": '
                "it would not be found",
                fix="touch the file: then it is read whole",
            )
        last = key
        if line.removesuffix(b",") != _canonical(key, line.removesuffix(b",")):
            yield Flaw(
                number,
                "this line is not written as minik writes it: labels may not be found",
                fix="touch the file",
            )
    if b"\n".join(lines[-2:])[-len(TAIL) :] != TAIL:
        yield Flaw(len(lines), "the last line is not that of a state file", fix=RESTORE)


def object_lines(lines: list[bytes]) -> list[bytes]:
    """Return the lines that hold objects: those after the header, before what is held beside them."""
    end = next((at for at, line in enumerate(lines) if line.startswith(b"},")), -2)
    return lines[1:end]


def _canonical(key: bytes, line: bytes) -> bytes:
    """Return the line as minik would write it, or b"" if it is not one object."""
    try:
        pairs = json.loads(b"{" + line + b"}")
    except ValueError:
        return b""
    return layout.object_line(key, next(iter(pairs.values()))) if len(pairs) == 1 else b""


def _object_flaws(source: foreign.ForeignFile, lines: list[bytes]) -> Iterator[Flaw]:
    places = {
        match[1]: number
        for number, line in enumerate(lines, 1)
        if (match := NAME.match(line.decode(errors="replace")))
    }
    custom = list(source.all("CustomResourceDefinition").values())
    counts: Counter[bool] = Counter()
    for kind in sorted(source):
        for path, obj in source.all(kind).items():
            _, text, wrong = object_checks.check_object(obj, custom, by_rules=True)
            counts[wrong] += bool(text)
            if text and counts[wrong] <= MAX_FLAWS:
                yield Flaw(
                    places.get(f"{kind}/{path}", 0),
                    f"{kind} {path}: {text}",
                    wrong,
                    RESTORE if wrong else "",
                )


def _version_flaws(source: foreign.ForeignFile) -> Iterator[Flaw]:
    """Yield a flaw if an object has a later version than the header.

    Otherwise two objects would get the same resourceVersion.
    """
    latest = max(
        (
            object_checks.resource_version(obj)
            for kind in source
            for obj in source.all(kind).values()
        ),
        default=0,
    )
    if latest > source.header.version:
        yield Flaw(
            1,
            f"version {source.header.version} is before that of an object, {latest}",
            fix=f'make it "version":{latest}',
        )


def _side_file_flaws(path: str, header: Header | None) -> Iterator[Flaw]:
    """Yield flaws of the files beside the state: history, leftovers, backup."""
    yield from _history_flaws(path, header)
    for end in (".tmp", ".history.tmp"):
        if os.path.lexists(path + end):
            yield Flaw(
                0,
                f"{path}{end} was left by a process that was killed, or one is at work",
                wrong=False,
                fix="nothing: the next change takes it away",
            )
    try:
        previous = state.header(path + backup.PREVIOUS)
    except Refused as refusal:
        yield Flaw(
            0,
            f"the backup is of no use: {refusal.message}",
            wrong=False,
            fix="nothing: the next change makes a new one",
        )
        return
    if (
        previous
        and header
        and (previous.lineage != header.lineage or previous.serial > header.serial)
    ):
        yield Flaw(
            0,
            f"{path}{backup.PREVIOUS} is of another cluster, or newer than the state (serial {previous.serial})",
            wrong=False,
            fix="look at it: minik state check FILE",
        )


def _history_flaws(path: str, header: Header | None) -> Iterator[Flaw]:
    try:
        lines = history.read_lines(path)
    except Refused as refusal:
        yield Flaw(0, refusal.message, wrong=False, fix=refusal.hint)
        return
    broken = [
        number for number, line in enumerate(lines, 1) if line and history.parse_entry(line) is None
    ]
    for number in broken[:MAX_FLAWS]:
        yield Flaw(
            0, f"line {number} of {path}{history.FILE} is not whole; it is passed over", wrong=False
        )
    entries = history.effective_entries(list(filter(None, map(history.parse_entry, lines))))
    latest = max(
        (entry.serial for entry in entries if header and entry.lineage in ("", header.lineage)),
        default=0,
    )
    if header and entries and latest < header.serial:
        yield Flaw(
            0,
            f"the history ends at serial {latest}, the state is at {header.serial}: what came since cannot be taken back",
            wrong=False,
        )
