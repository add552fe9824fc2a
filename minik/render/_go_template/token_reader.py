"""The tokens of a template, read one after the other, and errors at the place where one stands."""

from collections.abc import Callable

from minik.light_typing import TypeVar
from minik.render._go_template.lexing import Token, tokens
from minik.render._go_template.literals import BadLiteral

T = TypeVar("T")
R = TypeVar("R")


class BadTemplate(ValueError):
    """The text is not a template; the message is Go's."""


class TokenReader:
    """The tokens of a template and the position among them."""

    def __init__(self, template: str) -> None:
        self.template, self.tokens, self.position = template, list(tokens(template)), 0

    def error(self, message: str) -> BadTemplate:
        at = self.tokens[max(self.position - 1, 0)].position
        return BadTemplate(f"template: output:{self.template.count(chr(10), 0, at) + 1}: {message}")

    def unexpected(self, token: Token, context: str) -> BadTemplate:
        return self.error(
            token.text if token.what == "error" else f"unexpected {token} in {context}"
        )

    def peek(self) -> Token:
        return self.tokens[min(self.position, len(self.tokens) - 1)]

    def next(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def after_space(self, position: int) -> Token:
        return self.tokens[
            position + (self.tokens[position].what == "space" and position + 1 < len(self.tokens))
        ]

    def next_word(self) -> Token:
        token = self.next()
        return self.next() if token.what == "space" else token

    def peek_word(self) -> Token:
        if self.peek().what == "space":
            self.position += 1
        return self.peek()

    def read(self, literal: Callable[[T], R], source: T) -> R:
        """Return the value of a literal; raise BadTemplate at its place."""
        try:
            return literal(source)
        except BadLiteral as error:
            raise self.error(str(error)) from None
