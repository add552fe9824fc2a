"""What a settled cluster leaves behind: nothing of the clusters on its way, though the collector of
cycles does not run (no command has it run).
"""

import gc
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from objects import CONTAINER, build

from minik import kinds
from minik.bootstrap import new_cluster
from minik.bootstrap.init_options import parse_settings
from minik.controllers import settle
from minik.intake import registry
from minik.model.cluster import Cluster
from minik.model.object import Object

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)


def deployment(number: int, replicas: int = 2) -> Object:
    labels = {"app": f"web-{number}"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [CONTAINER]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    return build("Deployment", f"web-{number}", "default", version="apps/v1", spec=spec)


@pytest.fixture
def clusters(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Weak references to all clusters that are made, while nobody looks for cycles."""
    made: list[Any] = []
    follow = Cluster._successor

    def following(cluster: Cluster, **replaced: Any) -> Cluster:
        made.append(weakref.ref(next_one := follow(cluster, **replaced)))
        return next_one

    monkeypatch.setattr(Cluster, "_successor", following)
    gc.disable()
    yield made
    gc.enable()


def test_no_cluster_on_the_way_is_kept(clusters: list[Any]) -> None:
    draft = settle(new_cluster.create_cluster(parse_settings(workers=3), NOW)).draft()
    kind = kinds.find_served_kind("apps/v1", "Deployment")
    assert kind
    for number in range(3):
        registry.create(draft, kind, deployment(number))
    unsettled = draft.cluster()
    del draft
    before = len(clusters)
    settled = settle(unsettled)
    alive = {id(one()) for one in clusters[before:]} - {id(None)}
    assert alive == {id(settled)}


def test_pods_of_one_template_on_nodes_of_one_zone_have_the_same_labels() -> None:
    draft = settle(new_cluster.create_cluster(parse_settings(workers=3), NOW)).draft()
    kind = kinds.find_served_kind("apps/v1", "Deployment")
    assert kind
    registry.create(draft, kind, deployment(0, replicas=12))
    pods = settle(draft.cluster()).of("Pod")
    by_zone = {id(pod["metadata"]["labels"]) for pod in pods}
    assert len(pods) == 12 and len(by_zone) <= 3
