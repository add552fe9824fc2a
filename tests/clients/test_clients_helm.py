"""Helm 4, by its own engine (helm-python-sdk), against a served cluster."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import eventually, served

from minik import Server

helm: Any = pytest.importorskip("helm_python")
CHART = str(Path(__file__).parents[2] / "docs" / "examples" / "chart")
WAITING = {"wait": "watcher", "timeout": 60}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with served(tmp_path / "minik") as found:
        yield found


def test_a_release_is_installed_upgraded_rolled_back_and_uninstalled(server: Server) -> None:
    def pods() -> int:
        return len(server.cluster.resolve("shop-web:http").pods)

    with helm.Config(namespace="default", kubeconfig_path=str(server.kubeconfig)) as config:
        config.check_reachable()
        assert config.install(CHART, "shop", {"replicas": 2}, **WAITING)["status"] == "deployed"
        assert pods() == 2
        assert config.upgrade(CHART, "shop", {"replicas": 3}, **WAITING)["revision"] == 2
        assert pods() == 3
        assert config.get_values("shop") == {"replicas": 3}
        config.rollback("shop", version=1)
        eventually(lambda: pods() == 2)
        history = [(one["revision"], one["status"]) for one in config.history("shop")]
        assert history == [(1, "superseded"), (2, "superseded"), (3, "deployed")]
        assert [one["name"] for one in config.list()] == ["shop"]
        config.uninstall("shop", **WAITING)
        assert "svc/shop-web" not in server.cluster and not config.list()


def test_a_release_may_bring_its_namespace(server: Server) -> None:
    with helm.Config(namespace="default", kubeconfig_path=str(server.kubeconfig)) as config:
        config.install(CHART, "shop", {}, namespace="new", create_namespace=True)
    assert server.cluster.get("ns/new")
    eventually(lambda: len(server.cluster.resolve("shop-web.new").pods) == 2)
