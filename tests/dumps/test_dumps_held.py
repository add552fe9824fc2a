"""A dump stays as it was recorded: what controllers would change of it is held, and what a person
changes has its effects all the same.
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
import recorded

from minik import controllers
from minik.dumps import importing
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.held import CREATE, UPDATE
from minik.model.object import Key, Object
from minik.model.source import Objects
from minik.simulation import rounds

NAMES = list(recorded.dumps())
QUOTA, WEB = "quota", Key("Deployment", "shop", "web")
FOLLOWERS = ("Endpoints", "EndpointSlice")  # they carry the labels of their Service


def text(found: Any) -> str:
    return json.dumps([[*key, obj] for key, obj in sorted(found.items(), key=lambda pair: pair[0])])


def changed(cluster: Cluster, key: Key, path: str, value: Any) -> Cluster:
    """The cluster after a person wrote one field, and the controllers had their turn."""
    draft = cluster.draft()
    obj = cluster.get(*key)
    assert obj is not None
    draft.put(objects.write(obj, path, value))
    return rounds.run_controllers(draft.cluster(), {key.kind})


def web_pods(cluster: Cluster) -> int:
    return sum(objects.labels(pod).get("app") == "web" for pod in cluster.within("Pod", "shop"))


def stuck() -> Cluster:
    """A cluster whose ReplicaSet made no pods, with no quota that would refuse them now."""
    dump = recorded.dumps()[QUOTA]
    items = [item for item in dump.items if item["kind"] != "ResourceQuota"]
    return recorded.imported(recorded.Dump(items, dump.now))


def test_every_kind_is_read_once_for_all_controllers(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: Counter[str] = Counter()

    class Counted(Objects):
        def all(self, kind: str) -> Mapping[str, Object]:
            reads[kind] += 1
            return super().all(kind)

        def select(self, kind: str, namespace: str, labels: Mapping[str, str]) -> list[Object]:
            reads[kind] += len(self.get(kind, {}))
            return super().select(kind, namespace, labels)

    monkeypatch.setattr(importing, "Objects", Counted)
    cluster = recorded.imported(recorded.dumps()["scenario-my-service"])
    assert cluster.held.imported and {"Pod", "Service"} <= reads.keys()
    assert {reads[kind] for kind in cluster.source.kinds()} == {1}


def test_there_are_dumps_of_every_sort() -> None:
    assert len(NAMES) > 40 and {"quota", "scenario-my-service", "without_nodes"} <= {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_what_was_imported_is_exported_to_the_letter(name: str) -> None:
    dump = recorded.dumps()[name]
    assert text(recorded.exported(recorded.imported(dump))) == text(dump.objects)


@pytest.mark.parametrize("name", NAMES)
def test_a_harmless_label_changes_nothing_else(name: str) -> None:
    dump = recorded.dumps()[name]
    cluster = recorded.imported(dump)
    for key in {key.kind: key for key in dump.objects}.values():
        after = recorded.exported(changed(cluster, key, "metadata.labels.harmless", "yes"))
        others = {other for other in {**dump.objects, **after} if other != key}
        differing = {other for other in others if dump.objects.get(other) != after.get(other)}
        if key.kind == "Service":
            differing = {other for other in differing if other.kind not in FOLLOWERS}
        assert not differing, f"a label of {key} changes {differing}"


def test_a_set_that_is_stuck_gets_only_what_a_person_asks_for_beyond() -> None:
    cluster = stuck()
    assert web_pods(cluster) == 0
    [held] = [change for change in cluster.held.changes if change.key.kind == "Pod"]
    assert (held.component, held.action, held.number) == ("replicaset-controller", CREATE, 2)
    more = changed(cluster, WEB, "spec.replicas", 5)
    assert web_pods(more) == 3
    again = changed(more, WEB, "spec.replicas", 6)
    assert web_pods(again) == 4
    status = objects.status(again.get(*WEB) or {})
    assert (status["replicas"], status["readyReplicas"]) == (4, 4)


def test_what_is_no_longer_wanted_is_no_longer_held() -> None:
    cluster = stuck()
    less = changed(cluster, WEB, "spec.replicas", 1)
    assert web_pods(less) == 0
    assert web_pods(changed(less, WEB, "spec.replicas", 2)) == 1


def test_letting_go_heals() -> None:
    cluster = stuck()
    settled = controllers.settle(cluster.with_held(cluster.held.released()))
    assert web_pods(settled) == 2 and not settled.held.changes and settled.held.imported


def test_an_update_is_held_field_by_field() -> None:
    """A slice without one of its pods stays without it; another pod that comes is listed."""
    dump = recorded.dumps()["scenario-my-service"]
    whole = controllers.settle(recorded.imported(dump).with_held(recorded.imported(dump).held))
    slices = {
        objects.key(one): one
        for one in whole.within("EndpointSlice", "default")
        if len(one.get("endpoints") or ()) == 3
    }
    [(key, slice_)] = slices.items()
    lost = slice_["endpoints"][0]
    lacking = recorded.imported(
        recorded.Dump([*dump.items, {**slice_, "endpoints": slice_["endpoints"][1:]}], dump.now)
    )
    [held] = lacking.held.by_key[key]
    assert held.action == UPDATE and held.component == "endpointslice-controller"
    assert held.fields[f"endpoints[{lost['addresses'][0]}]"][0]["targetRef"] == lost["targetRef"]
    [deployment] = lacking.of("Deployment")
    more = changed(lacking, objects.key(deployment), "spec.replicas", 4)
    listed = {one["targetRef"]["name"] for one in (more.get(*key) or {})["endpoints"]}
    mine = {objects.name(pod) for pod in more.within("Pod", "default") if pods.is_ready(pod)}
    assert len(mine) == 4 and mine - listed == {lost["targetRef"]["name"]}


def test_nodes_that_are_not_in_the_dump_exist() -> None:
    cluster = recorded.imported(recorded.dumps()["without_nodes"])
    assert cluster.exists("Node", "node-1") and not cluster.of("Node")
    [slice_] = [
        one
        for one in cluster.of("EndpointSlice")
        if objects.labels(one).get("kubernetes.io/service-name") == "web"
    ]
    [service] = [one for one in cluster.of("Service") if objects.name(one) == "web"]
    assert len(slice_["endpoints"]) == 2
    after = changed(cluster, objects.key(service), "metadata.labels.harmless", "yes")
    assert len((after.get(*objects.key(slice_)) or {})["endpoints"]) == 2
