"""The metadata that only the server writes: uid, times, generated names and generation."""

from typing import Any

import pytest
import stage

from minik import kinds
from minik.intake import system_metadata
from minik.kinds import kind_of_key
from minik.model.object import Object

CLUSTER = stage.new()
WRITTEN = {
    "uid": "u",
    "creationTimestamp": "2026-01-01T00:00:00Z",
    "resourceVersion": "7",
    "managedFields": [],
    "selfLink": "/x",
    "deletionTimestamp": "2026-01-01T00:00:00Z",
    "deletionGracePeriodSeconds": 30,
}
SENT = {"name": "a", "labels": {"a": "b"}, "annotations": {"a": "b"}, "finalizers": ["a/b"],
        "ownerReferences": [{"uid": "o"}]}  # fmt: skip


def of(kind: str, metadata: Object | None = None, **fields: Any) -> Object:
    known = kind_of_key(kind)
    return {
        "apiVersion": known.api_version,
        "kind": kind,
        "metadata": {"name": "a", **(metadata or {})},
        **fields,
    }


def test_a_new_object_has_nothing_of_what_the_server_writes() -> None:
    kind = kind_of_key("ConfigMap")
    new = system_metadata.as_new(of("ConfigMap", {**SENT, **WRITTEN, "namespace": "n"}), kind,
                                 CLUSTER.draft())  # fmt: skip
    assert set(new["metadata"]) == {*SENT, "namespace", "uid"}
    assert new["metadata"]["uid"] != "u"


def test_an_update_has_all_of_it_of_the_object_before() -> None:
    old = of("ConfigMap", {**WRITTEN, "generateName": "a-", "generation": 3, "labels": {"o": "1"}})
    sent = of("ConfigMap", {**SENT, "uid": "other", "generation": 9, "generateName": "b-"})
    new = system_metadata.keep_system_metadata(sent, old)
    assert new["metadata"] == {**SENT, **WRITTEN, "generateName": "a-", "generation": 3}


def test_what_the_object_before_has_not_cannot_be_added() -> None:
    sent = of("ConfigMap", {**SENT, **WRITTEN, "generation": 9, "generateName": "b-"})
    assert system_metadata.keep_system_metadata(sent, of("ConfigMap"))["metadata"] == SENT


def test_who_is_in_no_namespace_has_none() -> None:
    node = of("Node", {"namespace": "n"})
    assert (
        "namespace"
        not in system_metadata.as_new(node, kind_of_key("Node"), CLUSTER.draft())["metadata"]
    )


@pytest.mark.parametrize(
    ("base", "start"),
    [("web-", "web-"), ("x" * 58, "x" * 58), ("x" * 63, "x" * 58), ("x" * 59, "x" * 58)],
)
def test_a_name_is_generated(base: str, start: str) -> None:
    draft, kind = CLUSTER.draft(), kind_of_key("ConfigMap")
    asked = {"apiVersion": "v1", "kind": "ConfigMap",
             "metadata": {"generateName": base, "namespace": "default"}}  # fmt: skip
    names = set()
    for _ in range(3):
        made = system_metadata.generate_name(asked, kind, draft)
        name = made["metadata"]["name"]
        assert name.startswith(start) and len(name) == len(start) + 5
        assert not set(name[len(start) :]) - set("bcdfghjklmnpqrstvwxz2456789")
        names.add(name)
        draft.put(made)
    assert len(names) == 3


def test_a_name_that_is_given_stays() -> None:
    asked = of("ConfigMap", {"generateName": "b-"})
    kind = kind_of_key("ConfigMap")
    assert system_metadata.generate_name(asked, kind, CLUSTER.draft()) is asked


# What the strategies of the registries count, by kind (upstream `PrepareForCreate`, `PrepareForUpdate`).
COUNTED = {
    "Deployment": {"spec"},
    "StatefulSet": {"spec"},
    "ReplicaSet": {"spec"},
    "DaemonSet": {"spec"},
    "ReplicationController": {"spec"},
    "Job": {"spec"},
    "CronJob": {"spec"},
    "Pod": {"spec"},
    "PodDisruptionBudget": {"spec"},
    "Ingress": {"spec"},
    "EndpointSlice": {"endpoints", "ports"},
    "PodTemplate": {"template"},
    "ValidatingWebhookConfiguration": {"webhooks"},
    "MutatingWebhookConfiguration": {"webhooks"},
    "ConfigMap": set[str](),
    "Secret": set[str](),
    "Role": set[str](),
}
CONTENT: dict[str, Any] = {
    "spec": {"a": 1}, "endpoints": [1], "ports": [1], "template": {"a": 1}, "webhooks": [1],
    "data": {"a": "b"}, "rules": [1], "status": {"a": 1},
}  # fmt: skip


@pytest.mark.parametrize("kind", COUNTED)
def test_the_generation_counts_what_is_wanted_of_an_object(kind: str) -> None:
    known, counted = kind_of_key(kind), COUNTED[kind]
    content = {name: CONTENT[name] for name in (*counted, "status")}
    made = system_metadata.with_creation_metadata(of(kind, **content), known, CLUSTER.draft())
    assert made["metadata"].get("generation") == (1 if counted else None)
    assert made["metadata"]["creationTimestamp"] == "2026-11-23T08:00:00Z"
    for name in counted:
        new = {**made, name: {"a": 2}}
        assert system_metadata.bump_generation(new, made, known)["metadata"]["generation"] == 2
    untouched = [{**made, "metadata": {**made["metadata"], "labels": {"a": "b"}}}]
    untouched += [{**made, "status": {"a": 2}}] if "spec" in counted else []
    for new in untouched:
        same = system_metadata.bump_generation(new, made, known)["metadata"].get("generation")
        assert same == made["metadata"].get("generation")


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ({"a": 1}, {"a": 1, "nodeName": "n"}, False),
        ({"a": 1}, {"a": 2, "nodeName": "n"}, True),
        ({"a": 1, "nodeName": "m"}, {"a": 1, "nodeName": "n"}, True),
        ({"a": 1}, {"a": 2}, True),
        ({"a": 1}, None, True),
    ],
)
def test_binding_a_pod_to_a_node_does_not_count(before: Any, after: Any, counts: bool) -> None:
    old = of("Pod", {"generation": 4}, spec=before)
    new = of("Pod", {"generation": 4}, **({"spec": after} if after else {}))
    bumped = system_metadata.bump_generation(new, old, kind_of_key("Pod"))
    assert bumped["metadata"]["generation"] == 4 + counts


@pytest.mark.parametrize("has_status", [True, False])
def test_all_but_metadata_and_status_of_a_custom_resource_counts(has_status: bool) -> None:
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    parts: dict[str, Any] = {"subresources": {"status": {}}} if has_status else {}
    definition = {
        "metadata": {"name": "hosts.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": {"plural": "hosts", "singular": "host", "kind": "Host"},
            "versions": [{**version, **parts}],
        },
    }
    kind = kinds.kind_of_definition(definition)
    old = {"apiVersion": "example.com/v1", "kind": "Host", "metadata": {"name": "a"}, "x": 1,
           "status": 1}  # fmt: skip
    made = system_metadata.with_creation_metadata(old, kind, CLUSTER.draft())
    assert made["metadata"]["generation"] == 1
    for change, counts in (
        ({"x": 2}, True),
        ({"status": 2}, not has_status),
        ({"metadata": {**made["metadata"], "labels": {"a": "b"}}}, False),
    ):
        bumped = system_metadata.bump_generation({**made, **change}, made, kind)
        assert bumped["metadata"]["generation"] == 1 + counts


def test_what_a_controller_leaves_out_stays() -> None:
    old = of("Deployment", {**WRITTEN, "labels": {"a": "b"}}, spec={"a": 1}, status={"s": 1})
    wanted = of("Deployment", {"labels": {"c": "d"}}, spec={"a": 2})
    assert system_metadata.complete_update(wanted, old) == {
        **old,
        "metadata": {"name": "a", "labels": {"c": "d"}, **WRITTEN},
        "spec": {"a": 2},
    }
    stated = system_metadata.complete_update({**wanted, "status": {}}, old)
    assert stated["status"] == {}
    derived = {**old, "spec": {"a": 3}}
    assert system_metadata.complete_update(derived, old) is derived
    without = {name: part for name, part in derived.items() if name != "status"}
    assert system_metadata.complete_update(without, old)["status"] == {"s": 1}
