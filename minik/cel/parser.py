"""Text becomes a syntax tree.

Upstream rule: cel-go's grammar; where a node stands is where upstream says it does, since errors point there.
"""

from collections.abc import Callable

from minik.cel import literals
from minik.cel.expressions import (
    DEEPEST,
    FIRST,
    IDENTIFIERS,
    NONE,
    NUMBERS,
    PRIMARY,
    ExpressionReader,
)
from minik.cel.literals import LiteralError
from minik.cel.messages import Issue
from minik.cel.recovery import TooManyErrors
from minik.cel.tokens import BYTES, END, FLOAT, IDENTIFIER, INT, STRING, UINT
from minik.cel.tree import Construction, Entry, ListNode, Literal, MapNode, Name, Node
from minik.light_typing import Any

CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}
READ: dict[str, Callable[[str], Any]] = {
    INT: literals.integer,
    UINT: literals.unsigned,
    FLOAT: literals.double,
    STRING: literals.string,
    BYTES: literals.bytes_of,
}
RESERVED = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "let",
        "loop",
        "package",
        "namespace",
        "null",
        "return",
        "true",
        "var",
        "void",
        "while",
    ]
)
MOST_LETTERS = 100_000


class Parser(ExpressionReader):
    """A text that is being read."""

    def read(self) -> Node:
        """Return the whole expression; what is wrong stands in `issues`."""
        node: Node = Literal(0, None)
        try:
            node = self.inner(frozenset((END,)))
            self.rule(NONE, lambda: self.match(END), lambda at: self.token)
        except TooManyErrors:
            pass
        except RecursionError:
            self.issues.append(Issue(-1, f"expression recursion limit exceeded: {DEEPEST}"))
        return node

    def primary(self) -> Node:
        self.expect(PRIMARY)
        token = self.token
        if token.sort == "(":
            self.take()
            node = self.inner(frozenset(")"))
            self.closing(")")
            return node
        if token.sort == "[":
            return self.list_of(self.take().at)
        if token.sort == "{":
            return MapNode(self.take().at, self.entries(self.key))
        if token.sort in (".", IDENTIFIER):
            return self.named()
        return self.literal()

    def literal(self) -> Node:
        token = self.take()
        if token.sort in CONSTANTS:
            return Literal(token.at, CONSTANTS[token.sort])
        text, sort = token.text, token.sort
        if sort == "-":
            if self.token.sort not in NUMBERS:
                raise self.no_alternative(token)
            number = self.take()
            text, sort = f"-{number.text}", number.sort
        try:
            return Literal(token.at, READ[sort](text))
        except LiteralError as wrong:
            self.report(token.at, str(wrong))
            return Literal(token.at, text)

    def named(self) -> Node:
        """Return a variable, a call or the construction of an object."""
        begin, dot = self.token, ""
        if begin.sort == ".":
            if self.ahead(1) != IDENTIFIER:
                raise self.no_alternative(begin, self.next_token)
            dot = self.take().text
        if type_name := self.constructed_type():
            opening = self.take()
            return Construction(opening.at, type_name, self.entries(self.optional_field))
        name = self.take()
        arguments, at = None, name.at
        if self.token.sort == "(":
            at = self.take().at
            arguments = self.arguments()
        if name.text in RESERVED:
            self.report(begin.at, f"reserved identifier: {name.text}")
            return Literal(begin.at, None)
        text = dot + name.text
        return Name(at, text) if arguments is None else self.call(at, text, arguments)

    def constructed_type(self) -> str:
        """Read the name of a type before a brace; "" if something else comes."""
        distance = 0
        while self.ahead(distance + 1) == "." and self.ahead(distance + 2) == IDENTIFIER:
            distance += 2
        if self.ahead(distance + 1) != "{":
            return ""
        return "".join(self.take().text for _ in range(distance + 1))

    def list_of(self, at: int) -> Node:
        """Return a list, of which the bracket was read."""
        self.expect(FIRST | {"?", ",", "]"})
        elements, optionals = list[Node](), set[int]()
        while self.token.sort not in (",", "]"):
            if self.token.sort == "?":
                self.take()
                optionals.add(len(elements))
            elements.append(self.inner(frozenset(",]")))
            self.expect(frozenset(",]"))
            if self.token.sort != "," or self.ahead(1) not in FIRST | {"?"}:
                break
            self.take()
        if self.token.sort == ",":
            self.take()
        self.closing("]")
        return ListNode(at, elements, frozenset(optionals))

    def entries(self, read_key: Callable[[], tuple[Node | str, bool]]) -> list[Entry]:
        """Return keys or fields with their values, of which the brace was read."""
        begins = (FIRST if read_key == self.key else IDENTIFIERS) | {"?"}
        self.expect(begins | {",", "}"})
        found = list[Entry]()
        while self.token.sort not in (",", "}"):
            key, optional = read_key()
            at = self.match(":", FIRST).at
            found.append(Entry(at, key, self.inner(frozenset(",}")), optional))
            self.expect(frozenset(",}"))
            if self.token.sort != "," or self.ahead(1) not in begins:
                break
            self.take()
        if self.token.sort == ",":
            self.take()
        self.closing("}")
        return found

    def key(self) -> tuple[Node | str, bool]:
        is_optional = self.question_mark()
        return self.inner(frozenset(":")), is_optional

    def optional_field(self) -> tuple[Node | str, bool]:
        is_optional = self.question_mark()
        self.expect(IDENTIFIERS)
        return self.field_name(), is_optional

    def question_mark(self) -> bool:
        if self.token.sort != "?":
            return False
        self.take()
        return True
