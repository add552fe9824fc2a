"""Values as Go prints them: what templates, paths and messages show. Upstream rule: Go's `fmt`, `strconv` and `encoding/json`."""
import json
from collections.abc import Callable
from typing import Any

from minik.model.problem import quoted

_text: Callable[[str], str] = json.encoder.encode_basestring
HTML = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
INFINITE = float("inf")
SMALLEST = -2**63  # what a whole number of 64 bits can be; any other becomes a float
SHORT, LONG = 6, 21  # the power of ten from which on a number has an exponent: in `%v`, in JSON


def printed(value: Any) -> str:
    """`%v`: `map[a:b c:d]`, `[a b]`, `<nil>`."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{name}:{printed(value[name])}' for name in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(printed, value))}]"
    return "<nil>" if value is None else value if isinstance(value, str) else scalar(value)


def literal(value: Any) -> str:
    """`%#v`: the value as Go source."""
    if isinstance(value, dict):
        inside = ", ".join(f"{quoted(name)}:{literal(value[name])}" for name in sorted(value))
        return f"map[string]interface {{}}{{{inside}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(map(literal, value))}}}"
    return "interface {}(nil)" if value is None else quoted(value) if isinstance(value, str) else scalar(value)


def scalar(value: bool | int | float) -> str:
    """A truth value or a number."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) and SMALLEST <= value < -SMALLEST else number(float(value), SHORT)


def number(value: float, decimal_below: int) -> str:
    """The shortest text that gives this number again; with an exponent where its power of ten is too small or too large."""
    if value != value or value in (INFINITE, -INFINITE):
        return "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
    sign = "-" if repr(value).startswith("-") else ""
    digits, power = _shortest(repr(value).lstrip("-"))
    if power < (-4 if decimal_below == SHORT else -6) or power >= decimal_below:
        return f"{sign}{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{'-' if power < 0 else '+'}{abs(power):02}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    return f"{sign}{digits[:power + 1].ljust(power + 1, '0')}{'.' if digits[power + 1:] else ''}{digits[power + 1:]}"


def _shortest(text: str) -> tuple[str, int]:
    """The fewest digits that tell this number, and the power of ten of the first."""
    number, _, power = text.partition("e")
    whole, _, rest = number.partition(".")
    digits = (whole + rest).lstrip("0")
    if not digits:
        return "0", 0
    first = len(whole) - 1 - (len(whole + rest) - len(digits))
    return digits.rstrip("0"), int(power or 0) + first


def marshalled(value: Any, indent: str = "", margin: str = "\n") -> str:
    """JSON as Go writes it: names sorted, `<`, `>` and `&` escaped; over several lines where an indent is given."""
    if isinstance(value, str):
        return _text(value).translate(HTML) if not value.isalnum() else f'"{value}"'
    if isinstance(value, dict) and value:
        colon, inner = (": ", margin + indent) if indent else (":", "")
        inside = ("," + inner).join([f"{marshalled(name)}{colon}{marshalled(value[name], indent, inner)}" for name in sorted(value)])
        return f"{{{inner}{inside}{margin if indent else ''}}}"
    if isinstance(value, list) and value:
        inner = margin + indent if indent else ""
        return f"[{inner}{(',' + inner).join([marshalled(item, indent, inner) for item in value])}{margin if indent else ''}]"
    if isinstance(value, float) or isinstance(value, int) and not SMALLEST <= value < -SMALLEST:
        return _exponent(number(float(value), LONG))
    return "null" if value is None else scalar(value) if isinstance(value, (bool, int)) else "{}" if isinstance(value, dict) else "[]"


def _exponent(text: str) -> str:
    """JSON writes `e-07` as `e-7`."""
    digits, sign, power = text.partition("e-")
    return f"{digits}{sign}{power.removeprefix('0')}" if sign else text
