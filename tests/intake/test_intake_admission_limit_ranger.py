"""What the LimitRanges of its namespace add to a new pod, and for what they refuse pods and claims."""

from datetime import UTC, datetime
from typing import Any

import objects
import pytest

from minik import kinds
from minik.errors import Forbidden
from minik.intake import registry
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, read
from minik.model.source import Objects

NOW = datetime(2026, 11, 23, 8, 12, 11, tzinfo=UTC)
USUAL: Object = {
    "type": "Container",
    "default": {"cpu": "500m", "memory": "256Mi"},
    "defaultRequest": {"cpu": "100m"},
}


def draft() -> Draft:
    namespaces: dict[str, Object] = {
        name: {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        for name in ("default", "other")
    }
    return Cluster(Objects({"Namespace": namespaces}), now=NOW, lineage="test").draft()


def create(where: Draft, document: Object) -> Object:
    kind = kinds.find_served_kind("v1", document["kind"])
    assert kind is not None
    return registry.create(where, kind, {"apiVersion": "v1", **document})[0]


def limit_range(*limits: Object, name: str = "limits") -> Object:
    return {
        "kind": "LimitRange",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"limits": list(limits)},
    }


def pod(*resources: Object, namespace: str = "default", name: str = "web", **spec: Any) -> Object:
    containers = [
        {"name": f"c{index}", "image": "c", **({"resources": one} if one else {})}
        for index, one in enumerate(resources)
    ]
    return objects.pod(name, namespace, containers=containers, **spec)


def claim(size: str) -> Object:
    return {
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data", "namespace": "default"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}},
    }


def made(document: Object, *limits: Object) -> Object:
    """A document as it is stored where there are such limits."""
    where = draft()
    create(where, limit_range(*limits))
    return create(where, document)


def test_containers_that_say_nothing_get_the_usual() -> None:
    stored = made(
        pod({}, {"limits": {"cpu": "1"}}, initContainers=[{"name": "setup", "image": "s"}]), USUAL
    )
    one, other = (container["resources"] for container in stored["spec"]["containers"])
    assert one == {
        "limits": {"cpu": "500m", "memory": "256Mi"},
        "requests": {"cpu": "100m", "memory": "256Mi"},
    }
    assert other == {
        "limits": {"cpu": "1", "memory": "256Mi"},
        "requests": {"cpu": "1", "memory": "256Mi"},
    }
    assert stored["metadata"]["annotations"] == {
        "kubernetes.io/limit-ranger": (
            "LimitRanger plugin set: cpu, memory request for container c0; cpu, memory limit for container c0; "
            "memory request for container c1; memory limit for container c1; "
            "cpu, memory request for init container setup; cpu, memory limit for init container setup"
        )
    }
    assert stored["status"]["qosClass"] == "Burstable"


def test_whoever_says_all_and_whoever_lives_elsewhere_is_left_alone() -> None:
    whole = {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "1", "memory": "1Gi"}}
    for document in (pod(whole), pod({}, namespace="other")):
        stored = made(document, USUAL)
        assert "annotations" not in stored["metadata"]
        assert read(stored, "spec.containers")[0].get("resources") in (whole, None, {})


def test_limits_count_from_when_they_are_there() -> None:
    where = draft()
    assert "annotations" not in create(where, pod({}, name="before"))["metadata"]
    create(where, limit_range(USUAL))
    assert "annotations" in create(where, pod({}, name="after"))["metadata"]


def container(**limit: Object) -> Object:
    return {"type": "Container", **limit}


LITTLE: Object = {
    "requests": {"cpu": "50m", "memory": "64Mi"},
    "limits": {"cpu": "100m", "memory": "64Mi"},
}
REFUSED: dict[str, tuple[Object, Object, str]] = {
    "too little": (
        pod(LITTLE),
        container(min={"cpu": "200m"}),
        "minimum cpu usage per Container is 200m, but request is 50m",
    ),
    "too small a limit": (
        pod({**LITTLE, "requests": {"cpu": "100m"}}),
        container(min={"cpu": "100m", "memory": "128Mi"}),
        "minimum memory usage per Container is 128Mi, but request is 64Mi",
    ),
    "too much": (
        pod(LITTLE),
        container(max={"memory": "32Mi"}),
        "maximum memory usage per Container is 32Mi, but limit is 64Mi",
    ),
    "several": (
        pod(LITTLE, LITTLE),
        container(max={"cpu": "50m", "memory": "32Mi"}),
        "[maximum cpu usage per Container is 50m, but limit is 100m, "
        "maximum memory usage per Container is 32Mi, but limit is 64Mi]",
    ),
    "too far apart": (
        pod(LITTLE),
        container(maxLimitRequestRatio={"cpu": "1500m"}),
        "cpu max limit to request ratio per Container is 1500m, but provided ratio is 2.000000",
    ),
    "nothing asked for": (
        pod({}),
        container(maxLimitRequestRatio={"cpu": "2"}),
        "cpu max limit to request ratio per Container is 2, but no request is specified or request is 0",
    ),
    "no end": (
        pod({"requests": {"cpu": "1"}}),
        container(maxLimitRequestRatio={"cpu": "2"}),
        "cpu max limit to request ratio per Container is 2, but no limit is specified or limit is 0",
    ),
    "together too much": (
        pod(LITTLE, LITTLE),
        {"type": "Pod", "max": {"cpu": "150m"}},
        "maximum cpu usage per Pod is 150m, but limit is 200m",
    ),
    "together no limit": (
        pod({}),
        {"type": "Pod", "max": {"cpu": "1"}, "min": {"memory": "1Mi"}},
        "[minimum memory usage per Pod is 1Mi.  No request is specified, maximum cpu usage per Pod is 1.  "
        "No limit is specified]",
    ),
}


@pytest.mark.parametrize(("document", "limit", "why"), REFUSED.values(), ids=REFUSED)
def test_a_pod_beyond_the_limits_is_refused(document: Object, limit: Object, why: str) -> None:
    with pytest.raises(Forbidden) as refusal:
        made(document, limit)
    assert str(refusal.value) == f'pods "web" is forbidden: {why}'


@pytest.mark.parametrize(
    ("size", "why"),
    [
        ("1Gi", ""),
        ("5Mi", "minimum storage usage per PersistentVolumeClaim is 10Mi, but request is 5Mi"),
        ("6Gi", "maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 6Gi"),
    ],
)
def test_a_claim_beyond_the_limits_is_refused(size: str, why: str) -> None:
    limit = {"type": "PersistentVolumeClaim", "min": {"storage": "10Mi"}, "max": {"storage": "5Gi"}}
    if not why:
        assert made(claim(size), limit)["status"] == {"phase": "Pending"}
        return
    with pytest.raises(Forbidden) as refusal:
        made(claim(size), limit)
    assert str(refusal.value) == f'persistentvolumeclaims "data" is forbidden: {why}'
