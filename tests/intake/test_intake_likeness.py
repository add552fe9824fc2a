"""A document is judged like a sound one only where the judge would say the same."""

import random
from typing import Any

import pytest
from alike_documents import APPS, BASE, changed, document, pod, service, workload
from hypothesis import given, settings
from hypothesis import strategies as st

from minik import kinds
from minik.intake import likeness
from minik.intake.likeness import SoundDocuments
from minik.intake.parsing import Document, DuplicateFields
from minik.intake.verdicts import judge

FREE = [kind.name for kind in kinds.all_kinds() if kind.free_names is not None]


def verdict_of(value: Any) -> tuple[bool, int]:
    verdict = judge(Document(value, "x", 0), BASE)
    return verdict.error is None, len(verdict.warnings)


def test_the_kinds_whose_names_mean_nothing_else() -> None:
    assert set(FREE) == {"Service", "Pod", "ReplicationController", *APPS}


@pytest.mark.parametrize("kind", FREE)
@settings(max_examples=4)
@given(seed=st.integers(0, 2**32))
def test_what_is_like_a_sound_document_is_sound(kind: str, seed: int) -> None:
    draw, sound, found = random.Random(seed), SoundDocuments(BASE), 0
    for _ in range(60):
        value = document(kind, draw)
        one = Document(value, "x", 0)
        if sound.find(one):
            found += 1
            assert verdict_of(value) == (True, 0), value
        else:
            sound.add(judge(one, BASE))
    assert found > 5


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (service("a1", "b1", "c1"), service("a2", "b2", "c2"), True),
        (service("a1", "b1", "b1"), service("a2", "b2", "c2"), False),  # equal, then not
        (service("a1", "b1", "1.0"), service("a2", "b2", "1.0"), True),
        (service("a1", "b1", "1.0"), service("a2", "b2", "2.0"), False),
        (service("a1", "b1", "c1"), service("kubernetes", "b1", "c1"), False),  # it is there
        (service("a1", "b1", "c1"), service("http", "b1", "c1"), False),  # stands elsewhere, too
        (service("a1", "b1", "c1"), service("x" * 41, "b1", "c1"), False),
        (service("a1", "b1", "c1"), service("0a", "b1", "c1"), False),
        (service("a1", "b1", "c1"), service(None, "b1", "c1"), False),
        (service("a1", "b1", "c1"), service("a2", "b1", 1), False),
        (service("a1", "b1", "c1"), service("a2", "b1", []), False),
        (service("a1", "b1", "c1"), pod("a2", "b1", "c1"), False),
        (service("", "b1", "c1"), service("", "b1", "c1"), False),  # the first was not sound
        (
            workload("Deployment", "a1", "b1", "b1"),
            workload("Deployment", "a2", "b2", "b2"),
            True,
        ),
        (
            workload("Deployment", "a1", "b1", "b1"),
            workload("Deployment", "a2", "b2", "b1"),
            False,
        ),
    ],
)
def test_documents_are_alike_but_for_free_names(first: Any, second: Any, alike: bool) -> None:
    sound = SoundDocuments(BASE)
    assert sound.find(Document(first, "x", 0)) is None
    sound.add(judge(Document(first, "x", 0), BASE))
    assert bool(sound.find(Document(second, "x", 1))) == alike


@pytest.mark.parametrize("value", [None, [], "x", {}, {"kind": [], "apiVersion": {}}])
def test_what_is_no_object_is_like_nothing(value: Any) -> None:
    assert SoundDocuments(BASE).find(Document(value, "x", 0)) is None


def test_a_field_that_stands_twice_is_like_nothing() -> None:
    sound = SoundDocuments(BASE)
    value = service("a1", "b1", "c1")
    assert sound.find(Document(value, "x", 0)) is None
    sound.add(judge(Document(value, "x", 0), BASE))
    assert sound.find(Document(value, "x", 0))
    for twice in (
        DuplicateFields([*value.items(), ("kind", "Service")]),
        {**value, "metadata": DuplicateFields([*value["metadata"].items(), ("name", "a1")])},
        {**value, "spec": DuplicateFields([*value["spec"].items(), ("ports", [])])},
    ):
        assert sound.find(Document(twice, "x", 0)) is None


def test_what_was_warned_of_or_named_by_the_server_is_not_remembered() -> None:
    sound = SoundDocuments(BASE)
    warned = changed(pod("a1", "b1", "c1"), "spec.nodeSelector", {"beta.kubernetes.io/os": "linux"})
    verdict = judge(Document(warned, "x", 0), BASE)
    assert verdict.warnings
    sound.add(verdict)
    generated = changed(pod("a1", "b1", "c1"), "metadata", {"generateName": "a-"})
    verdict = judge(Document(generated, "x", 0), BASE)
    assert verdict.error is None
    sound.add(verdict)
    config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a1"}}
    sound.add(judge(Document(config_map, "x", 0), BASE))
    assert not sound.kinds and not sound.sound.contents


def test_names_are_no_longer_than_all_that_is_made_of_them_allows() -> None:
    assert likeness.is_ordinary("x" * likeness.LONGEST)
    assert not likeness.is_ordinary("x" * (likeness.LONGEST + 1))
