"""Who nearly stands behind a Service: looked up, not searched for, and told from letters before
words are laid on each other.
"""

import difflib
from difflib import SequenceMatcher
from typing import Any

import pytest
from crafting import live, seen
from hypothesis import given
from hypothesis import strategies as st

from minik.diagnosis.nearness import Nearness, closeness, compare, likeness
from minik.model.object import Object

WORDS = st.sampled_from(
    ["web", "wbe", "Web", "web-1", "web-12", "bew", "api", "apis", "front", "true", ""]
)
LABELS = st.dictionaries(
    st.sampled_from(["app", "tier", "role", "App"]), WORDS, min_size=1, max_size=3
)


def named(number: int, labels: dict[str, str]) -> Object:
    pod = live(labels=labels)
    return {**pod, "metadata": {**pod["metadata"], "name": f"pod-{number}", "uid": f"u{number}"}}


@given(st.lists(LABELS, max_size=8), LABELS)
def test_the_nearest_is_the_nearest_of_all_that_are_compared(
    pods: list[dict[str, str]], selector: dict[str, str]
) -> None:
    index = Nearness(seen([named(number, labels) for number, labels in enumerate(pods)]))
    ranks = [compare(maker, selector).rank for maker in index.candidates("default", selector)]
    found = index.nearest("default", selector)
    assert (found.rank if found else None) == min(ranks, default=None)


@given(st.text("aAbBßİ-1", max_size=8), st.text("aAbBßİ-1", max_size=8))
def test_no_words_are_nearer_than_their_letters_tell(one: str, other: str) -> None:
    assert one.casefold() == other.casefold() or closeness(one, other) <= likeness(one, other) <= 1


def compared(size: int, counting: pytest.MonkeyPatch) -> int:
    """How often words are laid on each other to find who is meant by so many misspelt Services, of
    pods that share a label.
    """
    index = Nearness(
        seen([named(number, {"tier": "x", "app": f"web-{number}"}) for number in range(size)])
    )
    done = []

    def matcher(*words: Any) -> Any:
        done.append(words)
        return SequenceMatcher(*words)

    closeness.cache_clear()
    with counting.context() as patch:
        patch.setattr(difflib, "SequenceMatcher", matcher)
        for number in range(size):
            miss = index.nearest("default", {"tier": "x", "app": f"webs-{number}"})
            assert miss and miss.maker.key.name == f"pod-{number}"
    return len(done)


def test_many_misspelt_services_take_no_more_work_each(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = compared(100, monkeypatch), compared(400, monkeypatch)
    assert many / 400 <= 1.5 * few / 100 <= 15
