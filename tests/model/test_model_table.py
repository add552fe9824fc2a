"""Tables after changes: they know what a table made anew would know."""

import random
from collections.abc import Iterable, Mapping

import pytest

from minik.model import layers
from minik.model.layers import Layers
from minik.model.object import Object, path_of
from minik.model.table import Table


def pod(number: int, node: str, version: int = 0) -> Object:
    metadata = {
        "namespace": f"ns-{number % 3}",
        "name": f"p-{number}",
        "labels": {"app": f"a-{number % 5}", "node": node},
        "ownerReferences": [{"uid": f"o-{number % 7}"}],
    }
    return {"metadata": metadata, "spec": {"nodeName": node}, "version": version}


def by_node(obj: Object) -> Iterable[str]:
    node = obj["spec"]["nodeName"]
    return (node,) if node else ()


def by_twice(obj: Object) -> Iterable[str]:
    return (obj["spec"]["nodeName"], obj["spec"]["nodeName"])


def told(table: Table) -> list[object]:
    """Return all that a table knows."""
    return [
        dict(table.by_path),
        table.in_order,
        table.by_namespace,
        table.by_owner,
        table.by_label,
        table.index_by(by_node),
        table.groups_by(by_node),
        table.index_by(by_twice),
    ]


@pytest.mark.parametrize("size", [0, 3, 70, 500])
@pytest.mark.parametrize("most", [1, 5, 200])
def test_a_table_after_changes_is_the_table_of_what_is_there(size: int, most: int) -> None:
    chance = random.Random(f"{size} {most}")
    now = {path_of(one): one for one in (pod(number, "") for number in range(size))}
    table = Table(dict(now))
    for version in range(60):
        changes: dict[str, Object | None] = {}
        for _ in range(chance.randint(1, most)):
            changed = pod(chance.randrange(size + 20), f"n-{chance.randrange(4)}", version)
            gone = chance.random() < 0.3
            changes[path_of(changed)] = None if gone else changed
        table = table.with_changes(changes)
        now = {k: v for k, v in {**now, **changes}.items() if v is not None}
        assert len(table.by_path) == len(now)
        if chance.random() < 0.5:  # what nobody asks for is not lost
            assert told(table) == told(Table(dict(now)))


def test_the_table_before_stays_as_it_was() -> None:
    before = Table({path_of(one): one for one in (pod(number, "a") for number in range(100))})
    known = [dict(before.by_path), list(before.in_order), dict(before.index_by(by_node))]
    one = pod(5, "b")
    after = before.with_changes({path_of(one): one, "ns-0/p-3": None})
    assert told(after) != told(before)
    assert [dict(before.by_path), before.in_order, before.index_by(by_node)] == known


def test_a_few_changes_of_a_large_mapping_copy_little() -> None:
    base = {str(number): pod(number, "a") for number in range(10_000)}
    mapping = layers.with_changes(base, {"1": None, "new": pod(1, "b")})
    assert isinstance(mapping, Layers)
    assert mapping.base is base
    assert "1" not in mapping
    assert mapping.get("1") is None
    assert "new" in mapping
    assert len(mapping) == 10_000
    assert mapping.keys() ^ base.keys() == {"1", "new"}
    with pytest.raises(KeyError):
        mapping["1"]


def test_many_changes_are_merged() -> None:
    mapping: Mapping[str, Object] = {str(number): {} for number in range(1000)}
    for number in range(1000):
        mapping = layers.with_changes(mapping, {f"more-{number}": {}})
        top = mapping.top if isinstance(mapping, Layers) else {}
        assert len(top) <= 2 * 2000**0.5
    assert len(dict(mapping)) == 2000
