"""-v=6..9: what kubectl would have asked a server, in its form."""

import json
import re
from pathlib import Path

import pytest
from typing_in import Terminal

HEADER = r"^I\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [a-z_]+\.go:\d+\] "
PODS, DEPLOYMENTS = (
    "/api/v1/namespaces/default/pods",
    "/apis/apps/v1/namespaces/default/deployments",
)
KUBERNETES = "/api/v1/namespaces/default/services/kubernetes"


@pytest.fixture
def there(terminal: Terminal) -> Terminal:
    """A deployment is there."""
    terminal("minik create deployment d --image=a")
    Path("c.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n")
    return terminal


def logged(terminal: Terminal, line: str) -> list[str]:
    """The lines of the log, without time, process and place, and without the state's path."""
    text = re.sub(r"file:///\S*?state\.json", "", terminal(f"minik {line}").err)
    entries = re.findall(rf"{HEADER}(.*(?:\n(?:\t| >).*)*)", text, re.MULTILINE)
    return [re.sub(r" milliseconds=\d+", "", entry) for entry in entries]


def response(method: str, path: str, status: str = "200 OK") -> str:
    return f'"Response" verb="{method}" url="{path}" status="{status}"'


@pytest.mark.parametrize(
    ("line", "requests"),
    [
        ("get pods", [("GET", f"{PODS}?limit=500", "200 OK")]),
        ("get pods -A", [("GET", "/api/v1/pods?limit=500", "200 OK")]),
        ("get pods --chunk-size=0", [("GET", PODS, "200 OK")]),
        (
            "get namespaces --chunk-size 2",
            [
                ("GET", "/api/v1/namespaces?limit=2", "200 OK"),
                ("GET", "/api/v1/namespaces?continue=2&limit=2", "200 OK"),
            ],
        ),
        (
            "get nodes --sort-by=.metadata.name",
            [("GET", "/api/v1/nodes?includeObject=Object&limit=500", "200 OK")],
        ),
        ("get nodes", [("GET", "/api/v1/nodes?limit=500", "200 OK")]),
        (
            "get pods -l a=b --field-selector=metadata.name=x",
            [
                (
                    "GET",
                    f"{PODS}?fieldSelector=metadata.name%3Dx&labelSelector=a%3Db&limit=500",
                    "200 OK",
                )
            ],
        ),
        (
            "get deploy/d deploy/nope",
            [
                ("GET", f"{DEPLOYMENTS}/d", "200 OK"),
                ("GET", f"{DEPLOYMENTS}/nope", "404 Not Found"),
            ],
        ),
        (
            "create configmap c",
            [
                (
                    "POST",
                    "/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create",
                    "201 Created",
                )
            ],
        ),
        (
            "apply -f c.yaml",
            [
                ("GET", "/api/v1/namespaces/default/configmaps/c", "404 Not Found"),
                (
                    "POST",
                    "/api/v1/namespaces/default/configmaps?fieldManager=kubectl-client-side-apply",
                    "201 Created",
                ),
            ],
        ),
        (
            "label deploy d a=b",
            [
                ("GET", f"{DEPLOYMENTS}/d", "200 OK"),
                ("PATCH", f"{DEPLOYMENTS}/d?fieldManager=kubectl-label", "200 OK"),
            ],
        ),
        (
            "scale deploy d --replicas=2",
            [
                ("GET", f"{DEPLOYMENTS}/d", "200 OK"),
                ("PATCH", f"{DEPLOYMENTS}/d/scale?fieldManager=kubectl", "200 OK"),
            ],
        ),
        (
            "delete deploy d",
            [("DELETE", f"{DEPLOYMENTS}/d", "200 OK")],
        ),
        ("create configmap c --dry-run=client", []),
        (
            "create configmap kube-root-ca.crt",
            [
                (
                    "POST",
                    "/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create",
                    "409 Conflict",
                )
            ],
        ),
        (
            "run A --image=a",
            [("POST", f"{PODS}?fieldManager=kubectl-run", "422 Unprocessable Entity")],
        ),
        (
            'patch deploy d -p \'{"spec":{"selector":null}}\'',
            [
                ("GET", f"{DEPLOYMENTS}/d", "200 OK"),
                (
                    "PATCH",
                    f"{DEPLOYMENTS}/d?fieldManager=kubectl-patch",
                    "422 Unprocessable Entity",
                ),
            ],
        ),
        (
            "set selector svc kubernetes a=b --resource-version=1",
            [
                ("GET", KUBERNETES, "200 OK"),
                ("PATCH", f"{KUBERNETES}?fieldManager=kubectl-set", "409 Conflict"),
            ],
        ),
        (
            "drain node-1 --pod-selector=a=b --dry-run=client --chunk-size=1",
            [
                ("GET", "/api/v1/nodes/node-1", "200 OK"),
                (
                    "GET",
                    "/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-1&labelSelector=a%3Db&limit=1",
                    "200 OK",
                ),
            ],
        ),
        (
            "cordon -l a=b",
            [("GET", "/api/v1/nodes?labelSelector=a%3Db&limit=500", "200 OK")],
        ),
    ],
)
def test_requests_are_logged_with_their_answers(
    there: Terminal, line: str, requests: list[tuple[str, str, str]]
) -> None:
    assert logged(there, f"{line} -v=6") == [response(*request) for request in requests]
    assert logged(there, f"{line} -v=5") == []


def test_the_body_of_a_refusal_is_a_status(there: Terminal) -> None:
    _, _, body = logged(there, "create configmap kube-root-ca.crt -v=8")
    assert (
        '"reason":"AlreadyExists","details":{"name":"kube-root-ca.crt","kind":"configmaps"}' in body
    )


def test_who_prints_himself_asks_for_no_table(there: Terminal) -> None:
    asked = logged(there, "get pods --sort-by=.metadata.name --server-print=false -v=8")
    assert not any("Table" in entry or "includeObject" in entry for entry in asked)


def test_each_level_tells_more(there: Terminal) -> None:
    tables = "application/json;as=Table;v=v1;g=meta.k8s.io"
    asked, answered = logged(there, "get pods -v=7")
    assert asked.startswith(
        f'"Request" verb="GET" url="{PODS}?limit=500" headers=<\n\tAccept: {tables}'
    )
    assert answered == '"Response" status="200 OK"'
    _, answered, body = logged(there, "get configmap kube-root-ca.crt -v=8")
    assert answered.startswith('"Response" status="200 OK" headers=<\n')
    assert body.startswith('"Response Body" body=<\n\t{"apiVersion":"v1","kind":"ConfigMap"')
    assert "managedFields" not in body
    asked, answered, _ = logged(there, "get pods -v=9")
    assert asked.startswith('"Request" curlCommand=<\n\tcurl -v -XGET  -H "Accept: ')
    assert asked.endswith(f" '{PODS}?limit=500'\n >")
    assert answered.startswith('"Response" verb="GET" ')


def test_long_bodies_are_cut_and_secrets_are_left_out(there: Terminal) -> None:
    there("minik create secret generic s --from-literal=a=hidden")
    assert logged(there, "get secret s -v=8")[-1] == '"Response Body" body=<\n\t<masked>\n >'
    assert logged(there, "get secrets -v=8")[-1] == '"Response Body" body=<\n\t<masked>\n >'
    assert re.search(r" \[truncated \d+ chars\]", logged(there, "get nodes -v=8")[-1])
    assert "truncated" not in logged(there, "get nodes -v=10")[-1]


EVENTS = "/api/v1/namespaces/default/events?fieldSelector=involvedObject"


def described(terminal: Terminal, line: str) -> list[str]:
    """The paths that describe asks for, of events without what they are about."""
    found = " ".join(logged(terminal, f"{line} -v=6"))
    paths = re.findall(r'url="([^"]+)"', found)
    return [re.sub(r"(events\?.*fieldSelector=involvedObject).*", r"\1", path) for path in paths]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("pod p q", [f"{PODS}/p", f"{PODS}/q", f"{PODS}/p", f"{PODS}/q"]),
        ("pod p", [f"{PODS}/p", f"{PODS}/p", EVENTS]),
        ("pod p --show-events=false", [f"{PODS}/p", f"{PODS}/p"]),
        (
            "deployments",
            [
                f"{DEPLOYMENTS}?limit=500",
                f"{DEPLOYMENTS}/d",
                EVENTS,
                "/apis/apps/v1/namespaces/default/replicasets?labelSelector=app%3Dd&limit=500",
            ],
        ),
        (
            "rc r --chunk-size=1",
            [
                "/api/v1/namespaces/default/replicationcontrollers/r",
                "/api/v1/namespaces/default/replicationcontrollers/r",
                f"{PODS}?labelSelector=a%3Db&limit=1",
                f"{PODS}?continue=1&labelSelector=a%3Db&limit=1",
                EVENTS,
                "/api/v1/namespaces/default/events?continue=1&fieldSelector=involvedObject",
            ],
        ),
        (
            "service kubernetes",
            [
                KUBERNETES,
                KUBERNETES,
                "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
                "?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes",
                EVENTS,
            ],
        ),
        (
            "namespace default",
            [
                "/api/v1/namespaces/default",
                "/api/v1/namespaces/default",
                "/api/v1/namespaces/default/resourcequotas?limit=500",
                "/api/v1/namespaces/default/limitranges?limit=500",
            ],
        ),
        (
            "ingress i",
            [
                "/apis/networking.k8s.io/v1/namespaces/default/ingresses/i",
                "/apis/networking.k8s.io/v1/namespaces/default/ingresses/i",
                EVENTS,
                "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
                "?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes",
                KUBERNETES,
            ],
        ),
        (
            "node node-1",
            [
                "/api/v1/nodes/node-1",
                "/api/v1/nodes/node-1",
                "/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-1"
                "%2Cstatus.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed&limit=500",
                "/api/v1/events?fieldSelector=involvedObject",
                "/api/v1/events?fieldSelector=involvedObject",
                "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1",
            ],
        ),
    ],
)
def test_describe_asks_for_what_belongs_to_an_object(
    there: Terminal, words: str, asked: list[str]
) -> None:
    there("minik create ingress i --rule=a/b=kubernetes:443")
    there("minik run p --image=a")
    there("minik run q --image=a")
    there(
        "minik create -f -",
        '{"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"r"},"spec":{"replicas":2,'
        '"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}',
    )
    assert described(there, f"describe {words}") == asked


def test_the_events_of_a_pod_are_asked_for_by_its_uid(there: Terminal) -> None:
    there("minik run p --image=a")
    uid = there("minik get pod p -o jsonpath={.metadata.uid}").out
    log = there("minik describe pod p -v=6").err
    assert f"%2CinvolvedObject.uid%3D{uid}&limit=500" in log
    assert "involvedObject.kind" not in log


CUT = "context deadline exceeded (Client.Timeout or context cancellation while reading body)"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (
            "deploy d",
            "?fieldSelector=metadata.name%3Dd&resourceVersion=0&timeout=200ms&watch=true",
        ),
        ("deploy -l app=d", "?labelSelector=app%3Dd&resourceVersion={}&timeout=200ms&watch=true"),
    ],
)
def test_a_watch_is_asked_for_and_told_when_its_time_is_over(
    there: Terminal, words: str, asked: str
) -> None:
    listed = json.loads(there(f"minik get --raw {DEPLOYMENTS}").out)
    version = listed["metadata"]["resourceVersion"]
    *_, watch, end = logged(there, f"get {words} -w --request-timeout=200ms -v=6")
    assert watch == response("GET", DEPLOYMENTS + asked.format(version))
    assert end == f'"Unable to decode an event from the watch stream" err="{CUT}"'
    assert logged(there, f"get {words} -w --request-timeout=200ms -v=5") == [end]
    assert logged(there, f"get {words} -w --request-timeout=200ms -v=4") == []


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("get pods", "?limit=500&timeout=1m30s"),
        ("get pod p", "/p?timeout=1m30s"),
        ("get pod nope", "/nope?timeout=1m30s"),
        ("run q --image=a", "?fieldManager=kubectl-run&timeout=1m30s"),
    ],
)
def test_every_request_says_how_long_it_may_take(there: Terminal, line: str, query: str) -> None:
    there("minik run p --image=a")
    (entry,) = logged(there, f"{line} --request-timeout=90 -v=6")
    assert f'{PODS}{query}"' in entry
