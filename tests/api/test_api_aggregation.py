"""APIServices: those of the server itself, of definitions, and of servers that nobody reaches."""

from typing import Any

import pytest
from api_client import MERGE, Client

PATH = "/apis/apiregistration.k8s.io/v1/apiservices"
SERVICES = "/api/v1/namespaces/kube-system/services"
PODS = "/api/v1/namespaces/kube-system/pods"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
NAME = "v1beta1.metrics.k8s.io"
METRICS = {
    "metadata": {"name": NAME},
    "spec": {
        "group": "metrics.k8s.io",
        "version": "v1beta1",
        "groupPriorityMinimum": 100,
        "versionPriority": 100,
        "service": {"name": "metrics-server", "namespace": "kube-system"},
    },
}


def served(number: int) -> dict[str, Any]:
    selector, ports = {"app": "metrics"}, [{"name": "https", "port": number}]
    return {
        "metadata": {"name": "metrics-server"},
        "spec": {"selector": selector, "ports": ports},
    }


POD = {
    "metadata": {"name": "m", "labels": {"app": "metrics"}},
    "spec": {"containers": [{"name": "c", "image": "i"}]},
}
NAMED = {"spec": {"ports": [{"name": "https", "port": 443}]}}


def versions(*served_versions: str) -> list[dict[str, Any]]:
    schema = {"openAPIV3Schema": {"type": "object"}}
    return [
        {"name": name, "served": name in served_versions, "storage": name == "v1", "schema": schema}
        for name in ("v1", "v2")
    ]


DEFINITION = {
    "metadata": {"name": "foos.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"plural": "foos", "kind": "Foo"},
        "versions": versions("v1", "v2"),
    },
}


def told(client: Client, name: str) -> Any:
    return client.told("GET", f"{PATH}/{name}")


@pytest.mark.parametrize(
    ("name", "least", "own"),
    [("v1.", 18000, 1), ("v1.apps", 17800, 15), ("v2.autoscaling", 17500, 30)],
)
def test_every_group_of_the_server_is_local_and_available(name: str, least: int, own: int) -> None:
    found = told(Client(), name)
    assert found["spec"]["groupPriorityMinimum"] == least
    assert found["spec"]["versionPriority"] == own
    condition = found["status"]["conditions"][0]
    assert (condition["type"], condition["status"], condition["reason"]) == (
        "Available",
        "True",
        "Local",
    )
    assert [entry["manager"] for entry in found["metadata"]["managedFields"]] == ["kube-apiserver"]


def test_each_version_that_is_served_has_one() -> None:
    client = Client()
    found = {item["metadata"]["name"] for item in client.told("GET", PATH)["items"]}
    groups = client.told("GET", "/apis")["groups"]
    expected = {
        f"{version['version']}.{group['name']}" for group in groups for version in group["versions"]
    }
    assert found == {"v1."} | expected - {"v1.apiregistration.k8s.io"}


def test_those_of_definitions_come_and_go() -> None:
    client = Client()
    assert client.ask("POST", DEFINITIONS, DEFINITION).status == 201
    made = told(client, "v1.example.com")
    assert made["spec"]["groupPriorityMinimum"] == 1000
    assert told(client, "v2.example.com")["spec"]["versionPriority"] == 100
    change = {"spec": {"versions": versions("v1")}}
    own = f"{DEFINITIONS}/foos.example.com"
    assert client.ask("PATCH", own, change, content_type=MERGE).status == 200
    assert told(client, "v2.example.com")["code"] == 404
    assert client.ask("DELETE", own).status == 200
    assert told(client, "v1.example.com")["code"] == 404


def test_why_a_server_behind_a_service_is_not_available() -> None:
    client, seen = Client(), []
    for method, path, body in (
        ("POST", PATH, METRICS),
        ("POST", SERVICES, served(444)),
        ("PATCH", f"{SERVICES}/metrics-server", NAMED),
        ("POST", PODS, POD),
    ):
        kind = {"content_type": MERGE} if method == "PATCH" else {}
        assert client.ask(method, path, body, **kind).status < 300
        condition = told(client, NAME)["status"]["conditions"][0]
        assert condition["status"] == "False"
        seen.append(condition["reason"])
    assert seen == [
        "ServiceNotFound",
        "ServicePortError",
        "MissingEndpoints",
        "FailedDiscoveryCheck",
    ]


def test_nobody_answers_there_but_its_group_is_listed() -> None:
    client = Client()
    assert client.ask("GET", "/apis/metrics.k8s.io/v1beta1/pods").status == 404
    assert client.ask("POST", PATH, METRICS).status == 201
    for path in ("", "/pods", "/namespaces/default/pods/x"):
        assert client.ask("GET", f"/apis/metrics.k8s.io/v1beta1{path}").status == 503
    group = client.told("GET", "/apis/metrics.k8s.io")
    assert group["preferredVersion"]["groupVersion"] == "metrics.k8s.io/v1beta1"
    assert client.told("GET", "/apis")["groups"][-1]["name"] == "metrics.k8s.io"
    last = client.told("GET", "/apis", accept=AGGREGATED)["items"][-1]
    assert last["versions"] == [{"version": "v1beta1", "freshness": "Stale"}]
    assert client.ask("DELETE", f"{PATH}/{NAME}").status == 200
    assert client.ask("GET", "/apis/metrics.k8s.io").status == 404


def test_one_that_a_client_deletes_stays_away() -> None:
    client = Client()
    assert client.ask("DELETE", f"{PATH}/v1.apps").status == 200
    assert told(client, "v1.apps")["code"] == 404
    assert client.ask("GET", "/apis/apps/v1/deployments").status == 200
