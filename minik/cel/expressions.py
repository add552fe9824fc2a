"""The upper half of the grammar: operators and what is written behind a value.

Upstream rule: cel-go's grammar; where a node stands is where upstream says it does, since errors point there.
"""

from collections.abc import Callable, Sequence

from minik.cel.declarations import Macros
from minik.cel.macros import MacroError
from minik.cel.recovery import Recovery
from minik.cel.tokens import BYTES, ESCAPED, FLOAT, IDENTIFIER, INT, STRING, UINT, Token
from minik.cel.tree import Call, Literal, Node, Select

RELATIONS = {
    "<": "_<_", "<=": "_<=_", ">=": "_>=_", ">": "_>_", "==": "_==_", "!=": "_!=_", "in": "@in",
}  # fmt: skip
SUMS = {"+": "_+_", "-": "_-_"}
PRODUCTS = {"*": "_*_", "/": "_/_", "%": "_%_"}
CONSTANTS = ("true", "false", "null")
NUMBERS = (INT, FLOAT)
OPERATORS = frozenset({*RELATIONS, *SUMS, *PRODUCTS, "&&", "||", "?", ".", "["})
IDENTIFIERS = frozenset({IDENTIFIER, ESCAPED})
PRIMARY = frozenset(
    {"[", "{", "(", ".", "-", *CONSTANTS, INT, UINT, FLOAT, STRING, BYTES, IDENTIFIER}
)
FIRST = PRIMARY | {"!"}
NONE: frozenset[str] = frozenset()
DEEPEST = 250


class ExpressionReader(Recovery):
    """Reads expressions. `after` says what may follow those that are open."""

    def __init__(self, text: str, macros: Macros) -> None:
        super().__init__(text)
        self.macros = macros
        self.after: list[frozenset[str]] = []
        self.depth = 0

    def primary(self) -> Node:
        """Return what needs no operator: a name, a literal, something in brackets."""
        raise NotImplementedError

    def inner(self, after: frozenset[str], *, optional: bool = False) -> Node:
        """Return an expression that stands within something."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise RecursionError
        self.after.append(after)
        try:
            return self.nested(after, self.expression)
        finally:
            self.after.pop()
            self.depth -= 1

    def nested(self, following: frozenset[str], read: Callable[[], Node]) -> Node:
        return self.rule(following, read, lambda at: Literal(at, None))

    def closing(self, sort: str) -> Token:
        """Read what closes a part of an expression."""
        return self.match(sort, OPERATORS | self.after[-1])

    def expression(self) -> Node:
        node = self.nested(frozenset("?"), self.disjunction)
        if self.token.sort != "?":
            return node
        at = self.take().at
        self.after.append(frozenset(":"))
        chosen = self.nested(frozenset(":"), self.disjunction)
        self.after.pop()
        self.match(":", FIRST)
        return self.call(at, "_?_:_", [node, chosen, self.nested(NONE, self.expression)])

    def disjunction(self) -> Node:
        return self.logic("||", "_||_", self.conjunction)

    def conjunction(self) -> Node:
        return self.logic("&&", "_&&_", self.relation)

    def logic(self, sign: str, function: str, read: Callable[[], Node]) -> Node:
        """Return terms between the same operator, balanced as upstream does it."""
        following = frozenset((sign,))
        terms, places = [self.nested(following, read)], list[int]()
        while self.token.sort == sign:
            places.append(self.take().at)
            terms.append(self.nested(following, read))
        return _balance(function, terms, places, 0, len(places) - 1) if places else terms[0]

    def relation(self) -> Node:
        return self.chain(RELATIONS, self.sum)

    def sum(self) -> Node:
        return self.chain(SUMS, self.product)

    def product(self) -> Node:
        return self.chain(PRODUCTS, self.unary)

    def chain(self, operators: dict[str, str], read: Callable[[], Node]) -> Node:
        """Return operands with operators of one rank, from left to right."""
        following = frozenset(operators)
        node = self.nested(following, read)
        while self.token.sort in operators:
            token = self.take()
            node = self.call(token.at, operators[token.sort], [node, self.nested(following, read)])
        return node

    def unary(self) -> Node:
        self.expect(FIRST)
        sign = self.token.sort
        if sign not in ("!", "-") or sign == "-" and self.ahead(1) in NUMBERS:
            return self.nested(NONE, self.member)
        at, count = self.token.at, 0
        while self.token.sort == sign:
            if sign == "-" and self.ahead(1) not in PRIMARY:
                raise self.no_alternative(self.token, self.next_token)
            self.take()
            count += 1
            self.expect_more(PRIMARY | {sign})
        node = self.nested(NONE, self.member)
        return self.call(at, "!_" if sign == "!" else "-_", [node]) if count % 2 else node

    def member(self) -> Node:
        node = self.nested(frozenset(".["), self.primary)
        while self.token.sort in (".", "["):
            node = self.dotted(node) if self.token.sort == "." else self.indexed(node)
        return node

    def dotted(self, node: Node) -> Node:
        """Return a field of a value, or a call on it."""
        begin = self.token
        if self.ahead(1) not in IDENTIFIERS and self.ahead(1) != "?":
            raise self.no_alternative(begin, self.next_token)
        self.take()
        if self.token.sort == "?":
            self.take()
            self.expect(IDENTIFIERS)
            name = self.token
            key = Literal(name.at, self.field_name())
            return Call(begin.at, "_?._", [node, key])
        if self.token.sort == IDENTIFIER and self.ahead(1) == "(":
            name = self.take()
            at = self.take().at
            return self.call(at, name.text, self.arguments(), node)
        return Select(begin.at, node, self.field_name())

    def field_name(self) -> str:
        """Return a name of a field; the server does not take names in backticks."""
        if self.token.sort == ESCAPED:
            self.report(self.token.at, "unsupported syntax: '`'")
            return self.take().text.strip("`")
        return self.match(IDENTIFIER).text

    def indexed(self, node: Node) -> Node:
        at = self.take().at
        self.expect(FIRST | {"?"})
        is_optional = self.token.sort == "?"
        if is_optional:
            self.take()
        index = self.inner(frozenset("]"))
        self.closing("]")
        return self.call(at, "_[?_]" if is_optional else "_[_]", [node, index])

    def arguments(self) -> list[Node]:
        """Return the arguments of a call, of which the parenthesis was read."""
        self.expect(FIRST | {")"})
        found = list[Node]()
        if self.token.sort != ")":
            found = self.rule(frozenset(")"), self.expressions, lambda at: [])
        self.closing(")")
        return found

    def expressions(self) -> list[Node]:
        found = [self.inner(frozenset(",)"))]
        while self.token.sort == ",":
            self.take()
            found.append(self.inner(frozenset(",)")))
        return found

    def call(
        self, at: int, function: str, arguments: Sequence[Node], target: Node | None = None
    ) -> Node:
        """Return a call, or what a macro makes of it."""
        expand = self.macros.get((function, len(arguments), target is not None))
        if expand is None:
            return Call(at, function, arguments, target)
        try:
            node: Node | None = expand(at, target, arguments)
        except MacroError as wrong:
            self.report(wrong.at, wrong.message)
            node = Literal(at, None)
        return node or Call(at, function, arguments, target)


def _balance(
    function: str, terms: Sequence[Node], places: Sequence[int], low: int, high: int
) -> Node:
    middle = (low + high + 1) // 2
    left = terms[middle] if middle == low else _balance(function, terms, places, low, middle - 1)
    right = (
        terms[middle + 1] if middle == high else _balance(function, terms, places, middle + 1, high)
    )
    return Call(places[middle], function, [left, right])
