"""Values as printed by Go, for templates, paths and messages.

Upstream rule: Go's `fmt`, `strconv` and `encoding/json`.
"""

from minik import light_json
from minik.light_typing import Any
from minik.model.problem import quote

HTML = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
INFINITE = float("inf")
SMALLEST = -(2**63)  # what a whole number of 64 bits can be; any other becomes a float
SHORT, LONG = 6, 21  # the power of ten from which on a number has an exponent: in `%v`, in JSON


def format_value(value: Any) -> str:
    """Return a value as of `%v`: `map[a:b c:d]`, `[a b]`, `<nil>`."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{name}:{format_value(value[name])}' for name in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(format_value, value))}]"
    return "<nil>" if value is None else value if isinstance(value, str) else format_scalar(value)


def format_literal(value: Any) -> str:
    """Return a value as of `%#v`: Go source."""
    if isinstance(value, dict):
        inside = ", ".join(f"{quote(name)}:{format_literal(value[name])}" for name in sorted(value))
        return f"map[string]interface {{}}{{{inside}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(map(format_literal, value))}}}"
    return (
        "interface {}(nil)"
        if value is None
        else quote(value)
        if isinstance(value, str)
        else format_scalar(value)
    )


def format_scalar(value: bool | int | float) -> str:
    """Return a boolean or a number as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        str(value)
        if isinstance(value, int) and SMALLEST <= value < -SMALLEST
        else format_number(float(value), SHORT)
    )


def format_number(value: float, decimal_below: int) -> str:
    """Return the shortest text of a number that parses back to it, as Go writes it.

    It has an exponent where its power of ten is too small, or not below `decimal_below`.
    """
    if value != value or value in (INFINITE, -INFINITE):
        return "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
    sign = "-" if repr(value).startswith("-") else ""
    digits, power = _shortest_digits(repr(value).lstrip("-"))
    if power < (-4 if decimal_below == SHORT else -6) or power >= decimal_below:
        return f"{sign}{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{'-' if power < 0 else '+'}{abs(power):02}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    return f"{sign}{digits[: power + 1].ljust(power + 1, '0')}{'.' if digits[power + 1 :] else ''}{digits[power + 1 :]}"


def _shortest_digits(text: str) -> tuple[str, int]:
    """Return the significant digits of a number, and the power of ten of the first."""
    number, _, power = text.partition("e")
    whole, _, rest = number.partition(".")
    digits = (whole + rest).lstrip("0")
    if not digits:
        return "0", 0
    first = len(whole) - 1 - (len(whole + rest) - len(digits))
    return digits.rstrip("0"), int(power or 0) + first


def marshal(value: Any, indent: str = "", margin: str = "\n") -> str:
    """Return JSON as Go writes it: names sorted, `<`, `>` and `&` escaped.

    With an indent, over several lines.
    """
    if isinstance(value, str):
        return light_json.quoted(value).translate(HTML) if not value.isalnum() else f'"{value}"'
    if isinstance(value, dict) and value:
        colon, inner = (": ", margin + indent) if indent else (":", "")
        inside = ("," + inner).join(
            [
                f"{marshal(name)}{colon}{marshal(value[name], indent, inner)}"
                for name in sorted(value)
            ]
        )
        return f"{{{inner}{inside}{margin if indent else ''}}}"
    if isinstance(value, list) and value:
        inner = margin + indent if indent else ""
        return f"[{inner}{(',' + inner).join([marshal(item, indent, inner) for item in value])}{margin if indent else ''}]"
    if isinstance(value, float) or isinstance(value, int) and not SMALLEST <= value < -SMALLEST:
        return _exponent(format_number(float(value), LONG))
    return (
        "null"
        if value is None
        else format_scalar(value)
        if isinstance(value, (bool, int))
        else "{}"
        if isinstance(value, dict)
        else "[]"
    )


def _exponent(text: str) -> str:
    """Return a number as JSON writes it: `e-7` instead of `e-07`."""
    digits, sign, power = text.partition("e-")
    return f"{digits}{sign}{power.removeprefix('0')}" if sign else text
