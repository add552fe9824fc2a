"""--validate=warn and ignore: what a kind does not know is told or passed over, and nothing else
goes with it.
"""

from typing import Any

import pytest

from minik import kinds
from minik.intake.field_validation import (
    drop_unknown_fields,
    duplicates,
    last_ones,
    without_field,
)
from minik.intake.parsing import Document, parse

TREE: dict[str, Any] = {"a": {"b": 1, "": 2}, "a.b": [{"c": 1}, [{"d": 1}]], "": 3}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", {"a.b": [{"c": 1}, [{"d": 1}]], "": 3}),
        ("a.", {**TREE, "a": {"b": 1}}),
        ("", {name: TREE[name] for name in ("a", "a.b")}),
        ("a.b", {"a": TREE["a"], "": 3}),
        ("a.b[0].c", {**TREE, "a.b": [{}, [{"d": 1}]]}),
        ("a.b[1][0].d", {**TREE, "a.b": [{"c": 1}, [{}]]}),
        ("x", TREE),
        ("a.b[7].c", TREE),
        ("a.b.c", TREE),
    ],
)
def test_only_the_field_at_the_path_goes(path: str, expected: Any) -> None:
    assert without_field(TREE, path) == expected


def test_what_is_not_known_is_told_and_left_out() -> None:
    value = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "": None},
        "a.b": {"c": 1},
        "data": {"k": "v"},
    }
    kind = kinds.find_served_kind("v1", "ConfigMap")
    assert kind is not None
    document, warnings = drop_unknown_fields(Document(value, "x.yaml", 0), kind, "warn")
    assert document.value == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a"},
        "data": {"k": "v"},
    }
    assert warnings == ['unknown field "metadata."', 'unknown field "a.b"']


@pytest.mark.parametrize(
    ("text", "paths", "value"),
    [
        ('{"a": 1, "b": 2}', [], {"a": 1, "b": 2}),
        ('{"a": 1, "a": 2}', ["a"], {"a": 2}),
        ('{"a": 1, "a": 2, "a": 3}', ["a", "a"], {"a": 3}),
        (
            '{"a": {"b": 1, "b": 2}, "c": [{"d": 1}, {"d": 1, "d": 2}]}',
            ["a.b", "c[1].d"],
            {"a": {"b": 2}, "c": [{"d": 1}, {"d": 2}]},
        ),
        ('{"a": [[{"b": 1, "b": 2}]], "a": 5}', ["a[0][0].b", "a"], {"a": 5}),
    ],
)
def test_a_field_that_stands_twice_is_told_and_the_last_one_counts(
    text: str, paths: list[str], value: Any
) -> None:
    (document,) = parse(text, "x.json")
    assert list(duplicates(document.value)) == paths
    assert last_ones(document.value) == value
