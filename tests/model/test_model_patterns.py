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
    assert time.perf_counter() - began < 30


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


# What Go says, to the letter; and what it takes. (a real server's words for the first two)
GO_SAYS = {
    "(?=a)b": "invalid or unsupported Perl syntax: `(?=`",
    "^[a-z": "missing closing ]: `[a-z`",
    "(?i": "invalid or unsupported Perl syntax: `(?i`",
    "(?i-)a": "invalid or unsupported Perl syntax: `(?i-)`",
    "(?P<n!>a)": "invalid named capture: `(?P<n!>`",
    "(?<n": "invalid named capture: `(?<n`",
    "(a": "missing closing ): `(a`",
    "a)b": "unexpected ): `a)b`",
    "a**": "invalid nested repetition operator: `**`",
    "a+*?": "invalid nested repetition operator: `+*?`",
    "a{2}{3}": "invalid nested repetition operator: `{2}{3}`",
    "*a": "missing argument to repetition operator: `*`",
    "a|*": "missing argument to repetition operator: `*`",
    "(?i)*": "missing argument to repetition operator: `*`",
    "a{1001}": "invalid repeat count: `{1001}`",
    "a{3,2}": "invalid repeat count: `{3,2}`",
    "((a{100}){100}){2}": "invalid repeat count: `{100}`",
    "[b-a]": "invalid character class range: `b-a`",
    "[[:foo:]]": "invalid character class range: `[:foo:]`",
    r"\pX": r"invalid character class range: `\pX`",
    r"\p{Nope}": r"invalid character class range: `\p{Nope}`",
    r"[\p{Greek": r"invalid character class range: `\p{Greek`",
    r"\C": r"invalid escape sequence: `\C`",
    r"\8": r"invalid escape sequence: `\8`",
    r"\é": r"invalid escape sequence: `\é`",
    r"\x{110000}": r"invalid escape sequence: `\x{110000`",
    r"\xg": r"invalid escape sequence: `\xg`",
    "a\\": "trailing backslash at end of expression: ``",
    "(" * 1001 + "a" + ")" * 1001: "expression nests too deeply: `"
    + "(" * 1001
    + "a"
    + ")" * 1001
    + "`",
}
TAKEN = [
    (r"^\pL+$", "aé", "1"),
    (r"^\p{Greek}+$", "αβ", "ab"),
    (r"^\p{^Lu}$", "a", "A"),
    (r"^\P{Lu}$", "a", "A"),
    (r"^\p{Uppercase_Letter}$", "A", "a"),
    ("(?m)^b$", "a\nb", "ab"),
    ("(?-m)^b$", "b", "a\nb"),
    (r"^\Qa.b\E$", "a.b", "axb"),
    (r"^\Q[\E+$", "[[", "x"),
    ("^[[:print:]x]+$", "abc", "a\n"),
    ("^[[:^digit:]_]+$", "abc", "1"),
    ("^[[:ascii:][:space:]]*$", "abc", "é"),
    ("^[[a]+$", "[a", "b"),
    ("^[&&|]+$", "&|", "a"),
    ("(?i)^k$", "\u212a", "s"),
    ("(?i)^[^k]$", "s", "\u212a"),
    ("(?s)^.$", "\n", "ab"),
    ("^a{,2}$", "a{,2}", "aa"),
    ("(?U)^a+$", "aa", "b"),
    (r"^[\d-z]+$", "1-z", "y"),
    (r"^\x{3c3}\101$", "σA", "A"),
]


@pytest.mark.parametrize(("text", "said"), GO_SAYS.items())
def test_what_go_refuses_is_refused_in_its_words(text: str, said: str) -> None:
    with pytest.raises(InvalidPattern) as refused:
        compile_pattern(text)
    assert str(refused.value) == f"error parsing regexp: {said}"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("text", "fits", "not_fits"), TAKEN)
def test_what_only_go_knows_is_known(text: str, fits: str, not_fits: str) -> None:
    assert compile_pattern(text).matches(fits) and not compile_pattern(text).matches(not_fits)


def test_a_pattern_that_is_too_large_to_be_judged_takes_every_text() -> None:
    assert compile_pattern("a?" * 6000 + "b").matches("c")


WORDS = [
    "a",
    "B",
    "k",
    "1",
    "\n",
    "é",
    "(",
    ")",
    "(?:",
    "(?i)",
    "(?i:",
    "(?m)",
    "|",
    "*",
    "+",
    "?",
    "{2}",
]
WORDS += [
    "{1,3}",
    "{,2}",
    "[",
    "]",
    "[^",
    "a-c",
    "-",
    "^",
    "$",
    r"\d",
    r"\W",
    r"\b",
    r"\z",
    r"\pL",
    ".",
]
WORDS += [
    r"\p{Greek}",
    r"\x41",
    r"\Q",
    r"\E",
    "[[:alpha:]]",
    "[:word:]",
    "(?=",
    "\\",
    "ſ",
    "\u212a",
]
SOME = ["", "a", "ab", "b\na", "K", "\u212a", "ſ", "s", "1", "é", "aaa", "a-b", " a ", "Σ"]


@given(st.lists(st.sampled_from(WORDS), max_size=8).map("".join))
def test_re2_judges_alike(text: str) -> None:
    """google-re2 is the judge where it is installed: what is a pattern, and what it matches."""
    re2 = pytest.importorskip("re2")
    options = re2.Options()
    options.log_errors = False
    try:
        judge = re2.compile(text, options)
    except re2.error:
        judge = None
    try:
        ours = compile_pattern(text)
    except InvalidPattern:
        assert judge is None, text
        return
    assert judge is not None, text
    assert [judge.search(one) is not None for one in SOME] == [ours.matches(one) for one in SOME]
