"""What an expression has made, as JSON."""

from typing import Any

import pytest

from minik.cel import json_values, types
from minik.cel.environment import Environment
from minik.cel.programs import compile_text
from minik.cel.values import EvaluationError

VALUES: dict[str, Any] = {
    "{'a': [dyn(1), dyn(true), dyn(null), dyn('x'), dyn(1.5)]}": {"a": [1, True, None, "x", 1.5]},
    "Object{spec: Object.spec{replicas: 3}}": {"spec": {"replicas": 3}},
    "2u": 2,
    "b'ab'": "YWI=",
    "duration('90s')": "90s",
    "timestamp('2026-01-02T03:04:05Z')": "2026-01-02T03:04:05Z",
    "{true: 1}": {"true": 1},
    "jsonpatch.escapeKey('a/b~c')": "a~1b~0c",
}


def value(text: str) -> Any:
    environment = Environment({"x": types.DYN}, ("jsonpatch",), open_root="Object")
    return compile_text(text, environment).evaluate({"x": 1})[0]


@pytest.mark.parametrize(("text", "wanted"), VALUES.items())
def test_what_can_be_json(text: str, wanted: Any) -> None:
    assert json_values.to_json(value(text)) == wanted


def test_what_cannot() -> None:
    with pytest.raises(EvaluationError, match="unsupported conversion"):
        json_values.to_json(value("type(x)"))
