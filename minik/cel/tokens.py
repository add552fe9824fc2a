"""Letters become tokens; what is none is an error, and reading goes on behind it.

Upstream rule: the lexer of cel-go's grammar, with the words of ANTLR.
"""

from collections.abc import Iterator

from minik import light_re as re
from minik.light_typing import NamedTuple

END = "<EOF>"
IDENTIFIER, ESCAPED, STRING, BYTES = "IDENTIFIER", "ESC_IDENTIFIER", "STRING", "BYTES"
FLOAT, INT, UINT = "NUM_FLOAT", "NUM_INT", "NUM_UINT"
WORDS = ("in", "true", "false", "null")
ESCAPE = (
    r"""\\(?:[abfnrtv"'\\?`]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})"""
)
QUOTED = "|".join(
    (
        rf'"""(?:{ESCAPE}|[^\\])*?"""',
        rf"'''(?:{ESCAPE}|[^\\])*?'''",
        r'[rR]"""(?s:.)*?"""',
        r"[rR]'''(?s:.)*?'''",
        rf'"(?:{ESCAPE}|[^\\"\n\r])*"',
        rf"'(?:{ESCAPE}|[^\\'\n\r])*'",
        r'[rR]"[^"\n\r]*"',
        r"[rR]'[^'\n\r]*'",
    )
)
TOKEN = re.compile(
    rf"""(?P<hidden>[\t \r\n\f]+|//[^\n]*)
    |(?P<BYTES>[bB](?:{QUOTED}))
    |(?P<STRING>{QUOTED})
    |(?P<NUM_FLOAT>[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
    |(?P<NUM_UINT>0x[0-9a-fA-F]+[uU]|[0-9]+[uU])
    |(?P<NUM_INT>0x[0-9a-fA-F]+|[0-9]+)
    |(?P<IDENTIFIER>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<ESC_IDENTIFIER>`[A-Za-z0-9_.\-/\ ]+`)
    |(?P<sign>==|!=|<=|>=|&&|\|\||[\[\]{{}}().,\-!?:+*/%<>])""",
    re.VERBOSE,
)
# How far an unfinished token goes before the letter that breaks it.
BROKEN = re.compile(
    rf"""[rR]?(?:\"\"\"|''')(?:{ESCAPE}|[^\\])*|"(?:{ESCAPE}|[^\\"\n\r])*|'(?:{ESCAPE}|[^\\'\n\r])*"""
    r"|[&|=]|`[A-Za-z0-9_.\-/ ]*"
)
BROKEN_ESCAPE = re.compile(
    r"\\(?:[0-3][0-7]?|[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7})?"
)
# The order in which the grammar names its tokens, which lists of what is expected keep.
ORDER = (
    "==", "!=", "in", "<", "<=", ">=", ">", "&&", "||", "[", "]", "{", "}", "(", ")", ".", ",",
    "-", "!", "?", ":", "+", "*", "/", "%", "true", "false", "null", FLOAT, INT, UINT, STRING, BYTES,
    IDENTIFIER, ESCAPED,
)  # fmt: skip
RANK = {END: -1, **{name: rank for rank, name in enumerate(ORDER)}}


class Token(NamedTuple):
    """A token: its sort (a sign or word is its own sort), its text and where it begins."""

    sort: str
    text: str
    at: int


class LetterError(NamedTuple):
    """Letters that begin no token."""

    at: int
    end: int
    message: str


def tokens(text: str) -> Iterator[Token | LetterError]:
    """Yield the tokens of a text, and what in it is none; at last the end."""
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            end = _broken_end(text, at)
            shown = _display(text[at : end + 1])
            yield LetterError(at, end + 1, f"token recognition error at: '{shown}'")
            at = end + 1
            continue
        sort = found.lastgroup or ""
        if sort != "hidden":
            word = found[0]
            is_own_sort = sort == "sign" or sort == IDENTIFIER and word in WORDS
            yield Token(word if is_own_sort else sort, word, at)
        at = found.end()
    yield Token(END, END, len(text))


def _broken_end(text: str, at: int) -> int:
    """Return where the letter stands that no token can have."""
    begun = BROKEN.match(text, at)
    end = begun.end() if begun else at
    if begun and begun[0][0] not in "&|=`" and (escape := BROKEN_ESCAPE.match(text, end)):
        end = escape.end()
    return min(end, len(text))


def _display(text: str) -> str:
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
