"""The tokens of a template. Upstream rule: Go's `text/template/parse/lex.go`."""

from collections.abc import Iterator

from minik import light_re as re
from minik.light_typing import NamedTuple

KEYWORDS = (
    "block",
    "break",
    "continue",
    "define",
    "else",
    "end",
    "if",
    "range",
    "nil",
    "template",
    "with",
)
SPACE = " \t\r\n"
WORD = re.compile(r"\w*")
NUMBER = re.compile(
    r"[+-]?(0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|[0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9_]*)?)"
)
STRING = re.compile(r'"(?:\\[^\n]|[^"\\\n])*"')
CHARACTER = re.compile(r"'(?:\\[^\n]|[^'\\\n])*'")
CLOSING = re.compile(r"(?:[ \t\r\n]-)?\}\}")


class Token(NamedTuple):
    """A token: its type, its text, its position.

    Types: `text {{ }} space | ( ) := = char field dot variable number string raw character bool
    identifier error eof`, or a keyword.
    """

    what: str
    text: str
    position: int

    def __str__(self) -> str:
        if self.what == "eof":
            return "EOF"
        if self.what in (*KEYWORDS, "dot"):
            return f"<{self.text}>"
        return f'"{self.text}"' if len(self.text) <= 10 else f'"{self.text[:10]}"...'


def tokens(template: str) -> Iterator[Token]:
    """Yield all tokens, up to the end or the first error."""
    position, trimmed = 0, False
    while True:
        brace = template.find("{{", position)
        text = template[position:brace] if brace >= 0 else template[position:]
        start = position + len(text) - len(text.lstrip(SPACE)) if trimmed else position
        opening = (
            4
            if template.startswith("{{-", brace) and template[brace + 3 : brace + 4] in (*SPACE,)
            else 2
        )
        text = text.lstrip(SPACE) if trimmed else text
        text = text.rstrip(SPACE) if opening == 4 and brace >= 0 else text
        if text:
            yield Token("text", text, start)
        if brace < 0:
            yield Token("eof", "", len(template))
            return
        inside = Action(template, brace, brace + opening)
        yield from inside.tokens()
        if inside.broken:
            return
        position, trimmed = inside.position, inside.trims


class Action:
    """The tokens between `{{` and `}}`; afterwards `position` is behind them, and `trims` says
    whether the space there is trimmed.
    """

    def __init__(self, template: str, brace: int, position: int) -> None:
        self.template, self.brace, self.position = template, brace, position
        self.depth = 0
        self.trims = self.broken = False

    def tokens(self) -> Iterator[Token]:
        if self.template.startswith("/*", self.position):
            yield from self.comment()
            return
        yield Token("{{", "{{", self.brace)
        closed = False
        while not closed and not self.broken:
            token = self.next()
            closed = token.what == "}}"
            yield token

    def comment(self) -> Iterator[Token]:
        end = self.template.find("*/", self.position)
        if end < 0:
            yield self.error("unclosed comment")
            return
        closing = CLOSING.match(self.template, end + 2)
        if closing is None:
            yield self.error("comment ends before closing delimiter")
            return
        self.position, self.trims = closing.end(), closing[0] != "}}"

    def error(self, message: str) -> Token:
        self.broken = True
        return Token("error", message, self.position)

    def token(self, what: str, end: int) -> Token:
        start, self.position = self.position, end
        return Token(what, self.template[start:end], start)

    def next(self) -> Token:
        closing = CLOSING.match(self.template, self.position)
        if closing:
            if self.depth:
                return self.error("unclosed left paren")
            self.trims = closing[0] != "}}"
            return self.token("}}", closing.end())
        letter = self.template[self.position : self.position + 1]
        if not letter:
            return self.error("unclosed action")
        if letter in SPACE:
            return self.space()
        if letter in "()":
            return self.parenthesis(letter)
        if letter in "\"`'":
            return self.quoted(letter)
        if (
            letter.isdigit()
            or letter in "+-"
            or letter == "."
            and self.template[self.position + 1 : self.position + 2].isdigit()
        ):
            return self.number()
        if letter in ".$" or letter == "_" or letter.isalpha():
            return self.word(letter)
        return self.sign(letter)

    def space(self) -> Token:
        end = self.position
        while (
            self.template[end : end + 1]
            and self.template[end] in SPACE
            and not CLOSING.match(self.template, end)
        ):
            end += 1
        return self.token("space", end)

    def parenthesis(self, letter: str) -> Token:
        self.depth += 1 if letter == "(" else -1
        return (
            self.error("unexpected right paren")
            if self.depth < 0
            else self.token(letter, self.position + 1)
        )

    def quoted(self, letter: str) -> Token:
        if letter == "`":
            end = self.template.find("`", self.position + 1)
            return (
                self.token("raw", end + 1)
                if end >= 0
                else self.error("unterminated raw quoted string")
            )
        match = (STRING if letter == '"' else CHARACTER).match(self.template, self.position)
        if match is None:
            return self.error(
                "unterminated quoted string" if letter == '"' else "unterminated character constant"
            )
        return self.token("string" if letter == '"' else "character", match.end())

    def number(self) -> Token:
        match = NUMBER.match(self.template, self.position)
        end = match.end() if match else self.position
        following = self.template[end : end + 1]
        if following == "_" or following.isalnum():
            return self.error(f'bad number syntax: "{self.template[self.position : end + 1]}"')
        return self.token("number", end)

    def word(self, letter: str) -> Token:
        match = WORD.match(self.template, self.position + (letter in ".$"))
        end = match.end() if match else self.position
        following = self.template[end : end + 1]
        if (
            following
            and following not in SPACE + ".,|:)("
            and not CLOSING.match(self.template, end)
        ):
            self.position = end
            return self.error(f"bad character U+{ord(following):04X} '{following}'")
        text = self.template[self.position : end]
        what = {".": "dot" if text == "." else "field", "$": "variable"}.get(letter)
        return self.token(
            what
            or (
                text if text in KEYWORDS else "bool" if text in ("true", "false") else "identifier"
            ),
            end,
        )

    def sign(self, letter: str) -> Token:
        if letter == ":" and not self.template.startswith(":=", self.position):
            return self.error("expected :=")
        if letter in "=:|":
            return self.token(
                {"=": "=", ":": ":=", "|": "|"}[letter], self.position + 1 + (letter == ":")
            )
        if letter.isascii() and letter.isprintable():
            return self.token("char", self.position + 1)
        return self.error(
            f"unrecognized character in action: U+{ord(letter):04X}"
            + (f" '{letter}'" if letter.isprintable() else "")
        )
