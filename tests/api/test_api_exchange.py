"""Requests to the API and their answers, as pure functions."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from minik.api import exchange
from minik.api.exchange import Answer, Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.settings import DEFAULT

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MAPS = "/api/v1/namespaces/default/configmaps"
CONFIG_MAP = {"metadata": {"name": "a", "labels": {"l": "1"}}, "data": {"x": "1"}}
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
MERGE = "application/merge-patch+json"


@pytest.fixture(scope="module")
def empty() -> Cluster:
    return settle(new_cluster.create_cluster(DEFAULT, NOW)).as_baseline()


@pytest.fixture(scope="module")
def cluster(empty: Cluster) -> Cluster:
    """A cluster that has the ConfigMap `a`."""
    return ask(empty, "POST", MAPS, CONFIG_MAP).cluster.as_baseline()


def ask(cluster: Cluster, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """Send a request; keyword arguments are headers, `content_type` for `content-type`."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    agent = {"user-agent": "tester/1.0", **named}
    return exchange.answer(cluster, Request(method, path, None, agent, data), NOW)


def sent_back(answer: Answer) -> Any:
    return json.loads(answer.body)


def headers(answer: Answer) -> Mapping[str, str]:
    return dict(answer.headers)


def test_an_object_is_created_with_its_creator_and_found_again(empty: Cluster) -> None:
    answer = ask(empty, "POST", MAPS, CONFIG_MAP)
    made = sent_back(answer)
    assert answer.status == 201
    assert list(made)[:3] == ["kind", "apiVersion", "metadata"]
    [entry] = made["metadata"]["managedFields"]
    assert (entry["manager"], entry["operation"]) == ("tester", "Update")
    assert entry["fieldsV1"]["f:data"] == {".": {}, "f:x": {}}
    again = ask(answer.cluster, "GET", f"{MAPS}/a")
    assert sent_back(again) == made
    assert [step.key.name for step in answer.steps] == ["a"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("POST", MAPS, CONFIG_MAP, 409, 'configmaps "a" already exists'),
        ("GET", f"{MAPS}/b", None, 404, 'configmaps "b" not found'),
        ("GET", "/api/v1/nothing", None, 404, "the server could not find the requested resource"),
        ("PUT", MAPS, CONFIG_MAP, 405, "does not allow this method"),
        ("DELETE", "/api/v1/namespaces", None, 405, "does not allow this method"),
        ("POST", MAPS, b"{", 400, "json parse error: unexpected end of JSON input ({)"),
        ("POST", MAPS, {"kind": "Secret"}, 400, "cannot be handled as a ConfigMap"),
        ("POST", f"{MAPS}?dryRun=Some", {}, 422, 'dryRun: Unsupported value: ["Some"]'),
        ("GET", f"{MAPS}?limit=x", None, 400, 'strconv.ParseInt: parsing "x"'),
        ("GET", f"{MAPS}?resourceVersion=99999", None, 504, "Too large resource version: 99999"),
        ("GET", f"{MAPS}?labelSelector=a%3D%3D%3D", None, 400, "unable to parse requirement"),
        ("DELETE", f"{MAPS}/a?propagationPolicy=Up", None, 422, "propagationPolicy: Unsupported"),
        (
            "PUT",
            f"{MAPS}/a",
            {"metadata": {"name": "a", "resourceVersion": "1"}},
            409,
            "the object has been modified",
        ),
    ],
)  # fmt: skip
def test_a_refusal_is_a_status(
    cluster: Cluster, method: str, path: str, body: Any, status: int, message: str
) -> None:
    answer = ask(cluster, method, path, body)
    refusal = sent_back(answer)
    assert (answer.status, refusal["kind"], refusal["code"]) == (status, "Status", status)
    assert message in refusal["message"] or message in str(refusal)
    assert answer.cluster is cluster and not answer.steps


def test_a_path_that_no_server_knows_is_answered_in_plain_text(cluster: Cluster) -> None:
    for path in ("/nothing", "/apis/nothing.example.com/v1/things"):
        answer = ask(cluster, "GET", path)
        assert (answer.status, answer.body) == (404, b"404 page not found\n")


def test_what_nobody_knows_is_dropped_with_a_warning_or_refused(cluster: Cluster) -> None:
    body = {**CONFIG_MAP, "metadata": {"name": "b"}, "nothing": 1}
    lenient = ask(cluster, "POST", MAPS, body)
    assert headers(lenient)["warning"] == '299 - "unknown field \\"nothing\\""'
    assert "nothing" not in sent_back(lenient)
    strict = ask(cluster, "POST", f"{MAPS}?fieldValidation=Strict", body)
    assert (strict.status, "strict decoding error" in sent_back(strict)["message"]) == (400, True)


def test_a_dry_run_keeps_nothing(cluster: Cluster) -> None:
    answer = ask(cluster, "POST", f"{MAPS}?dryRun=All", {"metadata": {"name": "dry"}})
    assert answer.status == 201
    assert "resourceVersion" not in sent_back(answer)["metadata"]
    assert answer.cluster.get("ConfigMap", "default", "dry") is None


def test_a_list_comes_in_pages_of_one_version(cluster: Cluster) -> None:
    for name in ("b", "c"):
        cluster = ask(cluster, "POST", MAPS, {"metadata": {"name": name}}).cluster
    first = sent_back(ask(cluster, "GET", f"{MAPS}?limit=2"))
    assert [item["metadata"]["name"] for item in first["items"]] == ["a", "b"]
    assert first["metadata"]["remainingItemCount"] == 1
    token = first["metadata"]["continue"]
    rest = sent_back(ask(cluster, "GET", f"{MAPS}?limit=2&continue={token}"))
    assert [item["metadata"]["name"] for item in rest["items"]] == ["c"]
    later = ask(cluster, "POST", MAPS, {"metadata": {"name": "d"}}).cluster
    expired = ask(later, "GET", f"{MAPS}?limit=2&continue={token}")
    assert (expired.status, sent_back(expired)["reason"]) == (410, "Expired")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (TABLE, "Table"),
        ("application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "PartialObjectMetadata"),
        ("application/json", "ConfigMap"),
        ("text/html,*/*;q=0.1", "ConfigMap"),
    ],
)
def test_an_object_is_shown_as_the_client_asks(cluster: Cluster, accept: str, kind: str) -> None:
    shown = sent_back(ask(cluster, "GET", f"{MAPS}/a", accept=accept))
    assert shown["kind"] == kind
    if kind == "Table":
        assert [column["name"] for column in shown["columnDefinitions"]] == ["Name", "Data", "Age"]
        assert shown["rows"][0]["cells"][:2] == ["a", 1]


def test_what_cannot_be_shown_is_not_acceptable(cluster: Cluster) -> None:
    for accept in ("text/html", "application/json;as=Chart;v=v1;g=meta.k8s.io"):
        answer = ask(cluster, "GET", f"{MAPS}/a", accept=accept)
        assert (answer.status, sent_back(answer)["reason"]) == (406, "NotAcceptable")


def test_a_list_of_objects_is_no_single_piece_of_metadata(cluster: Cluster) -> None:
    accept = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"
    answer = ask(cluster, "GET", MAPS, accept=accept)
    assert answer.status == 406
    assert "the requested object is a list (*core.ConfigMapList)" in sent_back(answer)["message"]


@pytest.mark.parametrize(
    ("media", "patch", "expected"),
    [
        (MERGE, {"data": {"x": None, "y": "2"}}, {"y": "2"}),
        ("application/json-patch+json", [{"op": "add", "path": "/data/z", "value": "3"}], {"x": "1", "z": "3"}),
        ("application/strategic-merge-patch+json", {"data": {"x": "4"}}, {"x": "4"}),
    ],
)  # fmt: skip
def test_patches_of_three_types(
    cluster: Cluster, media: str, patch: Any, expected: Mapping[str, str]
) -> None:
    answer = ask(cluster, "PATCH", f"{MAPS}/a", patch, content_type=media)
    assert (answer.status, sent_back(answer)["data"]) == (200, expected)


def test_applied_fields_belong_to_who_applied_them(cluster: Cluster) -> None:
    def apply(cluster: Cluster, manager: str, value: str, more: str = "") -> Answer:
        body = f'{{"apiVersion": "v1", "kind": "ConfigMap", "data": {{"k": "{value}"}}}}'
        path = f"{MAPS}/applied?fieldManager={manager}{more}"
        return ask(
            cluster, "PATCH", path, body.encode(), content_type="application/apply-patch+yaml"
        )

    made = apply(cluster, "alice", "1")
    assert made.status == 201
    refused = apply(made.cluster, "bob", "2")
    [cause] = sent_back(refused)["details"]["causes"]
    assert (refused.status, cause["field"]) == (409, ".data.k")
    forced = apply(made.cluster, "bob", "2", "&force=true")
    assert (forced.status, sent_back(forced)["data"]) == (200, {"k": "2"})


def test_a_finalizer_holds_what_is_deleted(cluster: Cluster) -> None:
    body = {"metadata": {"name": "held", "finalizers": ["example.com/hold"]}}
    held = ask(cluster, "POST", MAPS, body).cluster
    deleted = ask(held, "DELETE", f"{MAPS}/held")
    marked = sent_back(deleted)["metadata"]
    assert (marked["deletionGracePeriodSeconds"], deleted.status) == (0, 200)
    freed = ask(
        deleted.cluster, "PATCH", f"{MAPS}/held", {"metadata": {"finalizers": None}}, content_type=MERGE
    )  # fmt: skip
    assert freed.cluster.get("ConfigMap", "default", "held") is None


def test_a_deletion_may_insist_on_the_object_that_was_meant(cluster: Cluster) -> None:
    options = {"preconditions": {"uid": "another"}}
    answer = ask(cluster, "DELETE", f"{MAPS}/a", options)
    assert (answer.status, "does not match the UID" in sent_back(answer)["message"]) == (409, True)


def test_the_scale_of_a_deployment_is_read_and_set(cluster: Cluster) -> None:
    container = {"name": "c", "image": "i"}
    labels = {"app": "d"}
    deployment = {
        "metadata": {"name": "d"},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }
    path = "/apis/apps/v1/namespaces/default/deployments"
    made = ask(cluster, "POST", path, deployment).cluster
    scale = sent_back(ask(made, "GET", f"{path}/d/scale"))
    assert (scale["kind"], scale["spec"], scale["status"]["selector"]) == (
        "Scale",
        {"replicas": 1},
        "app=d",
    )
    scaled = ask(made, "PUT", f"{path}/d/scale", {**scale, "spec": {"replicas": 4}})
    assert sent_back(scaled)["spec"] == {"replicas": 4}
    assert sent_back(ask(scaled.cluster, "GET", f"{path}/d"))["spec"]["replicas"] == 4


def test_discovery_at_once_carries_a_tag(cluster: Cluster) -> None:
    accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    answer = ask(cluster, "GET", "/apis", accept=accept)
    groups = [item["metadata"]["name"] for item in sent_back(answer)["items"]]
    assert groups[:3] == ["apiregistration.k8s.io", "apps", "events.k8s.io"]
    known = headers(answer)["etag"]
    again = ask(cluster, "GET", "/apis", accept=accept, if_none_match=known)
    assert (again.status, again.body) == (304, b"")


def test_openapi_names_the_schemas_of_a_group(cluster: Cluster) -> None:
    index = sent_back(ask(cluster, "GET", "/openapi/v3"))["paths"]
    document = sent_back(ask(cluster, "GET", index["apis/apps/v1"]["serverRelativeURL"]))
    schema = document["components"]["schemas"]["io.k8s.api.apps.v1.DeploymentSpec"]
    assert schema["required"] == ["selector", "template"]
    assert "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale" in document["paths"]


def test_health_is_told_check_by_check(cluster: Cluster) -> None:
    assert ask(cluster, "GET", "/readyz").body == b"ok"
    lines = ask(cluster, "GET", "/livez?verbose&exclude=ping").body.decode().splitlines()
    assert "[+]ping excluded: ok" in lines and lines[-1] == "livez check passed"


def test_a_custom_resource_keeps_status_and_versions_apart(cluster: Cluster) -> None:
    definition = {
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": {"plural": "widgets", "singular": "widget", "kind": "Widget"},
            "versions": [version("v1", storage=True), version("v1beta1", deprecated=True)],
        },
    }
    crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    defined = settle(ask(cluster, "POST", crds, definition).cluster)
    path = "/apis/example.com/v1/namespaces/default/widgets"
    body = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}}
    made = ask(defined, "POST", path, {**body, "spec": {"size": 2}, "status": {"phase": "x"}})
    assert (made.status, "status" in sent_back(made)) == (201, False)
    old = ask(made.cluster, "GET", f"{path.replace('v1', 'v1beta1')}/w")
    assert sent_back(old)["apiVersion"] == "example.com/v1beta1"
    assert "example.com/v1beta1 Widget is deprecated" in headers(old)["warning"]
    scaled = ask(
        made.cluster, "PATCH", f"{path}/w/scale", {"spec": {"replicas": 5}}, content_type=MERGE
    )
    assert sent_back(scaled)["spec"] == {"replicas": 5}
    selected = ask(made.cluster, "GET", f"{path}?fieldSelector=spec.size%3D2")
    assert len(sent_back(selected)["items"]) == 1


def version(name: str, *, storage: bool = False, deprecated: bool = False) -> Mapping[str, Any]:
    """A version of a definition whose resources have a size, a status and a scale."""
    whole = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    spec = {
        "type": "object",
        "properties": {"size": {"type": "integer"}, "replicas": {"type": "integer"}},
    }
    properties = {"spec": spec, "status": whole}
    return {
        "name": name,
        "served": True,
        "storage": storage,
        "deprecated": deprecated,
        "schema": {"openAPIV3Schema": {"type": "object", "properties": properties}},
        "subresources": {
            "status": {},
            "scale": {
                "specReplicasPath": ".spec.replicas",
                "statusReplicasPath": ".status.replicas",
            },
        },
        "selectableFields": [{"jsonPath": ".spec.size"}],
    }
