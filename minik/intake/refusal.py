"""Why a document is not an object of its kind, in the words of Go's strict JSON decoder.

Upstream rule: sigs.k8s.io/json. The first wrong type is told, alone, once all was read; a type that reads itself (quantities, times)
ends the reading at once; fields that are unknown or come twice are told together, where no type was wrong.
"""
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from minik import schemas
from minik.intake import decoding, times
from minik.model import quantity
from minik.schemas import Schema, go_type

Literal: TypeAlias = Callable[[str], str]
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
LIMIT = 100  # so many strict errors are told
WORDS = {dict: "object", list: "array", str: "string", bool: "bool", int: "number", float: "number"}


class Refusal(NamedTuple):
    """The message, and the path of the field that it is about."""

    message: str
    path: str


class Abort(Exception):
    """A type that reads itself could not."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.refusal = Refusal(message, path)


class Place(NamedTuple):
    """Where the decoder stands: the Go struct it fills, Go's names of the fields on the way, the path in the document.

    Inside a type that reads itself, all that goes wrong is told of the field that holds it.
    """

    struct: str
    stack: tuple[str, ...]
    path: str
    holder: str = ""

    @property
    def field(self) -> str:
        return self.holder or f"Go struct field {self.struct}.{'.'.join(self.stack)}" if self.stack else "Go value"


def refusal(value: Any, definition: str, literal: Literal = lambda _: "") -> Refusal | None:
    """What the decoder says of a value; nothing where it is content. `literal` tells how the number at a path is written."""
    reader = Reader(literal)
    try:
        reader.reference(value, definition, Place(definition.rpartition(".")[2], (), ""))
    except Abort as ended:
        return ended.refusal
    return reader.verdict()


class Reader:
    """Reads a value as Go would, and keeps what is wrong with it."""

    def __init__(self, literal: Literal) -> None:
        self.literal = literal
        self.wrong: Refusal | None = None
        self.strict: dict[str, str] = {}

    def verdict(self) -> Refusal | None:
        """The first wrong type, else all that is unknown or comes twice."""
        if self.wrong or not self.strict:
            return self.wrong
        return Refusal("strict decoding error: " + ", ".join(list(self.strict)[:LIMIT]), next(iter(self.strict.values())))

    def mismatch(self, word: str, go: str, place: Place) -> None:
        if self.wrong is None:
            self.wrong = Refusal(f"json: cannot unmarshal {word} into {place.field} of type {go}", place.path)

    def reference(self, value: Any, definition: str, place: Place) -> None:
        package, _, name = definition.rpartition(".")
        if name in SPECIAL:
            SPECIAL[name](value, place, self.literal)
        elif name not in decoding.SPECIAL:
            self.object(value, schemas.definition(definition), go_type({"$ref": definition}), place, name)

    def field(self, value: Any, schema: Schema, place: Place) -> None:
        if value is None:
            return
        if "$ref" in schema:
            self.reference(value, schema["$ref"], place)
            return
        types = schema.get("type", ())
        if "object" in types:
            self.object(value, schema, go_type(schema), place)
        elif "array" in types:
            self.list(value, schema, place)
        elif types:
            self.scalar(value, schema, place)

    def object(self, value: Any, schema: Schema, go: str, place: Place, struct: str = "") -> None:
        if not isinstance(value, dict):
            self.mismatch(WORDS[value.__class__], go, place)
            return
        parts, values = schema.get("properties"), schema.get("additionalProperties")
        for name, part in pairs(value, place, self.strict):
            path = f"{place.path}.{name}" if place.path else name
            if parts and name in parts:
                embedded = parts[name]["embed"].split(".") if "embed" in parts[name] else ()
                self.field(part, parts[name], Place(struct, (*place.stack, *embedded, name), path, place.holder))
            elif isinstance(values, dict):
                self.field(part, values, place._replace(path=path))
            else:
                self.strict.setdefault(f'unknown field "{path}"', path)

    def list(self, value: Any, schema: Schema, place: Place) -> None:
        if not isinstance(value, list):
            self.mismatch(WORDS[value.__class__], go_type(schema), place)
            return
        for index, part in enumerate(value):
            self.field(part, schema["items"], place._replace(path=f"{place.path}[{index}]"))

    def scalar(self, value: Any, schema: Schema, place: Place) -> None:
        go, word = go_type(schema), WORDS[value.__class__]
        try:
            decoding.decoder_of(schema)(value)
        except decoding.Mismatch:
            if schema.get("format") == "byte" and value.__class__ is str:
                if self.wrong is None:
                    self.wrong = Refusal(f"illegal base64 data at input byte {illegal_byte(value)}", place.path)
            elif schema.get("format") == "byte" and value.__class__ is list:
                self.list(value, {"items": {"type": "integer", "format": "uint8"}}, place)
            else:
                numeric = word == "number" and ("integer" in schema["type"] or "number" in schema["type"])
                self.mismatch(f"number {self.literal(place.path) or value}" if numeric else word, go, place)


def pairs(value: dict[str, Any], place: Place, strict: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """The fields of an object in order; those that come twice are noted."""
    seen = set()
    for name, part in getattr(value, "pairs", value.items()):
        path = f"{place.path}.{name}" if place.path else name
        if name in seen:
            strict.setdefault(f'duplicate field "{path}"', path)
        seen.add(name)
        yield name, part


def illegal_byte(text: str) -> int | None:
    """Where Go's base64 decoder gives up; nothing where it does not. Upstream rule: `base64.decodeQuantum`."""
    data = text.encode("utf-8", "replace")
    kept = [(place, byte) for place, byte in enumerate(data) if byte not in b"\r\n"]
    for number, (place, byte) in enumerate(kept):
        if byte in BASE64:
            continue
        if byte != ord("=") or number % 4 < 2:
            return place
        after = kept[number + 1:number + 2 + (number % 4 == 2)]
        if number % 4 == 2 and not after:
            return len(data)
        if number % 4 == 2 and after[0][1] != ord("="):
            return after[0][0] - 1
        rest = after[1:] if number % 4 == 2 else after
        return rest[0][0] if rest else None
    return len(data) - len(kept) % 4 if len(kept) % 4 else None


def _integer_or_text(value: Any, place: Place, literal: Literal) -> None:
    if value.__class__ is str:
        return
    try:
        decoding.integer_or_text(value)
    except decoding.Mismatch:
        word = f"number {literal(place.path) or value}" if WORDS[value.__class__] == "number" else WORDS[value.__class__]
        raise Abort(f"json: cannot unmarshal {word} into {place.field} of type int32", place.path) from None


def _quantity(value: Any, place: Place, _: Literal) -> None:
    try:
        quantity.parse(value if value.__class__ in (str, int, float) else "{")
    except quantity.QuantityError as error:
        raise Abort(str(error), place.path) from None


def _time(layout: str) -> Any:
    def read(value: Any, place: Place, _: Literal) -> None:
        if value.__class__ is not str:
            raise Abort(f"json: cannot unmarshal {WORDS[value.__class__]} into {place.field} of type string", place.path)
        try:
            times.parse(value, layout)
        except times.TimeError as error:
            raise Abort(str(error), place.path) from None
    return read


def _schema_or(elements: Schema | None) -> Any:
    def read(value: Any, place: Place, literal: Literal) -> None:
        inside = Reader(literal)
        if isinstance(value, dict):
            inside.reference(value, decoding.JSON_SCHEMA, place._replace(holder=place.field))
        elif elements is not None and isinstance(value, list):
            inside.list(value, {"items": elements}, place._replace(holder=place.field))
        elif elements is None and value.__class__ is not bool:
            raise Abort("boolean or JSON schema expected", place.path)
        if inside.wrong:
            raise Abort(*inside.wrong)
    return read


SPECIAL = {"IntOrString": _integer_or_text, "Quantity": _quantity, "Time": _time(times.RFC3339), "MicroTime": _time(times.RFC3339_MICRO),
           "JSONSchemaPropsOrBool": _schema_or(None), **{name: _schema_or(elements) for name, elements in decoding.SCHEMA_OR.items()}}
