"""Objects of a state file by namespace and by what they hold, without reading the others."""

from collections.abc import Iterator, Sequence

from minik import light_json
from minik.light_typing import Protocol
from minik.model.object import Object
from minik.model.source import Text
from minik.store import layout

_encode = light_json.encoder()


class Lines(Protocol):
    """The lines of a state file, by their offsets."""

    def part(self, start: int, end: int) -> bytes: ...
    def bisect(self, key: bytes) -> int: ...
    def span(self, kind: str) -> tuple[int, int]: ...
    def objects(self, start: int, end: int) -> dict[str, Object]: ...


def find(
    file: Lines, kind: str, namespaces: Sequence[str], texts: Sequence[Text]
) -> dict[str, Object]:
    """Return the objects of a kind in these namespaces, and those that hold one of the texts, by path."""
    spans = [*(space(file, kind, namespace) for namespace in namespaces)]
    start, end = file.span(kind)
    whole = file.part(start, end) if texts else b""
    spans += [(start + line, start + stop) for text in texts for line, stop in lines(whole, text)]
    found = {key: obj for span in dict.fromkeys(spans) for key, obj in file.objects(*span).items()}
    return {key[len(kind) + 1 :]: found[key] for key in sorted(found)}


def find_lacking(file: Lines, kind: str, texts: Sequence[str]) -> dict[str, Object]:
    """Return the objects of a kind that hold none of the texts, by path."""
    start, end = file.span(kind)
    needles = [bytes_of(text, whole=True) for text in texts]
    found: dict[str, Object] = {}
    for line in file.part(start, end).splitlines(keepends=True):
        if not any(needle in line for needle in needles):
            found |= file.objects(start, start + len(line))
        start += len(line)
    return {key[len(kind) + 1 :]: found[key] for key in sorted(found)}


def space(file: Lines, kind: str, namespace: str) -> tuple[int, int]:
    """Return the offsets at which the objects of a kind in a namespace begin and end."""
    first, after = (layout.key_bytes(kind, f"{namespace}{character}") for character in ("/", "0"))
    return file.bisect(first), file.bisect(after)


def lines(whole: bytes, text: Text) -> Iterator[tuple[int, int]]:
    """Yield where the lines begin and end that hold a text."""
    needle, beside = (bytes_of(part, whole=text.whole) for part in (text.text, text.beside))
    place = whole.find(needle)
    while place >= 0:
        line = whole.rfind(b"\n", 0, place) + 1
        stop = whole.find(b"\n", place) + 1 or len(whole)
        if whole.find(beside, line, stop) >= 0:
            yield line, stop
        place = whole.find(needle, stop)


def bytes_of(text: str, *, whole: bool) -> bytes:
    """Return a text as it stands in a line: as a whole string, or as a part of one."""
    encoded = _encode(text).encode()
    return encoded if whole and text else encoded[1:-1]
