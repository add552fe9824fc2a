"""JSON patches by the examples of RFC 6902, appendix A, and by a law."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.errors import BadRequest, RequestEntityTooLarge, Unanswered
from minik.intake import json_patch


@pytest.mark.parametrize(
    ("target", "operations", "result"),
    [
        (
            {"foo": "bar"},
            [{"op": "add", "path": "/baz", "value": "qux"}],
            {"baz": "qux", "foo": "bar"},
        ),
        (
            {"foo": ["bar", "baz"]},
            [{"op": "add", "path": "/foo/1", "value": "qux"}],
            {"foo": ["bar", "qux", "baz"]},
        ),
        ({"baz": "qux", "foo": "bar"}, [{"op": "remove", "path": "/baz"}], {"foo": "bar"}),
        (
            {"foo": ["bar", "qux", "baz"]},
            [{"op": "remove", "path": "/foo/1"}],
            {"foo": ["bar", "baz"]},
        ),
        (
            {"baz": "qux", "foo": "bar"},
            [{"op": "replace", "path": "/baz", "value": "boo"}],
            {"baz": "boo", "foo": "bar"},
        ),
        (
            {"foo": {"bar": "baz", "waldo": "fred"}, "qux": {"corge": "grault"}},
            [{"op": "move", "from": "/foo/waldo", "path": "/qux/thud"}],
            {"foo": {"bar": "baz"}, "qux": {"corge": "grault", "thud": "fred"}},
        ),
        (
            {"foo": ["all", "grass", "cows", "eat"]},
            [{"op": "move", "from": "/foo/1", "path": "/foo/3"}],
            {"foo": ["all", "cows", "eat", "grass"]},
        ),
        (
            {"baz": "qux", "foo": ["a", 2, "c"]},
            [
                {"op": "test", "path": "/baz", "value": "qux"},
                {"op": "test", "path": "/foo/1", "value": 2},
            ],
            {"baz": "qux", "foo": ["a", 2, "c"]},
        ),
        (
            {"foo": "bar"},
            [{"op": "add", "path": "/child", "value": {"grandchild": {}}}],
            {"foo": "bar", "child": {"grandchild": {}}},
        ),
        (
            {"foo": ["bar"]},
            [{"op": "add", "path": "/foo/-", "value": ["abc", "def"]}],
            {"foo": ["bar", ["abc", "def"]]},
        ),
        ({"/": 9, "~1": 10}, [{"op": "test", "path": "/~01", "value": 10}], {"/": 9, "~1": 10}),
        (
            {"a": {"b": [1]}},
            [
                {"op": "copy", "from": "/a/b", "path": "/c"},
                {"op": "add", "path": "/c/0", "value": 0},
            ],
            {"a": {"b": [1]}, "c": [0, 1]},
        ),
        ({"a": 1}, [{"op": "replace", "path": "", "value": {"b": 2}}], {"b": 2}),
        ({"a": [1, 2]}, [{"op": "replace", "path": "/a/1", "value": 3}], {"a": [1, 3]}),
        ({"a": 1}, [], {"a": 1}),
    ],
)
def test_the_examples_of_the_standard(target: Any, operations: Any, result: Any) -> None:
    before = copy.deepcopy(target)
    assert json_patch.apply_operations(target, operations) == result
    assert target == before


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "test", "path": "/baz", "value": "bar"},
        {"op": "add", "path": "/no/where", "value": 1},
        {"op": "remove", "path": "/nope"},
        {"op": "replace", "path": "/nope/deep", "value": 1},
        {"op": "replace", "path": "/list/1", "value": 1},
        {"op": "replace", "path": "", "value": 1},
        {"op": "test", "path": "/list/0", "value": True},
        {"op": "test", "path": "/nope", "value": 1},
        {"op": "test", "path": "/nope/deep", "value": None},
        {"op": "remove", "path": "/list/-2"},
        {"op": "add", "path": "", "value": {}},
        {"op": "add", "path": "/list/9", "value": 1},
        {"op": "add", "path": "/list/x", "value": 1},
        {"op": "move", "from": "/nope", "path": "/a"},
        {"op": "copy", "path": "/a"},
        {"op": "fly", "path": "/a"},
        {"op": "add", "value": 1},
        {"op": "add", "path": "a", "value": 1},
        {"op": "remove", "path": ""},
        {},
        {"op": "add", "path": "/baz/deep/er", "value": 1},
        {"op": "move", "path": "/a"},
        {"op": "copy", "from": None, "path": "/a"},
    ],
)
def test_one_operation_that_fails_refuses_all(operation: Any) -> None:
    with pytest.raises(
        Unanswered, match="the server rejected our request due to an error in our request"
    ):
        json_patch.apply_operations(
            {"baz": "qux", "list": [1]}, [{"op": "add", "path": "/a", "value": 1}, operation]
        )


LISTS: list[tuple[Any, str]] = [
    ({}, "object into Go value of type []handlers.jsonPatchOp"),
    ("x", "string into Go value of type []handlers.jsonPatchOp"),
    (1.5, "number into Go value of type []handlers.jsonPatchOp"),
    ([1], "number into Go value of type handlers.jsonPatchOp"),
    ([[]], "array into Go value of type handlers.jsonPatchOp"),
    ([{"op": True}], "bool into Go struct field jsonPatchOp.op of type string"),
    ([{"op": "add", "path": 5}], "number into Go struct field jsonPatchOp.path of type string"),
    ([{"op": "move", "from": {}}], "object into Go struct field jsonPatchOp.from of type string"),
]


@pytest.mark.parametrize(("operations", "why"), LISTS)
def test_a_patch_is_a_list_of_operations(operations: Any, why: str) -> None:
    with pytest.raises(BadRequest) as refused:
        json_patch.apply_operations({}, operations)
    assert refused.value.message == f"error decoding patch: json: cannot unmarshal {why}"


def test_null_in_a_patch_is_an_operation_without_a_name() -> None:
    with pytest.raises(Unanswered):
        json_patch.apply_operations({}, [None])


def test_no_operations_change_nothing() -> None:
    assert json_patch.apply_operations({"a": 1}, None) == {"a": 1}


@given(
    st.dictionaries(st.text(alphabet="a/~", max_size=3), st.integers(), max_size=4),
    st.text(alphabet="a/~", max_size=3),
    st.integers(),
)
def test_what_was_added_is_there_and_can_be_taken_out_again(
    target: dict[str, int], name: str, value: int
) -> None:
    path = "/" + name.replace("~", "~0").replace("/", "~1")
    added = json_patch.apply_operations(target, [{"op": "add", "path": path, "value": value}])
    assert added == {**target, name: value}
    left = json_patch.apply_operations(added, [{"op": "remove", "path": path}])
    assert left == {other: number for other, number in target.items() if other != name}


LIST = {"a": [1, 2, 3]}


@pytest.mark.parametrize(
    ("target", "operation", "result"),
    [
        ({}, {"op": "replace", "path": "/a", "value": 1}, {"a": 1}),
        ({"m": {}}, {"op": "replace", "path": "/m/a", "value": 1}, {"m": {"a": 1}}),
        ({"a": 1}, {"op": "test", "path": "/b", "value": None}, {"a": 1}),
        ({"a": 1}, {"op": "test", "path": "/b"}, {"a": 1}),
        ({"a": 1}, {"op": "copy", "from": "/b", "path": "/c"}, {"a": 1, "c": None}),
        (LIST, {"op": "remove", "path": "/a/-1"}, {"a": [1, 2]}),
        (LIST, {"op": "replace", "path": "/a/-3", "value": 9}, {"a": [9, 2, 3]}),
        (LIST, {"op": "add", "path": "/a/-1", "value": 9}, {"a": [1, 2, 3, 9]}),
        (LIST, {"op": "add", "path": "/a/-4", "value": 9}, {"a": [9, 1, 2, 3]}),
        (LIST, {"op": "test", "path": "/a/-2", "value": 2}, LIST),
    ],
)
def test_where_the_server_is_laxer_than_the_standard(
    target: Any, operation: Any, result: Any
) -> None:
    assert json_patch.apply_operations(target, [operation]) == result


def test_copies_may_add_three_mebibytes_in_all() -> None:
    target = {"a": "x" * 1024 * 1024}
    copies = [{"op": "copy", "from": "/a", "path": f"/{number}"} for number in range(3)]
    assert len(json_patch.apply_operations(target, copies[:2])) == 3
    with pytest.raises(Unanswered):
        json_patch.apply_operations(target, copies)


def test_a_patch_of_too_many_operations_is_refused() -> None:
    operation = {"op": "test", "path": "/a", "value": 1}
    assert json_patch.apply_operations({"a": 1}, [operation] * 10_000) == {"a": 1}
    with pytest.raises(RequestEntityTooLarge, match="JSON patch is 10000, got 10001"):
        json_patch.apply_operations({"a": 1}, [operation] * 10_001)


LETTERS = {"list": ["a", "b", "c"]}


@pytest.mark.parametrize(
    ("operation", "result"),
    [
        ({"op": "add", "path": "/list/0", "value": "x"}, ["x", "a", "b", "c"]),
        ({"op": "add", "path": "/list/3", "value": "x"}, ["a", "b", "c", "x"]),
        ({"op": "add", "path": "/list/-1", "value": "x"}, ["a", "b", "c", "x"]),
        ({"op": "add", "path": "/list/-2", "value": "x"}, ["a", "b", "x", "c"]),
        ({"op": "add", "path": "/list/-4", "value": "x"}, ["x", "a", "b", "c"]),
        ({"op": "add", "path": "/list/+1", "value": "x"}, ["a", "x", "b", "c"]),
        ({"op": "add", "path": "/list/01", "value": "x"}, ["a", "x", "b", "c"]),
        ({"op": "replace", "path": "/list/-1", "value": "x"}, ["a", "b", "x"]),
        ({"op": "replace", "path": "/list/-3", "value": "x"}, ["x", "b", "c"]),
        ({"op": "remove", "path": "/list/-1"}, ["a", "b"]),
        ({"op": "remove", "path": "/list/2"}, ["a", "b"]),
        ({"op": "copy", "from": "/list/-1", "path": "/list/0"}, ["c", "a", "b", "c"]),
        ({"op": "move", "from": "/list/0", "path": "/list/-"}, ["b", "c", "a"]),
        ({"op": "add", "path": "/list/5", "value": "x"}, None),
        ({"op": "add", "path": "/list/-5", "value": "x"}, None),
        ({"op": "replace", "path": "/list/-4", "value": "x"}, None),
        ({"op": "replace", "path": "/list/3", "value": "x"}, None),
        ({"op": "replace", "path": "/list/-", "value": "x"}, None),
        ({"op": "remove", "path": "/list/--1"}, None),
        ({"op": "add", "path": "/list/\u0661", "value": "x"}, None),
        ({"op": "add", "path": f"/list/{'0' * 17}1", "value": "x"}, ["a", "x", "b", "c"]),
        ({"op": "add", "path": f"/list/{'0' * 18}1", "value": "x"}, None),
    ],
)
def test_an_index_counts_from_either_end(operation: Any, result: Any) -> None:
    if result is not None:
        assert json_patch.apply_operations(LETTERS, [operation]) == {"list": result}
        return
    with pytest.raises(Unanswered):
        json_patch.apply_operations(LETTERS, [operation])


@pytest.mark.parametrize(
    ("operations", "result"),
    [
        (None, LETTERS),
        ([{"op": "replace", "path": "", "value": None}], {}),
        ([{"op": "replace", "path": "", "value": []}], []),
        ([{"op": "replace", "path": "/new"}], {**LETTERS, "new": None}),
        ([{"op": "test", "path": "/new"}], LETTERS),
        ([{"op": "add", "path": "/a~1b", "value": 1}], {**LETTERS, "a/b": 1}),
        ([{"op": "add", "path": "/a~0b", "value": 1}], {**LETTERS, "a~b": 1}),
        ([{"op": "add", "path": "/", "value": 1}], {**LETTERS, "": 1}),
        ([{"op": "copy", "from": "", "path": "/x"}], {**LETTERS, "x": LETTERS}),
    ],
)
def test_what_is_laxer_than_the_standard(operations: Any, result: Any) -> None:
    assert json_patch.apply_operations(LETTERS, operations) == result


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ({}, "object into Go value of type []handlers.jsonPatchOp"),
        ("a", "string into Go value of type []handlers.jsonPatchOp"),
        ([1], "number into Go value of type handlers.jsonPatchOp"),
        ([[]], "array into Go value of type handlers.jsonPatchOp"),
        ([{"op": 1}], "number into Go struct field jsonPatchOp.op of type string"),
        ([{"op": "add", "path": []}], "array into Go struct field jsonPatchOp.path of type string"),
        ([{"from": True}], "bool into Go struct field jsonPatchOp.from of type string"),
    ],
)
def test_what_is_no_list_of_operations(operations: Any, words: str) -> None:
    with pytest.raises(BadRequest) as refused:
        json_patch.apply_operations({}, operations)
    assert refused.value.message == f"error decoding patch: json: cannot unmarshal {words}"
