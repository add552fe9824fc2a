"""kubectl's JSONPath, held against what kubectl made of the same paths and the same object
(`tests/data/formats`).
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model import jsonpath
from minik.model.jsonpath_syntax import BadPath, parse_template

DATA = Path(__file__).parents[1] / "data" / "formats"
THING = json.loads((DATA / "thing.json").read_text())
CASES = json.loads((DATA / "jsonpath.json").read_text())
RELAXED = [
    (".metadata.name", ["a"]),
    ("metadata.name", ["a"]),
    ("{.metadata.name}", ["a"]),
    ("{metadata.name}", ["a"]),
    ("items2[*].port", [80, 81, 82]),
    (".nope", []),
    ("", []),
    (r".metadata.labels.x", ["y"]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["path"])
def test_a_template_gives_what_kubectl_gives(case: dict[str, Any]) -> None:
    path, error = case["path"], case["error"]
    show = jsonpath.as_json if case.get("as_json") else jsonpath.render_template
    try:
        actions = parse_template(path)
    except BadPath as wrong:
        assert error == f"error: error parsing jsonpath {path}, {wrong}".rstrip()
        return
    try:
        assert show(actions, THING) == case["stdout"]
        assert not error
    except BadPath as wrong:
        assert error.endswith(f"Error executing template: {wrong}")


@pytest.mark.parametrize(("path", "values"), RELAXED)
def test_one_path_may_be_written_in_many_forms(path: str, values: list[Any]) -> None:
    assert jsonpath.find_values(path, THING) == values


def test_a_path_with_two_braces_is_no_relaxed_path() -> None:
    with pytest.raises(BadPath, match="unexpected path string, expected a 'name1.name2' or"):
        jsonpath.find_values("{.a},{.b}", THING)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("{.l[%s]}", "array index {} is not a number"),
        ("{%s}", "cannot parse number {}"),
        ("{.l[1:%s]}", "array index {} is not a number"),
    ],
)
def test_a_number_that_no_machine_holds_is_refused(path: str, message: str) -> None:
    digits = "9" * 5000
    with pytest.raises(BadPath) as refusal:
        parse_template(path % digits)
    assert str(refusal.value) == message.format(digits)


def test_what_is_missing_is_told_where_it_must_be_there() -> None:
    assert jsonpath.render_template("{.nope.x}", THING) == ""
    with pytest.raises(BadPath, match="^nope is not found$"):
        jsonpath.render_template("{.nope.x}", THING, missing_allowed=False)


@given(
    st.lists(
        st.sampled_from(
            [
                "{",
                "}",
                ".",
                "..",
                "[",
                "]",
                "*",
                "l",
                "items2",
                "0",
                "-1",
                ":",
                "?(",
                ")",
                "@",
                "==",
                "<",
                "'",
                '"',
                "\\",
                "range ",
                "end",
                " ",
                ",",
                "{range .items2[*]}",
                "{end}",
                "[?(@.port>80)]",
                "é",
                "\n",
                "5e",
                "true",
            ]
        )
    )
)
def test_every_text_is_a_template_or_refused(tokens: list[str]) -> None:
    try:
        assert isinstance(jsonpath.render_template("".join(tokens), THING), str)
    except BadPath as wrong:
        assert str(wrong)
