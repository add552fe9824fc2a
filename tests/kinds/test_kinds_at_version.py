"""Built-in kinds as another version of Kubernetes serves them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from minik import kinds
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.errors import BadRequest, NoSuchKind
from minik.intake import parsing, registry, validation
from minik.kinds import _at_version
from minik.model.object import Object, read, write
from minik.model.settings import DEFAULT

FLOWS = "flowcontrol.apiserver.k8s.io"
# the document, the version of Kubernetes → the warning of all requests, None: it is not served
SERVED = {
    (f"{FLOWS}/v1beta3", "FlowSchema", "1.28"): "",
    (f"{FLOWS}/v1beta3", "FlowSchema", "1.31"): (
        f"{FLOWS}/v1beta3 FlowSchema is deprecated in v1.29+, unavailable in v1.32+; "
        f"use {FLOWS}/v1 FlowSchema"
    ),
    (f"{FLOWS}/v1beta3", "FlowSchema", "1.32"): None,
    (f"{FLOWS}/v1", "FlowSchema", "1.28"): None,
    ("networking.k8s.io/v1", "ServiceCIDR", "1.32"): None,
    ("networking.k8s.io/v1", "ServiceCIDR", "1.33"): "",
    ("v1", "Endpoints", "1.32"): "",
    ("v1", "Endpoints", "1.33"): (
        "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
    ),
    ("apps/v1", "Deployment", "1.27"): "",
    ("policy/v1beta1", "PodDisruptionBudget", "1.27"): None,
}


@pytest.mark.parametrize("case", SERVED, ids=" ".join)
def test_what_is_served_and_warned_of_is_that_of_the_version(case: tuple[str, str, str]) -> None:
    api_version, name, version = case
    kind = kinds.find_served_kind(api_version, name, (), version)
    assert (kind.notice if kind else None) == SERVED[case]


def test_a_kind_has_the_versions_that_are_served_the_best_first() -> None:
    by_version = {
        version: kinds.find_served_kind("v1", "Pod", (), version) for version in ("1.27", "1.36")
    }
    assert all(kind and kind.versions == ("v1",) for kind in by_version.values())
    (flow,) = [kind for kind in kinds.all_kinds("1.30") if kind.name == "FlowSchema"]
    assert flow.versions == ("v1", "v1beta3")
    assert "ServiceCIDR" not in {kind.name for kind in kinds.all_kinds("1.30")}


def test_defaults_are_fields_that_the_version_has() -> None:
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {}, "spec": {"template": {}}}
    made = {
        version: kinds.find_served_kind("batch/v1", "Job", (), version)
        for version in ("1.27", "1.36")
    }
    fields = {version: kind.default(job)["spec"] for version, kind in made.items() if kind}
    assert "podReplacementPolicy" in fields["1.36"]
    assert "podReplacementPolicy" not in fields["1.27"]
    assert fields["1.27"]["backoffLimit"] == 6


def test_only_what_a_schema_has_is_left_of_a_value() -> None:
    pod = {
        "spec": {"containers": [{"name": "c", "later": 1}], "later": 1, "nodeSelector": {"a": "b"}}
    }
    pruned = _at_version.prune(pod, {"$ref": "1.27/io.k8s.api.core.v1.Pod"}, 27)
    assert pruned == {"spec": {"containers": [{"name": "c"}], "nodeSelector": {"a": "b"}}}


@pytest.mark.parametrize(
    "api_version, kind, version, why",
    [
        ("networking.k8s.io/v1", "ServiceCIDR", "1.29", "it comes with 1.33"),
        (
            f"{FLOWS}/v1beta2",
            "FlowSchema",
            "1.30",
            f"it was removed in 1.29: use {FLOWS}/v1beta3 FlowSchema",
        ),
        (
            "storage.k8s.io/v1alpha1",
            "VolumeAttributesClass",
            "1.30",
            "the server has it off unless --runtime-config turns it on",
        ),
        ("apps/v7", "Deployment", "1.30", ""),
    ],
)
def test_who_is_refused_is_told_when_it_is_served(
    api_version: str, kind: str, version: str, why: str
) -> None:
    text = f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n"
    (document,) = parsing.parse(text.encode(), "f.yaml")
    with pytest.raises(NoSuchKind) as error:
        validation.find_kind(document, kubernetes_version=version)
    assert error.value.hint == why


@pytest.mark.parametrize("version, is_known", [("", False), ("1.36", False), ("1.37", True)])
def test_what_only_the_newest_version_has_is_asked_for(version: str, is_known: bool) -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: c, image: i}]\n"
        "  volumes: [{name: v, emptyDir: {mode: 448}}]\n"
    )
    (document,) = parsing.parse(text.encode(), "f.yaml")
    kind = validation.find_kind(document, kubernetes_version=version)
    if is_known:
        validation.decode(document, kind)
        return
    with pytest.raises(BadRequest) as error:
        validation.decode(document, kind)
    assert 'unknown field "spec.volumes[0].emptyDir.mode"' in error.value.message


SET_OFF: list[tuple[str, str, str, Any, int]] = [
    ("v1", "Pod", "spec.hostUsers", False, 33),
    ("v1", "Pod", "spec.resources", {"requests": {"cpu": "1"}}, 34),
    ("v1", "Pod", "spec.securityContext.supplementalGroupsPolicy", "Strict", 33),
    ("v1", "Service", "spec.trafficDistribution", "PreferClose", 31),
    ("v1", "PersistentVolumeClaim", "spec.volumeAttributesClassName", "fast", 34),
    ("batch/v1", "Job", "spec.managedBy", "example.com/me", 32),
    ("batch/v1", "Job", "spec.successPolicy", {"rules": [{"succeededCount": 1}]}, 31),
    ("apps/v1", "StatefulSet", "spec.updateStrategy.rollingUpdate.maxUnavailable", 2, 35),
]


@pytest.mark.parametrize(("api_version", "name", "path", "value", "since"), SET_OFF)
def test_a_field_whose_gate_is_off_is_dropped(
    api_version: str, name: str, path: str, value: Any, since: int
) -> None:
    for minor in (since - 1, since):
        version = f"1.{minor}"
        kind = kinds.find_served_kind(api_version, name, (), version)
        assert kind is not None
        obj: Object = {"apiVersion": api_version, "kind": name, "metadata": {"name": "x"}}
        kept = read(kind.default(write(obj, path, value)), path)
        # what the schema of the version does not have yet is not there either
        assert (kept == value) is (minor >= since), version


def test_a_field_within_lists_is_dropped() -> None:
    hook = {"lifecycle": {"preStop": {"sleep": {"seconds": 1}}}}
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "x"},
        "spec": {"containers": [{"name": "c", "image": "c", **hook}]},
    }
    for version, kept in (("1.29", {}), ("1.30", {"sleep": {"seconds": 1}})):
        kind = kinds.find_served_kind("v1", "Pod", (), version)
        assert kind is not None
        [container] = kind.default(pod)["spec"]["containers"]
        assert container["lifecycle"]["preStop"] == kept


@pytest.mark.parametrize(("version", "api"), [("1.28", "v1beta3"), ("1.29", "v1"), ("", "v1")])
def test_a_new_cluster_orders_requests_in_the_version_that_it_serves(
    version: str, api: str
) -> None:
    settings = DEFAULT._replace(kubernetes_version=version, service_accounts=True)
    cluster = new_cluster.create_cluster(settings, datetime(2026, 1, 1, tzinfo=UTC), whole=True)
    flows = list(cluster.of("FlowSchema"))
    assert {flow["apiVersion"] for flow in flows} == {f"flowcontrol.apiserver.k8s.io/{api}"}


@pytest.mark.parametrize(("version", "told"), [("1.34", False), ("1.35", True), ("", True)])
def test_an_older_deployment_does_not_tell_how_many_pods_end(version: str, told: bool) -> None:
    labels = {"a": "b"}
    template = {
        "metadata": {"labels": labels},
        "spec": {"containers": [{"name": "c", "image": "c"}]},
    }
    settings = DEFAULT._replace(kubernetes_version=version)
    draft = new_cluster.create_cluster(settings, datetime(2026, 1, 1, tzinfo=UTC)).draft()
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {"replicas": 1, "selector": {"matchLabels": labels}, "template": template},
    }
    registry.create(draft, kinds.kind_of_key("Deployment"), deployment)
    cluster = settle(draft.cluster())
    for kind in ("Deployment", "ReplicaSet"):
        [found] = (
            cluster.of(kind) if kind == "ReplicaSet" else [cluster.get(kind, "default", "web")]
        )
        assert found is not None
        assert ("terminatingReplicas" in found["status"]) is told, kind
