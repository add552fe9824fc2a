"""How many addresses stand behind a Service that has no ports: those of its slices that are not unready."""

from typing import Any

import pytest
from crafting import endpoint_slice, headless, seen, service

from minik.diagnosis import considered_pods
from minik.model.object import Object


def sliced(*conditions: Any, label: str = "web", name: str = "web-1") -> Object:
    """A slice of an endpoint for each condition."""
    endpoints = [
        {"addresses": [f"192.0.2.{number}"], **({"conditions": one} if one is not None else {})}
        for number, one in enumerate(conditions, 1)
    ]
    return {**endpoint_slice(label, name), "endpoints": endpoints}


@pytest.mark.parametrize(
    ("slices", "count"),
    [
        ([], 0),
        ([sliced(None, {}, {"ready": True})], 3),
        ([sliced({"ready": False})], 0),
        ([sliced({"ready": False}, {"ready": True}, {"serving": False})], 2),
        ([sliced(None), sliced(None, name="web-2")], 1),
        ([sliced(None, label="other")], 0),
    ],
)
def test_an_unknown_readiness_counts_as_ready(slices: list[Object], count: int) -> None:
    """discovery.k8s.io: "a nil value should be interpreted as true"."""
    view = seen([headless(ports=None, selector=None), *slices])
    (found,) = [one for one in view.services if one["metadata"]["name"] == "web"]
    assert considered_pods.count_endpoints(view.cluster, found) == count


def test_with_ports_an_address_counts_once() -> None:
    two = service(ports=[{"name": "a", "port": 8080}, {"name": "b", "port": 81}], selector=None)
    ports = [{"name": "a", "port": 8080}, {"name": "b", "port": 81}]
    view = seen([two, {**sliced(None, {"ready": False}), "ports": ports}])
    (found,) = [one for one in view.services if one["metadata"]["name"] == "web"]
    assert considered_pods.count_endpoints(view.cluster, found) == 1
