"""The laws of controllers: they leave their input alone, rest on a settled cluster, and settle
alike in any order.
"""

import copy
import random
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import stage

from minik import controllers, shelf
from minik.controllers import settle
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.simulation import clock

CONTROLLERS = {
    name: module.CONTROLLER
    for name, module in shelf.load("minik.controllers", controllers.__path__).items()
}
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


def order(seed: int) -> list[Controller]:
    found = list(CONTROLLERS.values())
    random.Random(seed).shuffle(found)
    return found


@pytest.fixture(scope="module")
def rested() -> Cluster:
    return settle(busy())


@pytest.mark.parametrize("seed", range(8))
def test_controllers_settle_alike_in_any_order(seed: int, rested: Cluster) -> None:
    assert stage.everything(settle(busy(), order=order(seed))) == stage.everything(rested)


@pytest.mark.parametrize("name", CONTROLLERS)
def test_a_controller_rests_on_a_settled_cluster(name: str, rested: Cluster) -> None:
    _, touched = controllers.step(rested, CONTROLLERS[name])
    assert not touched


@pytest.mark.parametrize("name", CONTROLLERS)
def test_a_controller_leaves_its_input_alone(name: str) -> None:
    cluster = busy()
    before = copy.deepcopy(stage.everything(cluster))
    list(CONTROLLERS[name].reconcile(cluster))
    assert stage.everything(cluster) == before


@pytest.mark.parametrize("name", CONTROLLERS)
def test_a_controller_leaves_a_settled_cluster_alone_while_it_looks(
    name: str, rested: Cluster
) -> None:
    before = copy.deepcopy(stage.everything(rested))
    list(CONTROLLERS[name].reconcile(rested))
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


def test_every_file_of_the_folder_is_a_controller() -> None:
    for name, controller in CONTROLLERS.items():
        assert isinstance(controller, Controller), name
        assert isinstance(controller.phase, Phase), name
        assert controller.name == controller.name.lower(), name


ADDED = '''
"""Labels: every ConfigMap gets one, and says so."""
from minik.model import object as objects
from minik.model.change import Put
from minik.model import object as objects
from minik.model.controller import Controller, NewEvent, Phase


def reconcile(cluster):
    for config_map in cluster.of("ConfigMap"):
        yield Put(objects.write(config_map, "metadata.labels", {"added": "yes"}))


def when_due(cluster):
    for config_map in cluster.of("ConfigMap"):
        yield Put(objects.write(config_map, "data", {"late": "yes"}))


def due_times(cluster):
    for config_map in cluster.of("ConfigMap"):
        if not config_map.get("data"):
            yield parse_time(config_map["metadata"]["creationTimestamp"]) + timedelta(seconds=5)


def label_events(draft, old, new):
    yield NewEvent(new, "Labelled", "Added a label", "label-controller")


CONTROLLER = Controller(
    "label-controller",
    ("ConfigMap",),
    Phase.OBSERVERS,
    reconcile,
    due_times=due_times,
    when_due=when_due,
    events={"ConfigMap": label_events},
)
'''


def test_adding_a_controller_is_adding_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "label.py").write_text(
        ADDED.replace(
            "from minik.model import object",
            "from datetime import timedelta\n"
            "from minik.model.duration import parse_time\n"
            "from minik.model import object",
            1,
        )
    )
    monkeypatch.setattr(controllers, "__path__", [*controllers.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "minik.controllers.label", raising=False)
    config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}
    cluster = settle(stage.taken_in(stage.saved(stage.new()), [config_map]))
    stored = cluster.get("ConfigMap", "default", "settings")
    assert stored and objects.labels(stored) == {"added": "yes"}
    about = [event["involvedObject"]["name"] for event in cluster.of("Event")]
    assert {event["reason"] for event in cluster.of("Event")} == {"Labelled"}
    assert about.count("settings") == 1
    *_, later = clock.advance(cluster, cluster.now + timedelta(seconds=9))
    assert (later.get("ConfigMap", "default", "settings") or {}).get("data") == {"late": "yes"}
