"""What was probably meant by a word that nobody knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model import suggestions

WORDS = ("ports", "selector", "sessionAffinity", "type", "clusterIP", "clusterIPs")


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("prots", ["ports"]),
        ("port", ["ports"]),
        ("Ports", ["ports"]),
        ("selektor", ["selector"]),
        ("clusterip", ["clusterIP", "clusterIPs"]),
        ("session", ["sessionAffinity"]),
        ("typ", ["type"]),
        ("ty", []),
        ("x", []),
        ("", []),
        ("frobnicate", []),
        ("tyep", ["type"]),
    ],
)
def test_what_is_near_is_found_the_likeliest_first(word: str, near: list[str]) -> None:
    assert suggestions.similar_words(word, WORDS) == near


@pytest.mark.parametrize(
    ("one", "other", "amiss"),
    [
        ("ports", "ports", 0),
        ("prots", "ports", 1),
        ("port", "ports", 1),
        ("", "abc", 3),
        ("kitten", "sitting", 3),
        ("ab", "ba", 1),
    ],
)
def test_letters_amiss_are_counted(one: str, other: str, amiss: int) -> None:
    assert suggestions.edit_distance(one, other) == suggestions.edit_distance(other, one) == amiss


@given(st.text(max_size=8), st.text(max_size=8))
def test_a_word_is_never_further_than_writing_it_anew(one: str, other: str) -> None:
    assert (
        abs(len(one) - len(other))
        <= suggestions.edit_distance(one, other)
        <= max(len(one), len(other))
    )


def test_a_hint_names_few() -> None:
    assert (
        suggestions.suggest("node-x", [f"node-{number}" for number in range(9)])
        == "did you mean: node-0, node-1, node-2"
    )
    assert suggestions.suggest("node-x", ()) == ""
