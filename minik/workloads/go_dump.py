"""Go's dump of a pod template, to the letter: the input of the hashes in names of replica sets and
revisions.

Upstream rule: `k8s.io/utils/dump.ForHash` (spew's `%#v` without addresses) over core/v1
`PodTemplateSpec`. The dump names every field with its type, set or not:
`(v1.PodSpec){Volumes:([]v1.Volume)<nil> ...}`. The schemas say which fields there are, and their
order.
"""

from collections.abc import Callable
from functools import cache

from minik import light_re as re
from minik import schemas
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import quantity
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


class Amount(NamedTuple):
    """A quantity as Go's parser leaves it; `big` if its number is kept as a decimal of any size."""

    number: int = 0
    scale: int = 0
    form: str = ""
    text: str = ""
    big: bool = False


def dump_quantity(value: Any) -> str:
    """Return a quantity as Go's parser leaves it: number, scale, original text and format."""
    number, scale, form, text, big = Amount() if value is None else parse_quantity(str(value))
    plain, decimal = ((0, 0), dump_decimal(number, scale)) if big else ((number, scale), NIL)
    return (
        f"{{i:(resource.int64Amount){{value:(int64){plain[0]} scale:(resource.Scale){plain[1]}}} "
        f"d:(resource.infDecAmount){{Dec:(*inf.Dec){decimal}}} s:(string){text} Format:(resource.Format){form}}}"
    )


def dump_decimal(number: int, scale: int) -> str:
    """Return a number of nanos and its places as a decimal: a sign, and words of 64 bits."""
    low, high = abs(number) % 2**64, abs(number) >> 64
    words = f"[{low} {high}]" if high else f"[{low}]" if low else NIL
    sign = "true" if number < 0 else "false"
    return (
        f"{{unscaled:(big.Int){{neg:(bool){sign} abs:(big.nat){words}}} scale:(inf.Scale){-scale}}}"
    )


def parse_quantity(text: str) -> Amount:
    """Return the amount of a text; nothing if it is malformed.

    Upstream rule: `ParseQuantity`. The text is kept only where a cheap test finds it canonical:
    64Mi is not, since 64 is a multiple of 8.
    """
    match = QUANTITY.fullmatch(text)
    if not match:
        return Amount()
    if text == "0":
        return Amount(form=quantity.DECIMAL, text=text)
    parsed = quantity.parse(text)
    fraction, suffix = match["part"] or "", match["suffix"]
    number, power = int(match["whole"] + fraction), POWERS_OF_TWO.get(suffix, 0)
    digits = len(match["whole"].lstrip("+-0") + fraction)
    if (power and (fraction or digits + power * 3 // 10 > 14)) or digits > 18:
        return Amount(parsed.nano, -9, parsed.form, big=True)
    if not power:
        power_of_ten = int(match["exponent"] or POWERS_OF_TEN.get(suffix, 0))
        return Amount(number, power_of_ten - len(fraction), parsed.form, parsed.text)
    return Amount(number << power, 0, quantity.BINARY, parsed.text)


SCALARS: dict[str, Dumper] = {
    "v1.Time": lambda _: TIME,
    "intstr.IntOrString": dump_int_or_string,
    "resource.Quantity": dump_quantity,
    "string": lambda value: value or "",
    "bool": lambda value: "true" if value else "false",
    "int32": lambda value: str(value or 0),
    "int64": lambda value: str(value or 0),
}
