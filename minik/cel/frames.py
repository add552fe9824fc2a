"""What an expression is evaluated with: its variables, what it has cost and what it may cost."""

from collections.abc import Callable, Mapping

from minik.cel.declarations import scale
from minik.cel.values import SAME, CostExceeded, cost_size
from minik.light_typing import Any, TypeAlias

PER_LETTER, PER_PATTERN_LETTER = 0.1, 0.25  # costs of a text, of a regular expression
SIZED = (str, bytes)


class Frame:
    """One evaluation."""

    __slots__ = ("cost", "limit", "variables")

    def __init__(self, variables: Mapping[str, Any], limit: int) -> None:
        self.variables: dict[str, Any] = dict(variables)
        self.cost, self.limit = 0, limit

    def charge(self, cost: int) -> None:
        """Count a cost; raise CostExceeded above the limit."""
        self.cost += cost
        if self.cost > self.limit:
            raise CostExceeded

    def charge_equality(self, left: Any, right: Any) -> None:
        """Count what a comparison costs: the shorter of two texts or lists, 1 for anything else."""
        if left.__class__ in SAME and left.__class__ not in SIZED:
            self.cost += 1
        else:
            self.cost += scale(min(cost_size(left), cost_size(right)), PER_LETTER)
        if self.cost > self.limit:
            raise CostExceeded


Run: TypeAlias = Callable[[Frame], Any]
