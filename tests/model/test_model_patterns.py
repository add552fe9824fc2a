"""Patterns: what Python's engine finds, in a time that no pattern can stretch."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model.patterns import InvalidPattern, compile_pattern

CASES = [
    (r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "my-name", True),
    (r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "my-name-", False),
    ("a|b", "xb", True),
    ("", "", True),
    (r"^\d{1,3}(\.\d{1,3}){3}$", "10.0.0.1", True),
    (r"^\d{1,3}(\.\d{1,3}){3}$", "10.0.0.1.2", False),
    ("^a{2,}$", "aaa", True),
    ("^a{2,}$", "a", False),
    ("^a{0}$", "", True),
    ("^a{0}$", "a", False),
    ("^(?:a|bc)*?$", "abca", True),
    ("(?i)^ABC$", "abc", True),
    ("^(?i:a)b$", "AB", False),
    (r"^(?P<x>a)\z", "a", True),
    ("^a$", "a\n", False),
    (r"\bweb\b", "a web b", True),
    (r"\bweb\b", "awebb", False),
    ("^[[:alpha:]]+$", "abc", True),
    ("^[]a]+$", "]a", True),
    (r"^[^\]]$", "]", False),
    (r"^\x41\x{42}$", "AB", True),
    ("a.b", "a\nb", False),
    ("(?s)a.b", "a\nb", True),
    ("^{}$", "{}", True),
    ("^a{,2}$", "a{,2}", True),
    ("é", "é", True),
    (r"^\.$", ".", True),
]


@pytest.mark.parametrize(("text", "value", "fits"), CASES)
def test_a_pattern_fits_where_go_finds_it(text: str, value: str, fits: bool) -> None:
    assert compile_pattern(text).matches(value) is fits


@pytest.mark.parametrize(
    "text",
    [
        "(",
        ")",
        "a)",
        "*",
        "a**b)",
        "[a",
        "(?=a)",
        "(?<!a)b",
        "a{2,1}",
        "a{1001}",
        "(a{999}){999}",
        "\\",
        r"\p{L}",
        "[b-a]",
        "(?",
    ],
)
def test_what_go_refuses_or_nobody_here_understands_is_no_pattern(text: str) -> None:
    with pytest.raises(InvalidPattern):
        compile_pattern(text)


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$",
        "(a|aa)+$",
        "^(a|a)*$",
        "(.*a){20}$",
        "(a*)*b",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(x+x+)+y",
    ],
)
def test_no_pattern_takes_longer_than_it_may(text: str) -> None:
    began = time.perf_counter()
    assert not compile_pattern(text).matches("a" * 300 + "!")
    assert time.perf_counter() - began < 5


PARTS = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", "", "^", "$", r"\b"]),
    lambda inner: (
        st.lists(inner, max_size=3).map("".join)
        | st.lists(inner, min_size=2, max_size=3).map("|".join).map("({})".format)
        | st.tuples(inner, st.sampled_from("*+?")).map(lambda pair: f"(?:{pair[0]}){pair[1]}")
        | st.tuples(inner, st.sampled_from(["{2}", "{0,2}", "{1,}"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        )
    ),
    max_leaves=8,
)


@given(PARTS, st.text("ab1", max_size=8))
def test_python_finds_the_same(text: str, value: str) -> None:
    assert compile_pattern(text).matches(value) is bool(
        re.search(text.replace("$", r"\Z"), value, re.ASCII)
    )
