"""A state file open for reading: a source of objects that parses only what is requested.

The open file stays readable whatever is renamed over it: a reader sees one complete commit.
`pread`, not `mmap`: if another program truncates the file, that is a short read and an error
message, never a signal.
"""

import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile

from minik import light_json
from minik.errors import Refused
from minik.light_typing import Protocol
from minik.model.held import NOTHING, Held
from minik.model.object import Object
from minik.model.source import Source, Text
from minik.store import layout
from minik.store.layout import TAIL, Header

# Not every system has these; without O_BINARY Windows would change line breaks.
READING = os.O_RDONLY | sum(
    getattr(os, f"O_{name}", 0) for name in ("CLOEXEC", "NONBLOCK", "BINARY")
)
NEAR, CHUNK = 1 << 9, 1 << 12
LOOKUP_COST = 1 << 18  # in bytes that are searched through instead; who looks up many looks up more
SMALL_FILE = 1 << 18
ELSEWHERE = "another file: --state FILE, or MINIK_STATE"
RESCUE = "what is wrong, and what can be brought back: minik state check; minik state restore"


class OnDisk(Source, Protocol):
    """Objects read from a state file, with its header and the file's status when opened."""

    header: Header
    facts: os.stat_result


class StateFile:
    """A state file whose stamp is valid; the lines from `start` to `end` hold the objects.

    Small files are read at once, of large ones only the parts that bisection needs.
    """

    def __init__(
        self, path: str, handle: int, facts: os.stat_result, header: Header, start: int
    ) -> None:
        self.path, self.handle, self.facts, self.header = path, handle, facts, header
        self.start, self.end = start, facts.st_size - len(TAIL) - max(header.held, 0)
        self._whole = read(path, handle, facts.st_size, 0) if facts.st_size <= SMALL_FILE else b""
        self._asked: dict[str, int] = {}
        self._held: Held | None = None
        self._places: dict[str, dict[bytes, tuple[int, int]]] = {}
        self.pack: Callable[[Object], Object] | None = None  # what becomes of each object of `all`
        self._spans: dict[str, tuple[int, int]] | None = None
        self._found: dict[tuple[int, int], Object] = {}

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes between two offsets."""
        if self._whole:
            return self._whole[start:end]
        parts = []
        while start < end:
            part = read(self.path, self.handle, end - start, start)
            if not part:
                raise Refused(f"{self.path} was cut short while it was read", hint=RESCUE)
            parts.append(part)
            start += len(part)
        return b"".join(parts)

    def line_start(self, offset: int) -> int:
        """Return the offset at which the line of an offset begins."""
        step = NEAR
        while offset > self.start:
            low = max(self.start, offset - step)
            newline = self.part(low, offset).rfind(b"\n")
            if newline >= 0:
                return low + newline + 1
            offset, step = low, step * 2
        return self.start

    def line_end(self, offset: int) -> int:
        """Return the offset at which the next line begins."""
        step = NEAR
        while offset < self.end:
            high = min(self.end, offset + step)
            newline = self.part(offset, high).find(b"\n")
            if newline >= 0:
                return offset + newline + 1
            offset, step = high, step * 2
        return self.end

    def key_at(self, line: int) -> bytes:
        """Return the key of the line that begins at an offset."""
        text = self.part(line, min(self.end, line + NEAR))
        end = text.find(b'"', 1)
        if end < 0:
            text = self.part(line, min(self.end, line + CHUNK))
            end = text.find(b'"', 1)
        return text[1:end]

    def bisect(self, key: bytes, low: int = 0) -> int:
        """Return the offset of the first line with this key or a later one; it is not before the line at
        `low`, and often there.
        """
        if low >= self.end or low and self.key_at(low) >= key:
            return low
        low, high = max(low, self.start), self.end
        while high - low > CHUNK:
            middle = (low + high) // 2
            line = self.line_start(middle)
            if self.key_at(line) < key:
                low = self.line_end(middle)
            else:
                high = line
        lines = self.part(low, high).splitlines(keepends=True)
        return low + sum(
            map(len, takewhile(lambda line: line[1 : line.find(b'"', 1)] < key, lines))
        )

    def kinds(self) -> Iterable[str]:
        if self._spans is None:
            line, spans = self.start, {}
            while line < self.end:
                kind = self.key_at(line).partition(b"/")[0]
                after = self.bisect(kind + b"0")
                try:
                    spans[kind.decode()] = (line, after)
                except ValueError as error:
                    raise self._broken(error) from None
                line = after
            self._spans = spans
        return list(self._spans)

    def span(self, kind: str) -> tuple[int, int]:
        """Return the offsets at which the objects of a kind begin and end."""
        if self._spans is not None:
            return self._spans.get(kind, (self.end, self.end))
        return self.bisect(f"{kind}/".encode()), self.bisect(f"{kind}0".encode())

    def find(self, kind: str, path: str) -> Object | None:
        key = layout.key_bytes(kind, path)
        places = self._offsets_of(kind)
        if places is None:
            line = self.bisect(key)
            is_there = line < self.end and self.key_at(line) == key
            place = (line, self.line_end(line)) if is_there else None
        else:
            place = places.get(key)
        if place is None:
            return None
        if places is None:
            return self.objects(*place).get(f"{kind}/{path}")
        if place not in self._found:  # one that is asked for again and again is parsed once
            self._found[place] = self.objects(*place)[f"{kind}/{path}"]
        return self._found[place]

    def _offsets_of(self, kind: str) -> dict[bytes, tuple[int, int]] | None:
        """Return start and end offsets of every object of a kind, or None.

        They are read once, when lookups of single objects have cost as much.
        """
        asked = self._asked[kind] = self._asked.get(kind, 0) + 1
        if kind in self._places or asked & (asked - 1) or asked < 16:
            return self._places.get(kind)
        start, end = self.span(kind)
        if end - start > asked * LOOKUP_COST:
            return None
        places = self._places[kind] = {}
        for line in self.part(start, end).splitlines(keepends=True):
            places[line[1 : line.find(b'"', 1)]] = (start, start + len(line))
            start += len(line)
        return places

    def all(self, kind: str) -> dict[str, Object]:
        if self.pack is not None:
            from minik.store import portions  # noqa: PLC0415 only a server packs objects

            return portions.packed(self, kind, self.pack)
        return {key[len(kind) + 1 :]: obj for key, obj in self.objects(*self.span(kind)).items()}

    def objects(self, start: int, end: int) -> dict[str, Object]:
        return self._parse(self.part(start, end).rstrip(b",\n"))

    def _parse(self, lines: bytes) -> dict[str, Object]:
        """Return the objects of whole lines; raise Refused if they are broken."""
        try:
            objects: dict[str, Object] = light_json.loads(b"{" + lines + b"}")
            if not all(obj["metadata"]["name"] for obj in objects.values()):
                raise ValueError("an object has no name")
        except (ValueError, KeyError, TypeError) as error:
            raise self._broken(error) from None
        return objects

    def _broken(self, error: Exception) -> Refused:
        """Return the refusal of a file that is not whole."""
        return Refused(f"{self.path} is not whole: {error}; it is left as it is", hint=RESCUE)

    def select(self, kind: str, namespace: str, labels: Mapping[str, str]) -> list[Object]:
        start = self.bisect(layout.key_bytes(kind, f"{namespace}/"))
        end = self.bisect(layout.key_bytes(kind, f"{namespace}0"))
        needles = sorted((layout.label_bytes(*label) for label in labels.items()), key=len)
        text, longest = self.part(start, end), needles[-1]
        objects: list[Object] = []
        place = text.find(longest)
        while place >= 0:
            line, stop = text.rfind(b"\n", 0, place) + 1, text.find(b"\n", place)
            if all(text.find(needle, line, stop) >= 0 for needle in needles):
                objects += self._parse(text[line:stop].rstrip(b",")).values()
            place = text.find(longest, stop)
        return objects

    def near(
        self, kind: str, namespaces: Sequence[str], texts: Sequence[Text]
    ) -> dict[str, Object]:
        from minik.store import nearby  # noqa: PLC0415 only who explains an object asks for it

        return nearby.find(self, kind, namespaces, texts)

    def lacking(self, kind: str, texts: Sequence[str]) -> dict[str, Object]:
        from minik.store import nearby  # noqa: PLC0415 only `check` asks for it

        return nearby.find_lacking(self, kind, texts)

    def held(self) -> Held:
        """Return the changes held beside the objects; raise Refused if they are not whole."""
        if self._held is None:
            self._held = NOTHING if self.header.held < 0 else self._parse_held()
        return self._held

    def _parse_held(self) -> Held:
        from minik.store import held_changes  # noqa: PLC0415 only who asks for them needs them

        try:
            return held_changes.parse_section(self.part(self.end, self.end + self.header.held))
        except ValueError as error:
            raise self._broken(error) from None


def require_plain(path: str) -> None:
    """Raise Refused where something else than a plain file lies in the place of a state file."""
    try:
        mode = os.lstat(os.path.realpath(path)).st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise Refused(f"the state file {path} is not a plain file", hint=ELSEWHERE)


def open_file(path: str) -> tuple[int, os.stat_result] | None:
    """Return a handle and the status of a state file, or None if there is none.

    Raises Refused if it cannot be read or is not a regular file.
    """
    try:
        handle = os.open(path, READING)
        facts = os.fstat(handle)
    except FileNotFoundError:
        return None
    except OSError as error:
        require_plain(path)
        raise read_error(path, error) from None
    if not stat.S_ISREG(facts.st_mode):
        os.close(handle)
        require_plain(path)
    return handle, facts


def pread(handle: int, size: int, offset: int) -> bytes:
    """Read from an offset; where the system cannot, move there first."""
    if hasattr(os, "pread"):
        return os.pread(handle, size, offset)
    os.lseek(handle, offset, os.SEEK_SET)
    return os.read(handle, size)


def read_all(path: str, handle: int, size: int) -> bytes:
    """Return all bytes of an open state file."""
    parts: list[bytes] = []
    done = 0
    while part := read(path, handle, max(size, 1 << 20), done):
        parts.append(part)
        done += len(part)
    return b"".join(parts)


def read(path: str, handle: int, size: int, offset: int) -> bytes:
    """Return some bytes of an open state file; raise Refused if the disk fails."""
    try:
        return pread(handle, size, offset)
    except OSError as error:
        raise read_error(path, error) from None


def read_error(path: str, error: OSError) -> Refused:
    """Return the error for a state file that cannot be read."""
    return Refused(
        f"cannot read the state file {path}: {error.strerror}; it is left as it is", hint=ELSEWHERE
    )
