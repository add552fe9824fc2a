"""Text becomes documents: expected values and messages are kubectl's own, but for keys that come
twice, which it passes over.
"""

import json
import re
import time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minik.errors import ClientError
from minik.intake import parsing, yaml_parser
from minik.intake.parsing import Document, DuplicateFields, expand_list, parse

HEAD = "a: 1\n"
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"], exclude_characters="\ufeff")
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def values(text: Any) -> Any:
    return [document.value for document in parse(text, "x.yaml")]


def refusal(text: Any) -> Any:
    with pytest.raises(ClientError) as refused:
        values(text)
    return refused.value


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "{1: a}": [{"1": "a"}],
        "{y: a}": [{"true": "a"}],
        "{1.5: a}": [{"1.5": "a"}],
        "{.inf: a}": [{".inf": "a"}],
        "x: &x {a: 1, b: 2}\ny1: {<<: *x, a: 3}": [{"x": {"a": 1, "b": 2}, "y1": {"a": 3, "b": 2}}],
        "x: &x {a: 1}\ny1: {a: 3, <<: *x}": [{"x": {"a": 1}, "y1": {"a": 1}}],
        "x: &x {a: 1}\nz: &z {a: 2, b: 3}\ny1: {<<: [*x, *z]}": [
            {"x": {"a": 1}, "z": {"a": 2, "b": 3}, "y1": {"a": 1, "b": 3}}
        ],
        "x: &x {a: 1}\ny1: {!!merge <<: *x}": [{"x": {"a": 1}, "y1": {"a": 1}}],
        "x: &x {a: 1}\ny1:\n  !!merge <<: *x\n  b: 2": [{"x": {"a": 1}, "y1": {"a": 1, "b": 2}}],
        "!!str <<: a": [{"<<": "a"}],
        '{"<<": a}': [{"<<": "a"}],
        "{a: &a b, c: *a}": [{"a": "b", "c": "b"}],
        "{a: &a x, b: &a 'y', c: *a}": [{"a": "x", "b": "y", "c": "y"}],
        "a:\tb": [{"a": "b"}],
        '{a: "\\0"}': [{"a": "\0"}],
        '{a: "\\e[31m"}': [{"a": "\x1b[31m"}],
        '{a: "\\U0001F600"}': [{"a": "😀"}],
        "a: 1\n--- # comment\nb: 2": [{"a": 1}, {"b": 2}],
        "a: |\n  x\n---\nb: 2": [{"a": "x\n"}, {"b": 2}],
        "a: 1\n...\nnot: [parsed": [{"a": 1}],
        "# a\n# b": [],
        "": [],
        "---\n---\n": [],
        "---\na: 1\n---\n": [{"a": 1}],
        "null\n---\na: 1": [{"a": 1}],
        '{"a": 1}': [{"a": 1}],
        '{"a": 1} {"b": 2}\n': [{"a": 1}, {"b": 2}],
        '{"a": 1,}': [{"a": 1}],
        '{"a": NaN}': [{"a": "NaN"}],
        '{\t"a": 1,\n\t"b": 2}': [{"a": 1, "b": 2}],
        '{"a": 1}\n---\nb: 2': [{"a": 1}, {"b": 2}],
        '{"a": 1} trailing': [{"a": 1}, "trailing"],
        '{"a": 8080.0}': [{"a": 8080.0}],
        '{"a": 1e999}': [{"a": "1e999"}],
        '{"a": "\\ud83d\\ude00"}': [{"a": "😀"}],
        "a: |\r\n  x\r\n  y\r\n": [{"a": "x\ny\n"}],
        "a: >-\n  x\n  y\n\n  z\n": [{"a": "x y\nz"}],
        "a: |+\n  x\n\n": [{"a": "x\n\n"}],
        "a: |2\n    x\n": [{"a": "  x\n"}],
        "a: x\n  y\n": [{"a": "x y"}],
        "{a: 'it''s'}": [{"a": "it's"}],
        "a:\n": [{"a": None}],
        "? a\n: b\n": [{"a": "b"}],
        "a: |\n  x": [{"a": "x\n"}],
        "a: |+\n  x\n ": [{"a": "x\n\n"}],
        "a: >\n  x": [{"a": "x\n"}],
        "a: [! y, ! '1', &b ! 12, *b, !\n  x]": [{"a": ["y", "1", "12", "12", "x"]}],
        "! y: 1": [{"y": 1}],
        "{a: ! }": [{"a": ""}],
        "!!set {a, b}": [{"a": None, "b": None}],
        "{a: !!str 5, b: !!int '5'}": [{"a": "5", "b": 5}],
        "- a\n- 1": [["a", 1]],
        "foo": ["foo"],
    }.items(),
    ids=repr,
)
def test_documents_are_read_as_kubectl_reads_them(text: Any, expected: Any) -> None:
    assert values(text) == expected


def test_numbers_keep_their_kind_in_json() -> None:
    assert isinstance(values('{"a": 8080.0}')[0]["a"], float)
    assert isinstance(values("a: 8080.0")[0]["a"], int)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: é".encode(), "é"),
        (b"\xef\xbb\xbfa: b", "b"),
        ("a: é".encode("utf-16"), "é"),
        ("a: é".encode("utf-32"), "é"),
        (b"a: x\xffy", "x\ufffdy"),
    ],
)
def test_bytes_are_utf_8_unless_a_mark_says_otherwise(data: Any, expected: Any) -> None:
    assert values(data) == [{"a": expected}]


YAML = "error parsing x.yaml: error converting YAML to JSON: "


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", YAML + "yaml: line 2: did not find expected ',' or ']'", 3),
        ("a: {b\n", YAML + "yaml: line 1: did not find expected ',' or '}'", 2),
        ("a: 1\n b: 2\n", YAML + "yaml: line 2: mapping values are not allowed in this context", 2),
        (
            "a: 1\n---\n\n\n\na: 1\n\n  b: }\n",
            YAML + "yaml: line 6: mapping values are not allowed in this context",
            8,
        ),
        ("a:\n  - b\n  c: d\n", YAML + "yaml: line 2: did not find expected '-' indicator", 3),
        (
            "a: 1\nmetadata:\n  name: x\n\tlabels: y\n",
            YAML + "yaml: line 4: found a tab character that violates indentation",
            4,
        ),
        ('a: "open\n', YAML + "yaml: line 2: found unexpected end of stream", 2),
        ("a: @b", YAML + "yaml: found character that cannot start any token", 1),
        ("a: *x", YAML + "yaml: unknown anchor 'x' referenced", 1),
        ("a: &x {b: *x}", YAML + "yaml: anchor 'x' value contains itself", 1),
        ("<<: 1", YAML + "yaml: map merge requires map or sequence of maps as the value", 1),
        ("? {a: 1}\n: b", YAML + 'yaml: invalid map key: map[interface {}]interface {}{"a":1}', 1),
        ("[a, 1]: b", YAML + 'yaml: invalid map key: []interface {}{"a", 1}', 1),
        ("a: 1\n~: b", YAML + 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "b"', 2),
        ("a: .inf", YAML + "json: unsupported value: +Inf", 1),
        ("- 1\n- .nan", YAML + "json: unsupported value: NaN", 2),
        ('a: "\\ud800"', YAML + "yaml: found invalid Unicode character escape code", 1),
        ('{"a": "\\ud800"}', YAML + "yaml: found invalid Unicode character escape code", 1),
        ("a: 1\nb: \x01", YAML + "yaml: control characters are not allowed", 2),
        ("a: \0", YAML + "yaml: control characters are not allowed", 1),
        (" ---\na: 1\n", YAML + "yaml: line 2: mapping values are not allowed in this context", 2),
        ("a: !!int foo\nb: [", YAML + "yaml: line 2: did not find expected node content", 3),
        ("a: *x\nb: [", YAML + "yaml: unknown anchor 'x' referenced", 1),
        ("?\n", YAML + "unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>", 1),
        ("a: !!int foo", YAML + "yaml: cannot decode !!str `foo` as a !!int", 1),
        ("a: 1\n--- foo\nb: 2", "error parsing x.yaml: invalid Yaml document separator: foo", 2),
        ("a: 1\n---b: 2", "error parsing x.yaml: invalid Yaml document separator: b: 2", 2),
        (
            "a: 1\nb: 2\na: 3\n",
            YAML + 'yaml: unmarshal errors:\n  line 3: key "a" already set in map',
            3,
        ),
        (
            "x:\n  a: 1\n  a:\n    b: 2\n  c: 1\n  c: 2",
            YAML
            + 'yaml: unmarshal errors:\n  line 4: key "a" already set in map\n  line 6: key "c" already set in map',
            4,
        ),
        (
            "y: 1\ntrue: 2",
            YAML + 'yaml: unmarshal errors:\n  line 2: key "true" already set in map',
            2,
        ),
    ],
)
def test_what_is_not_yaml_is_told_in_kubectls_words_and_with_its_line(
    text: Any, message: Any, line: Any
) -> None:
    error = refusal(text)
    assert (error.message, error.where) == (message, f"x.yaml:{line}")


def test_what_stands_before_a_mistake_is_still_read() -> None:
    documents = parse("a: 1\n---\nb: [\n", "x.yaml")
    assert next(documents).value == {"a": 1}
    with pytest.raises(ClientError):
        next(documents)


def test_a_field_that_comes_twice_in_json_is_remembered() -> None:
    [value] = values('{"a": 1, "b": {"c": 1, "c": 2}}')
    assert value == {"a": 1, "b": {"c": 2}}
    assert isinstance(value["b"], DuplicateFields)
    assert value["b"].pairs == [("c", 1), ("c", 2)]


def test_lists_are_taken_apart_and_items_of_a_typed_list_are_of_its_type() -> None:
    text = "kind: List\napiVersion: v1\nitems:\n- {kind: PodList, apiVersion: v1, items: [{metadata: {name: a}}]}\n- kind: Service\n"
    found = [part for document in parse(text, "x.yaml") for part in expand_list(document)]
    assert [part.value for part in found] == [
        {"metadata": {"name": "a"}, "kind": "Pod", "apiVersion": "v1"},
        {"kind": "Service"},
    ]
    assert [part.where("kind") for part in found] == ["x.yaml:4: kind", "x.yaml:5: kind"]


def merge_bomb() -> Any:
    return "a0: &a0 {x: 1}\n" + "".join(
        f"a{i}: &a{i}\n  <<: [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 26)
    )


def laughs() -> Any:
    rows = (f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi"))
    return "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(rows)


DEEP = YAML + "yaml: exceeded max depth of 300"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, DEEP),
        ("- " * 100_000, DEEP),
        ("? " * 100_000, DEEP),
        ("{" * 100_000, DEEP),
        ("".join(" " * i + "a:\n" for i in range(600)), DEEP),
        ('{"a":' * 100_000, "error parsing x.yaml: json: exceeded max depth of 300"),
        ('{"a":' * 350 + "1" + "}" * 350, "error parsing x.yaml: json: exceeded max depth of 300"),
        (laughs(), YAML + "yaml: document contains excessive aliasing"),
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_is_refused_at_once(text: Any, message: Any) -> None:
    began = time.perf_counter()
    assert refusal(text).message == message
    assert time.perf_counter() - began < 30


@pytest.mark.parametrize(
    "text",
    [
        merge_bomb(),
        "a: " + "9" * 1_000_000,
        '{"a": ' + "9" * 10_000 + "}",
        '{"a":' * 250 + "1" + "}" * 250,
        "a: !!python/object/apply:os.system [ls]",
        "".join(f"k{i}: {i}\n" for i in range(20_000)),
        "a: " + "x" * 1_000_000,
    ],
    ids=lambda text: text[:12],
)
def test_large_and_odd_text_is_read_at_once(text: Any) -> None:
    began = time.perf_counter()
    assert len(values(text)) == 1
    assert time.perf_counter() - began < 3


@given(JSON)
def test_json_is_read_back_from_json_and_from_yaml(value: Any) -> None:
    text = json.dumps({"value": value})
    plain = json.loads(text, parse_float=lambda number: yaml_parser.MEANINGS[number])
    assert values(text)[0]["value"] == value
    assert yaml_parser.parse_yaml(json.dumps({"value": value}, ensure_ascii=False)) == plain


TOKENS = [
    "a: 1\n",
    "- b\n",
    "  c: d\n",
    "---\n",
    "&x ",
    "*x",
    "<<: ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "'",
    '"',
    "|\n",
    "? ",
    ": ",
    "\t",
    "#",
    "!!int ",
]


@given(st.text() | st.lists(st.sampled_from(TOKENS)).map("".join))
def test_no_text_ends_in_anything_but_documents_or_a_refusal(text: Any) -> None:
    try:
        for document in parse(text, "x.yaml"):
            assert isinstance(document, Document)
    except ClientError as error:
        assert error.message.startswith("error parsing x.yaml: ")


@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_documents_or_a_refusal(data: Any) -> None:
    try:
        list(parse(data, "x.yaml"))
    except ClientError as error:
        assert error.where.startswith("x.yaml:")


def test_without_libyaml_the_same_is_read(monkeypatch: Any) -> None:
    monkeypatch.setattr(yaml_parser, "PARSER", yaml.SafeLoader)
    assert values("a: &a {y: 0777, 'b': [~, \"c\"]}\nd: *a\n---\n- |\n  x\n") == [
        {"a": {"true": 511, "b": [None, "c"]}, "d": {"true": 511, "b": [None, "c"]}},
        ["x\n"],
    ]


@given(st.lists(st.sampled_from(["---", "-", "\n", "a", " #", " ", "\r"])).map("".join))
def test_a_line_that_begins_with_three_dashes_separates(text: str) -> None:
    pattern = re.compile(r"^---.*(?:\n|\Z)", re.MULTILINE)
    assert list(parsing.separators(text)) == [match.span() for match in pattern.finditer(text)]
