"""Which controllers are imported to settle a change: those that watch what has changed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import random_clusters
import sample_clusters
from sample_clusters import SAMPLES

from minik import controllers, shelf
from minik.controllers._watched import ONLY_FOR, WATCHED
from minik.model.cluster import Cluster
from minik.model.object import key

CONTROLLERS = {
    name: module.CONTROLLER
    for name, module in shelf.load(controllers.__name__, controllers.__path__).items()
}
ASKING = """
import json, sys
from minik import cli
assert cli.run(sys.argv[1:]) == 0
json.dump([name for name in sys.modules if name.startswith("minik.controllers.")], sys.stderr)
"""


@pytest.mark.parametrize("name", WATCHED)
def test_the_table_says_what_a_controller_watches(name: str) -> None:
    """`python tests/laws/watched.py` writes it anew."""
    controller = CONTROLLERS[name]
    kinds = {*controller.watches, *["ResourceQuota"] * (controller.dependents is not None)}
    assert set(WATCHED[name]) == kinds


def test_the_table_says_for_which_kind_a_controller_is() -> None:
    found = {name: controller.only_for for name, controller in CONTROLLERS.items()}
    assert {name: kind for name, kind in found.items() if kind} == ONLY_FOR


@pytest.fixture(scope="module")
def clusters() -> list[Cluster]:
    return [*map(random_clusters.recorded, range(4)), *map(sample_clusters.sample, SAMPLES)]


@pytest.mark.parametrize("name", ONLY_FOR)
def test_without_objects_of_its_kind_it_wants_and_reports_nothing(
    name: str, clusters: list[Cluster]
) -> None:
    controller = CONTROLLERS[name]
    for cluster in clusters:
        draft = cluster.draft()
        for obj in cluster.of(ONLY_FOR[name]):
            draft.delete(key(obj))
        without = draft.cluster()
        for ask in (
            controller.reconcile,
            controller.when_due,
            controller.due_times,
            controller.notices,
        ):
            assert list(ask(without)) == []


def test_the_table_names_no_other() -> None:
    """One that it does not name is imported: adding a controller is adding one file."""
    assert WATCHED.keys() <= CONTROLLERS.keys()


def test_a_service_imports_no_controller_of_workloads(tmp_path: Path) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"ports": [{"port": 80}]},
    }
    (tmp_path / "web.json").write_text(json.dumps(service))
    environment = {**os.environ, "MINIK_STATE": str(tmp_path / "state.json")}
    loaded = []
    deployment = ["create", "deployment", "web", "--image=web"]
    for words in (["init"], ["apply", "-f", str(tmp_path / "web.json")], deployment):
        done = subprocess.run(
            [sys.executable, "-c", ASKING, *words],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        loaded.append({name.rpartition(".")[2] for name in json.loads(done.stderr)})
    assert all("endpoint_slice" in names for names in loaded)
    assert not {"deployment", "job", "cron_job"} & (loaded[0] | loaded[1])
    assert {"deployment", "replica_set"} <= loaded[2] and not {"job", "disruption"} & loaded[2]


# Names in `kube-controller-manager --help` (cmd/kube-controller-manager/names), and other programs.
MANAGED = """endpoints endpointslice endpointslice-mirroring replicationcontroller pod-garbage-collector
resourcequota namespace serviceaccount garbage-collector daemonset job deployment replicaset
horizontal-pod-autoscaler disruption statefulset cronjob ttl-after-finished clusterrole-aggregation
persistentvolume-binder persistentvolumeclaim-protection node-ipam node-lifecycle taint-eviction
service-cidr service-lb validatingadmissionpolicy-status"""
PROGRAMS = {"kube-apiserver", "kube-scheduler", "kubelet", "gateway-controller"}
OTHERS = {"ingress-controller", "customresource-cleanup"}


def test_controllers_are_called_as_those_of_kubernetes() -> None:
    """Logs, leases and field managers name them so."""
    managed = {f"{name}-controller" for name in MANAGED.split()}
    assert {one.name for one in CONTROLLERS.values()} == managed | PROGRAMS | OTHERS
