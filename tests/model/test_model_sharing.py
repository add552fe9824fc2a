"""Results are shared by equal values, and only by these."""

from typing import Any

import pytest

from minik.model import sharing
from minik.model.sharing import Sound, Trials, by_identity, by_structure, structure_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        (0, False),
        (None, False),
        ("1", 1),
        ([], {}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": None}, {}),
        (["ab"], ["a", "b"]),
    ],
)
def test_different_values_have_different_bytes(one: Any, other: Any) -> None:
    assert structure_of(one) != structure_of(other)


def test_equal_values_have_equal_bytes_however_they_came_to_be() -> None:
    text = "labels"
    shared = {text: [text, text]}
    built = {"".join(["lab", "els"]): ["".join(["la", "bels"]), "".join(["labe", "ls"])]}
    assert structure_of(shared) == structure_of(built) != b""


def test_what_is_no_json_or_too_large_has_no_bytes() -> None:
    class Special(dict[str, Any]):
        pass

    assert structure_of({"a": Special()}) == structure_of("x" * sharing.LONGEST) == b""


def test_equal_values_are_worked_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def work(value: Any) -> list[Any]:
        asked.append(value)
        return [value]

    shared = by_structure(work)
    assert shared({"a": 1}) is shared({"a": 1})
    assert shared({"a": True}) == [{"a": True}]
    assert asked == [{"a": 1}, {"a": True}] and asked[1]["a"] is True
    monkeypatch.setattr(sharing, "MOST", 2)
    shared({"a": 2})  # there is no room: what is known is forgotten
    shared({"a": 1})
    assert len(asked) == 4


def test_one_object_is_worked_on_once_and_an_equal_one_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []
    shared = by_identity(asked.append)
    first, second, third = ({"a": 1} for _ in range(3))
    for value in (first, first, second, first):
        shared(value)
    assert len(asked) == 2
    monkeypatch.setattr(sharing, "MOST", 2)
    shared(third)
    shared(first)
    assert len(asked) == 4


def test_a_content_without_bytes_is_never_known_as_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = Sound()
    sound.add(b"")
    sound.add(b"content")
    assert b"" not in sound and b"content" in sound
    monkeypatch.setattr(sharing, "MOST", 1)
    sound.add(b"other")
    assert b"content" not in sound


def test_what_is_hardly_ever_found_is_seldom_looked_for() -> None:
    trials = Trials()
    assert all(trials.pay() for _ in range(sharing.TRIED))
    assert sum(trials.pay() for _ in range(160)) == 10
    trials.finds += trials.looks // 8 + 1
    assert trials.pay() and trials.pay()


def test_where_nothing_is_equal_it_is_hardly_looked_for_until_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = 0

    def counted(value: Any) -> bytes:
        nonlocal looks
        looks += 1
        return structure_of(value)

    monkeypatch.setattr(sharing, "structure_of", counted)
    shared = by_structure(lambda value: [value])
    for number in range(10_000):
        assert shared(number) == [number]
    assert looks < 2_000
    found = [shared("again") for _ in range(10_000)]
    assert len({id(one) for one in found[-100:]}) == 1
