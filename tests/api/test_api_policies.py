"""Policies judge every request that a server answers: evictions, bindings, connections, tokens, parts."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import policy_cluster as stage
import pytest

from minik.api import exchange
from minik.api.call import Server
from minik.api.exchange import Answer, Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.settings import DEFAULT

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PODS, POD = "/api/v1/namespaces/default/pods", "/api/v1/namespaces/default/pods/web"
MERGE = "application/merge-patch+json"
CONTAINER = {"name": "c", "image": "nginx"}
WEB = {
    "kind": "Pod",
    "apiVersion": "v1",
    "metadata": {"name": "web", "namespace": "default", "generateName": "we"},
    "spec": {"containers": [CONTAINER], "schedulerName": "mine"},
}
ROBOT = {
    "kind": "ServiceAccount",
    "apiVersion": "v1",
    "metadata": {"name": "robot", "namespace": "default"},
}
SEEN = (
    "request.operation + ' ' + request.kind.kind + ' ' + request.resource.resource + ' '"
    " + string(request.name) + ' ' + request.subResource"
)


@pytest.fixture(scope="module")
def empty() -> Cluster:
    return settle(new_cluster.create_cluster(DEFAULT, NOW)).as_baseline()


def ask(cluster: Cluster, method: str, path: str, body: Any = None, media: str = "") -> Answer:
    data = b"" if body is None else json.dumps(body).encode()
    named = {"user-agent": "tester/1.0", **({"content-type": media} if media else {})}
    return exchange.answer(cluster, Request(method, path, None, named, data), NOW)


def with_policies(cluster: Cluster, *policies: Object) -> Cluster:
    draft = cluster.draft()
    stage.create(draft, WEB, ROBOT, *policies)
    return draft.cluster()


def rules(resources: Sequence[str], **fields: Any) -> Object:
    return {"resourceRules": [stage.rule(*resources, operations=["*"], **fields)]}


def guard(text: str, *resources: str, message: str = SEEN) -> list[Object]:
    """A policy, and its binding, that denies a request for resources unless a text is true."""
    validation = {"expression": text, "messageExpression": message}
    made = stage.policy(validations=[validation], matchConstraints=rules(resources))
    return [made, stage.binding()]


def message(answer: Answer) -> str:
    whole: str = json.loads(answer.body)["message"]
    return whole.partition("denied request: ")[2]


REQUESTS: dict[str, tuple[str, str, Any, str]] = {
    "an eviction": (
        "POST",
        f"{POD}/eviction",
        {"metadata": {"name": "web"}},
        "CREATE Eviction pods web eviction",
    ),
    "a binding": (
        "POST",
        f"{POD}/binding",
        {"metadata": {"name": "web"}, "target": {"name": "node-1"}},
        "CREATE Binding pods web binding",
    ),
    "a command": ("POST", f"{POD}/exec?command=ls", None, "CONNECT PodExecOptions pods web exec"),
    "streams": ("GET", f"{POD}/attach", None, "CONNECT PodAttachOptions pods web attach"),
    "a port": (
        "GET",
        f"{POD}/portforward",
        None,
        "CONNECT PodPortForwardOptions pods web portforward",
    ),
    "a proxy": ("GET", f"{POD}/proxy/a/b", None, "CONNECT PodProxyOptions pods web proxy"),
    "what is missing": ("GET", f"{PODS}/x/exec", None, "CONNECT PodExecOptions pods x exec"),
    "a token": (
        "POST",
        "/api/v1/namespaces/default/serviceaccounts/robot/token",
        {},
        "CREATE TokenRequest serviceaccounts robot token",
    ),
    "a container that is added": (
        "PATCH",
        f"{POD}/ephemeralcontainers",
        {"spec": {"ephemeralContainers": [{**CONTAINER, "name": "e"}]}},
        "UPDATE Pod pods web ephemeralcontainers",
    ),
    "a status": (
        "PATCH",
        f"{POD}/status",
        {"status": {"phase": "Failed"}},
        "UPDATE Pod pods web status",
    ),
}


@pytest.mark.parametrize(("method", "path", "body", "seen"), REQUESTS.values(), ids=REQUESTS)
def test_policies_judge_requests_for_parts(
    empty: Cluster, method: str, path: str, body: Any, seen: str
) -> None:
    cluster = with_policies(empty, *guard("false", "pods/*", "serviceaccounts/token"))
    media = MERGE if method == "PATCH" else "application/json" if body is not None else ""
    call = exchange.answer(
        cluster,
        Request(method, path, None, {"content-type": media}, json.dumps(body).encode()),
        NOW,
        Server(sign=lambda claims: "token"),
    )
    assert call.status == 422
    assert message(call) == seen


def test_a_policy_that_names_the_object_alone_does_not_see_its_parts(empty: Cluster) -> None:
    cluster = with_policies(empty, *guard("false", "pods"))
    answer = ask(cluster, "POST", f"{POD}/eviction", {"metadata": {"name": "web"}})
    assert answer.status == 201


OPTIONS = {
    "exec?command=ls&command=-l&stdin=true&container=c": {
        "stdin": True,
        "container": "c",
        "command": ["ls", "-l"],
    },
    "attach?tty=1&stdout=false": {"tty": True},
    "portforward?ports=80,443": {"ports": [80, 443]},
    "proxy/a/b": {"path": "/a/b"},
}


@pytest.mark.parametrize(("path", "options"), OPTIONS.items(), ids=OPTIONS)
def test_they_see_what_a_client_wants_to_be_connected_to(
    empty: Cluster, path: str, options: Object
) -> None:
    fields = ("stdin", "stdout", "tty", "container", "command", "ports", "path")
    shown = " + ".join(
        f"(has(object.{name}) ? '{name}=' + {text(name)} + ';' : '')" for name in fields
    )
    cluster = with_policies(empty, *guard("false", "pods/*", message=shown))
    said = "".join(f"{name}={as_text(options[name])};" for name in fields if name in options)
    assert message(ask(cluster, "GET", f"{POD}/{path}")) == said


def text(name: str) -> str:
    if name == "ports":
        return "object.ports.map(p, string(p)).join(' ')"
    return "object.command.join(' ')" if name == "command" else f"string(object.{name})"


def as_text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "true" if value is True else str(value)


def mutate(expression: str, *resources: str, **fields: Any) -> list[Object]:
    made = stage.mutating(expression, matchConstraints=rules(resources, **fields))
    return [made, stage.mutating_binding()]


def test_a_scale_is_changed_before_it_is_judged(empty: Cluster) -> None:
    most = "object.spec.replicas > 3 ? 3 : object.spec.replicas"
    patch = f"Object{{spec: Object.spec{{replicas: {most}}}}}"
    limit = mutate(patch, "deployments/scale", apiGroups=["apps"])
    path = "/apis/apps/v1/namespaces/default/deployments"
    labels = {"a": "b"}
    spec = {
        "replicas": 1,
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [CONTAINER]}},
    }
    cluster = with_policies(empty, *limit)
    cluster = ask(cluster, "POST", path, {"metadata": {"name": "d"}, "spec": spec}).cluster
    wanted = {"spec": {"replicas": 9}}
    answer = ask(cluster, "PATCH", f"{path}/d/scale", wanted, MERGE)
    assert json.loads(answer.body)["spec"] == {"replicas": 3}
    whole = ask(cluster, "PATCH", f"{path}/d", wanted, MERGE)
    assert json.loads(whole.body)["spec"]["replicas"] == 9


def test_a_status_is_changed_and_what_is_no_status_stays(empty: Cluster) -> None:
    change = 'Object{spec: Object.spec{priority: 7}, status: Object.status{message: "noted"}}'
    cluster = with_policies(empty, *mutate(change, "pods/status"))
    answer = ask(cluster, "PATCH", f"{POD}/status", {"status": {"reason": "r"}}, MERGE)
    pod = json.loads(answer.body)
    assert (pod["status"]["message"], pod["status"]["reason"]) == ("noted", "r")
    assert pod["spec"]["priority"] == 0


def test_a_binding_is_changed(empty: Cluster) -> None:
    change = "[JSONPatch{op: 'replace', path: '/target/name', value: 'node-2'}]"
    cluster = with_policies(empty, *mutate(change, "pods/binding"))
    sent = {"metadata": {"name": "web"}, "target": {"kind": "Node", "name": "node-1"}}
    after = ask(cluster, "POST", f"{POD}/binding", sent).cluster
    assert read(after.get("Pod", "default", "web") or {}, "spec.nodeName") == "node-2"


def test_a_container_that_is_added_is_changed(empty: Cluster) -> None:
    path = "/spec/ephemeralContainers/0/stdin"
    change = f"[JSONPatch{{op: 'add', path: '{path}', value: true}}]"
    cluster = with_policies(empty, *mutate(change, "pods/ephemeralcontainers"))
    body = {"spec": {"ephemeralContainers": [{**CONTAINER, "name": "e"}]}}
    answer = ask(cluster, "PATCH", f"{POD}/ephemeralcontainers", body, MERGE)
    assert json.loads(answer.body)["spec"]["ephemeralContainers"][0]["stdin"] is True


def test_a_binding_gives_its_labels_and_those_of_the_place(empty: Cluster) -> None:
    draft = with_policies(empty).draft()
    node = draft.get("Node", "", "node-1")
    assert node is not None
    zone, region = "topology.kubernetes.io/zone", "topology.kubernetes.io/region"
    labels = {**node["metadata"]["labels"], zone: "z1", region: "r1", "other": "x"}
    draft.put({**node, "metadata": {**node["metadata"], "labels": labels}})
    metadata = {"name": "web", "labels": {"mine": "1", region: "told"}}
    sent = {"metadata": metadata, "target": {"kind": "Node", "name": "node-1"}}
    after = ask(draft.cluster(), "POST", f"{POD}/binding", sent).cluster
    pod = after.get("Pod", "default", "web") or {}
    assert pod["metadata"]["labels"] == {zone: "z1", region: "told", "mine": "1"}
