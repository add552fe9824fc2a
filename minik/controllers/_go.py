"""Go's dump of a pod template, to the letter: what the hashes are made of by which controllers name replica sets and revisions.

Upstream rule: `k8s.io/utils/dump.ForHash` (spew's `%#v` without addresses) over core/v1 `PodTemplateSpec`. The dump names every field with
its type, set or not: `(v1.PodSpec){Volumes:([]v1.Volume)<nil> ...}`. Which fields there are, and in which order, stands in the schemas.
"""
import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from minik import schemas
from minik.model.object import Object
from minik.model.quantity import POWERS_OF_TEN, POWERS_OF_TWO

Body: TypeAlias = Callable[[Any], str]
TIME = "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"
NIL = "<nil>"
AMOUNT = re.compile(r"(?P<whole>[+-]?\d+)(\.(?P<part>\d*))?(?P<suffix>[A-Za-z]*)(?P<exponent>[+-]?\d*)")


class Field(NamedTuple):
    """One field of a struct: where it stands, its name and type as they are dumped, and how its value is; unnamed ones are embedded."""

    place: int
    head: str
    body: Body


class Struct:
    """How values of a struct are dumped: as nothing but zeros, with the parts that are set put in their places."""

    def __init__(self, name: str) -> None:
        self.named: dict[str, Field] = {}
        self.embedded: list[Field] = []
        self.zeros: list[str] = []
        for place, (go, json, spelling) in enumerate(schemas.struct(name)):
            field = Field(place, f"{go}:({spelling.partition('=')[0]})", body(spelling))
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


def template(value: Object) -> str:
    """A pod template as Go dumps it."""
    return "(v1.PodTemplateSpec)" + body("v1.PodTemplateSpec")(value)


@cache
def body(spelling: str) -> Body:
    """How values of a type are dumped, less the type itself; `v1.Protocol=string` is called by the first and is the second."""
    name, _, kind = spelling.partition("=")
    beneath = f"={kind}" if kind else ""
    if name.startswith("*"):
        return pointer(name[1:] + beneath)
    if name.startswith("[]"):
        return listed(body(name[2:] + beneath))
    if (kind or name).startswith("map[string]"):
        return mapped(body((kind or name).removeprefix("map[string]")))
    return KNOWN[kind or name] if (kind or name) in KNOWN else Struct(name)


def pointer(spelling: str) -> Body:
    """What is pointed to is looked at only where there is something: most structs are never met."""
    return lambda value: NIL if value is None else body(spelling)(value)


def listed(inner: Body) -> Body:
    return lambda value: f"[{' '.join(map(inner, value))}]" if value else NIL


def mapped(inner: Body) -> Body:
    return lambda value: f"map[{' '.join(f'{key}:{inner(value[key])}' for key in sorted(value))}]" if value else NIL


def integer_or_text(value: Any) -> str:
    kind, number, text = (1, 0, value) if isinstance(value, str) else (0, value or 0, "")
    return f"{{Type:(intstr.Type){kind} IntVal:(int32){number} StrVal:(string){text}}}"


def amount(value: Any) -> str:
    """A quantity as parsing leaves it: a number, a power of ten, and the text it came in."""
    text = "" if value is None else str(value)
    number, scale, form = parsed(text) if text not in ("", "0") else (0, 0, "")
    return (f"{{i:(resource.int64Amount){{value:(int64){number} scale:(resource.Scale){scale}}} "
            f"d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string){text} Format:(resource.Format){form}}}")


def parsed(text: str) -> tuple[int, int, str]:
    """The number, power of ten and form of a quantity that the server has written."""
    found = AMOUNT.fullmatch(text)
    if not found:
        return 0, 0, ""
    part, suffix = found["part"] or "", found["suffix"]
    number = int(found["whole"] + part)
    if suffix in POWERS_OF_TWO:
        return number << POWERS_OF_TWO[suffix], -len(part), "BinarySI"
    if found["exponent"]:
        return number, int(found["exponent"]) - len(part), "DecimalExponent"
    return number, POWERS_OF_TEN.get(suffix, 0) - len(part), "DecimalSI"


KNOWN: dict[str, Body] = {
    "v1.Time": lambda _: TIME, "intstr.IntOrString": integer_or_text, "resource.Quantity": amount,
    "string": lambda value: value or "", "bool": lambda value: "true" if value else "false",
    "int32": lambda value: str(value or 0), "int64": lambda value: str(value or 0)}
