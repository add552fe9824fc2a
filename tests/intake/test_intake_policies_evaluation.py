"""Expressions of one policy: what they share, and what they may cost."""

from typing import Any

import pytest

from minik.cel import types
from minik.intake.policies.evaluation import Evaluation, Failed, OutOfBudget
from minik.kinds.policy_expressions import Scope, declare
from minik.model.object import Object

DATA: Object = {"data": {str(key): "x" for key in range(120)}}
CUBE = "object.data.all(a, object.data.all(b, object.data.all(c, (a + b + c).size() > 0)))"


def evaluation(*variables: tuple[str, str], budget: int = 10_000_000) -> Evaluation:
    listed = [{"name": name, "expression": text} for name, text in variables]
    scope = Scope(variables=declare(listed, Scope()))
    return Evaluation({"variables": listed}, scope, {"object": DATA}, budget)


def test_one_expression_may_cost_so_much() -> None:
    with pytest.raises(Failed) as failure:
        evaluation().value(CUBE)
    assert str(failure.value).endswith("operation cancelled: actual cost limit exceeded")


def test_all_together_may_cost_so_much() -> None:
    shared = evaluation(("names", "object.data.map(k, k)"), budget=400)
    shared.value("object.data.size() == 120")
    with pytest.raises(OutOfBudget) as failure:
        shared.value("variables.names.size() > 0")
    assert str(failure.value).startswith("validation failed due to running out of cost budget")


def test_a_variable_is_evaluated_once() -> None:
    shared = evaluation(("names", "object.data.map(k, k)"))
    shared.value("variables.names.size() > 0")
    left = shared.budget
    shared.value("variables.names.size() > 0")
    assert left - shared.budget < 10


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'a'", types.STRING),
        ("object.x", types.DYN),
        ("['a']", types.list_of(types.STRING)),
        ("request.kind", types.DYN),
        ("+", types.DYN),
    ],
)
def test_variables_have_types_but_objects_are_not_known(text: str, kind: Any) -> None:
    assert declare([{"name": "v", "expression": text}], Scope()) == (("v", kind),)
