"""What admission adds to a new pod, and for what it refuses one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.errors import Forbidden
from minik.intake import registry
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object
from minik.model.source import Objects

NOW = datetime(2026, 11, 23, 8, 12, 11, tzinfo=UTC)
WEB: Object = {"name": "web", "image": "nginx"}
PATIENCE = [
    {
        "key": f"node.kubernetes.io/{state}",
        "operator": "Exists",
        "effect": "NoExecute",
        "tolerationSeconds": 300,
    }
    for state in ("not-ready", "unreachable")
]


def draft(**existing: list[Object]) -> Draft:
    table = {
        kind: {found["metadata"]["name"]: found for found in listed}
        for kind, listed in existing.items()
    }
    namespace: Object = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}
    return Cluster(
        Objects({"Namespace": {"default": namespace}, **table}), now=NOW, lineage="test"
    ).draft()


def create(where: Draft | None = None, metadata: Object | None = None, **spec: Any) -> Object:
    """A pod as it is stored."""
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    pod: Object = build(
        "Pod", "p", "default", metadata=metadata, spec={"containers": [WEB], **spec}
    )
    stored, _ = registry.create(where or draft(), kind, pod)
    return stored


def priority_class(name: str, value: int, **fields: Any) -> Object:
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": name},
        "value": value,
        **fields,
    }


def runtime_class(**fields: Any) -> Object:
    return {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": "sandboxed"},
        "handler": "runsc",
        **fields,
    }


def test_a_new_pod_is_pending() -> None:
    assert create()["status"] == {"phase": "Pending", "qosClass": "BestEffort"}
    assert create(metadata={"name": "q"}, tolerations=[])["status"]["phase"] == "Pending"


def test_what_a_sender_says_of_the_status_is_not_heard() -> None:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    pod: Object = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": "default"},
        "spec": {"containers": [WEB]},
        "status": {"phase": "Running", "podIP": "10.0.0.1"},
    }
    where = draft()
    stored, _ = registry.create(where, kind, pod)
    assert stored["status"] == {"phase": "Pending", "qosClass": "BestEffort"}
    changed, _ = registry.update(where, kind, stored, {**stored, "status": {"phase": "Failed"}})
    assert changed["status"] == stored["status"]


@pytest.mark.parametrize(
    ("resources", "quality"),
    [
        ([{}], "BestEffort"),
        ([{"requests": {"cpu": "1"}}], "Burstable"),
        ([{"limits": {"cpu": "1"}}], "Burstable"),
        ([{"limits": {"cpu": "1", "memory": "1Gi"}}], "Guaranteed"),
        ([{"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "500m"}}], "Burstable"),
        ([{"limits": {"cpu": "1", "memory": "1Gi"}}, {}], "Burstable"),
        ([{"limits": {"cpu": "0", "memory": "0"}}], "BestEffort"),
        ([{"limits": {"example.com/gpu": "1"}}], "BestEffort"),
    ],
)
def test_quality_of_service_follows_from_what_all_containers_ask_for(
    resources: list[Object], quality: str
) -> None:
    containers = [
        {**WEB, "name": f"c{index}", "resources": each} for index, each in enumerate(resources)
    ]
    assert create(containers=containers)["status"]["qosClass"] == quality


def test_a_gated_pod_says_that_it_waits() -> None:
    assert create(schedulingGates=[{"name": "quota"}])["status"]["conditions"] == [
        {
            "type": "PodScheduled",
            "status": "False",
            "lastProbeTime": None,
            "lastTransitionTime": "2026-11-23T08:12:11Z",
            "reason": "SchedulingGated",
            "message": "Scheduling is blocked due to non-empty scheduling gates",
        }
    ]


@pytest.mark.parametrize(
    ("own", "stored"),
    [
        ([], PATIENCE),
        ([{"key": "a", "operator": "Exists"}], [{"key": "a", "operator": "Exists"}, *PATIENCE]),
        ([{"operator": "Exists"}], [{"operator": "Exists"}]),
        (
            [{"operator": "Exists", "effect": "NoSchedule"}],
            [{"operator": "Exists", "effect": "NoSchedule"}, *PATIENCE],
        ),
        (
            [{**PATIENCE[0], "tolerationSeconds": 5}],
            [{**PATIENCE[0], "tolerationSeconds": 5}, PATIENCE[1]],
        ),
    ],
)
def test_a_pod_bears_a_failing_node_for_five_minutes(
    own: list[Object], stored: list[Object]
) -> None:
    assert create(tolerations=own)["spec"]["tolerations"] == stored


@pytest.mark.parametrize(
    ("classes", "spec", "stored"),
    [
        ([], {}, (None, 0, "PreemptLowerPriority")),
        (
            [],
            {"priorityClassName": "system-node-critical"},
            ("system-node-critical", 2000001000, "PreemptLowerPriority"),
        ),
        ([], {"priority": 0}, (None, 0, "PreemptLowerPriority")),
        (
            [priority_class("high", 100)],
            {"priorityClassName": "high"},
            ("high", 100, "PreemptLowerPriority"),
        ),
        (
            [priority_class("meek", 5, preemptionPolicy="Never")],
            {"priorityClassName": "meek"},
            ("meek", 5, "Never"),
        ),
        ([priority_class("high", 100)], {}, (None, 0, "PreemptLowerPriority")),
        (
            [
                priority_class("high", 100, globalDefault=True),
                priority_class("low", 1, globalDefault=True),
            ],
            {},
            ("low", 1, "PreemptLowerPriority"),
        ),
    ],
)
def test_a_priority_class_stands_for_a_number_and_manners(
    classes: list[Object], spec: Object, stored: tuple[Any, ...]
) -> None:
    found = create(draft(PriorityClass=classes), **spec)["spec"]
    assert (found.get("priorityClassName"), found["priority"], found["preemptionPolicy"]) == stored


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"priorityClassName": "none"}, "no PriorityClass with name none was found"),
        (
            {"priority": 5},
            "the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from "
            "the given PriorityClass name",
        ),
        (
            {"preemptionPolicy": "Never"},
            "the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission "
            "controller computed PreemptLowerPriority from the given PriorityClass name",
        ),
        ({"runtimeClassName": "none"}, 'pod rejected: RuntimeClass "none" not found'),
        (
            {"overhead": {"cpu": "1"}},
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
        ),
    ],
)
def test_what_admission_does_not_know_is_forbidden(spec: Object, why: str) -> None:
    with pytest.raises(Forbidden) as refusal:
        create(**spec)
    assert refusal.value.message == f'pods "p" is forbidden: {why}'


def test_a_runtime_class_costs_something_and_is_somewhere() -> None:
    scheduling = {
        "nodeSelector": {"runtime": "gvisor"},
        "tolerations": [{"key": "gvisor", "operator": "Exists"}],
    }
    where = draft(
        RuntimeClass=[runtime_class(overhead={"podFixed": {"cpu": "250m"}}, scheduling=scheduling)]
    )
    spec = create(where, runtimeClassName="sandboxed", nodeSelector={"disk": "fast"})["spec"]
    assert spec["overhead"] == {"cpu": "250m"}
    assert spec["nodeSelector"] == {"disk": "fast", "runtime": "gvisor"}
    assert spec["tolerations"] == [*PATIENCE, {"key": "gvisor", "operator": "Exists"}]
    with pytest.raises(Forbidden, match="conflict: runtimeClass.scheduling.nodeSelector"):
        create(where, {"name": "q"}, runtimeClassName="sandboxed", nodeSelector={"runtime": "kata"})


def test_spreading_by_the_pods_own_labels_becomes_a_selector() -> None:
    spread = {
        "maxSkew": 1,
        "topologyKey": "zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "a"}},
        "matchLabelKeys": ["hash", "none"],
    }
    stored = create(
        metadata={"labels": {"app": "a", "hash": "x1"}}, topologySpreadConstraints=[spread]
    )["spec"]
    assert stored["topologySpreadConstraints"] == [
        {
            **spread,
            "labelSelector": {
                "matchLabels": {"app": "a"},
                "matchExpressions": [{"key": "hash", "operator": "In", "values": ["x1"]}],
            },
        }
    ]


def test_an_apparmor_annotation_becomes_a_field() -> None:
    annotations = {"container.apparmor.security.beta.kubernetes.io/web": "localhost/strict"}
    stored = create(metadata={"annotations": annotations})["spec"]["containers"][0]
    assert stored["securityContext"] == {
        "appArmorProfile": {"type": "Localhost", "localhostProfile": "strict"}
    }


def test_a_name_that_is_only_begun_is_ended() -> None:
    where = draft()
    names = {
        create(where, {"name": "", "generateName": "web-"})["metadata"]["name"] for _ in range(3)
    }
    assert len(names) == 3
    assert all(name.startswith("web-") and len(name) == 9 for name in names)
