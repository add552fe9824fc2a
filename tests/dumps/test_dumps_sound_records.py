"""What is kept at a glance is what a thorough look keeps, and nothing that it refuses."""

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from sample_clusters import RECORDED, label, recorded

from minik import kinds
from minik.dumps import reading
from minik.errors import MinikError
from minik.intake.parsing import Document
from minik.model.kind import Kind
from minik.model.object import Object

WRONG: tuple[Any, ...] = (
    None,
    7,
    -1,
    2.5,
    True,
    "x",
    "",
    [],
    {},
    [None],
    {"a": None},
    [1],
    {"x": 1},
)
MUTANTS = 8  # of each object


def objects_of(path: Any) -> Iterator[tuple[Kind, Object]]:
    cluster = recorded(path)
    for name in cluster.kinds():
        kind = kinds.find_kind(name)
        for obj in cluster.of(name) if kind else ():
            assert kind
            yield kind, obj


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every field and every element, with what holds it."""
    for name, part in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, name
        if isinstance(part, (dict, list)):
            yield from places(part)


def mutants(obj: Object, chance: Random) -> Iterator[Any]:
    for _ in range(MUTANTS):
        made = copy.deepcopy(obj)
        holder, name = chance.choice(list(places(made)))
        if chance.random() < 0.3 and isinstance(holder, dict):
            del holder[name]
        elif chance.random() < 0.2 and isinstance(holder, dict):
            holder["unheardOf"] = 1
        else:
            holder[name] = chance.choice(WRONG)
        yield made


def outcome(value: Any, kind: Kind) -> str:
    try:
        return json.dumps(reading.read_object(Document(value, "x.json", 0), kind))
    except MinikError as error:
        return str(error)


@pytest.mark.parametrize("path", RECORDED[::6], ids=label)
def test_a_glance_sees_what_a_look_sees(path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    chance, glance = Random(str(path.name)), reading.is_sound_record
    for kind, obj in objects_of(path):
        for one in (obj, *mutants(obj, chance)):
            if "apiVersion" not in one or not isinstance(one.get("metadata"), dict):
                continue
            if one["apiVersion"] != obj["apiVersion"] or not one["metadata"].get("name"):
                continue
            monkeypatch.setattr(reading, "is_sound_record", glance)
            quick = outcome(one, kind)
            monkeypatch.setattr(reading, "is_sound_record", lambda value, kind: False)
            assert quick == outcome(one, kind)


@pytest.mark.parametrize("path", RECORDED[::12], ids=label)
def test_nearly_all_that_a_server_recorded_is_kept_at_a_glance(path: Any) -> None:
    found = [reading.is_sound_record(obj, kind) for kind, obj in objects_of(path)]
    assert found.count(True) >= 0.8 * len(found)
