"""Literals of a template: strings, characters and numbers, as Go reads them."""

from minik.model.jsonpath_syntax import BadPath
from minik.model.jsonpath_syntax import unquote as unquote_go
from minik.render._go_template.lexing import Token
from minik.render._go_template.nodes import Literal


class BadLiteral(ValueError):
    """A literal that Go does not take; the message is Go's."""


def unquote(text: str) -> str:
    """Return the text of a string or character; raise BadLiteral."""
    if text[0] == "`":
        return text[1:-1]
    try:
        return unquote_go(text)
    except BadPath:
        raise BadLiteral("invalid syntax") from None


def number(token: Token) -> int | float:
    """Return a number as Go reads it: with a point or an exponent it is a float; raise BadLiteral."""
    if token.what == "character":
        inside = unquote(token.text)
        if len(inside) != 1:
            raise BadLiteral(f"malformed character constant: {token.text}")
        return Literal(ord(inside))
    plain = token.text.replace("_", "")
    unsigned = plain.lstrip("+-")
    try:
        whole = unsigned[:2].lower() in ("0x", "0o", "0b") or not set(plain) & set(".eE")
        octal = unsigned[:1] == "0" and unsigned.isdigit()
        return Literal(int(plain, 8 if octal else 0)) if whole else float(plain)
    except ValueError:
        raise BadLiteral(f'bad number syntax: "{token.text}"') from None
