"""The expressions of device selectors: what they may speak of and cost.

Upstream rule: `k8s.io/dynamic-resource-allocation/cel`.
"""

from collections.abc import Iterator
from functools import cache

from minik.cel import types
from minik.cel.environment import Environment
from minik.cel.programs import CompileError, compile_text
from minik.cel.shapes import Shape
from minik.errors import Problem
from minik.model.problem import forbidden, invalid

MOST_COST = 1_000_000
LONGEST_DRIVER, MOST_NAMES, LONGEST_NAME = 63, 32, 64
QUANTITY = types.object_type("kubernetes.Quantity")


def _map(element: Shape) -> Shape:
    kind = types.map_of(types.STRING, element.type)
    return Shape(kind, most=MOST_NAMES, element=element, key=Shape(types.STRING, most=LONGEST_NAME))


DEVICE = Shape(
    types.object_type("kubernetes.DRADevice"),
    fields={
        "driver": Shape(types.STRING, most=LONGEST_DRIVER),
        "attributes": _map(_map(Shape(types.DYN, most=LONGEST_NAME))),
        "capacity": _map(_map(Shape(QUANTITY))),
        "allowMultipleAllocations": Shape(types.BOOL),
    },
)


@cache
def _environment() -> Environment:
    return Environment({"device": DEVICE}, extra=("bindings",), root=DEVICE)


def selector_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield why a text is no expression that selects devices."""
    try:
        program = compile_text(text, _environment())
    except CompileError as wrong:
        yield invalid(path, text, f"compilation failed: {wrong.text}")
        return
    if program.type not in (types.BOOL, types.DYN):
        problem = f"must evaluate to bool or the unknown type, not {program.type}"
        yield invalid(path, text, problem)
    elif program.estimate().most > MOST_COST:
        yield forbidden(path, "too complex, exceeds cost limit")
