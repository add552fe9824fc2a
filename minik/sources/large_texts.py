"""Texts that are larger than what one object may be: read object by object.

A List of gigabytes is never in memory as a whole, neither as text nor as values: of JSON the items are
taken one after the other, of YAML the lines of one item at a time. Each is a document of its own, with
its own line. What stands beside the items (the kind of the list, the settings of an exported cluster)
follows as a List without items.
"""

import codecs
from collections.abc import Iterable, Iterator

from minik import light_re as re
from minik.errors import ClientError
from minik.intake.parsing import Document, Part, depth_error, parse_part, read_json
from minik.light_typing import Any
from minik.sources.shared_parts import SharedParts

SPACE = re.compile(r"[\s,]*")
ITEM = re.compile(r" *- ")
SEPARATOR, ITEMS = "---", "items:"
TOGETHER = 1 << 20  # characters of JSON that are tried as one value before it is taken apart


class Window:
    """What is unread of a text: `text` from `place` on, which is in line `line`."""

    def __init__(self, pieces: Iterable[bytes], source: str, limit: int) -> None:
        self.pieces = iter(pieces)
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self.source, self.limit = source, limit
        self.text, self.place, self.line, self.is_whole = "", 0, 1, False

    def more(self) -> bool:
        """Take as much text as is unread, at least a piece; return whether there was any.

        Raises ClientError where one object would be larger than the limit.
        """
        parts, wanted = [self.text[self.place :]], len(self.text) - self.place
        if wanted > self.limit:
            raise too_large(self, self.line)
        got = 0
        while not self.is_whole and got <= wanted:
            piece = next(self.pieces, b"")
            self.is_whole = not piece
            parts.append(self.decoder.decode(piece, final=not piece))
            got += len(parts[-1])
        self.text, self.place = "".join(parts), 0
        return got > 0

    def move(self, end: int) -> str:
        """Return the text up to a place, which is read with that."""
        taken = self.text[self.place : end]
        self.line += self.text.count("\n", self.place, end)
        self.place = end
        return taken

    def begins(self, word: str) -> bool:
        """Return whether the unread text begins with a word."""
        while len(self.text) - self.place < len(word) and self.more():
            pass
        return self.text.startswith(word, self.place)

    def skip_space(self) -> bool:
        """Pass over space and commas; return whether anything follows."""
        while True:
            self.move(SPACE.match(self.text, self.place).end())  # type: ignore[union-attr]  # it matches nothing, too
            if self.place < len(self.text) or not self.more():
                return self.place < len(self.text)

    def next_line(self) -> str:
        """Return the next line with its end; "" after the last one."""
        while (end := self.text.find("\n", self.place)) < 0:
            if not self.more():
                return self.move(len(self.text))
        return self.move(end + 1)

    def value(self, together: int = 0) -> tuple[Any, str] | None:
        """Return the JSON value that follows, and its text. None where it is larger than `together`.

        Raises ClientError where there is none.
        """
        while True:
            try:
                value, end = read_json(self.text, self.place, False)
                if self.text[end - 1] in '}]"' or end < len(self.text) or not self.more():
                    return value, self.move(end)
            except RecursionError:
                raise depth_error(Part("", self.line), self.source) from None
            except ValueError as error:
                if together and len(self.text) - self.place >= together:
                    return None
                if not self.more():
                    where = f"{self.source}:{self.line}"
                    message = f"error parsing {self.source}: invalid JSON: {error.args[0]}"
                    raise ClientError(message, where=where) from None


def too_large(window: Window, line: int) -> ClientError:
    """Return the error for an object that is larger than any cluster takes."""
    limit = f"{window.limit >> 20} MiB"
    return ClientError(f"{window.source}:{line}: a text of more than {limit} for one object")


def documents(pieces: Iterable[bytes], source: str, limit: int) -> Iterator[Document]:
    """Yield the documents of a text that comes in pieces, of which no object is larger than a limit in
    characters. Raises ClientError for what cannot be read.
    """
    shared = SharedParts()
    for document in _documents(Window(pieces, source, limit)):
        yield document._replace(value=shared.share(document.value))


def _documents(window: Window) -> Iterator[Document]:
    while window.skip_space():
        if window.begins("{"):
            yield from _json(window)
        elif window.begins("["):
            yield from _items(window, {})
        else:
            yield from _yaml(window)


def _json(window: Window) -> Iterator[Document]:
    """Yield the object that follows, or the items of the list that it is."""
    first = window.line
    whole = window.value(TOGETHER)
    if whole is not None:
        yield Document(whole[0], window.source, 0, whole[1], first)
        return
    fields: dict[str, Any] = {}
    window.move(window.place + 1)
    while window.skip_space() and not window.begins("}"):
        name, _ = _required(window)
        window.skip_space()
        window.move(window.place + window.begins(":"))
        window.skip_space()
        if name == "items" and window.begins("["):
            yield from _items(window, fields)
            fields["items"] = []
        else:
            fields[str(name)] = _required(window)[0]
    _close(window)
    yield Document(fields, window.source, 0, "", first)


def _items(window: Window, fields: dict[str, Any]) -> Iterator[Document]:
    """Yield the items of a JSON list, each a document."""
    window.move(window.place + 1)
    while window.skip_space() and not window.begins("]"):
        first = window.line
        value, text = _required(window)
        yield Document(with_kind(value, fields), window.source, 0, text, first)
    _close(window)


def _close(window: Window) -> None:
    """Pass over the bracket that ends a list or an object; raise ClientError where the text ends."""
    if window.place == len(window.text):
        where = f"{window.source}:{window.line}"
        raise ClientError(
            f"error parsing {window.source}: invalid JSON: it has no end", where=where
        )
    window.move(window.place + 1)


def _required(window: Window) -> tuple[Any, str]:
    found = window.value()
    assert found is not None  # no limit was given
    return found


def with_kind(item: Any, fields: dict[str, Any]) -> Any:
    """Return an item of a list with the kind that the list tells: a PodList's items are Pods."""
    kind = str(fields.get("kind") or "").removesuffix("List")
    if kind and isinstance(item, dict) and not item.get("kind"):
        return {**item, "kind": kind, "apiVersion": fields.get("apiVersion")}
    return item


def _yaml(window: Window) -> Iterator[Document]:
    """Yield a document of YAML, or the items of the list that it is; it ends before the next one."""
    first, lines, size = window.line, list[str](), 0
    if window.begins(SEPARATOR):
        window.next_line()
        first = window.line
    while not window.begins(SEPARATOR) and (line := window.next_line()):
        lines.append(line)
        size += len(line)
        if size > window.limit:
            raise too_large(window, first)
        if line.rstrip() == ITEMS:
            lines[-1] = "items: []\n"
            yield from _yaml_items(window, "".join(lines))
    if any(map(str.strip, lines)):
        yield from parse_part(Part("".join(lines), first), window.source)


def _yaml_items(window: Window, before: str) -> Iterator[Document]:
    """Yield the items of a YAML list, each a document; the lines that follow are left."""
    fields = next(parse_part(Part(before, 1), window.source)).value
    while "\n" not in window.text[window.place :] and window.more():
        pass
    match = ITEM.match(window.text, window.place)
    indent = match.end() - window.place if match else 0
    while match and window.begins(match[0]):
        first = window.line
        lines = [" " * indent + window.next_line()[indent:]]
        size = 0
        while window.begins(" " * (indent - 1)) or window.begins("\n") or window.begins("\r\n"):
            lines.append(window.next_line())
            size += len(lines[-1])
            if size > window.limit:
                raise too_large(window, first)
        text = "".join(line[indent:] or "\n" for line in lines)
        for document in parse_part(Part(text, first), window.source):
            yield document._replace(value=with_kind(document.value, fields))
