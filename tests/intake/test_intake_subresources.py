"""Subresources: which kinds have them, and what of a request each of them takes over."""

from typing import Any

import pytest
import stage
from objects import pod as make_pod

from minik import kinds
from minik.errors import Invalid, MinikError, NotFound
from minik.intake import subresources
from minik.kinds import kind_of_key
from minik.model.cluster import Draft
from minik.model.object import Object, drop, read, write

CLUSTER = stage.new()


def defined(**declared: Any) -> Object:
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    version = {"name": "v1", "served": True, "storage": True, "subresources": declared}
    return {
        "metadata": {"name": "hosts.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": {"plural": "hosts", "singular": "host", "kind": "Host"},
            "versions": [{**version, "schema": {"openAPIV3Schema": schema}}],
        },
    }


SCALE = {"scale": {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}}
HAD = {
    "Pod": {"status", "resize", "ephemeralcontainers"},
    "Deployment": {"status", "scale"},
    "ReplicaSet": {"status", "scale"},
    "ReplicationController": {"status", "scale"},
    "StatefulSet": {"status", "scale"},
    "DaemonSet": {"status"},
    "Job": {"status"},
    "CertificateSigningRequest": {"status", "approval"},
    "Node": {"status"},
    "Namespace": {"status"},
    "ConfigMap": set[str](),
    "Secret": set[str](),
    "Role": set[str](),
}
EVERY = ("status", "scale", "resize", "ephemeralcontainers", "approval", "nonsense")


@pytest.mark.parametrize("kind", HAD)
def test_a_kind_has_its_subresources(kind: str) -> None:
    known = kind_of_key(kind)
    assert {part for part in EVERY if subresources.has_subresource(known, part)} == HAD[kind]


@pytest.mark.parametrize(
    ("declared", "had"),
    [({}, set()), ({"status": {}}, {"status"}), (SCALE, {"scale"}),
     ({"status": {}, **SCALE}, {"status", "scale"})],
)  # fmt: skip
def test_a_custom_kind_declares_them(declared: dict[str, Any], had: set[str]) -> None:
    known = kinds.kind_of_definition(defined(**declared))
    assert {part for part in EVERY if subresources.has_subresource(known, part)} == had


def stored(kind: str, **fields: Any) -> tuple[Draft, Object]:
    known = kind_of_key(kind)
    namespace = {"namespace": "default"} if known.namespaced else {}
    obj = {
        "apiVersion": known.api_version,
        "kind": kind,
        "metadata": {
            "name": "x",
            **namespace,
            "uid": "u",
            "resourceVersion": "1",
            "creationTimestamp": "2026-01-01T00:00:00Z",
            "generation": 1,
            **fields.pop("metadata", {}),
        },
        **fields,
    }
    draft = CLUSTER.draft()
    draft.put(obj)
    cluster = draft.cluster()
    whole = cluster.get(known.key, "default" if known.namespaced else "", "x")
    assert whole is not None
    return cluster.draft(), whole


def update(draft: Draft, old: Object, changed: Object, part: str) -> Object:
    return subresources.update(draft, kind_of_key(old["kind"]), old, changed, part)[0]


def test_who_has_none_of_the_name_is_not_found() -> None:
    draft, old = stored("ConfigMap")
    with pytest.raises(NotFound) as refused:
        update(draft, old, old, "status")
    assert refused.value.message == "the server could not find the requested resource"


def test_a_status_takes_labels_annotations_and_finalizers_and_nothing_of_the_spec() -> None:
    draft, old = stored(
        "Deployment",
        metadata={"labels": {"a": "1"}, "annotations": {"a": "1"}, "finalizers": ["a/b"]},
        spec={"replicas": 1},
        status={"replicas": 1},
    )
    changed = {
        **old,
        "metadata": {**old["metadata"], "labels": {"b": "2"}, "annotations": {}, "finalizers": None,
                     "ownerReferences": [{"kind": "A"}], "generateName": "x-"},
        "spec": {"replicas": 5},
        "status": {"replicas": 5},
    }  # fmt: skip
    new = update(draft, old, changed, "status")
    assert (new["spec"], new["status"]) == ({"replicas": 1}, {"replicas": 5})
    metadata = new["metadata"]
    assert metadata["labels"] == {"b": "2"}
    assert not {"annotations", "finalizers", "generateName"} & set(metadata)
    assert metadata["generation"] == 1 and metadata["resourceVersion"] != "1"


def test_a_status_may_go_and_the_same_again_is_not_written() -> None:
    draft, old = stored("Deployment", spec={"replicas": 1}, status={"replicas": 1})
    assert "status" not in update(draft, old, drop(old, "status"), "status")
    assert update(draft, old, old, "status") is old


def test_the_quality_of_a_pod_follows_from_its_spec() -> None:
    spec = {"containers": [{"name": "c", "image": "i"}]}
    draft, old = stored("Pod", spec=spec, status={"phase": "Running", "qosClass": "BestEffort"})
    changed = write(old, "status", {"phase": "Failed", "qosClass": "Guaranteed"})
    assert update(draft, old, changed, "status")["status"] == {
        "phase": "Failed",
        "qosClass": "BestEffort",
    }


def test_a_time_that_is_not_set_is_null_as_go_writes_it() -> None:
    draft, old = stored("Deployment", spec={"replicas": 1})
    condition = {"type": "Available", "status": "True"}
    new = update(draft, old, write(old, "status", {"conditions": [condition]}), "status")
    assert read(new, "status.conditions") == [
        {**condition, "lastTransitionTime": None, "lastUpdateTime": None}
    ]


APPROVED = {"type": "Approved", "status": "True", "reason": "Because"}
DATED = {"lastUpdateTime": "2026-01-01T00:00:00Z", "lastTransitionTime": "2026-01-02T00:00:00Z"}
NOW = "2026-11-23T08:00:00Z"


@pytest.mark.parametrize(
    ("before", "sent", "after"),
    [
        (None, [APPROVED], [{**APPROVED, "lastUpdateTime": NOW, "lastTransitionTime": NOW}]),
        ([{**APPROVED, **DATED}], [APPROVED],
         [{**APPROVED, **DATED, "lastUpdateTime": NOW}]),
        ([{**APPROVED, **DATED}], [{**APPROVED, **DATED}], [{**APPROVED, **DATED}]),
        ([{**APPROVED, **DATED, "status": "False"}], [APPROVED],
         [{**APPROVED, "lastUpdateTime": NOW, "lastTransitionTime": NOW}]),
        ([{**APPROVED, **DATED, "type": "Denied"}], [APPROVED],
         [{**APPROVED, "lastUpdateTime": NOW, "lastTransitionTime": NOW}]),
        ([{**APPROVED, **DATED}], None, []),
    ],
    ids=["new", "again", "dated", "another status", "another type", "none any more"],
)  # fmt: skip
def test_an_approval_is_dated(before: Any, sent: Any, after: Any) -> None:
    def request(conditions: Any, **spec: Any) -> Object:
        status = {} if conditions is None else {"conditions": conditions}
        return {"metadata": {"name": "x"}, "spec": spec, "status": {**status, "certificate": "c"}}

    new = subresources.with_approval(request(before), request(sent, usages=[]), NOW)
    assert new == request(after)


DEBUGGER = {"name": "d", "image": "busybox"}


def with_debuggers(*debuggers: Object) -> tuple[Draft, Object]:
    pod = kind_of_key("Pod").default(make_pod("x", ephemeralContainers=list(debuggers)))
    return stored("Pod", spec=pod["spec"], status={"phase": "Running"})


def test_ephemeral_containers_may_come_and_nothing_else_changes() -> None:
    draft, old = with_debuggers(DEBUGGER)
    more = [*read(old, "spec.ephemeralContainers"), {**DEBUGGER, "name": "e"}]
    changed = write(write(old, "spec.ephemeralContainers", more), "spec.nodeName", "elsewhere")
    new = update(draft, old, changed, "ephemeralcontainers")
    assert [item["name"] for item in read(new, "spec.ephemeralContainers")] == ["d", "e"]
    assert "nodeName" not in new["spec"]
    assert read(new, "spec.ephemeralContainers")[1]["terminationMessagePolicy"] == "File"


CHANGED = 'existing ephemeral containers "d" may not be changed\n@@ -'
REMOVED = 'existing ephemeral containers "d" may not be removed\n'


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ([], REMOVED),
        (None, REMOVED),
        ([{**DEBUGGER, "name": "e"}], REMOVED),
        ([{**DEBUGGER, "image": "other"}], CHANGED),
        ([{**DEBUGGER, "command": ["sh"]}, {**DEBUGGER, "name": "e"}], CHANGED),
    ],
)
def test_those_that_are_there_stay(sent: Any, why: str) -> None:
    draft, old = with_debuggers(DEBUGGER)
    with pytest.raises(Invalid) as refused:
        update(draft, old, write(old, "spec.ephemeralContainers", sent), "ephemeralcontainers")
    (problem,) = refused.value.causes
    assert refused.value.message.startswith('Pod "x" is invalid: spec.ephemeralContainers')
    assert (problem.field, problem.message) == ("spec.ephemeralContainers", f"Forbidden: {why}")


def test_a_new_one_is_judged() -> None:
    draft, old = with_debuggers()
    bad = write(old, "spec.ephemeralContainers", [{**DEBUGGER, "name": "main"}])
    with pytest.raises(Invalid) as refused:
        update(draft, old, bad, "ephemeralcontainers")
    assert refused.value.message.startswith('Pod "x" is invalid: spec.ephemeralContainers[0].name')


def sized(requests: Object | None = None, limits: Object | None = None) -> Object:
    resources = {"requests": requests, "limits": limits}
    return {name: amounts for name, amounts in resources.items() if amounts}


def pod_of(resources: Object, name: str = "containers") -> Object:
    sized: dict[str, Any] = {name: [{"name": "r", "image": "i", "resources": resources}]}
    return kind_of_key("Pod").default(make_pod("x", "default", **sized))


SMALL, LARGE = sized({"cpu": "1", "memory": "1Gi"}), sized({"cpu": "2", "memory": "2Gi"})


@pytest.mark.parametrize("name", ["containers", "initContainers"])
def test_a_resize_takes_sizes_and_nothing_else(name: str) -> None:
    old, sent = pod_of(SMALL, name), pod_of(LARGE, name)
    changed = write(write(sent, "spec.nodeName", "elsewhere"), "metadata.labels", {"a": "b"})
    assert subresources.resize(kind_of_key("Pod"), old, changed) == write(
        old, f"spec.{name}", read(sent, f"spec.{name}")
    )


def test_who_is_not_sent_keeps_its_size() -> None:
    old = pod_of(SMALL)
    changed = write(pod_of(LARGE), "spec.containers", [{"name": "other", "image": "i"}])
    assert subresources.resize(kind_of_key("Pod"), old, changed) == old


QUALITY = 'spec: Invalid value: "{}": Pod QOS Class may not change as a result of resizing'
OTHERS = "spec: Forbidden: only cpu and memory resources are mutable"
GPU = {"cpu": "1", "example.com/gpu": "1"}


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (SMALL, sized(), [QUALITY.format("Burstable")]),
        (sized(), SMALL, [QUALITY.format("BestEffort")]),
        (
            sized({"cpu": "1", "memory": "1Gi"}, {"cpu": "1", "memory": "1Gi"}),
            sized({"cpu": "1", "memory": "1Gi"}, {"cpu": "2", "memory": "1Gi"}),
            [QUALITY.format("Guaranteed")],
        ),
        (sized(GPU, GPU), sized({"cpu": "1"}, {"cpu": "1"}), [OTHERS]),
        (sized({"cpu": "1"}), sized({"cpu": "1", "ephemeral-storage": "1Gi"}), [OTHERS]),
    ],
)
def test_what_a_resize_may_not(before: Object, after: Object, why: list[str]) -> None:
    with pytest.raises(MinikError) as refused:
        subresources.resize(kind_of_key("Pod"), pod_of(before), pod_of(after))
    assert [f"{cause.field}: {cause.message}" for cause in refused.value.causes] == why
