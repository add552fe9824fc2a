"""`printf` and `print`. Upstream rule: Go's `fmt`."""

from collections.abc import Callable, Iterator, Sequence

from minik import light_re as re
from minik.light_typing import Any
from minik.model import jsonpath
from minik.model.go_values import format_literal, format_value
from minik.model.problem import quote
from minik.render._go_template.nodes import Literal

WIDEST = 10**7  # what is wider is no width to Go
VERB = re.compile(r"%([-+# 0]*)([0-9]*)(?:\.([0-9]*))?(.?)", re.DOTALL)


def type_name(value: Any) -> str:
    """Return Go's name of a value's type."""
    return "int" if type(value) is Literal else jsonpath.type_name(value)


def print_(*values: Any) -> str:
    """Return the values as text, a space between two that are both not strings."""
    text = ""
    for index, value in enumerate(values):
        apart = index and not isinstance(value, str) and not isinstance(values[index - 1], str)
        text += (" " if apart else "") + format_value(value)
    return text


def printf(pattern: str, *values: Any) -> str:
    """Return the pattern with the values formatted into it."""
    arguments = iter(values)
    text = VERB.sub(lambda match: _format_verb(match, arguments), pattern)
    extra = [
        f"{type_name(value)}={format_value(value)}" if value is not None else "<nil>"
        for value in arguments
    ]
    return text + (f"%!(EXTRA {', '.join(extra)})" if extra else "")


def _format_verb(match: re.Match[str], arguments: Iterator[Any]) -> str:
    flags, width, precision, verb = match.groups()
    if verb == "%":
        return "%"
    if not verb:
        return "%!(NOVERB)"
    if max(int(width or 0), int(precision or 0)) > WIDEST:
        return "%!(NOVERB)"
    value = next(arguments, arguments)
    if value is arguments:
        return f"%!{verb}(MISSING)"
    text = _format_value(verb, value, flags, precision)
    if not width or len(text) >= int(width):
        return text
    if "-" in flags:
        return text.ljust(int(width))
    zeros = "0" in flags and isinstance(value, (int, float)) and verb in "dvfFeEgGxXob"
    return text.zfill(int(width)) if zeros else text.rjust(int(width))


def _format_value(
    verb: str, value: Any, flags: str, precision: str | None, within: bool = False
) -> str:
    if verb == "T":
        return "<nil>" if value is None else type_name(value)
    if verb == "v":
        return format_literal(value) if "#" in flags else format_value(value)
    if value is None:
        return "<nil>" if within else f"%!{verb}(<nil>)"
    if isinstance(value, list):
        return f"[{' '.join(_format_value(verb, item, flags, precision, True) for item in value)}]"
    if isinstance(value, dict):
        inside = (
            f"{_format_value(verb, name, flags, precision)}:{_format_value(verb, value[name], flags, precision, True)}"
            for name in sorted(value)
        )
        return f"map[{' '.join(inside)}]"
    for kinds, verbs in FORMATS:
        if type(value) in kinds and verb in verbs:
            return verbs[verb](value, flags, precision)
    return f"%!{verb}({type_name(value)}={format_value(value)})"


def _text(value: str, _: str, precision: str | None) -> str:
    return value if precision is None else value[: int(precision or 0)]


def _hexadecimal(value: str, *_: Any) -> str:
    return value.encode().hex()


def _whole(form: str) -> Callable[..., str]:
    return lambda value, flags, _: (
        ("" if value < 0 else "+" if "+" in flags else " " if " " in flags else "")
        + format(value, form)
    )


def _fraction(form: str) -> Callable[..., str]:
    def show(value: float, flags: str, precision: str | None) -> str:
        digits = (
            "6"
            if precision is None and form != "g"
            else precision or ("" if precision is None else "0")
        )
        text = format(value, f".{digits}{form}") if digits else format_value(float(value))
        return ("+" if "+" in flags and value >= 0 else "") + text

    return show


WHOLE: dict[str, Callable[..., str]] = {form: _whole(form) for form in "dxXob"} | {
    "c": lambda value, *_: chr(value),
    "U": lambda value, *_: f"U+{value:04X}",
    "q": lambda value, *_: "'" + quote(chr(value))[1:-1].replace('\\"', '"') + "'",
}
FORMATS: Sequence[tuple[Sequence[type], dict[str, Callable[..., str]]]] = (
    (
        (str,),
        {
            "s": _text,
            "q": lambda value, *_: quote(value),
            "x": _hexadecimal,
            "X": lambda value, *_: _hexadecimal(value).upper(),
        },
    ),
    ((bool,), {"t": lambda value, *_: format_value(value)}),
    ((int, Literal), WHOLE),
    ((float,), {"F": _fraction("f"), **{form: _fraction(form) for form in "feEgG"}}),
)
