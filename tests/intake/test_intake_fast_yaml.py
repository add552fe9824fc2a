"""Plain block style, read without a parser: wherever it is sure, the parser agrees."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minik.intake import fast_yaml
from minik.intake.fast_yaml import UnsupportedYaml
from minik.intake.yaml_parser import parse_yaml

TYPICAL = """---
# a Deployment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web   # the name
  labels: {app: web, tier: "front"}
  annotations:
    example.com/a.b: 'http://example.com:80/x?y=z'
    y: 0777
spec:
  replicas: 3

  template:
    spec:
      containers:
      - name: main
        image: registry.example/web:1.0
        args: [serve, --port=80, "-v", '']
        ports: [{containerPort: 80}, {"containerPort": 81}]
        resources: {}
        command:
          -   sh
          -   -c
      -   name: other
          env:
          - {name: A, value: "1"}
      volumes:
      -  emptyDir:
         name: x
script: |
  #!/bin/sh
  if true; then
    echo "a: b"

  fi
end: |-
    x

last:
"""


def test_a_typical_manifest_needs_no_parser() -> None:
    assert fast_yaml.parse_block_yaml(TYPICAL) == parse_yaml(TYPICAL)


READ: dict[str, Any] = {
    "": None,
    "# nothing": None,
    "---": None,
    "--- # a document": None,
    "a: 1": {"a": 1},
    "---\na: 1\n": {"a": 1},
    "a:": {"a": None},
    "a: # none": {"a": None},
    'a: "b c"  # text': {"a": "b c"},
    "a: 'b # c'": {"a": "b # c"},
    "a: b#c": {"a": "b#c"},
    "a: b:c": {"a": "b:c"},
    '"a b": 1': {"a b": 1},
    "1: a": {"1": "a"},
    "true: a": {"true": "a"},
    "a: -1": {"a": -1},
    "a: .5": {"a": 0.5},
    "a: ~": {"a": None},
    "a: yes": {"a": True},
    "a: {}": {"a": {}},
    "a: []": {"a": []},
    "a: [ ]": {"a": []},
    "a: [b, c,]": {"a": ["b", "c"]},
    "a: [1, '2', \"3\"]": {"a": [1, "2", "3"]},
    "a: [[b], {c: d}]": {"a": [["b"], {"c": "d"}]},
    'a: {b: 1, "c": [2]}': {"a": {"b": 1, "c": [2]}},
    'a: {"b":1}': {"a": {"b": 1}},
    "a: [b:c]": {"a": ["b:c"]},
    "- a\n- b": ["a", "b"],
    "- a: 1\n  b: 2\n- a: 3": [{"a": 1, "b": 2}, {"a": 3}],
    "-   a: 1\n    b: 2": [{"a": 1, "b": 2}],
    "a:\n- b\n- c\nd: 1": {"a": ["b", "c"], "d": 1},
    "a:\n  - b\nd: 1": {"a": ["b"], "d": 1},
    "a:\n  b:\n    c: 1\n  d: 2\ne: 3": {"a": {"b": {"c": 1}, "d": 2}, "e": 3},
    "a:\n  b:\n  - c\n  d: 2": {"a": {"b": ["c"], "d": 2}},
    "- a:\n  - b\n  c: 1": [{"a": ["b"], "c": 1}],
    "a: |\n  b\n   c\n\n  d\ne: 1\n": {"a": "b\n c\n\nd\n", "e": 1},
    "a: |-\n  b\n  c\n\n": {"a": "b\nc"},
    "a: |\n b\n": {"a": "b\n"},
    "- a: |\n    b\n": [{"a": "b\n"}],
    "a: 1\nspec:\n  b: 2\n": {"a": 1, "spec": {"b": 2}},
    "a: 1\nspec:\n  b: 2\n\n": {"a": 1, "spec": {"b": 2}},
}


@pytest.mark.parametrize("text", READ)
def test_what_it_is_sure_of_it_reads(text: str) -> None:
    assert fast_yaml.parse_block_yaml(text) == READ[text] == parse_yaml(text)


def nested(depth: int, how: str) -> str:
    if how == "mappings":
        return "".join(f"{' ' * level}a:\n" for level in range(depth - 1)) + " " * depth + "a: 1\n"
    if how == "flow":
        return f"a: {'[' * depth}{']' * depth}\n"
    return "".join(f"{'  ' * level}- a:\n" for level in range(depth)) + "  " * depth + "- b\n"


@pytest.mark.parametrize(("how", "deep"), [("mappings", 50), ("flow", 50), ("lists", 24)])
def test_it_reads_so_deep_and_no_deeper(how: str, deep: int) -> None:
    text = nested(deep, how)
    assert fast_yaml.parse_block_yaml(text) == parse_yaml(text)
    with pytest.raises(UnsupportedYaml):
        fast_yaml.parse_block_yaml(nested(deep + 1, how))


@pytest.mark.parametrize(
    "text",
    [
        "a: &x b",
        "a: - ",
        "- |\n",
        "a: *x",
        "a: !!str 5",
        'a: "\\n"',
        "a:\tb",
        "a: é",
        "a: 1\na: 2",
        "a: {b: 1, b: 2}",
        "a: 1\n  b: 2",
        "a:\n  b: 1\n c: 2",
        "a: >\n  x\n",
        "a: |+\n  x\n",
        "a: |2\n  x\n",
        "a: b\n  c\n",
        "a:\n  b\n",
        "a",
        "[a]",
        "a: [b,\n  c]",
        "a: 'it''s'",
        "? a\n: b",
        "- - a",
        "-\n  a: b",
        "a: .inf",
        "~: a",
        "a: {b}",
        "a: {b: }",
        "a: [b",
        "a: b]\nc: [d]]",
        "a: |\n  x",
        "a: |\n\n  x\n",
        "a: b: c",
        "a: - b",
        "a: @b",
        "a: 'b' c",
        "--- x\na: b",
        "<<: {a: b}",
        "a: b\r\n",
        "... \na: b",
        "- a\nb: c",
        "a: b\n- c",
        "a: [&x b]",
        "a: [b: c]",
        "a: [[b}]",
    ],
)
def test_what_it_is_not_sure_of_is_left_to_the_parser(text: Any) -> None:
    with pytest.raises(UnsupportedYaml):
        fast_yaml.parse_block_yaml(text)


SCALARS = [
    "x",
    "1",
    "'q'",
    '"d e"',
    "{}",
    "[]",
    "[a, b]",
    "{k: v, l: [1]}",
    "a b c",
    "http://a:1/b",
    "x # c",
    "~",
    "- x",
    "0777",
    "a: b",
    "*z",
    "-1",
    "1.50",
    "a#b",
    "a:b",
    "a, b",
    "{a: b",
    "[a]]",
    "b}",
    "y",
    "2001-01-01",
    "!x",
    "%",
    "-.5",
    ":a",
    "#c",
    "=",
    "'it''s'",
    '"\\n"',
    "|\n    t\n     u\n",
    "|-\n      t\n\n",
]
INDENTS = st.sampled_from(["", "  ", "    ", "      ", " "])
LINES = st.one_of(
    st.tuples(
        INDENTS,
        st.sampled_from(["", "- ", "-  "]),
        st.sampled_from(["a", "b", "c.d/e", "y", '"q"', "1"]),
        st.just(":"),
        st.sampled_from(["", " ", "  "]),
        st.sampled_from([*SCALARS, "", "", "", ""]),
    ).map("".join),
    st.tuples(INDENTS, st.just("- "), st.sampled_from(SCALARS)).map("".join),
    st.sampled_from(["", "# c", "   # c", "---", "..."]),
)


@settings(max_examples=600)
@given(st.lists(LINES, max_size=7).map("\n".join), st.sampled_from(["", "\n"]))
def test_wherever_it_is_sure_the_parser_agrees(text: Any, end: Any) -> None:
    try:
        found = fast_yaml.parse_block_yaml(text + end)
    except UnsupportedYaml:
        return
    assert repr(found) == repr(parse_yaml(text + end))


HEADS = [
    "a: 1\n",
    "---\na: 1\n",
    "a:\n",
    "a: |\n  x\n\n",
    "- a\n",
    "spec: 1\n",
    "# spec\n",
    "a: 'x\n",
    "a: [1]\n",
]
SPECS = [
    "spec:\n  b: 1\n",
    "spec:\n  b: 1",
    "spec:\n- 1\n",
    "spec:\n",
    "spec:\n  b: 1\nc: 2\n",
    "spec:\n  b: |\n    y\n",
    "spec:\n  b: |\n    y",
    "spec:\n  b: 1\n# end\n",
    'spec:\n  b: "ü"\n',
    "spec:\n  b: 1\nspec:\n  b: 2\n",
    "spec:\n  b: 1\n\n",
]


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("head", HEADS)
def test_a_spec_that_is_read_once_reads_the_same(head: str, spec: str) -> None:
    for _ in range(2):
        try:
            value = fast_yaml.parse_block_yaml(head + spec)
        except UnsupportedYaml:
            return
        assert value == parse_yaml(head + spec)


def test_equal_specs_are_read_once_and_told_apart_by_every_letter() -> None:
    text = "a: {}\nspec:\n  b: {}\n"
    one, other = (fast_yaml.parse_block_yaml(text.format(number, 7)) for number in range(2))
    assert one == {"a": 0, "spec": {"b": 7}} and one["spec"] is other["spec"]
    assert fast_yaml.parse_block_yaml(text.format(0, 8))["spec"] == {"b": 8}
