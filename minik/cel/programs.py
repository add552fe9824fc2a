"""Expressions: compiled once, evaluated often.

Upstream rules: cel-go `cel/env.go` and `cel/program.go`; the limits are Kubernetes' `apis/cel/config.go`.
"""

from collections.abc import Mapping
from functools import cached_property

from minik.cel.checker import Checker
from minik.cel.costs import estimate
from minik.cel.declarations import Range
from minik.cel.environment import Environment
from minik.cel.frames import Frame, Run
from minik.cel.messages import Issue, describe
from minik.cel.parser import MOST_LETTERS, Parser
from minik.cel.planning import Planner
from minik.cel.tree import Call, Literal, Name, Node, walk
from minik.cel.types import Type
from minik.cel.validators import literal_issues
from minik.cel.values import CostExceeded, EvaluationError
from minik.light_typing import Any
from minik.model import patterns

PER_CALL_LIMIT = 1_000_000
RUNTIME_BUDGET = 10_000_000
CONDITIONS_BUDGET = RUNTIME_BUDGET // 4
LONGEST_MESSAGE = 5 * 1024
SEARCHES = ("find", "findAll", "matches")

__all__ = ["CompileError", "CostExceeded", "EvaluationError", "Program", "compile_text"]


class CompileError(Exception):
    """A text is no expression of the environment; `text` is what the server says of it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Program:
    """A checked expression: its type, the variables that it names, its cost, its value."""

    def __init__(self, node: Node, environment: Environment) -> None:
        self.node, self.environment = node, environment
        self.type: Type = node.type

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of the variables that the expression refers to."""
        return frozenset(node.name for node in walk(self.node) if isinstance(node, Name))

    @cached_property
    def _run(self) -> Run:
        return Planner(self.environment).plan(self.node)

    def instantiation_problem(self) -> str:
        """Return what keeps the expression from being run although its types fit: a pattern in the text
        that is none; "" if nothing does.
        """
        for node in walk(self.node):
            if isinstance(node, Call) and node.function in SEARCHES:
                pattern = node.arguments[0] if node.target is not None else node.arguments[1]
                if isinstance(pattern, Literal) and isinstance(pattern.value, str):
                    try:
                        patterns.compile_pattern(pattern.value)
                    except patterns.InvalidPattern as wrong:
                        return str(wrong)
        return ""

    def estimate(self) -> Range:
        """Return what an evaluation costs at least and at most."""
        return estimate(self.node, self.environment)

    def evaluate(
        self, variables: Mapping[str, Any], limit: int = PER_CALL_LIMIT
    ) -> tuple[Any, int]:
        """Return the value and what it cost; raise EvaluationError, above the limit CostExceeded."""
        frame = Frame(variables, limit)
        try:
            value = self._run(frame)
        except EvaluationError as error:
            error.cost = frame.cost
            raise
        except RecursionError:
            raise EvaluationError("max recursion depth exceeded") from None
        return value, frame.cost


def compile_text(text: str, environment: Environment) -> Program:
    """Return the program of a text; raise CompileError."""
    if len(text) > MOST_LETTERS:
        wrong = f"expression code point size exceeds limit: size: {len(text)}, limit {MOST_LETTERS}"
        raise CompileError(describe(text, [Issue(-1, wrong)]))
    parser = Parser(text, environment.macros)
    node = parser.read()
    if parser.issues:
        raise CompileError(describe(text, parser.issues))
    checker = Checker(environment)
    checker.check_all(node)
    issues = checker.issues or list(literal_issues(node))
    if issues:
        raise CompileError(describe(text, issues))
    return Program(node, environment)
