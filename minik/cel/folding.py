"""Loops: what macros over lists and maps become.

`all` and `exists` go on after an error, since a later element may settle them. What gathers a list or a
map adds to it in place: nobody else has it yet.

Upstream rule: cel-go `interpreter/interpretable.go` (`evalFold`).
"""

from collections.abc import Callable, Iterator, Mapping

from minik.cel.frames import Frame, Run
from minik.cel.tree import ACCUMULATOR, Call, Fold, ListNode, Name, Node
from minik.cel.values import (
    LISTS,
    CostExceeded,
    EvaluationError,
    NoOverload,
    iterate,
    type_of,
)
from minik.light_typing import Any, TypeAlias

Plan: TypeAlias = Callable[[Node], Run]
Step: TypeAlias = Callable[[Frame, Any], Any]
INSERT = "cel.@mapInsert"
QUANTIFIERS = {"_&&_": (False, 3), "_||_": (True, 4)}  # what settles one, what a round costs
APPEND_COST, INSERT_COST = 12, 2


def fold(node: Fold, plan: Plan) -> Run:
    """Return the closure of a loop."""
    if node.binds:
        return _binding(node, plan)
    step = node.step
    if isinstance(step, Call) and step.function in QUANTIFIERS and _is_so_far(step.arguments[0]):
        return _quantifier(
            node, plan(step.arguments[1]), plan(node.over), *QUANTIFIERS[step.function]
        )
    return _gathering(node, plan)


def _is_so_far(node: Node) -> bool:
    return isinstance(node, Name) and node.name == ACCUMULATOR


def _binding(node: Fold, plan: Plan) -> Run:
    name, value, within = node.accumulator, plan(node.start), plan(node.result)

    def run(frame: Frame) -> Any:
        variables = frame.variables
        given = value(frame)
        before = variables.get(name, variables)
        variables[name] = given
        try:
            return within(frame)
        finally:
            _restore(variables, name, before)

    return run


def _restore(variables: dict[str, Any], name: str, before: Any) -> None:
    """Give a name back what it stood for; the variables themselves stand for nothing."""
    if before is variables:
        variables.pop(name, None)
    else:
        variables[name] = before


def _rounds(frame: Frame, value: Any, names: tuple[str, str]) -> Iterator[None]:
    """Go through a list or map, one round for each element, with its variables set."""
    variables = frame.variables
    first, second = names
    before = variables.get(first, variables), variables.get(second, variables)
    try:
        if second:
            for variables[first], variables[second] in _pairs(value):
                yield
        else:
            for variables[first] in iterate(value):
                yield
    finally:
        _restore(variables, first, before[0])
        if second:
            _restore(variables, second, before[1])


def _pairs(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif value.__class__ in LISTS:
        yield from enumerate(value)
    else:
        raise EvaluationError(f"unsupported comprehension range type: {type_of(value).name}")


def _quantifier(node: Fold, test: Run, over: Run, decisive: bool, cost: int) -> Run:
    names = node.variables

    def run(frame: Frame) -> Any:
        error: EvaluationError | None = None
        rounds = _rounds(frame, over(frame), names)
        for _ in rounds:
            frame.charge(cost)
            try:
                value = test(frame)
            except CostExceeded:
                rounds.close()  # type: ignore[attr-defined]
                raise
            except EvaluationError as wrong:
                error = error or wrong
                continue
            if value is decisive:
                if next(rounds, rounds) is not rounds:
                    frame.cost += (
                        cost - 1
                    )  # the next round is begun before it is seen to be settled
                rounds.close()  # type: ignore[attr-defined]
                frame.cost += 1
                return decisive
            if value.__class__ is not bool:
                error = error or NoOverload()
        frame.cost += 1
        if error:
            raise error
        return not decisive

    return run


def _gathering(node: Fold, plan: Plan) -> Run:
    over, start, step, result = plan(node.over), plan(node.start), _step(node.step, plan), plan(node.result)  # fmt: skip
    names = node.variables

    def run(frame: Frame) -> Any:
        value = over(frame)
        so_far = start(frame)
        if so_far.__class__ in (list, dict):
            so_far = so_far.copy()
        rounds = _rounds(frame, value, names)
        try:
            for _ in rounds:
                so_far = step(frame, so_far)
        finally:
            rounds.close()  # type: ignore[attr-defined]
        frame.charge(0)
        variables = frame.variables
        before = variables.get(ACCUMULATOR, variables)
        variables[ACCUMULATOR] = so_far
        try:
            return result(frame)
        finally:
            _restore(variables, ACCUMULATOR, before)

    return run


def _step(node: Node, plan: Plan) -> Step:
    """Return what a round does with what was gathered so far."""
    if _is_so_far(node):
        return lambda frame, so_far: so_far
    if isinstance(node, Call) and node.function == "_?_:_":
        return _choice(plan(node.arguments[0]), _step(node.arguments[1], plan), _step(node.arguments[2], plan))  # fmt: skip
    if isinstance(node, Call) and node.arguments and _is_so_far(node.arguments[0]):
        added = node.arguments[1]
        if node.function == "_+_" and isinstance(added, ListNode):
            return _append(plan(added.elements[0]))
        if node.function == "_+_":
            return _count(plan(added))
        if node.function == INSERT:
            return _insert([plan(part) for part in node.arguments[1:]])
    raise NotImplementedError(f"a loop with the step {node!r}")


def _choice(test: Run, first: Step, second: Step) -> Step:
    def run(frame: Frame, so_far: Any) -> Any:
        chosen = test(frame)
        if chosen is True:
            return first(frame, so_far)
        if chosen is False:
            return second(frame, so_far)
        raise NoOverload()

    return run


def _append(element: Run) -> Step:
    def run(frame: Frame, so_far: Any) -> Any:
        so_far.append(element(frame))
        frame.charge(APPEND_COST)
        return so_far

    return run


def _count(more: Run) -> Step:
    def run(frame: Frame, so_far: Any) -> Any:
        frame.charge(2)
        return so_far + more(frame)

    return run


def _insert(parts: list[Run]) -> Step:
    def run(frame: Frame, so_far: Any) -> Any:
        values = [part(frame) for part in parts]
        frame.charge(INSERT_COST)
        added = {values[0]: values[1]} if len(values) == 2 else values[0]
        for key, value in added.items():
            if key in so_far:
                raise EvaluationError(f"insert failed: key {key} already exists")
            so_far[key] = value
        return so_far

    return run
