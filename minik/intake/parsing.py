"""Parse text into documents: YAML or JSON, with kubectl's meaning of every scalar.

Upstream rule: apimachinery `YAMLOrJSONDecoder`: a stream is split at lines that begin with `---`,
each part is one document; a part that begins with `{` is read as JSON, several objects one after
the other too, and as YAML where that fails.
"""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterable, Iterator
from functools import cache

from minik import light_json
from minik.errors import ClientError, MinikError
from minik.intake import fast_yaml, field_positions
from minik.light_typing import Any, NamedTuple

ENCODINGS = {
    BOM_UTF8: "utf-8-sig",
    BOM_UTF32_LE: "utf-32",
    BOM_UTF32_BE: "utf-32",
    BOM_UTF16_LE: "utf-16",
    BOM_UTF16_BE: "utf-16",
}
SEPARATOR = "---"
NESTED = (dict, list)
BRACKETS = 300  # as many as may stand within each other


class DuplicateFields(dict[str, Any]):
    """A JSON object with a duplicate field: the last value counts, `pairs` keeps all."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        self.pairs = list(pairs)
        super().__init__(self.pairs)


class Document(NamedTuple):
    """One document of a file. `text` is its own text, `first` its first line in the file (from 1).

    `error` is set if the rest of the file could not be read. `within` is the path of an item in a
    List.
    """

    value: Any
    source: str
    number: int
    text: str = ""
    first: int = 1
    error: MinikError | None = None
    within: str = ""

    def line(self, path: str) -> int | None:
        """Return the line in the file of the field at a path, or of the nearest field above it."""
        offset = field_positions.lines_before(
            self.text, f"{self.within}.{path}" if self.within else path
        )
        return None if offset is None else self.first + offset

    def literal(self, path: str) -> str:
        """Return the scalar at a path as it is written in JSON; "" for YAML and other values."""
        return (
            field_positions.scalar_text(self.text, f"{self.within}.{path}" if self.within else path)
            if self.text.startswith("{")
            else ""
        )

    def where(self, path: str) -> str:
        """Return `file:line: field` for error messages."""
        line = self.line(path)
        return ": ".join(
            part
            for part in (self.source if line is None else f"{self.source}:{line}", path)
            if part
        )


class Part(NamedTuple):
    """The text of one document of a stream, and its first line."""

    text: str
    first: int


def parse(text: str | bytes, source: str, *, strict: bool = True) -> Iterator[Document]:
    """Yield the documents of a file; raise ClientError, with the line, for invalid text.

    Where a field is there twice, the last one counts, as for kubectl; where it is `strict`, YAML is
    refused then, and JSON remembers it.
    """
    number = 0
    for part in split_stream(decode_text(text) if isinstance(text, bytes) else text, source):
        for document in parse_part(part, source, strict):
            yield document._replace(number=number)
            number += 1


def parse_part(part: Part, source: str, strict: bool = True) -> Iterator[Document]:
    """Yield the documents of one part of a stream, nearly always one."""
    for value, own_part in parse_values(part, source, strict):
        if value is not None:
            yield Document(value, source, 0, own_part.text, own_part.first)


def expand_list(document: Document) -> Iterator[Document]:
    """Yield the items of a List, recursively, else the document itself. A PodList's items are Pods
    unless they say otherwise.
    """
    value = document.value
    elements = value.get("items") if isinstance(value, dict) else None
    if not isinstance(elements, list):
        yield document
        return
    kind = str(value.get("kind") or "").removesuffix("List")
    for index, item in enumerate(elements):
        if isinstance(item, dict) and kind and not item.get("kind"):
            item = {**item, "kind": kind, "apiVersion": value.get("apiVersion")}
        path = f"{document.within}.items[{index}]" if document.within else f"items[{index}]"
        yield from expand_list(document._replace(value=item, within=path))


def decode_text(data: bytes) -> str:
    """Decode bytes: UTF-8 unless a byte order mark says otherwise; invalid bytes become U+FFFD."""
    encoding = next((name for mark, name in ENCODINGS.items() if data.startswith(mark)), "utf-8")
    return data.decode(encoding, "replace")


def split_stream(text: str, source: str) -> Iterator[Part]:
    """Split a stream into parts at its separators; the last line always ends with a line end. Raise
    ClientError if a separator is followed by text.
    """
    start, line = 0, 1
    for begin, end in separators(text):
        after = text[begin + len(SEPARATOR) : end].strip()
        if after and after[0] != "#":
            where = f"{source}:{line + text.count(chr(10), start, begin)}"
            raise ClientError(
                f"error parsing {source}: invalid Yaml document separator: {after}", where=where
            )
        if begin > start:
            yield Part(text[start:begin], line)
            line += text.count("\n", start, end)
            start = end
    if start < len(text):
        yield Part(text[start:] + "\n" * (not text.endswith("\n")), line)


def separators(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each line that is a separator, its line end included."""
    end = 0
    while (begin := text.find(SEPARATOR, end)) >= 0:
        end = text.find("\n", begin) + 1 or len(text)
        if not begin or text[begin - 1] == "\n":
            yield begin, end


def parse_values(part: Part, source: str, strict: bool) -> Iterator[tuple[Any, Part]]:
    """Yield the values of a part with their own text: one, or several JSON objects in a row."""
    done, place, line = (
        0,
        _skip_space(part.text, len("---\n") if part.text.startswith("---\n") else 0),
        part.first,
    )
    while part.text.startswith("{", place):
        try:
            value, end = read_json(part.text, place, strict)
        except ValueError:
            break
        except RecursionError:
            raise depth_error(part, source) from None
        yield value, Part(part.text[place:end], line + part.text.count("\n", done, place))
        line += part.text.count("\n", done, end)
        done, place = end, _skip_space(part.text, end)
    if place < len(part.text):
        rest = Part(part.text[done:], line)
        yield read_yaml(rest, source, strict), rest


def _skip_space(text: str, start: int) -> int:
    """Return the offset of the first character from `start` on that is no white space."""
    while text[start : start + 1].isspace():
        start += 1
    return start


def depth_error(part: Part, source: str) -> ClientError:
    return ClientError(
        f"error parsing {source}: json: exceeded max depth of {BRACKETS}",
        where=f"{source}:{part.first}",
    )


def read_json(text: str, start: int, strict: bool) -> tuple[Any, int]:
    """Return the JSON object at an offset, and where it ends. Raise ValueError for invalid JSON,
    RecursionError if it is nested too deep.
    """
    value, end = decoder(strict)(text, start)
    if text.count("{", start, end) + text.count("[", start, end) > BRACKETS and is_too_deep(value):
        raise RecursionError
    escape = text.find("\\", start, end)  # of one letter: that is found several times as fast
    if escape >= 0 and text.find("\\u", escape, end) >= 0:
        light_json.encoder()(value).encode()
    return value, end


def read_yaml(part: Part, source: str, strict: bool) -> Any:
    """Return the YAML document of a part; raise ClientError with the line."""
    try:
        return fast_yaml.parse_block_yaml(part.text)
    except fast_yaml.UnsupportedYaml:
        pass
    from minik.intake.yaml_parser import YamlError, parse_yaml  # noqa: PLC0415 only YAML needs a parser that is slow to load

    try:
        return parse_yaml(part.text, strict)
    except YamlError as error:
        where = (
            f"{source}:{part.first + error.line - 1}" if error.line else f"{source}:{part.first}"
        )
        raise ClientError(
            f"error parsing {source}: error converting YAML to JSON: {error.message}", where=where
        ) from None


def is_too_deep(value: Any) -> bool:
    """Tell whether a value is nested deeper than allowed."""
    level = [value]
    for _ in range(BRACKETS):
        parts: list[Any] = []
        for outer in level:
            parts.extend(outer.values() if isinstance(outer, dict) else outer)
        level = [part for part in parts if isinstance(part, NESTED)]
        if not level:
            return False
    return True


def build_object(field_pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(field_pairs)
    return fields if len(fields) == len(field_pairs) else DuplicateFields(field_pairs)


def parse_finite(text: str) -> float:
    number = float(text)
    if number - number:
        raise ValueError(text)
    return number


def reject_constant(text: str) -> Any:
    """Raise ValueError for NaN and Infinity, which are not JSON."""
    raise ValueError(text)


@cache
def decoder(strict: bool) -> light_json.Decoder:
    """Return a decoder of JSON; a strict one keeps duplicate fields."""
    return light_json.decoder(
        object_pairs_hook=build_object if strict else None,
        parse_float=parse_finite,
        parse_constant=reject_constant,
    )
