"""A dump becomes a cluster, and a cluster a List that becomes it again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from objects import pod

from minik import kinds
from minik.dumps import exporting
from minik.dumps.importing import ImportResult, import_documents
from minik.errors import BadRequest, ClientError, MinikError
from minik.intake.parsing import Document
from minik.model.cluster import Cluster
from minik.model.settings import DEFAULT, Settings
from minik.proxy.service_ports import service_ports

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
BORN = "2026-01-01T00:00:00Z"
SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {
        "name": "web",
        "namespace": "shop",
        "uid": "u1",
        "resourceVersion": "77",
        "creationTimestamp": BORN,
    },
    "spec": {
        "clusterIP": "10.96.0.9",
        "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}],
        "sessionAffinity": "None",
        "type": "ClusterIP",
        "internalTrafficPolicy": "Cluster",
        "futureField": {"a": 1},
    },
    "status": {"loadBalancer": {}},
}


def listed(*items: Any, **metadata: Any) -> Document:
    return Document(
        {"apiVersion": "v1", "kind": "List", "metadata": metadata, "items": list(items)},
        "dump.yaml",
        0,
    )


def taken(*items: Any) -> ImportResult:
    return import_documents([listed(*items)], NOW)


def test_objects_are_kept_to_the_letter_even_what_nobody_knows() -> None:
    cluster = taken(SERVICE).cluster
    assert cluster.get("Service", "shop", "web") == SERVICE and taken(SERVICE).number == 1


def test_what_is_missing_is_what_a_server_that_reads_it_would_add() -> None:
    bare = {
        **SERVICE,
        "metadata": {"name": "web", "namespace": "shop", "uid": "u1", "creationTimestamp": None},
        "spec": {"clusterIP": "10.96.0.9", "ports": [{"port": 80}], "futureField": {"a": 1}},
    }
    found = taken(bare).cluster.get("Service", "shop", "web")
    assert (
        found is not None
        and found["spec"] == SERVICE["spec"]
        and found["metadata"]["creationTimestamp"] == "2026-11-23T08:00:00Z"
    )


def test_what_no_cluster_keeps_is_passed_over() -> None:
    review = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "SelfSubjectReview",
        "metadata": {"name": "x"},
    }
    found = taken(SERVICE, review)
    assert found.number == 1 and found.warnings == [
        "1 SelfSubjectReview passed over: it is a question, and no cluster keeps it",
        "1 unknown field kept: Service.futureField",
        "not in the dump: namespaces (shop: taken to exist), "
        "pods, Events, ConfigMaps and 7 more (nothing is concluded from that)",
    ]


def test_namespaces_that_objects_name_exist_but_are_not_made_up() -> None:
    cluster = taken(SERVICE).cluster
    assert not cluster.of("Namespace")
    assert cluster.exists("Namespace", "shop") and cluster.exists("Namespace", "default")
    assert not cluster.exists("Namespace", "shopp")


def test_the_service_of_the_api_server_is_known_by_the_range_that_it_keeps() -> None:
    spec = {"cidrs": ["10.96.0.0/16", "fd00:10:96::/112"]}
    metadata = {"name": "kubernetes", "uid": "r", "creationTimestamp": BORN}
    ranges = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "ServiceCIDR",
        "metadata": metadata,
        "spec": spec,
    }
    own = {**metadata, "namespace": "default"}
    recorded = {**SERVICE, "metadata": own, "spec": {**SERVICE["spec"], "clusterIP": "10.96.0.1"}}
    found = taken(SERVICE, ranges)
    assert any("the Service default/kubernetes" in line for line in found.warnings)
    assert proxied(found.cluster) == ["default/kubernetes:https", "shop/web"]
    assert not found.cluster.get("Service", "default", "kubernetes")
    assert [port.name for port in service_ports(found.cluster, None, "IPv6")] == []
    draft = found.cluster.draft()
    draft.put(recorded)
    assert proxied(draft.cluster()) == ["default/kubernetes", "shop/web"]
    assert proxied(taken(SERVICE, ranges, recorded).cluster) == ["default/kubernetes", "shop/web"]
    assert proxied(taken(SERVICE).cluster) == ["shop/web"]


def proxied(cluster: Cluster) -> list[str]:
    return [port.name for port in service_ports(cluster, None, "IPv4")]


def test_what_has_no_uid_gets_one_and_keeps_the_rest() -> None:
    bare = {**SERVICE, "metadata": {"name": "web", "namespace": "shop"}}
    found = taken(bare).cluster.get("Service", "shop", "web")
    assert found is not None and found["metadata"]["uid"] and found["spec"] == SERVICE["spec"]


def test_kinds_that_are_unknown_are_passed_over_with_a_word() -> None:
    metadata = {"name": "w", "namespace": "shop", "uid": "w", "creationTimestamp": BORN}
    widget = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": metadata}
    found = taken(SERVICE, widget, widget)
    assert (
        found.warnings[0]
        == '2 Widget passed over: no kind "Widget" is known in version "example.com/v1"'
        and found.number == 1
    )
    assert (
        taken(SERVICE, {**widget, "metadata": [1]}).warnings[0].startswith("1 Widget passed over")
    )
    names = {"plural": "widgets", "kind": "Widget", "singular": "widget"}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": names,
            "versions": [{"name": "v1", "served": True, "storage": True}],
        },
    }
    known = taken(definition, widget)
    assert known.number == 2 and known.cluster.get("Widget.example.com", "shop", "w") == widget


REFUSED: dict[str, tuple[Any, type[MinikError], str]] = {
    "wrong type": ({**SERVICE, "spec": {"ports": "80"}}, BadRequest, "cannot unmarshal"),
    "no address": (
        {**SERVICE, "spec": {**SERVICE["spec"], "clusterIP": "1e400"}},
        BadRequest,
        'clusterIP: "1e400" is no IP address',
    ),
    "no range": (
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "ServiceCIDR",
            "metadata": {"name": "x"},
            "spec": {"cidrs": ["x"]},
        },
        BadRequest,
        'spec.cidrs..: "x" is no range of IP addresses',
    ),
    "an endpoint that is nowhere": (
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {"name": "x"},
            "addressType": "IPv4",
            "endpoints": [{"addresses": []}],
        },
        BadRequest,
        "an endpoint without any",
    ),
    "a port without a number": (
        {**SERVICE, "spec": {**SERVICE["spec"], "ports": [{"name": "x"}]}},
        BadRequest,
        "ports.0..port is missing",
    ),
    "a port whose number is nothing": (
        {**SERVICE, "spec": {**SERVICE["spec"], "ports": [{"name": "x", "port": None}]}},
        BadRequest,
        "ports.0..port is missing",
    ),
    "no name": ({**SERVICE, "metadata": {}}, ClientError, "has no metadata.name"),
    "no metadata": ({"apiVersion": "v1", "kind": "Pod"}, ClientError, "has no metadata.name"),
    "no kind": ({"apiVersion": "v1", "metadata": {"name": "x"}}, ClientError, "kind not set"),
    "a text": ("x", ClientError, "invalid object"),
    "nothing": (
        {"apiVersion": "v1", "kind": "List", "items": []},
        ClientError,
        "nothing to import",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_dump_is_refused(name: str) -> None:
    document, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        import_documents([Document(document, "dump.yaml", 0)], NOW)


def test_a_namespace_that_is_missing_or_too_much_is_put_right() -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n", "namespace": "lost"}}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}
    cluster = taken(node, pod).cluster
    assert (
        cluster.get("Node", "", "n") is not None and cluster.get("Pod", "default", "p") is not None
    )


def test_an_object_that_comes_twice_counts_as_it_came_last() -> None:
    spec = {"clusterIP": "10.96.0.10", "ports": [{"port": 80}]}
    cluster = taken(SERVICE, {**SERVICE, "spec": spec}).cluster
    assert [service["spec"]["clusterIP"] for service in cluster.of("Service")] == ["10.96.0.10"]


def test_what_a_hand_has_been_at_is_read_as_the_server_reads_it() -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": "shop", "labels": None},
        "spec": None,
        "status": {
            "conditions": [{"type": "Ready", "status": "True", "lastProbeTime": None}, None],
            "podIPs": [{}],
        },
    }
    found = taken(pod).cluster.get("Pod", "shop", "p")
    assert found is not None and "labels" not in found["metadata"] and found["spec"] is not None
    assert [one["type"] for one in found["status"]["conditions"]] == ["Ready"]


WIDGETS: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"kind": "Widget", "plural": "widgets"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object"}},
            }
        ],
    },
}


def widget(**metadata: Any) -> dict[str, Any]:
    return {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w", "namespace": "shop", **metadata},
        "spec": 5,
    }


def test_metadata_of_custom_resources_is_read_as_all_metadata_is() -> None:
    found = taken(
        WIDGETS, widget(newer=[1], creationTimestamp="2026-01-01T01:00:00+01:00")
    ).cluster.get("Widget.example.com", "shop", "w")
    assert found is not None and (
        found["metadata"]["newer"],
        found["metadata"]["creationTimestamp"],
        found["spec"],
    ) == ([1], BORN, 5)
    assert (
        "cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map"
        in taken(WIDGETS, widget(labels=["a"])).warnings[0]
    )


def test_custom_resources_of_no_version_are_kept() -> None:
    bare = {**WIDGETS, "spec": {**WIDGETS["spec"], "versions": []}}
    cluster = taken(bare, widget()).cluster
    assert (
        kinds.kind_of_definition(bare).definitions == {"v1": {}}
        and len(cluster.of("Widget.example.com")) == 1
    )


def test_beside_what_nobody_knows_the_rest_is_read_as_the_server_reads_it() -> None:
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d", "namespace": "shop"},
        "spec": {
            "selector": {"matchLabels": {"a": "b"}},
            "template": {
                "metadata": {"labels": {"a": "b"}},
                "spec": {"containers": [{"name": "c", "image": "i", "newer": [{"x": ""}]}]},
            },
        },
        "status": {"conditions": [{"status": "True", "older": 1}]},
    }
    found = taken(deployment).cluster.get("Deployment", "shop", "d")
    assert found is not None and found["status"]["conditions"] == [
        {"type": "", "status": "True", "older": 1}
    ]
    [container] = found["spec"]["template"]["spec"]["containers"]
    assert (container["resources"], container["newer"], container["imagePullPolicy"]) == (
        {},
        [{"x": ""}],
        "Always",
    )


@pytest.mark.parametrize(
    "settings",
    [
        DEFAULT,
        DEFAULT._replace(
            proxy_mode="nftables", seed=3, clock=60, load_balancer_pool="192.168.0.1-192.168.0.9"
        ),
        DEFAULT._replace(
            pod_cidrs=("10.0.0.0/8", "fd00::/48"),
            service_cidrs=("10.1.0.0/16", "fd01::/112"),
            node_ports=(20000, 20100),
        ),
    ],
)
def test_what_is_exported_is_imported_as_the_same_cluster(settings: Settings) -> None:
    cluster = taken(SERVICE).cluster.with_settings(settings)
    again = import_documents(
        [Document(exporting.export_cluster(cluster), "cluster.yaml", 0)], NOW
    ).cluster
    assert again.settings == settings
    assert exporting.export_cluster(again) == exporting.export_cluster(cluster)


def test_settings_of_somebody_elses_list_are_not_ours() -> None:
    assert (
        exporting.read_settings({"items": [], "metadata": {"resourceVersion": ""}}) is None
        and exporting.read_settings([1]) is None
    )
    with pytest.raises(ClientError, match="metadata.minik.seed"):
        exporting.read_settings({"items": [], "metadata": {"minik": {"seed": "x"}}})


def test_the_newest_of_several_recordings_of_an_object_counts() -> None:
    def recorded(version: str, node: str) -> dict[str, Any]:
        stamps = {"uid": "u", "creationTimestamp": BORN, "resourceVersion": version}
        return pod("p", "shop", metadata=stamps, nodeName=node)

    for order in ([("9", "old"), ("10", "new")], [("10", "new"), ("9", "old")]):
        found = taken(*(recorded(*one) for one in order))
        kept = found.cluster.get("Pod", "shop", "p")
        assert kept and kept["spec"]["nodeName"] == "new"
        [told] = [line for line in found.warnings if "more than once" in line]
        assert told.startswith("Pod shop/p: there more than once, with other contents")
    same = taken(recorded("9", "old"), recorded("9", "old"))
    assert not any("more than once" in line for line in same.warnings)


@pytest.mark.parametrize(
    "version, kind, spec",
    [
        ("storage.k8s.io/v1", "CSINode", {"drivers": None}),
        ("v1", "LimitRange", {"limits": None}),
    ],
)
def test_a_list_that_go_writes_as_null_is_empty(version: str, kind: str, spec: Any) -> None:
    """As in every cluster without CSI drivers: `kubectl get csinodes -o yaml`."""
    stamps = {"uid": "u", "creationTimestamp": "2026-11-23T08:00:00Z", "name": "n"}
    home = {"namespace": "default"} if kind == "LimitRange" else {}
    value = {"apiVersion": version, "kind": kind, "metadata": {**stamps, **home}, "spec": spec}
    cluster = import_documents([Document(value, "dump.json", 0)], NOW).cluster
    assert cluster.get(kind, home.get("namespace", ""), "n") == value
