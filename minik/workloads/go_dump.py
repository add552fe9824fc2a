"""Go's dump of a pod template, to the letter: the input of the hashes in names of replica sets and
revisions.

Upstream rule: `k8s.io/utils/dump.ForHash` (spew's `%#v` without addresses) over core/v1
`PodTemplateSpec`. The dump names every field with its type, set or not:
`(v1.PodSpec){Volumes:([]v1.Volume)<nil> ...}`. The schemas say which fields there are, and their
order.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from minik import schemas
from minik.model.object import Object
from minik.model.quantity import POWERS_OF_TEN, POWERS_OF_TWO

Dumper: TypeAlias = Callable[[Any], str]
TIME = "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"
NIL = "<nil>"
QUANTITY = re.compile(
    r"(?P<whole>[+-]?\d+)(\.(?P<part>\d*))?(?P<suffix>[A-Za-z]*)(?P<exponent>[+-]?\d*)"
)


class Field(NamedTuple):
    """A field of a struct: its position, its name and type as dumped, and the dumper of its value.

    Unnamed fields are embedded structs.
    """

    place: int
    head: str
    body: Dumper


class Struct:
    """The dumper of a struct: the dump of its zero value, with the set fields replaced."""

    def __init__(self, name: str) -> None:
        self.named: dict[str, Field] = {}
        self.embedded: list[Field] = []
        self.zeros: list[str] = []
        for place, (go, json, spelling) in enumerate(schemas.struct(name)):
            field = Field(place, f"{go}:({spelling.partition('=')[0]})", dumper_of(spelling))
            self.zeros.append(field.head + field.body(None))
            if json:
                self.named[json] = field
            else:
                self.embedded.append(field)

    def __call__(self, value: Any) -> str:
        parts = list(self.zeros)
        for place, head, inner in self.embedded if value else ():
            parts[place] = head + inner(value)
        for name, part in (value or {}).items():
            if name in self.named and part is not None:
                place, head, inner = self.named[name]
                parts[place] = head + inner(part)
        return "{" + " ".join(parts) + "}"


def dump_template(value: Object) -> str:
    """Return a pod template as Go dumps it."""
    return "(v1.PodTemplateSpec)" + dumper_of("v1.PodTemplateSpec")(value)


@cache
def dumper_of(spelling: str) -> Dumper:
    """Return the dumper of a type's values, without the type itself.

    `v1.Protocol=string` is a named type and its underlying type.
    """
    name, _, kind = spelling.partition("=")
    underlying = f"={kind}" if kind else ""
    if name.startswith("*"):
        return pointer_dumper(name[1:] + underlying)
    if name.startswith("[]"):
        return slice_dumper(dumper_of(name[2:] + underlying))
    if (kind or name).startswith("map[string]"):
        return map_dumper(dumper_of((kind or name).removeprefix("map[string]")))
    return SCALARS[kind or name] if (kind or name) in SCALARS else Struct(name)


def pointer_dumper(spelling: str) -> Dumper:
    """Return the dumper of a pointer; the type behind it is looked up only when a value is set."""
    return lambda value: NIL if value is None else dumper_of(spelling)(value)


def slice_dumper(inner: Dumper) -> Dumper:
    return lambda value: f"[{' '.join(map(inner, value))}]" if value else NIL


def map_dumper(inner: Dumper) -> Dumper:
    return lambda value: (
        f"map[{' '.join(f'{key}:{inner(value[key])}' for key in sorted(value))}]" if value else NIL
    )


def dump_int_or_string(value: Any) -> str:
    kind, number, text = (1, 0, value) if isinstance(value, str) else (0, value or 0, "")
    return f"{{Type:(intstr.Type){kind} IntVal:(int32){number} StrVal:(string){text}}}"


def dump_quantity(value: Any) -> str:
    """Return a quantity as Go's parser leaves it: number, scale, original text and format."""
    text = "" if value is None else str(value)
    number, scale, format_ = parse_quantity(text) if text not in ("", "0") else (0, 0, "")
    return (
        f"{{i:(resource.int64Amount){{value:(int64){number} scale:(resource.Scale){scale}}} "
        f"d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string){text} Format:(resource.Format){format_}}}"
    )


def parse_quantity(text: str) -> tuple[int, int, str]:
    """Return number, power of ten and format of a quantity; (0, 0, "") if it is malformed."""
    match = QUANTITY.fullmatch(text)
    if not match:
        return 0, 0, ""
    fraction, suffix = match["part"] or "", match["suffix"]
    number = int(match["whole"] + fraction)
    if suffix in POWERS_OF_TWO:
        return number << POWERS_OF_TWO[suffix], -len(fraction), "BinarySI"
    if match["exponent"]:
        return number, int(match["exponent"]) - len(fraction), "DecimalExponent"
    return number, POWERS_OF_TEN.get(suffix, 0) - len(fraction), "DecimalSI"


SCALARS: dict[str, Dumper] = {
    "v1.Time": lambda _: TIME,
    "intstr.IntOrString": dump_int_or_string,
    "resource.Quantity": dump_quantity,
    "string": lambda value: value or "",
    "bool": lambda value: "true" if value else "false",
    "int32": lambda value: str(value or 0),
    "int64": lambda value: str(value or 0),
}
