"""What a parser says of a token that does not fit, and how it goes on.

A token too many is skipped, a missing one is made up; else the rule is left, and tokens are skipped
until one fits what follows a rule around it. Nothing more is said until a token has fitted.

Upstream rule: ANTLR's `DefaultErrorStrategy`, with cel-go's limits.
"""

from collections.abc import Callable, Iterable, Sequence

from minik.cel.messages import Issue
from minik.cel.tokens import END, RANK, LetterError, Token, tokens
from minik.light_typing import TypeVar

T = TypeVar("T")
MOST_RECOVERIES, MOST_SKIPPED = 30, 256
CONFUSED = tuple(f"no viable alternative at input '.{word}'" for word in ("true", "false", "null"))


class Misfit(Exception):
    """The rule that is being read cannot go on; the message says why."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


class TooManyErrors(Exception):
    """Reading ends here."""


def expectation(sorts: Iterable[str]) -> str:
    """Return what is expected as messages list it."""
    names = [
        sort if sort.isupper() or sort == END else f"'{sort}'"
        for sort in sorted(sorts, key=RANK.__getitem__)
    ]
    return names[0] if len(names) == 1 else f"{{{', '.join(names)}}}"


class Recovery:
    """A list of tokens that is read; `follows` says what may follow each rule that is open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.issues: list[Issue] = []
        self.tokens: list[Token] = []
        self.known = text  # with what begins no token left out
        for token in tokens(text):
            if isinstance(token, LetterError):
                self.issues.append(Issue(token.at, f"Syntax error: {token.message}"))
                blank = "\0" * (token.end - token.at)
                self.known = f"{self.known[: token.at]}{blank}{self.known[token.end :]}"
            else:
                self.tokens.append(token)
        self.index = self.recoveries = 0
        self.is_recovering = False
        self.follows: list[frozenset[str]] = []
        self.last_error = -1

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    @property
    def next_token(self) -> Token:
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)]

    def ahead(self, distance: int) -> str:
        """Return the sort of a token further on."""
        return self.tokens[min(self.index + distance, len(self.tokens) - 1)].sort

    def report(self, at: int, message: str) -> None:
        self.issues.append(Issue(at, message))

    def consume(self) -> Token:
        token = self.token
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def take(self) -> Token:
        """Read a token that fits."""
        self.is_recovering = False
        return self.consume()

    def expect(self, expected: frozenset[str]) -> None:
        """Make sure that one of these tokens comes next, where something has to; raise Misfit."""
        if self.token.sort in expected:
            return
        if self.is_recovering or not self._skip_one(expected):
            raise self._mismatch(expected)

    def expect_more(self, expected: frozenset[str]) -> None:
        """Say what would go on behind a sign that may stand several times, and skip to it."""
        token = self.token
        if self.is_recovering or token.sort in expected:
            return
        self._say(f"extraneous input '{token.text}' expecting {expectation(expected)}", token.at)
        self._skip_to(expected)

    def match(self, sort: str, following: Iterable[str] = ()) -> Token:
        """Read a token of a sort, which what follows shows may be made up; raise Misfit."""
        if self.token.sort == sort:
            return self.take()
        self._count_recovery()
        if self._skip_one({sort}):
            return self.take()
        token = self.token
        if token.sort in following:
            self._say(f"missing {expectation((sort,))} at '{token.text}'", token.at)
            return Token(sort, "", token.at)
        raise self._mismatch((sort,))

    def rule(
        self, following: frozenset[str], read: Callable[[], T], failed: Callable[[int], T]
    ) -> T:
        """Return what a rule reads, or what stands for it where it could not be read."""
        self.follows.append(following)
        try:
            return read()
        except Misfit as misfit:
            self._say(misfit.message, misfit.at)
            self._recover()
            return failed(misfit.at)
        finally:
            self.follows.pop()

    def no_alternative(self, begin: Token, offending: Token | None = None) -> Misfit:
        """Return the error of tokens from here to there, or to the next one, that begin nothing."""
        token = offending or self.token
        end = token.at + (len(token.text) if token.sort != END else 0)
        shown = self.known[begin.at : end].replace("\0", "")
        shown = shown.replace("\t", "\\t").replace("\n", "\\n")
        message = f"no viable alternative at input '{shown}'"
        if message in CONFUSED:
            message = f"mismatched input '{token.text}' expecting IDENTIFIER"
        return Misfit(message, token.at)

    def _mismatch(self, expected: Iterable[str]) -> Misfit:
        token = self.token
        return Misfit(
            f"mismatched input '{token.text}' expecting {expectation(expected)}", token.at
        )

    def _skip_one(self, expected: Iterable[str]) -> bool:
        """Skip a token too many: the next one is expected."""
        if self.ahead(1) not in expected:
            return False
        token = self.token
        self._say(f"extraneous input '{token.text}' expecting {expectation(expected)}", token.at)
        self.consume()
        self.is_recovering = False
        return True

    def _say(self, message: str, at: int) -> None:
        if not self.is_recovering:
            self.is_recovering = True
            self.report(at, f"Syntax error: {message}")

    def _count_recovery(self) -> None:
        self.recoveries += 1
        if self.recoveries > MOST_RECOVERIES:
            message = f"error recovery attempt limit exceeded: {MOST_RECOVERIES}"
            self.report(self.token.at, f"Syntax error: {message}")
            raise TooManyErrors

    def _recover(self) -> None:
        self._count_recovery()
        if self.last_error == self.index:
            self.consume()
        self.last_error = self.index
        self._skip_to(frozenset())

    def _skip_to(self, expected: frozenset[str]) -> None:
        """Skip tokens until one is expected, or follows a rule that is open."""
        known: Sequence[frozenset[str]] = self.follows
        following = expected.union(*known)
        for _ in range(MOST_SKIPPED):
            if self.token.sort == END or self.token.sort in following:
                return
            self.consume()
        raise TooManyErrors
