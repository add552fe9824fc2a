"""The Go types of Kubernetes' API, read from a published kubectl.

Every Go binary carries its types for reflection: names, fields, tags. They supply what OpenAPI
omits and the API server shows: the Go types in decoding errors, embedded structs, and which fields
are written although they are empty. Upstream rule: Go's `internal/abi` (Type, StructType, Name), as
laid out since Go 1.24.
"""

import struct
from collections.abc import Iterator
from functools import cache

from minik.light_typing import NamedTuple

KINDS = {
    1: "bool",
    2: "int",
    3: "int8",
    4: "int16",
    5: "int32",
    6: "int64",
    8: "uint8",
    9: "uint16",
    10: "uint32",
    11: "uint64",
    13: "float32",
    14: "float64",
    20: "interface",
    21: "map",
    22: "pointer",
    23: "slice",
    24: "string",
    25: "struct",
}
NAMED, UNCOMMON, STARRED = (
    4,
    1,
    2,
)  # flags of a type: it has a name, methods or a package; its text has a star too many
EMBEDDED, TAGGED = 8, 2  # flags of a field's name
TYPE, STRUCT = (
    48,
    80,
)  # how many bytes a type's common part takes, and a struct's before its package


class Type(NamedTuple):
    """A Go type as `reflect` writes it, its kind, and the type of its elements."""

    text: str
    kind: str
    element: "Type | None" = None


class Field(NamedTuple):
    """A field of a struct; `json` is empty for an embedded one."""

    name: str
    json: str
    options: tuple[str, ...]
    type: Type


class Binary:
    """A Go program for 64-bit Linux."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        (start,) = struct.unpack_from("<Q", data, 0x28)
        count, names = struct.unpack_from("<HH", data, 0x3C)
        headers = [
            struct.unpack_from("<IIQQQQIIQQ", data, start + 64 * index) for index in range(count)
        ]
        self.sections = {self._text(headers[names][4] + header[0]): header for header in headers}
        self.types = self.sections[".rodata"][3]
        self.shift = self.types - self.sections[".rodata"][4]

    def structs(self, package: str) -> dict[str, list[Field]]:
        """Return every struct of the packages with this prefix to which a pointer type exists.

        The keys are package and name.
        """
        structs_by_name = {}
        for address in self._type_addresses():
            if self._head(address)[1] == "pointer":
                target = self._word(address + TYPE)
                home = self._package(target)
                if home.startswith(package):
                    structs_by_name[f"{home}.{self._head(target)[0].rpartition('.')[2]}"] = list(
                        self._fields(target)
                    )
        return structs_by_name

    def _type_addresses(self) -> Iterator[int]:
        """Yield the addresses of all types in the type table."""
        header = self.sections[".typelink"]
        for (offset,) in struct.iter_unpack("<i", self.data[header[4] : header[4] + header[5]]):
            yield self.types + offset

    @cache  # noqa: B019 a script reads one binary
    def type(self, address: int, depth: int = 3) -> Type:
        """Return the type at an address, with element types down to a depth."""
        text, kind, _ = self._head(address)
        place = {"pointer": TYPE, "slice": TYPE, "map": TYPE + 8}.get(kind)
        return Type(
            text,
            kind,
            self.type(self._word(address + place), depth - 1) if place and depth else None,
        )

    def _fields(self, address: int) -> Iterator[Field]:
        first, count = self._word(address + TYPE + 8), self._word(address + TYPE + 16)
        for place in range(first, first + 24 * count, 24):
            name, tag, flags = self._name(self._word(place))
            json, *options = tag.partition('json:"')[2].partition('"')[0].split(",")
            if json != "-" and (flags & EMBEDDED or json):
                yield Field(name, json, tuple(options), self.type(self._word(place + 8)))

    def _head(self, address: int) -> tuple[str, str, int]:
        flags, kind = (
            self.data[address - self.shift + 20],
            self.data[address - self.shift + 23] & 31,
        )
        text = self._name(self.types + self._offset(address + 40))[0]
        return text[1:] if flags & STARRED else text, KINDS.get(kind, "other"), flags

    def _package(self, address: int) -> str:
        _, kind, flags = self._head(address)
        if kind != "struct" or not flags & NAMED or not flags & UNCOMMON:
            return ""
        offset = self._offset(address + STRUCT)
        return self._name(self.types + offset)[0] if offset else ""

    def _name(self, address: int) -> tuple[str, str, int]:
        place, parts = address - self.shift + 1, []
        flags = self.data[place - 1]
        for _ in range(2 if flags & TAGGED else 1):
            size, place = self._size(place)
            parts.append(self.data[place : place + size].decode())
            place += size
        return parts[0], "".join(parts[1:]), flags

    def _size(self, place: int) -> tuple[int, int]:
        size = shift = 0
        while True:
            byte = self.data[place]
            size, shift, place = size | (byte & 127) << shift, shift + 7, place + 1
            if byte < 128:
                return size, place

    def _word(self, address: int) -> int:
        return int(struct.unpack_from("<Q", self.data, address - self.shift)[0])

    def _offset(self, address: int) -> int:
        return int(struct.unpack_from("<i", self.data, address - self.shift)[0])

    def _text(self, place: int) -> str:
        return self.data[place : self.data.index(0, place)].decode()


def parse_type(text: str) -> Type:
    """Return the type that Go source spells so; `v1.Scope=string` is a named string."""
    text, _, kind = text.partition("=")
    if text.startswith("*"):
        return Type(text, "pointer", parse_type(text[1:] + (f"={kind}" if kind else "")))
    if text.startswith("[]"):
        return Type(text, "slice", parse_type(text[2:]))
    if text.startswith("map[string]"):
        return Type(text, "map", parse_type(text[11:]))
    if kind.startswith(("[]", "map")):
        return parse_type(kind)._replace(text=text)
    return Type(text, kind or (text if text in KINDS.values() else "struct"))
