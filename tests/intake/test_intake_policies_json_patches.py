"""JSON patches of policies: what they make, and the words for what does not apply."""

from typing import Any

import pytest

from minik.intake.policies import json_patches
from minik.intake.policies.json_patches import NotApplicable

DOCUMENT = {"data": {"a": "1"}, "list": ["x", "y"]}


def operation(op: str, path: str, **more: Any) -> dict[str, Any]:
    return {"op": op, "path": path, **more}


WRONG = {
    "no parent": (
        operation("add", "/none/a", value="b"),
        'JSON Patch: add operation does not apply: doc is missing path: "/none/a": missing value',
    ),
    "nothing to remove": (
        operation("remove", "/data/z"),
        "JSON Patch: error in remove for path: '/data/z': Unable to remove nonexistent key: z: missing value",
    ),
    "an index out of range": (
        operation("add", "/list/9", value="z"),
        "JSON Patch: error in add for path: '/list/9': Unable to access invalid index: 9: invalid index referenced",
    ),
    "no index": (
        operation("add", "/list/x", value="z"),
        "JSON Patch: error in add for path: '/list/x': value was not a proper array index: 'x': strconv.Atoi: "
        'parsing "x": invalid syntax',
    ),
    "an operation that is none": (
        operation("frob", "/data/a"),
        "JSON Patch: Unexpected kind: frob",
    ),
    "nothing to move": (
        operation("move", "/data/b", **{"from": "/data/z"}),
        "JSON Patch: error in move for path: 'z': Unable to remove nonexistent key: z: missing value",
    ),
    "nowhere to copy from": (
        operation("copy", "/data/b", **{"from": "/none/z"}),
        "JSON Patch: copy operation does not apply: doc is missing from path: /none/z: missing value",
    ),
    "nowhere to copy to": (
        operation("copy", "/none/b", **{"from": "/data/a"}),
        "JSON Patch: copy operation does not apply: doc is missing destination path: /none/b: missing value",
    ),
    "no source": (
        operation("copy", "/data/b"),
        "JSON Patch: copy operation failed to decode from: missing value",
    ),
    "a test of nothing": (
        operation("test", "/none/a", value="b"),
        "JSON Patch: test operation does not apply: is missing path: /none/a: missing value",
    ),
}


@pytest.mark.parametrize(("patch", "message"), WRONG.values(), ids=WRONG)
def test_what_does_not_apply(patch: dict[str, Any], message: str) -> None:
    with pytest.raises(NotApplicable) as refusal:
        json_patches.apply(DOCUMENT, [patch])
    assert str(refusal.value) == message


def test_operations_build_on_each_other() -> None:
    patch = [operation("add", "/new", value={}), operation("add", "/new/b", value="c")]
    assert json_patches.apply(DOCUMENT, patch) == {**DOCUMENT, "new": {"b": "c"}}


def test_a_false_test_leaves_the_object_as_it_is() -> None:
    patch = [operation("add", "/new", value=1), operation("test", "/data/a", value="2")]
    assert json_patches.apply(DOCUMENT, patch) is DOCUMENT


def test_a_missing_key_is_replaced_all_the_same() -> None:
    changed = json_patches.apply(DOCUMENT, [operation("replace", "/data/z", value="9")])
    assert changed["data"] == {"a": "1", "z": "9"}
