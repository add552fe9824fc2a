"""A large cluster before its first change: what the change costs does not grow with the cluster."""

import json
from datetime import UTC, datetime

import pytest
from counting import calls

from minik.api.exchange import Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.serve import warming
from minik.serve.api_cluster import ServedCluster

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"


def post(served: ServedCluster, name: str, replicas: int) -> None:
    spec = {**warming.WEB[DEPLOYMENTS], "replicas": replicas}
    body = json.dumps({"metadata": {"name": name}, "spec": spec}).encode()
    assert served.answer(Request("POST", DEPLOYMENTS, None, {}, body)).status == 201


def restarted(pods: int) -> ServedCluster:
    """A server that was started on a cluster with so many pods."""
    before = ServedCluster(settle(new_cluster.create_cluster(DEFAULT, NOW)), lambda: NOW)
    post(before, "web", pods)
    whole = before.cluster
    source = Objects({kind: dict(whole.table(kind).by_path) for kind in whole.kinds()})
    return ServedCluster(whole.with_source(source), lambda: NOW)


def first_change(pods: int, warmed: bool) -> int:
    served = restarted(pods)
    if warmed:
        assert list(warming.pieces(served))
    return calls(lambda: post(served, "more", 1))


def test_the_first_deployment_costs_the_same_whatever_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(warming, "MANY", 50)
    first_change(100, warmed=True)  # what is loaded and remembered at the first time
    few, many = (first_change(pods, warmed=True) for pods in (100, 300))
    cold = [first_change(pods, warmed=False) for pods in (100, 300)]
    assert many - few < (cold[1] - cold[0]) / 10


def test_a_warmed_cluster_becomes_what_a_cold_one_becomes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "MANY", 50)
    warmed, cold = restarted(60), restarted(60)
    assert list(warming.pieces(warmed))
    for served in (warmed, cold):
        post(served, "more", 3)
    kinds = cold.cluster.kinds()
    assert warmed.cluster.kinds() == kinds
    for kind in kinds:
        assert list(warmed.cluster.of(kind)) == list(cold.cluster.of(kind))


def test_a_small_cluster_needs_no_preparation() -> None:
    assert not list(warming.pieces(restarted(3)))
