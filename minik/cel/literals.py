"""The values that literals stand for.

Upstream rule: cel-go `parser/unescape.go`.
"""

from minik import light_re as re
from minik.cel.values import LARGEST_INT, LARGEST_UINT, Uint

SIMPLE = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "'": "'", '"': '"', "`": "`", "?": "?",
}  # fmt: skip
ESCAPE = re.compile(r"\\(?:([0-3][0-7]{2})|[xX]([0-9a-fA-F]{2})|[uU]([0-9a-fA-F]{8}|[0-9a-fA-F]{4})|(.))", re.DOTALL)  # fmt: skip


class LiteralError(ValueError):
    """A literal without a value, in the server's words."""


def integer(text: str) -> int:
    value = _whole(text)
    if not -LARGEST_INT - 1 <= value <= LARGEST_INT:
        raise LiteralError("invalid int literal")
    return value


def unsigned(text: str) -> Uint:
    value = _whole(text[:-1])
    if value > LARGEST_UINT:
        raise LiteralError("invalid uint literal")
    return Uint(value)


def _whole(text: str) -> int:
    digits = text.lstrip("-")
    value = int(digits, 16) if digits.startswith("0x") else int(digits)
    return -value if text.startswith("-") else value


def double(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise LiteralError("invalid double literal")
    return value


def string(text: str) -> str:
    """Return the text that a quoted one stands for."""
    body, is_raw = _body(text)
    return body if is_raw else ESCAPE.sub(_character, body)


def bytes_of(text: str) -> bytes:
    """Return the bytes that a quoted text behind a `b` stands for."""
    body, is_raw = _body(text[1:])
    if is_raw:
        return body.encode()
    parts, at = [], 0
    for found in ESCAPE.finditer(body):
        parts.append(body[at : found.start()].encode())
        octal, hexadecimal = found[1], found[2]
        if octal or hexadecimal:
            parts.append(bytes([int(octal, 8) if octal else int(hexadecimal, 16)]))
        else:
            parts.append(_character(found).encode())
        at = found.end()
    return b"".join((*parts, body[at:].encode()))


def _body(text: str) -> tuple[str, bool]:
    """Return what stands between the quotes, and whether it is raw."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    is_raw = text[0] in "rR"
    text = text[1:] if is_raw else text
    quotes = 3 if len(text) >= 6 and text[:3] in ('"""', "'''") else 1
    return text[quotes:-quotes], is_raw


def _character(found: "re.Match[str]") -> str:
    octal, hexadecimal, unicode, simple = found.groups()
    if simple:
        return SIMPLE.get(simple, simple)
    code = int(octal, 8) if octal else int(hexadecimal or unicode, 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise LiteralError("invalid unicode code point")
    return chr(code)
