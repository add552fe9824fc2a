"""What pods need before they start: settings, secrets, and the volumes that claims get."""

import random
from typing import Any

import pytest
import stage

from minik import controllers
from minik.controllers import settle
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read

CONFIG = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "settings"},
    "data": {"a": "1"},
}
SECRET = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "key"}, "data": {"a": "MQ=="}}


def container(**fields: Any) -> list[Object]:
    return [{"name": "main", "image": "registry.example/app:1", **fields}]


def env(source: str, name: str, key: str = "a", **more: Any) -> list[Object]:
    return container(env=[{"name": "A", "valueFrom": {source: {"name": name, "key": key, **more}}}])


NEEDS: list[tuple[dict[str, Any], str, str]] = [
    (
        {"containers": container(envFrom=[{"configMapRef": {"name": "settings"}}])},
        "CreateContainerConfigError",
        'configmap "settings" not found',
    ),
    (
        {"containers": container(envFrom=[{"secretRef": {"name": "key"}}])},
        "CreateContainerConfigError",
        'secret "key" not found',
    ),
    (
        {"containers": env("configMapKeyRef", "settings")},
        "CreateContainerConfigError",
        'configmap "settings" not found',
    ),
    (
        {"containers": env("secretKeyRef", "key")},
        "CreateContainerConfigError",
        'secret "key" not found',
    ),
    ({"volumes": [{"name": "v", "configMap": {"name": "settings"}}]}, "ContainerCreating", ""),
    ({"volumes": [{"name": "v", "secret": {"secretName": "key"}}]}, "ContainerCreating", ""),
    (
        {"volumes": [{"name": "v", "projected": {"sources": [{"secret": {"name": "key"}}]}}]},
        "ContainerCreating",
        "",
    ),
]


def made(spec: dict[str, Any]) -> Object:
    return objects.write(
        stage.pod("one", {"app": "web"}), "spec", {"containers": container(), **spec}
    )


@pytest.mark.parametrize(("spec", "reason", "message"), NEEDS)
def test_a_pod_waits_for_what_it_names(spec: dict[str, Any], reason: str, message: str) -> None:
    cluster = stage.applied(
        stage.saved(stage.new()), [made(spec), stage.service("web", {"app": "web"})]
    )
    pod = stage.one(cluster, "Pod", "one")
    told = pod["status"]["containerStatuses"][0]["state"]["waiting"]
    assert (told["reason"], told.get("message", "")) == (reason, message) and pods.phase(
        pod
    ) == "Pending"
    assert (
        bool(pods.addresses(pod)) == (reason == "CreateContainerConfigError")
        and stage.addresses(cluster, "web") == []
    )
    later = stage.applied(cluster, [CONFIG, SECRET])
    assert pods.is_ready(stage.one(later, "Pod", "one")) and len(stage.addresses(later, "web")) == 1


@pytest.mark.parametrize(
    "spec",
    [
        {"containers": container(envFrom=[{"configMapRef": {"name": "none", "optional": True}}])},
        {"containers": env("secretKeyRef", "none", optional=True)},
        {"volumes": [{"name": "v", "configMap": {"name": "none", "optional": True}}]},
    ],
    ids=["all", "key", "volume"],
)
def test_what_is_optional_may_be_missing(spec: dict[str, Any]) -> None:
    assert pods.is_ready(
        stage.one(stage.applied(stage.saved(stage.new()), [made(spec)]), "Pod", "one")
    )


def test_a_missing_key_is_told_by_its_name() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()),
        [CONFIG, made({"containers": env("configMapKeyRef", "settings", "b")})],
    )
    told = stage.one(cluster, "Pod", "one")["status"]["containerStatuses"][0]["state"]["waiting"]
    assert told["message"] == "couldn't find key b in ConfigMap default/settings"


def claim(name: str = "data", size: str = "1Gi", **spec: Any) -> Object:
    asked = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **spec}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name},
        "spec": asked,
    }


def user(name: str = "one", of: str = "data") -> Object:
    return stage.pod(name, volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": of}}])


def volume(name: str, size: str, **spec: Any) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": {
            "capacity": {"storage": size},
            "accessModes": ["ReadWriteOnce"],
            "hostPath": {"path": "/data"},
            **spec,
        },
    }


def phase(cluster: Cluster, kind: str, name: str) -> str:
    return str(
        read(
            stage.one(cluster, kind, name, "" if kind == "PersistentVolume" else "default"),
            "status.phase",
        )
    )


def test_a_claim_waits_for_its_first_pod_and_keeps_later_ones_on_that_node() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [claim()])
    assert phase(cluster, "PersistentVolumeClaim", "data") == "Pending" and stage.named(
        cluster, "StorageClass"
    ) == ["standard"]
    bound = stage.applied(cluster, [user()])
    node = pods.node(stage.one(bound, "Pod", "one"))
    assert node and phase(bound, "PersistentVolumeClaim", "data") == "Bound"
    assert [objects.name(one) for one in bound.of("PersistentVolume")] == [
        f"pvc-{objects.uid(stage.one(bound, 'PersistentVolumeClaim', 'data'))}"
    ]
    assert {
        pods.node(stage.one(stage.applied(bound, [user(f"pod-{number}")]), "Pod", f"pod-{number}"))
        for number in range(3)
    } == {node}


def test_pods_that_come_together_follow_the_first_consumer_to_its_node() -> None:
    together = [claim(), *(user(f"pod-{number}") for number in range(4))]
    cluster = stage.applied(stage.saved(stage.new()), together)
    assert len({pods.node(pod) for pod in cluster.of("Pod")}) == 1
    assert len(cluster.of("PersistentVolume")) == 1
    assert all(pods.phase(pod) == "Running" for pod in cluster.of("Pod"))


def test_a_consumer_that_cannot_follow_waits_and_says_why() -> None:
    elsewhere = objects.write(
        user("two"), "spec.nodeSelector", {"kubernetes.io/hostname": "node-3"}
    )
    first = objects.write(user("one"), "spec.nodeSelector", {"kubernetes.io/hostname": "node-1"})
    cluster = stage.applied(stage.saved(stage.new()), [claim(), first, elsewhere])
    condition = pods.condition(stage.one(cluster, "Pod", "two"), "PodScheduled") or {}
    assert pods.node(stage.one(cluster, "Pod", "one")) == "node-1"
    assert condition["status"] == "False" and "persistent" in condition["message"].lower()


def test_a_new_cluster_has_a_default_class_and_a_claim_may_refuse_it() -> None:
    cluster = stage.applied(stage.new(), [claim(), claim("other", storageClassName="")])
    assert stage.named(cluster, "StorageClass") == ["standard"]
    classes = [read(one, "spec.storageClassName") for one in cluster.of("PersistentVolumeClaim")]
    assert classes == ["standard", ""]


def test_a_pod_does_not_start_where_its_claim_stays_unbound() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [claim(storageClassName=""), user()])
    condition = pods.condition(stage.one(cluster, "Pod", "one"), "PodScheduled")
    assert condition is not None
    assert (
        condition["message"]
        == "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"
    )
    later = stage.applied(cluster, [volume("disk", "2Gi", storageClassName="")])
    assert (
        pods.is_ready(stage.one(later, "Pod", "one"))
        and phase(later, "PersistentVolume", "disk") == "Bound"
    )


def test_the_smallest_volume_that_suits_is_taken() -> None:
    volumes = [
        volume("large", "9Gi"),
        volume("fit", "2Gi"),
        volume("small", "500Mi"),
        volume("other", "1Gi", storageClassName="fast"),
    ]
    cluster = stage.applied(stage.saved(stage.new()), [*volumes, claim(storageClassName="")])
    assert stage.one(cluster, "PersistentVolumeClaim", "data")["spec"]["volumeName"] == "fit"
    assert {
        name: phase(cluster, "PersistentVolume", name)
        for name in ("large", "fit", "small", "other")
    } == {"large": "Available", "fit": "Bound", "small": "Available", "other": "Available"}


def test_a_volume_goes_with_its_claim_or_is_kept() -> None:
    both = [
        claim(),
        user(),
        volume("disk", "1Gi", storageClassName=""),
        claim("kept", storageClassName=""),
    ]
    cluster = stage.applied(stage.saved(stage.new()), both)
    made_for = objects.read(stage.one(cluster, "PersistentVolumeClaim", "data"), "spec.volumeName")
    less = stage.without(
        stage.without(cluster, "Pod", "one"), "PersistentVolumeClaim", "data", "kept"
    )
    assert (
        made_for not in stage.named(less, "PersistentVolume")
        and phase(less, "PersistentVolume", "disk") == "Released"
    )


def test_of_several_default_classes_the_youngest_counts() -> None:
    default = {"storageclass.kubernetes.io/is-default-class": "true"}
    first, second = (
        {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "provisioner": "example.com/disk",
            "metadata": {"name": name, "annotations": default},
            "volumeBindingMode": "Immediate",
        }
        for name in ("b", "a")
    )
    cluster = stage.applied(stage.saved(stage.new()), [first])
    later = stage.saved(
        stage.applied(stage.saved(cluster, stage.NOW.replace(hour=9)), [second]),
        stage.NOW.replace(hour=10),
    )
    bound = stage.applied(later, [claim()])
    assert stage.one(bound, "PersistentVolumeClaim", "data")["spec"]["storageClassName"] == "a"
    assert phase(bound, "PersistentVolumeClaim", "data") == "Bound"


@pytest.mark.parametrize("seed", range(4))
def test_claims_settle_alike_in_any_order(seed: int) -> None:
    busy = [
        claim(),
        claim("kept", storageClassName=""),
        volume("disk", "1Gi", storageClassName=""),
        user(),
        user("two", "kept"),
        CONFIG,
        {**made({"containers": env("secretKeyRef", "key")}), "metadata": {"name": "held"}},
        stage.workload(
            "StatefulSet",
            "db",
            {"app": "db"},
            replicas=3,
            serviceName="db",
            volumeClaimTemplates=[claim("store")],
        ),
    ]
    everyone = controllers.load_all()
    random.Random(seed).shuffle(everyone)
    start = stage.taken_in(stage.saved(stage.new()), busy)
    told = ("Event",)
    one, other = (
        stage.everything(settled) for settled in (settle(start), settle(start, order=everyone))
    )
    assert {path: obj for path, obj in one.items() if not path.startswith(told)} == {
        path: obj for path, obj in other.items() if not path.startswith(told)
    }


@pytest.mark.parametrize(
    "spec, reason, words",
    [
        ({}, "WaitForFirstConsumer", "waiting for first consumer"),
        ({"storageClassName": "ssd"}, "ProvisioningFailed", '"ssd" not found'),
        ({"storageClassName": ""}, "FailedBinding", "no storage class is set"),
    ],
)
def test_why_a_claim_waits_is_told_once(spec: Any, reason: str, words: str) -> None:
    cluster = stage.applied(stage.saved(stage.new()), [claim(**spec)])
    (event,) = cluster.of("Event")
    assert event["reason"] == reason and words in event["message"]
    assert event["source"]["component"] == "persistentvolume-controller"
    stored = stage.one(cluster, "PersistentVolumeClaim", "data")
    labelled = objects.write(stored, "metadata.labels", {"a": "b"})
    assert len(stage.applied(cluster, [labelled]).of("Event")) == 1


def test_nothing_is_told_of_a_claim_that_is_bound_or_was_there_before() -> None:
    disk = volume("disk", "2Gi", storageClassName="")
    bound = stage.applied(stage.saved(stage.new()), [disk, claim(storageClassName="")])
    assert phase(bound, "PersistentVolumeClaim", "data") == "Bound" and not bound.of("Event")
    waiting = stage.applied(stage.saved(stage.new()), [claim()])
    draft = waiting.draft()
    for event in waiting.of("Event"):
        draft.delete(objects.key(event))
    forgotten = stage.saved(draft.cluster())
    assert not stage.applied(forgotten, [stage.service("web")]).of("Event")


def of_one_pod(*modes: str) -> Cluster:
    """Two pods that use one claim."""
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data"},
        "spec": {"accessModes": list(modes), "resources": {"requests": {"storage": "1Gi"}}},
    }
    users = {"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]}
    both = [objects.write(made(users), "metadata.name", name) for name in ("one", "two")]
    return stage.applied(stage.saved(stage.new()), [claim, *both])


def test_a_claim_for_one_pod_keeps_a_second_pod_waiting_until_the_first_is_gone() -> None:
    cluster = of_one_pod("ReadWriteOncePod")
    assert [bool(pods.node(pod)) for pod in cluster.of("Pod")] == [True, False]
    waiting = stage.one(cluster, "Pod", "two")
    text = (pods.condition(waiting, "PodScheduled") or {})["message"]
    assert (
        "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode"
        in text
    )
    ended = objects.write(stage.one(cluster, "Pod", "one"), "status.phase", "Succeeded")
    assert pods.node(stage.one(stage.with_put(cluster, ended), "Pod", "two"))


def test_a_claim_for_one_node_takes_several_pods() -> None:
    assert all(pods.node(pod) for pod in of_one_pod("ReadWriteOnce").of("Pod"))
