"""Text becomes documents: YAML or JSON, with kubectl's meaning of every scalar, and the line of every field.

Upstream rule: apimachinery `YAMLOrJSONDecoder`: a stream is split at lines that begin with `---`, each part is one document; a part that
begins with `{` is read as JSON, several objects one after the other too, and as YAML where that fails.
"""
import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from minik.errors import ClientError, MinikError
from minik.intake import blocks, locating

ENCODINGS = {BOM_UTF8: "utf-8-sig", BOM_UTF32_LE: "utf-32", BOM_UTF32_BE: "utf-32", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
SEPARATOR = re.compile(r"^---(.*)(?:\n|\Z)", re.MULTILINE)
SPACE = re.compile(r"\s*")
BRACKETS = 300  # as many as may stand within each other


class Repeated(dict[str, Any]):
    """A JSON object in which a field comes twice: the last one counts, `pairs` remembers all."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        self.pairs = list(pairs)
        super().__init__(self.pairs)


class Document(NamedTuple):
    """One document of a file: what it says, and where. `text` is the document's own text, `first` the line at which it begins (from 1).

    `error` is why there is no document here: the rest of the file could not be read. `within` is the path of an item of a List.
    """

    value: Any
    source: str
    number: int
    text: str = ""
    first: int = 1
    error: MinikError | None = None
    within: str = ""

    def line(self, path: str) -> int | None:
        """The line in the file of the field at a path such as `spec.ports[0].port`, or of the nearest field above it."""
        found = locating.line(self.text, f"{self.within}.{path}" if self.within else path)
        return None if found is None else self.first + found

    def literal(self, path: str) -> str:
        """How the scalar at a path is written, where it is JSON; empty where it is not, or is no scalar."""
        return locating.literal(self.text, f"{self.within}.{path}" if self.within else path) if self.text.startswith("{") else ""

    def where(self, path: str) -> str:
        """`file:line: field`, as errors tell it."""
        line = self.line(path)
        return ": ".join(part for part in (self.source if line is None else f"{self.source}:{line}", path) if part)


class Part(NamedTuple):
    """The text of one document of a stream, and the line at which it begins."""

    text: str
    first: int


def parse(text: str | bytes, source: str) -> Iterator[Document]:
    """The documents of one file; text that is neither YAML nor JSON is refused with its line, once those before it are through."""
    number = 0
    for part in parts(decoded(text) if isinstance(text, bytes) else text, source):
        for document in documents(part, source):
            yield document._replace(number=number)
            number += 1


def documents(part: Part, source: str) -> Iterator[Document]:
    """The documents of one part of a stream: nearly always one."""
    for value, own in values(part, source):
        if value is not None:
            yield Document(value, source, 0, own.text, own.first)


def items(document: Document) -> Iterator[Document]:
    """The documents of a List, and of Lists in it, else the document itself. Items of a PodList are Pods unless they say otherwise."""
    value = document.value
    found = value.get("items") if isinstance(value, dict) else None
    if not isinstance(found, list):
        yield document
        return
    kind = str(value.get("kind") or "").removesuffix("List")
    for index, item in enumerate(found):
        if isinstance(item, dict) and kind and not item.get("kind"):
            item = {**item, "kind": kind, "apiVersion": value.get("apiVersion")}
        path = f"{document.within}.items[{index}]" if document.within else f"items[{index}]"
        yield from items(document._replace(value=item, within=path))


def decoded(data: bytes) -> str:
    """Bytes as text: UTF-8 unless a byte order mark says otherwise; what is not valid becomes the replacement character."""
    encoding = next((name for mark, name in ENCODINGS.items() if data.startswith(mark)), "utf-8")
    return data.decode(encoding, "replace")


def parts(text: str, source: str) -> Iterator[Part]:
    """A stream taken apart. A separator with nothing before it belongs to the part after it; the last line ends as every line does."""
    start, line = 0, 1
    for separator in SEPARATOR.finditer(text):
        after = separator[1].strip()
        if after and after[0] != "#":
            where = f"{source}:{line + text.count(chr(10), start, separator.start())}"
            raise ClientError(f"error parsing {source}: invalid Yaml document separator: {after}", where=where)
        if separator.start() > start:
            yield Part(text[start:separator.start()], line)
            line += text.count("\n", start, separator.end())
            start = separator.end()
    if start < len(text):
        yield Part(text[start:] + "\n" * (not text.endswith("\n")), line)


def values(part: Part, source: str) -> Iterator[tuple[Any, Part]]:
    """The values of a part: one, or a row of JSON objects, perhaps after the separator before the first document."""
    done, place, line = 0, _after_space(part.text, len("---\n") if part.text.startswith("---\n") else 0), part.first
    while part.text.startswith("{", place):
        try:
            value, end = read_json(part.text, place)
        except ValueError:
            break
        except RecursionError:
            raise too_deep(part, source) from None
        yield value, Part(part.text[place:end], line + part.text.count("\n", done, place))
        line += part.text.count("\n", done, end)
        done, place = end, _after_space(part.text, end)
    if place < len(part.text):
        rest = Part(part.text[done:], line)
        yield read_yaml(rest, source), rest


def _after_space(text: str, start: int) -> int:
    return SPACE.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too


def too_deep(part: Part, source: str) -> ClientError:
    return ClientError(f"error parsing {source}: json: exceeded max depth of {BRACKETS}", where=f"{source}:{part.first}")


def read_json(text: str, start: int) -> tuple[Any, int]:
    """The JSON object that begins there, and where it ends; what JSON allows and Go does not is refused."""
    value, end = DECODER.raw_decode(text, start)
    if text.count("{", start, end) + text.count("[", start, end) > BRACKETS and deep(value):
        raise RecursionError
    if text.find("\\u", start, end) >= 0:
        json.dumps(value, ensure_ascii=False).encode()
    return value, end


def read_yaml(part: Part, source: str) -> Any:
    """The YAML document of a part."""
    try:
        return blocks.read(part.text)
    except blocks.Unsure:
        pass
    from minik.intake.construction import Broken, construct  # noqa: PLC0415 only YAML needs a parser that is slow to load
    try:
        return construct(part.text)
    except Broken as error:
        where = f"{source}:{part.first + error.line - 1}" if error.line else f"{source}:{part.first}"
        raise ClientError(f"error parsing {source}: error converting YAML to JSON: {error.message}", where=where) from None


def deep(value: Any) -> bool:
    """Whether more brackets stand within each other than may."""
    level = [value]
    for _ in range(BRACKETS):
        inner = (part for outer in level for part in (outer.values() if isinstance(outer, dict) else outer))
        level = [part for part in inner if isinstance(part, dict | list)]
    return bool(level)


def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(found)
    return fields if len(fields) == len(found) else Repeated(found)


def finite(text: str) -> float:
    number = float(text)
    if number - number:
        raise ValueError(text)
    return number


def no_number(text: str) -> Any:
    """NaN and Infinity are words of JavaScript, not of JSON."""
    raise ValueError(text)


DECODER = json.JSONDecoder(object_pairs_hook=pairs, parse_float=finite, parse_constant=no_number)
