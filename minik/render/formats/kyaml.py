"""KYAML: YAML in braces and brackets, every string quoted, so that nothing depends on indentation
or is read as another type.

Upstream rule: sigs.k8s.io/yaml `kyaml`.
"""

from minik import light_re as re
from minik.light_typing import Any
from minik.model.go_values import marshal
from minik.model.listing import Listing
from minik.render import _document
from minik.render.formats.yaml import FRACTION, WHOLE, means_something_else

PLAIN_ENDS, PLAIN_INSIDE = "_", "_-./"
UNCOUNTABLE = ("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "nan")
WORDS = (
    "null",
    "~",
    "true",
    "y",
    "yes",
    "on",
    "false",
    "n",
    "no",
    "off",
    "t",
    "f",
    ".inf",
    "-.inf",
    "+.inf",
    ".nan",
    *UNCOUNTABLE,
)
HEXADECIMAL = re.compile(r"[-+]?0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*[pP][-+]?[0-9]+")
ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\t",
    "\v": "\\v",
    "\0": "\\0",
    "\x1b": "\\e",
    "\x85": "\\N",
    "\xa0": "\\_",
    "\u2028": "\\L",
    "\u2029": "\\P",
}


def render(listing: Listing) -> str:
    """Render one document, after the `---` that tells it from JSON."""
    return f"---\n{value_text(_document.for_display(listing), '')}\n"


def value_text(value: Any, margin: str) -> str:
    """Return any value as KYAML; lines after the first are indented by the margin."""
    if isinstance(value, dict) and value:
        inside = "".join(
            f"{margin}  {_name(name)}: {value_text(value[name], margin + '  ')},\n"
            for name in sorted(value)
        )
        return f"{{\n{inside}{margin}}}"
    if isinstance(value, list) and value:
        if all(isinstance(item, (dict, list)) for item in value):
            return f"[{', '.join(value_text(item, margin) for item in value)}]"
        inside = "".join(f"{margin}  {value_text(item, margin + '  ')},\n" for item in value)
        return f"[\n{inside}{margin}]"
    return _quote(value, margin + "  ") if isinstance(value, str) else marshal(value)


def _name(name: str) -> str:
    """Return the name of a field, quoted only where it must be."""
    plain = all(letter.isalpha() or letter.isnumeric() or letter in PLAIN_INSIDE for letter in name)
    ends = all(
        letter.isalpha() or letter.isnumeric() or letter in PLAIN_ENDS
        for letter in (name[:1], name[-1:])
    )
    if name and plain and ends and not _ambiguous(name):
        return name
    return '"' + "".join(map(_escape, name)).replace("\t", "\\t") + '"'


def _ambiguous(name: str) -> bool:
    bare = name.replace("_", "")  # Go passes over them in numbers, wherever they stand
    return (
        name.lower() in WORDS
        or means_something_else(name)
        or bare.lower() in UNCOUNTABLE
        or any(form.fullmatch(bare) for form in (WHOLE, FRACTION, HEXADECIMAL))
    )


def _quote(text: str, margin: str) -> str:
    """Quote a string; one of several lines begins on the next line, each line behind a margin that
    is no part of it.
    """
    if "\n" not in text:
        return '"' + "".join(map(_escape, text)) + '"'
    lines = text.split("\n")
    quoted_lines = [_line(line, margin) + "\\n\\\n" for line in lines[:-1]]
    last = _line(lines[-1], margin) + "\\\n" if lines[-1] else ""
    return '"\\\n' + "".join(quoted_lines) + last + margin + '"'


def _line(line: str, margin: str) -> str:
    """Return one line of a string; a backslash keeps a leading blank.

    (kubectl puts one before an escape too, which breaks the escape.)
    """
    return margin + ("\\" if line[:1] in (" ", "\t") else " ") + "".join(map(_escape, line))


def _escape(letter: str) -> str:
    if letter in ESCAPES or letter.isprintable():
        return ESCAPES.get(letter, letter)
    code = ord(letter)
    return (
        f"\\x{code:02x}"
        if code < 32 or code == 127
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
