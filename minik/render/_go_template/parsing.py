"""The grammar of a template: tokens become nodes. Upstream rule: Go's
`text/template/parse/parse.go`.
"""

from collections.abc import Collection

from minik.light_typing import Any
from minik.render._go_template.lexing import Token
from minik.render._go_template.literals import number, unquote
from minik.render._go_template.nodes import (
    Command,
    Node,
    Nodes,
    Operand,
    Pipe,
    Templates,
    node_text,
)
from minik.render._go_template.token_reader import TokenReader

OPERANDS = (
    "bool",
    "character",
    "dot",
    "field",
    "identifier",
    "number",
    "nil",
    "raw",
    "string",
    "variable",
    "(",
)
NOT_EXECUTABLE = ("bool", "dot", "nil", "number", "string")


def parse(template: str, functions: Collection[str]) -> Templates:
    """Return the template, under the name "", and the templates it defines."""
    return Parser(template, functions).templates()


class Parser(TokenReader):
    """A parser, for one pass over the tokens."""

    def __init__(self, template: str, functions: Collection[str]) -> None:
        super().__init__(template)
        self.functions = functions
        self.loops = 0
        self.variables = ["$"]
        self.definitions: Templates = {}

    def templates(self) -> Templates:
        main: Nodes = []
        while self.peek().what != "eof":
            if (
                self.peek().what == "{{"
                and self.tokens[self.position + 1 :]
                and self.after_space(self.position + 1).what == "define"
            ):
                self.define()
            else:
                node = self.node()
                if node.what in ("end", "else"):
                    raise self.error(f"unexpected {{{{{node.what}}}}}")
                main.append(node)
        return {**self.definitions, "": main}

    def node(self) -> Node:
        token = self.next_word()
        if token.what == "text":
            return Node("text", token.position, text=token.text)
        if token.what != "{{":
            raise self.unexpected(token, "input")
        return self.action()

    def action(self) -> Node:
        token = self.next_word()
        if token.what in ("if", "with", "range"):
            return self.control(token)
        if token.what in ("end", "else"):
            return self.boundary(token)
        if token.what in ("break", "continue"):
            if not self.loops:
                raise self.error(f"{{{{{token.what}}}}} outside {{{{range}}}}")
            self.close(token.what)
            return Node(token.what, token.position)
        if token.what == "template":
            return self.call(token)
        if token.what == "block":
            return self.block(token)
        self.position -= 1
        return Node("action", token.position, self.pipe("command", "}}"))

    def boundary(self, token: Token) -> Node:
        if token.what == "else" and self.peek_word().what in ("if", "with"):
            return Node("else", token.position, text=self.peek().what)
        self.close(token.what)
        return Node(token.what, token.position)

    def close(self, context: str) -> None:
        token = self.next_word()
        if token.what != "}}":
            raise self.unexpected(
                token, f"{{{{{context}}}}}" if context in ("break", "continue") else context
            )

    def control(self, token: Token) -> Node:
        """`{{if}}`, `{{with}}`, `{{range}}` up to its `{{end}}`; `{{else if}}` is an `{{if}}`
        within the `{{else}}`.
        """
        outer_count = len(self.variables)
        pipe = self.pipe(token.what, "}}")
        self.loops += token.what == "range"
        body, boundary = self.node_list()
        self.loops -= token.what == "range"
        otherwise: Nodes = []
        if boundary.what == "else" and boundary.text:
            if boundary.text == "if" and token.what == "range" or boundary.text != token.what:
                raise self.unexpected(self.next(), "else")
            otherwise = [self.control(self.next())]
        elif boundary.what == "else":
            otherwise, boundary = self.node_list()
            if boundary.what != "end":
                raise self.error("expected end; found {{else}}")
        del self.variables[outer_count:]
        return Node(token.what, token.position, pipe, body, otherwise)

    def node_list(self) -> tuple[Nodes, Node]:
        nodes: Nodes = []
        while self.peek().what != "eof":
            node = self.node()
            if node.what in ("end", "else"):
                return nodes, node
            nodes.append(node)
        self.position += 1
        raise self.error("unexpected EOF")

    def name(self, context: str) -> str:
        token = self.next_word()
        if token.what not in ("string", "raw"):
            raise self.unexpected(token, context)
        return self.read(unquote, token.text)

    def call(self, token: Token) -> Node:
        position = self.peek_word().position
        name = self.name("template clause")
        pipe = None
        if self.peek_word().what != "}}":
            pipe = self.pipe("template clause", "}}")
        else:
            self.next()
        return Node("template", position, pipe, text=name)

    def block(self, token: Token) -> Node:
        position = self.peek_word().position
        name = self.name("block clause")
        pipe = self.pipe("block clause", "}}")
        self.definitions[name] = self.definition_body()
        return Node("template", position, pipe, text=name)

    def define(self) -> None:
        self.next_word()
        self.next_word()
        name = self.name("define clause")
        self.close("define clause")
        self.definitions[name] = self.definition_body()

    def definition_body(self) -> Nodes:
        """Parse what stands between `{{define}}` or `{{block}}` and its `{{end}}`; variables from
        outside are undefined there.
        """
        outside, self.variables = self.variables, ["$"]
        body, boundary = self.node_list()
        self.variables = outside
        if boundary.what != "end":
            raise self.error("unexpected {{else}} in define clause")
        return body

    def pipe(self, context: str, end: str) -> Pipe:
        position = self.peek_word().position
        names, assigns = self.declarations(context)
        commands: list[Command] = []
        while True:
            token = self.next_word()
            if token.what == end:
                break
            if token.what not in OPERANDS:
                raise self.unexpected(token, context)
            self.position -= 1
            commands.append(self.command())
        if not commands:
            raise self.error(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            first = command.words[0]
            if isinstance(first, Operand) and first.what in NOT_EXECUTABLE:
                raise self.error(f"non executable command in pipeline stage {stage}")
        return Pipe(position, names, assigns, commands)

    def declarations(self, context: str) -> tuple[list[str], bool]:
        """Parse the variables that the pipeline sets, and whether they exist already."""
        names: list[str] = []
        while self.peek_word().what == "variable":
            start = self.position
            name = self.next().text
            following = self.next_word()
            if following.what in (":=", "="):
                self.variables.append(name)
                return [*names, name], following.what == "="
            if following.text != ",":
                self.position = start
                break
            if context != "range" or names:
                raise self.error(f"too many declarations in {context}")
            names.append(name)
            self.variables.append(name)
        return names, False

    def command(self) -> Command:
        position = self.peek_word().position
        words: list[Operand | Pipe] = []
        while True:
            self.peek_word()
            operand = self.operand()
            if operand is not None:
                words.append(operand)
            token = self.next()
            if token.what == "space":
                continue
            if token.what in ("}}", ")"):
                self.position -= 1
            elif token.what != "|":
                raise self.unexpected(token, "operand")
            break
        if not words:
            raise self.error("empty command")
        return Command(position, words)

    def operand(self) -> Operand | Pipe | None:
        """Parse a term and the fields selected from it."""
        node = self.term()
        if node is None or self.peek().what != "field":
            return node
        position = self.peek().position
        names = []
        while self.peek().what == "field":
            names.append(self.next().text[1:])
        tail = "".join(f".{name}" for name in names)
        if isinstance(node, Operand) and node.what in ("field", "variable"):
            return Operand(node.what, position, node.text + tail, [*node.value, *names])
        if isinstance(node, Operand) and node.what in NOT_EXECUTABLE and node.what != "dot":
            raise self.error(f"unexpected . after term {node_text(node)!r}".replace("'", '"'))
        text = f"({node_text(node)})" if isinstance(node, Pipe) else node_text(node)
        return Operand("chain", position, text + tail, (node, names))

    def term(self) -> Operand | Pipe | None:
        token = self.next_word()
        what, text, position = token
        if what == "(":
            return self.pipe("parenthesized pipeline", ")")
        if what == "identifier" and text not in self.functions:
            raise self.error(f'function "{text}" not defined')
        if what == "variable" and text not in self.variables:
            raise self.error(f'undefined variable "{text}"')
        if what in ("number", "character"):
            return Operand("number", position, text, self.read(number, token))
        return self.plain(token)

    def plain(self, token: Token) -> Operand | None:
        what, text = token.what, token.text
        values: dict[str, Any] = {
            "identifier": text,
            "dot": None,
            "nil": None,
            "bool": text == "true",
            "field": [text[1:]],
            "variable": [text],
        }
        if what in ("string", "raw"):
            return Operand("string", token.position, text, self.read(unquote, text))
        if what not in values:
            self.position -= 1
            return None
        return Operand(what, token.position, text, values[what])
