"""The grammar of kubectl's JSONPath: text with paths in braces. Upstream rule: client-go
`util/jsonpath/parser.go`.
"""

from collections.abc import Callable, Iterator

from minik import light_re as re
from minik.light_typing import Any, NamedTuple, TypeAlias

LONGEST_NUMBER = 19  # letters, that 64 bits hold
EMPTY = ""  # what stands after the last letter
ENDS = " \t\r\n.,[]$@{}"
SLICE = re.compile(r"(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?")
QUOTED = re.compile(r"'([^']*)'")
COMPARISON = re.compile(r"([^!<>=]+)([!<>=]+)(.+)", re.DOTALL)
ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
CODES = {"x": 2, "u": 4, "U": 8}


class Step(NamedTuple):
    """One step of a path.

    Its name is `field`, `array`, `filter`, `union`, `recursive`, `wildcard`, `identifier` or
    `value`.
    """

    name: str
    value: Any = None


Action: TypeAlias = list[Step]


class BadPath(ValueError):
    """Not a JSONPath, or one that does not fit the object; the message is kubectl's."""


class Bounds(NamedTuple):
    """A slice; `is_single`: a single index, as the slice of that one element."""

    start: int | None
    stop: int | None
    step: int | None
    is_single: bool = False


class Filter(NamedTuple):
    """A comparison; without an operator, whether the left side exists."""

    left: Action
    operator: str = ""
    right: Action = []


def parse_template(text: str) -> list[Action]:
    """Return the actions of a template, in order; plain text becomes a `value` step."""
    return Parser(text).template()


def parse_action(text: str) -> Action:
    """Return the first action of a part, parsed as if it stood in braces."""
    return parse_template(f"{{{text}}}")[0]


class Parser:
    """A parser of one template; `position` is the next letter to read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def template(self) -> list[Action]:
        actions: list[Action] = []
        while self.position < len(self.text):
            brace = self.text.find("{", self.position)
            plain = self.text[self.position : brace if brace >= 0 else len(self.text)]
            self.position += len(plain)
            if plain:
                actions.append([Step("value", plain)])
            if brace >= 0:
                self.position += 1
                actions.append(self.action())
        return actions

    def action(self) -> Action:
        """Return the steps up to the closing brace, and move behind it."""
        steps: Action = []
        while not self.text.startswith("}", self.position):
            steps.extend(self.steps(steps))
        self.position += 1
        return steps

    def steps(self, before: Action) -> Iterator[Step]:
        if self.text.startswith("[?(", self.position):
            yield self.filter()
        elif self.text.startswith("..", self.position):
            yield from self.recursive(before)
        else:
            letter = self.next()
            if letter == EMPTY or letter in "\r\n":
                raise BadPath("unclosed action")
            if letter not in " @$":
                yield from self.reader(letter)()

    def reader(self, letter: str) -> Callable[[], Iterator[Step]]:
        if letter in SIGNS:
            return lambda: SIGNS[letter](self)
        if letter in "+-" or letter.isdigit():
            return self.number
        if letter == "_" or letter.isalnum():
            return self.identifier
        character = f" '{letter}'" if letter.isprintable() else ""
        raise BadPath(f"unrecognized character in action: U+{ord(letter):04X}{character}")

    def next(self) -> str:
        self.position += 1
        return self.text[self.position - 1 : self.position]

    def until_end(self) -> str:
        """Return the letters of a name; a backslash escapes the letter after it."""
        match = re.compile(r"(?:\\.|[^\\ \t\r\n.,\[\]$@{}])*", re.DOTALL).match(
            self.text, self.position
        )
        start, self.position = self.position, match.end() if match else self.position
        return self.text[start : self.position]

    def field(self) -> Iterator[Step]:
        name = self.until_end()
        yield Step("wildcard") if name == "*" else Step("field", name.replace("\\", ""))

    def recursive(self, before: Action) -> Iterator[Step]:
        if before and before[-1].name == "recursive":
            raise BadPath("invalid multiple recursive descent")
        self.position += 2
        yield Step("recursive")
        following = self.text[self.position : self.position + 1]
        if following == "_" or following.isalnum():
            yield from self.field()

    def identifier(self) -> Iterator[Step]:
        start = self.position - 1
        while self.position < len(self.text) and self.text[self.position] not in ENDS:
            self.position += 1
        word = self.text[start : self.position]
        yield (
            Step("value", word == "true") if word in ("true", "false") else Step("identifier", word)
        )

    def number(self) -> Iterator[Step]:
        start = self.position - 1
        while self.position < len(self.text) and (
            self.text[self.position] == "." or self.text[self.position].isdigit()
        ):
            self.position += 1
        word = self.text[start : self.position]
        try:
            whole = len(word) <= LONGEST_NUMBER and re.fullmatch("[+-]?[0-9]+", word)
            value = int(word) if whole else float(word)
        except ValueError:
            raise BadPath(f"cannot parse number {word}") from None
        if value == float("inf"):
            raise BadPath(f"cannot parse number {word}")
        yield Step("value", value)

    def quote(self) -> Iterator[Step]:
        start = self.position - 1
        while True:
            letter = self.next()
            if letter in (EMPTY, "\n"):
                raise BadPath("unterminated quoted string")
            if letter == self.text[start] and self.text[self.position - 2] != "\\":
                break
        yield Step("value", unquote(self.text[start : self.position]))

    def array(self) -> Iterator[Step]:
        start = self.position
        while (letter := self.next()) != "]":
            if letter in (EMPTY, "\n"):
                raise BadPath("unterminated array")
        text = self.text[start : self.position - 1]
        parts = text.split(",")
        if len(parts) > 1:
            yield Step("union", [parse_action(f"[{part.strip(' ')}]") for part in parts])
        elif match := QUOTED.fullmatch(text):
            yield from parse_action(f".{match[1]}")
        else:
            yield Step("array", parse_bounds(":" if text == "*" else text))

    def filter(self) -> Step:
        start = self.position + 3
        self.position = start
        self.to_parenthesis()
        text = self.text[start : self.position - 1]
        if self.next() != "]":
            raise BadPath("unclosed array expect ]")
        match = COMPARISON.fullmatch(text)
        return Step(
            "filter",
            Filter(parse_action(match[1]), match[2], parse_action(match[3]))
            if match
            else Filter(parse_action(text)),
        )

    def to_parenthesis(self) -> None:
        """Move behind the parenthesis that closes a filter, ignoring those in quotes."""
        opened, closed, mark = False, False, EMPTY
        while True:
            letter = self.next()
            if letter in (EMPTY, "\n"):
                raise BadPath("unterminated filter")
            if letter in "\"'":
                if opened:
                    closed = closed or (letter == mark and self.text[self.position - 2] != "\\")
                opened, mark = True, mark or letter
            elif letter == ")" and opened == closed:
                return


SIGNS: dict[str, Callable[[Parser], Iterator[Step]]] = {
    "[": Parser.array,
    ".": Parser.field,
    '"': Parser.quote,
    "'": Parser.quote,
}


def parse_bounds(text: str) -> Bounds:
    """Parse an index or a slice: `2`, `1:3`, `::2`; raise BadPath if it is none."""
    match = SLICE.fullmatch(text)
    if match is None:
        raise BadPath(f"invalid array index {text}")
    start, stop, step = (
        _parse_index(part) for part in (match[1], (match[2] or "")[1:], (match[3] or "")[1:])
    )
    if match[2] is None:
        return Bounds(start, (start or 0) + 1, step, is_single=True)
    return Bounds(start, stop, step)


def _parse_index(text: str) -> int | None:
    if text == "-" or len(text) > LONGEST_NUMBER:
        raise BadPath(f"array index {text} is not a number")
    return int(text) if text else None


def unquote(text: str) -> str:
    """Return a quoted text without its quotes, escapes resolved as in Go; raise BadPath."""
    body, mark = text[1:-1], text[0]
    if "\\" not in body and mark not in body:
        return body
    try:
        return "".join(_unescape(body, mark))
    except ValueError:
        raise BadPath(f"unquote string {text} error invalid syntax") from None


def _unescape(body: str, mark: str) -> Iterator[str]:
    escape = re.compile(
        r"\\([0-7]{3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[abfnrtv\\'\"])|[^\\]",
        re.DOTALL,
    )
    position = 0
    while position < len(body):
        part = escape.match(body, position)
        if part is None or part[0] == mark or part[1] in ("'", '"') and part[1] != mark:
            raise ValueError
        position = part.end()
        code = part[1]
        if code is None or code in ESCAPES:
            yield ESCAPES[code] if code else part[0]
        else:
            yield chr(int(code[1:], 16) if code[0] in CODES else int(code, 8))
