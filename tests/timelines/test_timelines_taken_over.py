"""The changes that lead from one cluster to another, as watchers are told them."""

from typing import Any

from minik.model.cluster import Cluster
from minik.model.source import Objects
from minik.timelines.taken_over import renewed, steps_between


def config_map(name: str, version: int, **data: str) -> dict[str, Any]:
    metadata = {"name": name, "namespace": "default", "resourceVersion": str(version)}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def cluster(version: int, *objs: Any) -> Cluster:
    named = {f"default/{obj['metadata']['name']}": obj for obj in objs}
    return Cluster(Objects({"ConfigMap": named}), version=version)


def test_changes_are_told_in_the_order_of_their_versions() -> None:
    before = cluster(3, config_map("a", 1), config_map("b", 2), config_map("c", 3))
    after = cluster(7, config_map("a", 6, x="y"), config_map("b", 2), config_map("d", 5))
    steps = [
        (step.version, step.key.name, step.object is None) for step in steps_between(before, after)
    ]
    assert steps == [(5, "d", False), (6, "a", False), (7, "c", True)]
    assert renewed(before, after)[0] is after


def test_what_was_brought_back_is_a_new_change() -> None:
    before = cluster(9, config_map("a", 8, x="new"))
    after, steps = renewed(before, cluster(9, config_map("a", 4, x="old"), config_map("b", 5)))
    found = {step.key.name: step.version for step in steps}
    assert found == {"a": 10, "b": 11} and after.version == 11
    brought = after.get("ConfigMap", "default", "a")
    assert brought is not None and brought["metadata"]["resourceVersion"] == "10"
