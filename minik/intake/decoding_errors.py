"""Explain why a document cannot be decoded, in the words of Go's strict JSON decoder.

Upstream rule: sigs.k8s.io/json. The first wrong type is reported, alone, after the whole value was
read; a type with its own decoder (quantities, times) ends decoding at once; unknown and duplicate
fields are reported together if no type was wrong.
"""

from collections.abc import Callable, Iterator

from minik import schemas
from minik.intake import decoding, times
from minik.intake.scalar_decoding import Mismatch, decode_int_or_string
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import quantity
from minik.schemas import Schema, go_type

Literal: TypeAlias = Callable[[str], str]
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
LIMIT = 100  # so many strict errors are told
WORDS = {dict: "object", list: "array", str: "string", bool: "bool", int: "number", float: "number"}


class DecodingError(NamedTuple):
    """The message, and the path of the field that it is about. `strict`: only a strict decoder
    refuses it, for unknown or duplicate fields.
    """

    message: str
    path: str
    strict: bool = False


class DecodingAborted(Exception):
    """A type with its own decoder failed."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.refusal = DecodingError(message, path)


class Place(NamedTuple):
    """The decoder's position: the Go struct, Go's field names, and the path in the document.

    `holder` is set inside a type with its own decoder: all its errors are about that field.
    """

    struct: str
    stack: tuple[str, ...]
    path: str
    holder: str = ""

    @property
    def field(self) -> str:
        return (
            self.holder or f"Go struct field {self.struct}.{'.'.join(self.stack)}"
            if self.stack
            else "Go value"
        )


def explain_error(
    value: Any, definition: str, literal: Literal = lambda _: ""
) -> DecodingError | None:
    """Return the decoder's error for a value; None if it can be decoded. `literal` returns how the
    number at a path is written.
    """
    reader = Reader(literal)
    try:
        reader.reference(value, definition, Place(definition.rpartition(".")[2], (), ""))
    except DecodingAborted as ended:
        return ended.refusal
    return reader.verdict()


class Reader:
    """Decodes a value as Go does and records what is wrong."""

    def __init__(self, literal: Literal) -> None:
        self.literal = literal
        self.wrong: DecodingError | None = None
        self.strict: dict[str, str] = {}

    def verdict(self) -> DecodingError | None:
        """Return the first wrong type, else all unknown and duplicate fields, or None."""
        if self.wrong or not self.strict:
            return self.wrong
        return DecodingError(
            "strict decoding error: " + ", ".join(list(self.strict)[:LIMIT]),
            next(iter(self.strict.values())),
            strict=True,
        )

    def mismatch(self, word: str, go: str, place: Place) -> None:
        if self.wrong is None:
            self.wrong = DecodingError(
                f"json: cannot unmarshal {word} into {place.field} of type {go}", place.path
            )

    def reference(self, value: Any, definition: str, place: Place) -> None:
        package, _, name = definition.rpartition(".")
        if name in SPECIAL:
            SPECIAL[name](value, place, self.literal)
        elif name not in decoding.SPECIAL:
            self.object(
                value, schemas.definition(definition), go_type({"$ref": definition}), place, name
            )

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
        for name, part in checked_fields(value, place, self.strict):
            path = f"{place.path}.{name}" if place.path else name
            if parts and name in parts:
                embedded = parts[name]["embed"].split(".") if "embed" in parts[name] else ()
                self.field(
                    part,
                    parts[name],
                    Place(struct, (*place.stack, *embedded, name), path, place.holder),
                )
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
            decoding.field_decoder(schema)(value)
        except Mismatch:
            if schema.get("format") == "byte" and value.__class__ is str:
                if self.wrong is None:
                    self.wrong = DecodingError(
                        f"illegal base64 data at input byte {illegal_byte(value)}", place.path
                    )
            elif schema.get("format") == "byte" and value.__class__ is list:
                self.list(value, {"items": {"type": "integer", "format": "uint8"}}, place)
            else:
                numeric = word == "number" and (
                    "integer" in schema["type"] or "number" in schema["type"]
                )
                self.mismatch(
                    f"number {self.literal(place.path) or value}" if numeric else word, go, place
                )


def checked_fields(
    value: dict[str, Any], place: Place, strict: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an object in order; record duplicate ones in `strict`."""
    seen = set()
    for name, part in getattr(value, "pairs", value.items()):
        path = f"{place.path}.{name}" if place.path else name
        if name in seen:
            strict.setdefault(f'duplicate field "{path}"', path)
        seen.add(name)
        yield name, part


def illegal_byte(text: str) -> int | None:
    """Return the offset at which Go's base64 decoder fails; None if it does not. Upstream rule:
    `base64.decodeQuantum`.
    """
    data = text.encode("utf-8", "replace")
    significant = [(place, byte) for place, byte in enumerate(data) if byte not in b"\r\n"]
    for number, (place, byte) in enumerate(significant):
        if byte in BASE64:
            continue
        if byte != ord("=") or number % 4 < 2:
            return place
        after = significant[number + 1 : number + 2 + (number % 4 == 2)]
        if number % 4 == 2 and not after:
            return len(data)
        if number % 4 == 2 and after[0][1] != ord("="):
            return after[0][0] - 1
        trailing = after[1:] if number % 4 == 2 else after
        return trailing[0][0] if trailing else None
    return len(data) - len(significant) % 4 if len(significant) % 4 else None


def _check_int_or_string(value: Any, place: Place, literal: Literal) -> None:
    if value.__class__ is str:
        return
    try:
        decode_int_or_string(value)
    except Mismatch:
        word = (
            f"number {literal(place.path) or value}"
            if WORDS[value.__class__] == "number"
            else WORDS[value.__class__]
        )
        raise DecodingAborted(
            f"json: cannot unmarshal {word} into {place.field} of type int32", place.path
        ) from None


def _check_quantity(value: Any, place: Place, _: Literal) -> None:
    try:
        quantity.parse(value if value.__class__ in (str, int, float) else "{")
    except quantity.QuantityError as error:
        raise DecodingAborted(str(error), place.path) from None


def _time_check(layout: str) -> Any:
    def read(value: Any, place: Place, _: Literal) -> None:
        if value.__class__ is not str:
            raise DecodingAborted(
                f"json: cannot unmarshal {WORDS[value.__class__]} into {place.field} of type string",
                place.path,
            )
        try:
            times.parse(value, layout)
        except times.TimeError as error:
            raise DecodingAborted(str(error), place.path) from None

    return read


def _schema_or_check(elements: Schema | None) -> Any:
    def read(value: Any, place: Place, literal: Literal) -> None:
        inside = Reader(literal)
        if isinstance(value, dict):
            inside.reference(value, decoding.JSON_SCHEMA, place._replace(holder=place.field))
        elif elements is not None and isinstance(value, list):
            inside.list(value, {"items": elements}, place._replace(holder=place.field))
        elif elements is None and value.__class__ is not bool:
            raise DecodingAborted("boolean or JSON schema expected", place.path)
        if inside.wrong:
            raise DecodingAborted(inside.wrong.message, inside.wrong.path)

    return read


SPECIAL = {
    "IntOrString": _check_int_or_string,
    "Quantity": _check_quantity,
    "Time": _time_check(times.RFC3339),
    "MicroTime": _time_check(times.RFC3339_MICRO),
    "JSONSchemaPropsOrBool": _schema_or_check(None),
    **{name: _schema_or_check(elements) for name, elements in decoding.SCHEMA_OR.items()},
}
