"""YAML as its events are understood: keys, anchors, merges, depth, and the line of what is wrong."""

from typing import Any

import pytest

from minik.intake import yaml_parser
from minik.intake.yaml_parser import YamlError, parse_yaml

BEFORE = "x: 1\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("? !!int 5\n: b", {"5": "b"}),
        ("? 'true'\n: b", {"true": "b"}),
        ("? &a true\n: b", {"true": "b"}),
        ("? !!bool y\n: b", {"true": "b"}),
        ("? !!str y\n: b", {"y": "b"}),
        ("a: &b x\n? *b\n: y\n", {"a": "x", "x": True}),
        ("a: &b 5\n? *b\n: y\n", {"a": 5, "5": True}),
        ("a: &x 5\nb: *x", {"a": 5, "b": 5}),
        ("a: &x '5'\nb: *x", {"a": "5", "b": "5"}),
        ("- &x [1]\n- *x", [[1], [1]]),
        ("- &x {a: 1}\n- *x", [{"a": 1}, {"a": 1}]),
        ("- &x 5\n- *x\n- y", [5, 5, True]),
        ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
        ("<<: [{a: 1}, {a: 2, b: 3}]\na: 9", {"a": 9, "b": 3}),
        ("a: 1\n<<: {a: 2}", {"a": 2}),
        ("'<<': {a: 1}", {"<<": {"a": 1}}),
        ("!!merge <<: {a: 1}", {"a": 1}),
        ("x: &x {a: 1}\nz: {<<: *x, b: 2}", {"x": {"a": 1}, "z": {"a": 1, "b": 2}}),
        ("a: ! 5", {"a": "5"}),
        ("a: !  x", {"a": "x"}),
        ("- ! 5\n- ! x\n- 5", ["5", "x", 5]),
        ("a: &x ! 5\nb: *x", {"a": "5", "b": "5"}),
        ("a: !own 5", {"a": "5"}),
        ("a: !!float 5", {"a": 5}),
        ("", None),
        ("# text", None),
        ("5", 5),
        ("'5'", "5"),
        ("a: 1\n---\nb: 2", {"a": 1}),
    ],
)
def test_what_is_read(text: str, value: Any) -> None:
    assert parse_yaml(text) == value


NIL_KEY = "unsupported map key of type: %!s(<nil>), key: <nil>, value: "
TWICE = 'yaml: unmarshal errors:\n  line 2: key "a" already set in map'
MERGED = "yaml: map merge requires map or sequence of maps as the value"


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: b: c", "yaml: mapping values are not allowed in this context", 1),
        (BEFORE + "a: b: c", "yaml: line 2: mapping values are not allowed in this context", 2),
        ("a: [\n", "yaml: line 1: did not find expected node content", 2),
        ("a: }", "yaml: did not find expected node content", 1),
        ("x:\n- a\n-b\n c: d", "yaml: line 4: could not find expected ':'", 4),
        ('a: "x', "yaml: found unexpected end of stream", 1),
        ("? [a]\n: b", 'yaml: invalid map key: []interface {}{"a"}', 1),
        (
            BEFORE + "? {a: b}\n: b",
            'yaml: invalid map key: map[interface {}]interface {}{"a":"b"}',
            2,
        ),
        ("? *b\n: c", "yaml: unknown anchor 'b' referenced", 1),
        (BEFORE + "a: *b", "yaml: unknown anchor 'b' referenced", 2),
        ("a: &b {c: *b}", "yaml: anchor 'b' value contains itself", 1),
        (BEFORE + "a: &b\n- *b", "yaml: anchor 'b' value contains itself", 3),
        ("~: a", NIL_KEY + '"a"', 1),
        ("~:", NIL_KEY + "<nil>", 1),
        (BEFORE + "~: 'a\"b'", NIL_KEY + '"a\\"b"', 2),
        (
            "~: {a: [1, true, null, x]}",
            NIL_KEY
            + 'map[interface {}]interface {}{"a":[]interface {}{1, true, interface {}(nil), "x"}}',
            1,
        ),
        ("a: 1\na: 2", TWICE, 2),
        (
            "a: 1\na: 2\nb: 3\nb: 4",
            TWICE + '\n  line 4: key "b" already set in map',
            2,
        ),
        ("<<: 5", MERGED, 1),
        (BEFORE + "<<: [5]", MERGED, 2),
        ("<<: {a: 1}\na: 2\na: 3", "", 0),
        ("- 1\n- .inf", "json: unsupported value: +Inf", 2),
        ("- .nan", "json: unsupported value: NaN", 1),
        (BEFORE + "a: .inf", "json: unsupported value: +Inf", 2),
        (".inf", "json: unsupported value: +Inf", 1),
        ("a: .inf\nb: [", "yaml: line 2: did not find expected node content", 3),
        ("a: 1\na: 2\nb: [", "yaml: line 3: did not find expected node content", 4),
        (f"a: {'[' * 301}{']' * 301}", "yaml: exceeded max depth of 300", 1),
        (f"{BEFORE}y: {'[' * 301}{']' * 301}", "yaml: exceeded max depth of 300", 2),
        (f"{BEFORE}y: {'[' * 5000}{']' * 5000}", "yaml: exceeded max depth of 300", 2),
    ],
)
def test_what_is_wrong_and_where(text: str, message: str, line: int) -> None:
    if not message:
        assert parse_yaml(text)  # what was merged may be said again
        return
    with pytest.raises(YamlError) as refused:
        parse_yaml(text)
    assert (refused.value.message, refused.value.line) == (message, line)


def test_a_name_may_come_twice_where_nobody_is_strict() -> None:
    assert parse_yaml("a: 1\na: 2", strict=False) == {"a": 2}


def test_so_deep_and_no_deeper() -> None:
    value = parse_yaml("[" * 300 + "]" * 300)
    for _ in range(299):
        (value,) = value
    assert value == []
    with pytest.raises(YamlError):
        parse_yaml("[" * 301 + "]" * 301)


@pytest.mark.parametrize(("budget", "fits"), [(8, True), (7, False)])
def test_aliases_expand_to_so_many_values(
    monkeypatch: pytest.MonkeyPatch, budget: int, fits: bool
) -> None:
    """Four values (a list, a mapping and what they hold), twice."""
    monkeypatch.setattr(yaml_parser, "EXPANDED", budget)
    text = "- &x [1, {a: 2}]\n- *x\n- *x"
    if fits:
        assert parse_yaml(text) == [[1, {"a": 2}]] * 3
        return
    with pytest.raises(YamlError) as refused:
        parse_yaml(text)
    assert refused.value.message == "yaml: document contains excessive aliasing"
    assert refused.value.line == 3


def test_positions_of_nodes() -> None:
    node = yaml_parser.compose("a:\n  b: 1\n---\nc: 2")
    assert node is not None
    ((key, value),) = node.value
    assert (key.value, value.start_mark.line, value.start_mark.column) == ("a", 1, 2)
    assert yaml_parser.compose("") is None
