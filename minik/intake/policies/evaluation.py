"""Expressions of one policy for one request: their variables, their errors, and what they may cost.

Upstream rule: apiserver `admission/plugin/cel` `activation.go`, `composition.go`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.cel.programs import PER_CALL_LIMIT, RUNTIME_BUDGET, CompileError
from minik.cel.values import EvaluationError
from minik.kinds import policy_expressions
from minik.kinds.policy_expressions import Scope
from minik.light_typing import Any

OUT_OF_BUDGET = (
    "validation failed due to running out of cost budget, no further validation rules will be run"
)


class Failed(Exception):
    """An expression has no value; the message is the server's, with the expression."""


class OutOfBudget(Exception):
    """All expressions together cost more than they may."""

    def __init__(self) -> None:
        super().__init__(OUT_OF_BUDGET)


class Variables(Mapping[str, Any]):
    """The variables of a policy, each evaluated when it is first asked for. `cost` is what they took."""

    def __init__(
        self, listed: Sequence[Mapping[str, Any]], scope: Scope, given: Mapping[str, Any]
    ) -> None:
        self.cost = 0
        self._given = {**given, "variables": self}
        self._texts = {part.get("name") or "": part.get("expression") or "" for part in listed}
        self._scopes = {
            name: scope._replace(variables=(scope.variables or ())[:place], patches=False)
            for place, name in enumerate(self._texts)
        }
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = self._evaluate(name, self._texts[name])
        return self._known[name]

    def _evaluate(self, name: str, text: str) -> Any:
        try:
            program = policy_expressions.program(text, self._scopes[name])
        except CompileError as error:
            raise EvaluationError(
                f'composited variable "{name}" fails to compile: {error.text}'
            ) from None
        try:
            value, cost = program.evaluate(self._given, limit=PER_CALL_LIMIT)
        except EvaluationError as error:
            self.cost += error.cost
            raise EvaluationError(
                f'composited variable "{name}" fails to evaluate: {error.message}'
            ) from None
        self.cost += cost
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Evaluation:
    """The expressions of a policy for one request, which share variables and a budget."""

    def __init__(
        self,
        spec: Mapping[str, Any],
        scope: Scope,
        given: Mapping[str, Any],
        budget: int = RUNTIME_BUDGET,
    ) -> None:
        self.scope, self.budget = scope, budget
        self.variables = Variables(spec.get("variables") or (), scope, given)
        self.given = {**given, "variables": self.variables}

    def value(self, text: str, scope: Scope | None = None) -> Any:
        """Return the value of an expression. Raise Failed if it has none, OutOfBudget if it and those
        before it cost too much.
        """
        try:
            program = policy_expressions.program(text, scope or self.scope)
        except CompileError as error:
            raise Failed(f"compilation error: compilation failed: {error.text}") from None
        before = self.variables.cost
        try:
            value, cost = program.evaluate(self.given, limit=PER_CALL_LIMIT)
        except EvaluationError as error:
            self._pay(error.cost + self.variables.cost - before)
            raise Failed(f"expression '{text}' resulted in error: {error.message}") from None
        self._pay(cost + self.variables.cost - before)
        return value

    def _pay(self, cost: int) -> None:
        if cost > self.budget:
            raise OutOfBudget
        self.budget -= cost
