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


MORE = [
    (operation("add", "/data/a/b", value=1),
     'add operation does not apply: doc is missing path: "/data/a/b": missing value'),
    (operation("remove", ""),
     'remove operation does not apply: doc is missing path: "": missing value'),
    (operation("remove", "/list/-"),
     "error in remove for path: '/list/-': strconv.Atoi: parsing \"-\": invalid syntax"),
    (operation("replace", "/none/a", value=1),
     "replace operation does not apply: doc is missing path: /none/a: missing value"),
    (operation("remove", "/none/a"),
     'remove operation does not apply: doc is missing path: "/none/a": missing value'),
    (operation("move", "/none/a", **{"from": "/data/a"}),
     "move operation does not apply: doc is missing destination path: /none/a: missing value"),
    (operation("move", "/data/a", **{"from": "/none/a"}),
     "move operation does not apply: doc is missing from path: /none/a: missing value"),
    (operation("move", "/data/a"), "move operation failed to decode from: missing value"),
    (operation("move", "/data/a", **{"from": "/list/7"}),
     "error in move for path: '7': Unable to access invalid index: 7: invalid index referenced"),
    (operation("copy", "/data/a", **{"from": "/list/7"}),
     "error in copy for from: '/list/7': Unable to access invalid index: 7: invalid index "
     "referenced"),
    (operation("copy", "/list/7", **{"from": "/data/a"}),
     "error in copy for path: '/list/7': Unable to access invalid index: 7: invalid index "
     "referenced"),
    (operation("replace", "/list/2", value=1),
     "error in remove for path: '/list/2': Unable to access invalid index: 2: invalid index "
     "referenced"),
    (operation("remove", "/list/x"),
     "error in remove for path: '/list/x': strconv.Atoi: parsing \"x\": invalid syntax"),
    (operation("remove", "/list/-3"),
     "error in remove for path: '/list/-3': Unable to access invalid index: -3: invalid index "
     "referenced"),
    (operation("add", "/list/3", value=1),
     "error in add for path: '/list/3': Unable to access invalid index: 3: invalid index "
     "referenced"),
    (operation("test", "/list/7", value=1),
     "error in test for path: '/list/7': Unable to access invalid index: 7: invalid index "
     "referenced"),
]  # fmt: skip


@pytest.mark.parametrize(("patch", "message"), MORE)
def test_what_else_does_not_apply(patch: dict[str, Any], message: str) -> None:
    with pytest.raises(NotApplicable) as refusal:
        json_patches.apply(DOCUMENT, [patch])
    assert str(refusal.value) == f"JSON Patch: {message}"


@pytest.mark.parametrize("path", ["/list/0", "/list/2", "/list/-", "/list/-1"])
def test_what_applies_has_no_reason(path: str) -> None:
    assert json_patches.reason(DOCUMENT, operation("add", path, value=1)) == ""
    assert len(json_patches.apply(DOCUMENT, [operation("add", path, value=1)])["list"]) == 3
