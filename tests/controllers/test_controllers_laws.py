"""The laws of controllers: they leave their input alone, rest on a settled cluster, and settle
alike in any order.
"""

import copy
import random
from types import ModuleType

import pytest
import stage

from minik import controllers, shelf
from minik.controllers import settle
from minik.model.cluster import Cluster

MODULES = shelf.load("minik.controllers", controllers.__path__)
MANUAL = {
    "apiVersion": "v1",
    "kind": "Endpoints",
    "metadata": {"name": "manual"},
    "subsets": [
        {
            "addresses": [{"ip": "192.0.2.10"}],
            "notReadyAddresses": [{"ip": "192.0.2.11"}],
            "ports": [{"port": 80}],
        }
    ],
}
BUSY = (
    stage.workload("Deployment", "web", {"app": "web"}, replicas=5),
    stage.service("web", {"app": "web"}),
    stage.workload("StatefulSet", "db", {"app": "db"}, replicas=3, serviceName="db"),
    stage.service("db", {"app": "db"}, clusterIP="None"),
    stage.workload("DaemonSet", "agent", {"app": "agent"}),
    stage.service("agent", {"app": "agent"}, type="NodePort"),
    stage.workload("ReplicationController", "old", {"app": "old"}, replicas=2),
    stage.pod("alone", {"app": "web"}),
    stage.pod("nowhere", nodeSelector={"disk": "ssd"}),
    stage.service("lb", {"app": "web"}, type="LoadBalancer"),
    stage.service("manual"),
    MANUAL,
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}},
    {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "extra"}},
)


def busy() -> Cluster:
    """A cluster in which much is to be done."""
    return stage.taken_in(stage.saved(stage.new(pool="192.168.9.1-192.168.9.9")), BUSY)


def order(seed: int) -> list[ModuleType]:
    found = list(MODULES.values())
    random.Random(seed).shuffle(found)
    return found


@pytest.fixture(scope="module")
def rested() -> Cluster:
    return settle(busy())


@pytest.mark.parametrize("seed", range(8))
def test_controllers_settle_alike_in_any_order(seed: int, rested: Cluster) -> None:
    assert stage.everything(settle(busy(), order=order(seed))) == stage.everything(rested)


@pytest.mark.parametrize("name", MODULES)
def test_a_controller_rests_on_a_settled_cluster(name: str, rested: Cluster) -> None:
    _, touched = controllers.step(rested, MODULES[name].reconcile)
    assert not touched


@pytest.mark.parametrize("name", MODULES)
def test_a_controller_leaves_its_input_alone(name: str) -> None:
    cluster = busy()
    before = copy.deepcopy(stage.everything(cluster))
    list(MODULES[name].reconcile(cluster))
    assert stage.everything(cluster) == before


@pytest.mark.parametrize("name", MODULES)
def test_a_controller_leaves_a_settled_cluster_alone_while_it_looks(
    name: str, rested: Cluster
) -> None:
    before = copy.deepcopy(stage.everything(rested))
    list(MODULES[name].reconcile(rested))
    assert stage.everything(rested) == before


def test_the_same_commands_give_the_same_names_uids_and_addresses() -> None:
    assert stage.everything(settle(busy())) == stage.everything(settle(busy()))


def test_only_what_changed_is_looked_at() -> None:
    cluster = stage.saved(settle(busy()))
    assert settle(cluster, {"ConfigMap"}).version == cluster.version
    changed = stage.taken_in(cluster, [stage.service("late", {"app": "web"})])
    assert stage.everything(settle(changed, {"Service"})) == stage.everything(settle(changed))


@pytest.mark.parametrize("seed", range(3))
def test_changes_settle_alike_in_any_order(seed: int) -> None:
    cluster = stage.saved(settle(busy()))
    change = [
        stage.workload("Deployment", "web", {"app": "web"}, "registry.example/app:2", replicas=3),
        stage.workload(
            "StatefulSet",
            "db",
            {"app": "db"},
            "registry.example/db:2",
            replicas=2,
            serviceName="db",
        ),
        stage.workload("DaemonSet", "agent", {"app": "agent"}, "registry.example/agent:2"),
    ]
    changed = stage.taken_in(cluster, change)
    assert stage.everything(settle(changed, order=order(seed))) == stage.everything(settle(changed))
