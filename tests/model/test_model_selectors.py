"""Label selectors: what they mean, and how the API server refuses those that mean nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from objects import build

from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.selectors import BadSelector, Requirement
from minik.model.source import Objects

FRONT = {"app": "web", "tier": "front", "size": "12"}
MATCHES = [
    ("", True),
    ("app", True),
    ("!app", False),
    ("nope", False),
    ("!nope", True),
    ("app=web", True),
    ("app==web", True),
    ("app=db", False),
    ("app!=db", True),
    ("app!=web", False),
    ("nope!=x", True),
    ("tier in (front,back)", True),
    ("tier in (back)", False),
    ("tier notin (back)", True),
    ("nope notin (back)", True),
    ("tier notin (front,back)", False),
    ("size>11", True),
    ("size>12", False),
    ("size<13", True),
    ("app>1", False),
    ("nope<3", False),
    (" app = web , tier in ( front , back ) ", True),
    ("app=web,tier=back", False),
    ("app=", False),
    ("nope=", False),
    ("in=notin", False),
]
NAME = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
REFUSALS = [
    ("kind=plain,=", "found '=', expected: identifier after ','"),
    ("kind in plain", "unable to parse requirement: found 'plain' expected: '('"),
    ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
    ("a in (b c)", "unable to parse requirement: found 'c', expected: ',' or ')'"),
    ("a in ((", "unable to parse requirement: found '(', expected: ',', ')' or identifier"),
    ("a in", "unable to parse requirement: found '' expected: '('"),
    ("!", "unable to parse requirement: found '', expected: identifier"),
    (
        "a>b",
        "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
    ),
    ("a,,b", "found ',', expected: identifier after ','"),
    ("a=b)", "found ')', expected: ',' or 'end of string'"),
    ("=a", "found '=', expected: !, identifier, or 'end of string'"),
    ("a ! b", "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"),
    ("x=y=z", "found '=', expected: ',' or 'end of string'"),
    ("!a=b", "found '=', expected: ',' or 'end of string'"),
    ("a!=!", "unable to parse requirement: found '!', expected: identifier"),
    (
        "-a=b",
        f"unable to parse requirement: <nil>: Invalid value: \"-a\": {NAME} (e.g. 'MyName',  or 'my.name',  or '123-abc', "
        "regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ),
]
PARSED = [
    ("b,a", (("a", "exists", ()), ("b", "exists", ()))),
    ("a in (c,b,b)", (("a", "in", ("b", "c")),)),
    ("a in ()", (("a", "in", ("",)),)),
    ("a in (b,,c)", (("a", "in", ("", "b", "c")),)),
    ("a in (,)", (("a", "in", ("",)),)),
    ("a in (in,notin)", (("a", "in", ("in", "notin")),)),
    ("a=,b", (("a", "in", ("",)), ("b", "exists", ()))),
    ("a!=b", (("a", "notin", ("b",)),)),
]


@pytest.mark.parametrize(("text", "meant"), MATCHES)
def test_a_selector_means_the_labels_that_fulfil_it(text: str, meant: bool) -> None:
    assert selectors.matches(selectors.parse_selector(text), FRONT) is meant


@pytest.mark.parametrize(("text", "message"), REFUSALS)
def test_what_is_no_selector_is_refused_in_the_servers_words(text: str, message: str) -> None:
    with pytest.raises(BadSelector) as refusal:
        selectors.parse_selector(text)
    assert str(refusal.value) == message


def test_a_value_that_no_label_could_have_is_refused() -> None:
    with pytest.raises(
        BadSelector,
        match=r"unable to parse requirement: values\[0\]\[a\]: Invalid value: \"b_\": a valid label must be",
    ):
        selectors.parse_selector("a=b_")


@pytest.mark.parametrize(("text", "conditions"), PARSED)
def test_conditions_are_sorted_by_key_and_their_values_too(
    text: str, conditions: tuple[tuple[str, str, tuple[str, ...]], ...]
) -> None:
    assert selectors.parse_selector(text) == tuple(
        Requirement(*condition) for condition in conditions
    )


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "b",
                "in",
                "notin",
                "!",
                "=",
                "==",
                "!=",
                "(",
                ")",
                ",",
                ">",
                "<",
                " ",
                "1",
                "é",
                "-",
                "\n",
            ]
        )
    )
)
def test_every_text_is_a_selector_or_refused(tokens: list[str]) -> None:
    try:
        found = selectors.parse_selector("".join(tokens))
    except BadSelector:
        return
    assert selectors.parse_selector(selectors.format_selector(found)) == found


def test_a_label_selector_is_both_its_parts() -> None:
    found = selectors.of_label_selector(
        {
            "matchLabels": {"app": "web"},
            "matchExpressions": [
                {"key": "tier", "operator": "NotIn", "values": ["back"]},
                {"key": "old", "operator": "DoesNotExist"},
            ],
        }
    )
    assert selectors.format_selector(found) == "app=web,!old,tier notin (back)"
    assert selectors.matches(found, FRONT)
    assert not selectors.matches(found, {**FRONT, "old": ""})


@pytest.mark.parametrize(
    "term",
    [
        {"operator": "Is", "values": ["7"]},
        {"operator": "", "values": []},
        {"operator": "In"},
        {"operator": "Gt", "values": ["many"]},
        {"operator": "Lt"},
        {"operator": "Gt", "values": ["1", "2"]},
    ],
)
def test_an_expression_that_nobody_can_read_is_fulfilled_by_nothing(term: dict[str, Any]) -> None:
    found = (
        selectors.parse_expression(
            {"key": "size", **term}, {**selectors.EXPRESSIONS, "Gt": "gt", "Lt": "lt"}
        ),
    )
    assert not selectors.matches(found, {"size": "7"}) and not selectors.matches(found, {})


def pod(name: str, namespace: str, **labels: str) -> Object:
    return build("Pod", name, namespace, metadata={"labels": labels})


PODS = [
    pod("a", "x", app="web", tier="front"),
    pod("b", "x", app="web"),
    pod("c", "x"),
    pod("a", "y", app="web", tier="front"),
]
CHOSEN = [
    ("", "x", ["x/a", "x/b", "x/c"]),
    ("app=web", "x", ["x/a", "x/b"]),
    ("app=web,tier", "x", ["x/a"]),
    ("!app", "x", ["x/c"]),
    ("app=web", "", ["x/a", "x/b", "y/a"]),
    ("", "", ["x/a", "x/b", "x/c", "y/a"]),
    ("app in (web,db),tier!=front", "x", ["x/b"]),
]


@pytest.mark.parametrize(("text", "namespace", "names"), CHOSEN)
def test_objects_are_chosen_in_one_namespace_or_everywhere(
    text: str, namespace: str, names: list[str]
) -> None:
    cluster = Cluster(
        Objects(
            {"Pod": {f"{p['metadata']['namespace']}/{p['metadata']['name']}": p for p in PODS}}
        ),
        now=datetime.now(UTC),
    )
    found = selectors.select_objects(cluster, "Pod", namespace, selectors.parse_selector(text))
    assert [f"{p['metadata']['namespace']}/{p['metadata']['name']}" for p in found] == names
