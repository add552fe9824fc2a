"""Webhooks that a server really calls, over HTTPS, with certificates of their own."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_process import Server
from minik_process import Process
from webhook_server import WebhookServer, configuration, patch

MAPS = "/api/v1/namespaces/default/configmaps"
PODS = "/api/v1/namespaces/default/pods"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
HOOKS = "/apis/admissionregistration.k8s.io/v1"
DEPLOYMENT = {
    "metadata": {"name": "web"},
    "spec": {
        "replicas": 3,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "c", "image": "i"}]},
        },
    },
}
FOR_PODS = [
    {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
]
PATIENCE = 60.0
MARKED = patch({"op": "add", "path": "/metadata/annotations", "value": {"by": "hook"}})


def judge(request: Any) -> Any:
    """Refuse what is called `bad`, and mark everything else."""
    if request.get("name") == "bad":
        return {"allowed": False, "status": {"message": "bad name", "code": 403}}
    return {"allowed": True, "warnings": ["careful"], "auditAnnotations": {"seen": "yes"}}


def install(server: Server, sort: str, name: str, client: Any, **fields: Any) -> None:
    made = configuration(sort, name, client, **fields)
    path = f"{HOOKS}/{sort.lower()}webhookconfigurations"
    assert server.ask("POST", path, made).status == 201


def until(server: Server, path: str, wanted: Any) -> Any:
    """Return what is at a path once it is as wanted."""
    end = time.monotonic() + PATIENCE
    while True:
        body = server.ask("GET", path).body
        if wanted(body) or time.monotonic() > end:
            return body
        time.sleep(0.05)


@pytest.fixture
def options(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    yield ("--insecure-http", "--addons", "none", "--audit", str(tmp_path / "audit"))


@pytest.mark.parametrize("kept", [(), ("--in-memory",)], ids=["kept", "in memory"])
def test_requests_wait_for_webhooks_and_obey_them(
    tmp_path: Path, options: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    with WebhookServer(tmp_path, judge) as hook, Server(tmp_path, *options, *kept) as server:
        install(server, "Validating", "v", hook.client("/judge"))
        install(server, "Mutating", "m", hook.client("/mark"))
        connection = server.connection()
        connection.request("POST", MAPS, json.dumps({"metadata": {"name": "a"}}))
        response = connection.getresponse()
        assert response.status == 201
        assert response.getheader("warning") == '299 - "careful"'
        response.read()
        connection.close()
        bad = server.ask("POST", MAPS, {"metadata": {"name": "bad"}})
        assert (bad.status, bad.body["message"]) == (
            403,
            'admission webhook "m.example.com" denied the request: bad name',
        )
        assert "details" not in bad.body
        assert [path.partition("?")[0] for path in hook.paths] == ["/mark", "/judge", "/mark"]
        assert hook.heads[0]["User-Agent"] == "kube-apiserver-admission"
        asked = hook.reviews[0]["request"]
        assert (
            asked["userInfo"]["username"] == "admin" and asked["options"]["kind"] == "CreateOptions"
        )
        gone = server.ask("DELETE", f"{MAPS}/a")
        assert gone.status == 200  # the webhooks are for CREATE and UPDATE
        connection = server.connection()
        connection.request("GET", "/metrics")
        counted = connection.getresponse().read().decode()
        connection.close()
        called = 'name="m.example.com",operation="CREATE",type="admit"'
        total = "apiserver_admission_webhook_request_total"
        assert f'{total}{{code="403",{called},rejected="true"}} 1' in counted
        assert f'{total}{{code="200",{called},rejected="false"}} 1' in counted
        assert server.stop() == 0
    events = [json.loads(line) for line in (tmp_path / "audit").read_text().splitlines()]
    noted = next(
        event["annotations"]
        for event in events
        if event["objectRef"].get("resource") == "configmaps"
    )
    assert noted["v.example.com/seen"] == "yes"
    assert json.loads(noted["mutation.webhook.admission.k8s.io/round_0_index_0"]) == {
        "configuration": "m",
        "mutated": False,
        "webhook": "m.example.com",
    }


def test_pods_of_controllers_are_seen_and_changed_by_webhooks(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    with (
        WebhookServer(tmp_path, lambda request: {"allowed": True, **MARKED}) as hook,
        Server(tmp_path, *options) as server,
    ):
        install(server, "Mutating", "m", hook.client(), rules=FOR_PODS)
        assert server.ask("POST", DEPLOYMENTS, DEPLOYMENT).status == 201
        until(server, f"{DEPLOYMENTS}/web", lambda body: body["status"].get("readyReplicas") == 3)
        pods = server.ask("GET", PODS).body["items"]
        assert [pod["metadata"]["annotations"]["by"] for pod in pods] == ["hook"] * 3
        assert len(hook.reviews) == 3
        assert {review["request"]["userInfo"]["username"] for review in hook.reviews} == {
            "system:serviceaccount:kube-system:replicaset-controller"
        }
        assert server.stop() == 0


def test_a_cluster_comes_to_rest_whose_webhooks_see_everything(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    rule = {"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*/*"]}
    with (
        WebhookServer(tmp_path, lambda request: {"allowed": True}) as hook,
        Server(tmp_path, *options) as server,
    ):
        install(server, "Mutating", "m", hook.client("/m"), rules=[rule])
        install(server, "Validating", "v", hook.client("/v"), rules=[rule])
        assert server.ask("POST", DEPLOYMENTS, DEPLOYMENT).status == 201
        ready = until(
            server, f"{DEPLOYMENTS}/web", lambda body: body["status"].get("readyReplicas") == 3
        )
        assert ready["status"]["readyReplicas"] == 3
        assert server.ask("DELETE", f"{DEPLOYMENTS}/web").status == 200
        assert until(server, PODS, lambda body: not body["items"])["items"] == []
        asked = [review["request"] for review in hook.reviews]
        assert {request["operation"] for request in asked} == {"CREATE", "UPDATE", "DELETE"}
        parts = {(one["resource"]["resource"], one.get("subResource", "")) for one in asked}
        assert {("pods", "binding"), ("pods", "status"), ("replicasets", "")} <= parts
        time.sleep(2)
        before = len(hook.reviews)
        time.sleep(2)
        assert len(hook.reviews) == before, [review["request"] for review in hook.reviews[before:]]
        assert server.stop() == 0


def test_a_controller_is_refused_tells_so_and_tries_again(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    with WebhookServer(tmp_path, lambda request: {"allowed": True}) as hook:
        away = hook.url
    client = {"url": away, "caBundle": hook.authority}
    with Server(tmp_path, *options) as server:
        install(server, "Validating", "v", client, rules=FOR_PODS)
        assert server.ask("POST", DEPLOYMENTS, DEPLOYMENT).status == 201
        path = "/api/v1/namespaces/default/events?fieldSelector=reason=FailedCreate"
        events = until(server, path, lambda body: body["items"])["items"]
        assert events[0]["message"].startswith(
            'Error creating: Internal error occurred: failed calling webhook "v.example.com": '
            f'failed to call webhook: Post "{away}?timeout=10s": dial tcp 127.0.0.1:'
        )
        assert server.ask("GET", PODS).body["items"] == []
        removed = f"{HOOKS}/validatingwebhookconfigurations/v"
        assert server.ask("DELETE", removed).status == 200
        until(server, f"{DEPLOYMENTS}/web", lambda body: body["status"].get("readyReplicas") == 3)
        assert server.stop() == 0


def test_a_webhook_may_itself_ask_the_server(tmp_path: Path, options: tuple[str, ...]) -> None:
    def ask_back(request: Any) -> Any:
        made = server.ask("POST", "/api/v1/namespaces", {"metadata": {"name": "from-webhook"}})
        return {"allowed": made.status == 201}

    with WebhookServer(tmp_path, ask_back) as hook, Server(tmp_path, *options) as server:
        install(server, "Validating", "v", hook.client())
        assert server.ask("POST", MAPS, {"metadata": {"name": "a"}}).status == 201
        assert server.ask("GET", "/api/v1/namespaces/from-webhook").status == 200
        assert server.stop() == 0


def test_a_slow_webhook_keeps_nobody_else_waiting(tmp_path: Path, options: tuple[str, ...]) -> None:
    def sleep(request: Any) -> Any:
        time.sleep(20)
        return {"allowed": True}

    with WebhookServer(tmp_path, sleep) as hook, Server(tmp_path, *options) as server:
        install(server, "Validating", "v", hook.client(), timeoutSeconds=1)
        begin = time.monotonic()
        refused = server.ask("POST", MAPS, {"metadata": {"name": "a"}})
        assert time.monotonic() - begin < 15
        assert (refused.status, refused.body["message"]) == (
            500,
            'Internal error occurred: failed calling webhook "v.example.com": failed to call '
            f'webhook: Post "{hook.url}/?timeout=1s": context deadline exceeded',
        )
        assert server.stop() == 0


@pytest.mark.parametrize(
    ("names", "how", "said"),
    [
        (("127.0.0.1",), {"is_old": True}, "x509: certificate has expired or is not yet valid"),
        (("other",), {}, "certificate is not valid for any names, but wanted to match 127.0.0.1"),
    ],
)
def test_certificates_are_checked(
    tmp_path: Path, options: tuple[str, ...], names: tuple[str, ...], how: Any, said: str
) -> None:
    with (
        WebhookServer(tmp_path, judge, names=names, **how) as hook,
        Server(tmp_path, *options) as server,
    ):
        install(server, "Validating", "v", hook.client())
        refused = server.ask("POST", MAPS, {"metadata": {"name": "a"}})
        assert refused.status == 500 and said in refused.body["message"]
        assert hook.reviews == []
        assert server.stop() == 0


def test_an_authority_that_is_not_named_is_not_trusted(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    with WebhookServer(tmp_path, judge) as hook, Server(tmp_path, *options) as server:
        install(server, "Validating", "v", {"url": hook.url})
        refused = server.ask("POST", MAPS, {"metadata": {"name": "a"}})
        assert "x509: certificate signed by unknown authority" in refused.body["message"]
        assert server.stop() == 0


def test_a_service_is_called_where_the_option_says_under_its_own_name(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    with WebhookServer(tmp_path, judge, names=("hooks.shop.svc",)) as hook:
        standing = ("--webhook", f"shop/hooks:443={hook.url}")
        with Server(tmp_path, *options, *standing) as server:
            client = {
                "service": {"name": "hooks", "namespace": "shop", "path": "/x"},
                "caBundle": hook.authority,
            }
            install(server, "Validating", "v", client)
            assert server.ask("POST", MAPS, {"metadata": {"name": "a"}}).status == 201
            assert hook.paths == ["/x?timeout=10s"]
            assert hook.heads[0]["Host"] == "hooks.shop.svc:443"
            assert server.stop() == 0


def test_a_command_line_calls_no_webhook_and_says_so(tmp_path: Path) -> None:
    with WebhookServer(tmp_path, judge) as hook:
        minik = Process(tmp_path)
        made = tmp_path / "hook.json"
        made.write_text(json.dumps(configuration("Validating", "v", hook.client())))
        assert minik.run(f"minik apply -f {made}")[0] == 0
        status, text = minik.run("minik create cm bad")
        assert status == 0 and hook.reviews == []
        assert 'Warning: admission webhook "v.example.com" was not called: minik calls' in text
        made.write_text(
            json.dumps(configuration("Mutating", "inject", hook.client(), rules=FOR_PODS))
        )
        assert minik.run(f"minik apply -f {made}")[0] == 0
        status, text = minik.run("minik create deployment web --image=nginx")
        assert status == 0 and hook.reviews == []
        assert text.count('"inject.example.com" was not called for its pods: minik calls') == 1


@pytest.mark.parametrize("text", ["shop=https://h", "shop/hooks", "shop/hooks=ftp://h"])
def test_an_option_that_names_no_service_and_url_is_refused(tmp_path: Path, text: str) -> None:
    status, said = Process(tmp_path).run(f"minik serve --in-memory --webhook {text}")
    assert status == 1 and "must name a Service and a URL" in said


def test_a_server_that_ends_answers_those_who_wait_for_a_webhook(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    asked = threading.Event()

    def think(request: Any) -> Any:
        asked.set()
        time.sleep(1)
        return {"allowed": True}

    with WebhookServer(tmp_path, think) as hook, Server(tmp_path, *options) as server:
        install(server, "Validating", "v", hook.client())
        answers = []
        client = threading.Thread(
            target=lambda: answers.append(server.ask("POST", MAPS, {"metadata": {"name": "a"}}))
        )
        client.start()
        assert asked.wait(PATIENCE)
        assert server.stop() == 0
        client.join(PATIENCE)
        assert [answer.status for answer in answers] == [201]
    assert "a " in Process(tmp_path).run("minik get cm")[1]
