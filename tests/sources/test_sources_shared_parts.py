"""Equal parts are kept once, and what is read stays what it was."""

import copy
import json
from typing import Any

import pytest

from minik.sources import shared_parts
from minik.sources.shared_parts import SharedParts


def pod(name: str) -> dict[str, Any]:
    text = (
        '{"metadata": {"name": "NAME"}, "spec": {"a": [1, 1.0, true, null, "x"], "b": [{"c": {}}]}}'
    )
    made: dict[str, Any] = json.loads(text.replace("NAME", name))
    return made


def test_equal_parts_are_the_same_part() -> None:
    shared = SharedParts()
    first, second = shared.share(pod("a")), shared.share(pod("b"))
    assert first == pod("a") and second == pod("b")
    assert first["spec"] is second["spec"] and first["metadata"] is not second["metadata"]


@pytest.mark.parametrize(
    "value", [1, 1.0, True, "1", None, [1], ["1"], [], {}, {"a": 1}, [[]], [{}]]
)
def test_what_differs_stays_apart(value: Any) -> None:
    shared = SharedParts()
    others: list[Any] = [
        0,
        0.0,
        False,
        1,
        1.0,
        True,
        "",
        None,
        [[1]],
        {"a": 1.0},
        {"a": True},
        [None],
    ]
    made = [shared.share({"v": copy.deepcopy(one)}) for one in (*others, value)]
    assert json.dumps(made) == json.dumps([{"v": one} for one in (*others, value)])


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_parts, "MOST", 50)
    shared = SharedParts()
    for number in range(500):
        assert shared.share(pod(f"p{number}")) == pod(f"p{number}")
        assert len(shared.parts) + len(shared.texts) <= 50
