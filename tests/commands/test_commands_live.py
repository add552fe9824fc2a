"""A live cluster: every verb that reads says of it what it says of an imported dump, byte for byte; it
asks for no more than it needs, and never for a change.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from api_process import Server
from live_api import LiveApi, serving
from minik_process import Process
from typing_in import Terminal

from minik.store import state

pytest.importorskip("kubernetes", reason="the package through which live clusters are asked")

NOW = "2026-11-30T12:00:00Z"
WEB = """
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: main, image: "registry.example/web:1", ports: [{name: http, containerPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
"""
QUOTA = """---
apiVersion: v1
kind: ResourceQuota
metadata: {name: few, namespace: shop}
spec: {hard: {pods: "1"}}
"""
POLICY = """
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: none, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
"""
HEADLESS = """
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: main, image: "registry.example/db:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
"""
OUTSIDE = """
---
apiVersion: v1
kind: Service
metadata: {name: public, namespace: shop}
spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: far, namespace: shop}
spec: {type: ExternalName, externalName: db.example.com}
"""
CUSTOM = """
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
"""
STATES: dict[str, tuple[str, list[str]]] = {
    "well": (WEB, []),
    "a wrong selector": (WEB.replace("selector: {app: web}, p", "selector: {app: wed}, p"), []),
    "scaled to zero": (WEB.replace("replicas: 2", "replicas: 0"), []),
    "a wrong port": (WEB.replace("targetPort: http", "targetPort: htpp"), []),
    "a node down": (WEB, ["simulate node-down node-1", "simulate advance 2m"]),
    "an exhausted quota": (WEB.replace("---", QUOTA + "---", 1), []),
    "a policy": (WEB + POLICY, []),
    "a headless Service": (WEB + HEADLESS, []),
    "ways in from outside": (WEB + OUTSIDE, []),
    "a custom kind": (WEB + CUSTOM, ["scale deploy/web -n shop --replicas=3"]),
}
LINES = (
    "get all -A -o wide",
    "get svc web -n shop -o yaml",
    "get pods -n shop -l app=web -o json",
    "get nodes,ns",
    "get svc -n shop --endpoints",
    "describe svc web -n shop",
    "describe pods -n shop",
    "describe deploy web -n shop",
    "events -n shop",
    "resolve web.shop",
    "resolve web.shop -o json",
    "resolve svc/web -n shop --from outside",
    "why web -n shop",
    "why deploy/web -n shop",
    "why nothing -n shop",
    "check",
    "check -n shop -o json",
    "check --severity info",
    "trace --to web.shop:80",
    "dns web.shop",
    "dns web.shop SRV -o json",
    "proxy rules --node node-1 --mode nftables",
    "proxy rules --all-modes",
    "diff -f web.yaml",
    "resolve web.shop --what-if 'node-down node-2'",
    "export -o json",
)


@pytest.fixture
def live(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LiveApi]:
    """A server for the cluster in which everything is well."""
    monkeypatch.setenv("MINIK_NOW", NOW)
    monkeypatch.delenv("KUBECONFIG", raising=False)
    make("well", terminal)
    with serving(state_of(tmp_path)) as api:
        api.kubeconfig(tmp_path)
        monkeypatch.setenv("KUBECONFIG", str(tmp_path / "live.kubeconfig"))
        yield api


def make(name: str, terminal: Terminal) -> None:
    manifests, commands = STATES[name]
    Path("web.yaml").write_text(manifests)
    for line in ["apply -f web.yaml", *commands]:
        done = terminal(f"minik {line}")
        assert done.exit == 0, done.err


def state_of(folder: Path):  # type: ignore[no-untyped-def]
    cluster = state.read(str(folder / "state.json"), datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert cluster
    return cluster


def without_presumed_writers(dump: dict[str, Any]) -> dict[str, Any]:
    """A dump without who wrote what controllers made: minik's API does not tell it."""
    for item in dump["items"]:
        if any(owner.get("controller") for owner in item["metadata"].get("ownerReferences") or ()):
            item["metadata"].pop("managedFields", None)
    return dump


@pytest.mark.parametrize("name", STATES)
def test_a_live_cluster_is_told_as_its_dump(
    name: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MINIK_NOW", NOW)
    make(name, terminal)
    cluster = state_of(tmp_path)
    kinds = ",".join(kind.partition(".")[0] for kind in cluster.kinds())
    dump = json.loads(terminal(f"minik get {kinds} -A -o json --show-managed-fields").out)
    Path("dump.json").write_text(json.dumps(without_presumed_writers(dump)))
    with serving(cluster) as api:
        config = api.kubeconfig(tmp_path)
        monkeypatch.setenv("MINIK_STATE", str(tmp_path / "imported.json"))
        assert terminal("minik import -f dump.json").exit == 0
        for line in LINES:
            imported = terminal(f"minik {line}")
            told = terminal(f"minik {line} --kubeconfig {config}")
            assert (told.exit, told.out) == (imported.exit, imported.out), f"{line}\n{told.err}"
        assert {method for method, _ in api.asked} == {"GET"}


def asked_for(terminal: Terminal, line: str, live: LiveApi) -> list[str]:
    """The paths that a command line asks for, beside what tells the settings of the cluster."""
    before = len(live.asked)
    answer = terminal(f"minik {line} --live")
    assert answer.out, answer.err
    return [path for path in live.paths[before:] if path not in SETTINGS]


SETTINGS = (
    "/api/v1/nodes",
    "/apis/networking.k8s.io/v1/servicecidrs/kubernetes",
    "/api/v1/namespaces/default/services/kubernetes",
    "/api/v1/namespaces/kube-system/configmaps/coredns",
    "/api/v1/namespaces/kube-system/configmaps/kube-proxy",
    "/api/v1/namespaces/default/serviceaccounts/default",
)
IN_SHOP = "/api/v1/namespaces/shop"


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        ("get svc web -n shop", [f"{IN_SHOP}/services/web"]),
        ("get pods -n shop -l app=web", [f"{IN_SHOP}/pods"]),
        (
            "resolve web.shop",
            [
                f"{IN_SHOP}/services/web",
                "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices",
                "/api/v1/namespaces/kube-system/services/kube-dns",
            ],
        ),
    ],
)
def test_no_more_is_asked_for_than_is_needed(
    line: str, paths: list[str], live: LiveApi, terminal: Terminal
) -> None:
    assert asked_for(terminal, line, live) == paths


def test_no_object_is_asked_for_without_a_name(live: LiveApi, terminal: Terminal) -> None:
    for line in ("check", "why web -n shop", "graph -n shop"):
        answer = terminal(f"minik {line} --live")
        assert "passed over" not in answer.err, answer.err
    assert not [path for _, path in live.asked if path.endswith("/")]


def test_check_lists_each_kind_once(live: LiveApi, terminal: Terminal) -> None:
    paths = asked_for(terminal, "check", live)
    assert len(paths) == len(set(paths)) and "/api/v1/secrets" not in paths


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("scale deploy/web --replicas=3 -n shop", "kubectl scale deploy/web --replicas=3 -n shop"),
        ("apply -f 'my web.yaml'", "kubectl apply -f 'my web.yaml'"),
        ("delete pod x", "kubectl delete pod x"),
        ("simulate node-down node-1", "minik import --live keeps a copy in one"),
        ("undo", "minik import --live keeps a copy in one"),
        ("resolve web.shop --pick", "minik import --live keeps a copy in one"),
        ("auth can-i get pods", "kubectl auth can-i get pods"),
        ("state", "minik import --live keeps a copy in one"),
    ],
)
def test_nothing_is_ever_changed(line: str, told: str, live: LiveApi, terminal: Terminal) -> None:
    Path("my web.yaml").write_text(WEB)
    answer = terminal(f"minik {line} --live")
    assert answer.exit == 1 and answer.err.splitlines()[-1].strip() == told
    assert {method for method, _ in live.asked} <= {"GET"}


def test_a_context_of_minik_may_stand_for_a_live_cluster(
    live: LiveApi, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = terminal("minik config set-context day --kube-context=shop")
    assert said.out == 'Context "day" created.\n'
    monkeypatch.delenv("MINIK_STATE")
    assert "web" in terminal("minik get svc --context day").out
    assert terminal("minik config use-context day").exit == 0
    assert terminal("minik why web").exit == 0
    refused = terminal("minik label svc web a=b")
    assert refused.err.splitlines()[-1].strip() == "kubectl label svc web a=b --context=shop"


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("get svc --live --context ", ["prod", "shop"]),
        ("config set-context x --kube-context s", ["shop"]),
        ("get svc --live -n shop w", ["web"]),
    ],
)
def test_what_is_live_is_completed(
    line: str, offered: list[str], live: LiveApi, terminal: Terminal
) -> None:
    *before, current = line.split(" ")
    said = terminal(f"minik __complete fish -- {' '.join(before)} {current or repr('')}").out
    assert [one.partition("\t")[0] for one in said.splitlines()] == offered


def test_partial_rights_are_told_and_nothing_is_concluded(
    live: LiveApi, terminal: Terminal
) -> None:
    live.forbidden = ("/api/v1/pods", "/api/v1/namespaces/default/pods", "/api/v1/secrets")
    answer = terminal("minik check --live")
    assert answer.err == "Warning: you may not see Pod: nothing is concluded from that\n"
    assert "no-pods" not in answer.out
    live.forbidden = ("/api/v1/pods",)
    assert "only namespace shop may be listed of Pod" in terminal("minik check -n shop --live").err
    live.forbidden = ("/api/v1/nodes",)
    answer = terminal("minik resolve web.shop --live")
    assert answer.exit == 0 and "you may not see Node" in answer.err


def test_import_keeps_a_copy_without_the_values_of_secrets(
    live: LiveApi, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal("minik create secret generic key -n shop --from-literal=password=hunter2")
    live.cluster = state_of(tmp_path)
    copy = tmp_path / "copy.json"
    done = terminal(f"minik import --live --state {copy}")
    assert done.exit == 0 and "1 Secret" in done.out
    assert "aHVudGVyMg==" not in copy.read_text() and '"password":""' in copy.read_text()
    assert terminal(f"minik import --live --with-secrets --force --state {copy}").exit == 0
    assert "aHVudGVyMg==" in copy.read_text()
    assert terminal(f"minik import --live -n shop --force --state {copy}").exit == 0
    listed = terminal(f"minik get svc,pods -A -o name --state {copy}").out
    assert "service/web" in listed and "service/kubernetes" not in listed


OTHER = """
apiVersion: v1
kind: Namespace
metadata: {name: other}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: worker, namespace: other}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: other}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: alias, namespace: shop}
spec: {type: ExternalName, externalName: api.other.svc.cluster.local}
---
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop}
spec: {containers: [{name: c, image: "client:1", env: [{name: API, value: "http://api.other.svc:80"}]}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: worker}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: worker, namespace: other}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook}
webhooks:
- name: a.example.com
  sideEffects: None
  admissionReviewVersions: [v1]
  clientConfig: {service: {name: api, namespace: other}}
  rules: [{apiGroups: [x.example.com], apiVersions: [v1], operations: [CREATE], resources: [xs]}]
"""


def test_what_a_copy_of_one_namespace_does_not_hold_is_unknown_and_not_missing(
    live: LiveApi, terminal: Terminal, tmp_path: Path
) -> None:
    Path("other.yaml").write_text(OTHER)
    assert terminal("minik apply -f other.yaml").exit == 0
    live.cluster = state_of(tmp_path)
    copy = tmp_path / "copy.json"
    done = terminal(f"minik import --live -n shop --state {copy}")
    assert "what is in other namespaces than shop (unknown: nothing there is missing)" in done.err
    assert terminal(f"minik check --state {copy}").out.startswith("no findings")
    asked = terminal(f"minik resolve api.other --state {copy}")
    assert (asked.exit, asked.err.splitlines()[-1].strip()) == (
        1,
        'namespace "other" is not in this copy: what is there is unknown',
    )
    assert "is not in this copy" in terminal(f"minik dns api.other --state {copy}").out
    assert "is not in this copy" in terminal(f"minik resolve alias.shop --state {copy}").out
    misspelt = terminal(f"minik resolve api.othr --state {copy}")
    assert 'there is no namespace "othr"' in misspelt.err
    there = terminal(f"minik label pod client -n shop a=b --state {copy}")
    assert there.exit == 0 and terminal(f"minik check --state {copy}").exit == 0


def test_options_of_a_connection_are_obeyed(live: LiveApi, terminal: Terminal) -> None:
    assert terminal("minik get svc --live --as bob --as-group a --as-group b").exit == 0
    assert live.headers["Impersonate-User"] == "bob"
    assert live.headers.get_all("Impersonate-Group") == ["a", "b"]
    assert live.headers["Authorization"] == "Bearer secret-token"
    assert terminal("minik get svc --live --token other").exit == 0
    assert live.headers["Authorization"] == "Bearer other"
    assert "web" in terminal("minik get svc --live --context shop").out
    wrong = terminal("minik get svc --live --context nowhere")
    assert wrong.exit == 1
    assert "context was not found for specified context: nowhere" in wrong.err
    assert terminal(f"minik get ns --server {live.url} --kubeconfig nothing").exit == 0
    stray = terminal("minik get svc --token bob")
    assert stray.exit == 1 and "--token is for a live cluster" in stray.err


def test_what_fails_for_a_moment_is_asked_again(
    live: LiveApi, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minik.live.client.PAUSES", (0.0, 0.0, 0.0))
    live.failures = [503, 429]
    assert terminal("minik get svc --live").exit == 0
    live.failures = [401]
    assert terminal("minik get svc --live").exit == 0
    live.failures = [401] * 20
    refused = terminal("minik get svc --live")
    assert refused.exit == 1 and "You must be logged in to the server" in refused.err


def test_a_server_that_is_not_there_is_told_in_kubectls_words(
    live: LiveApi, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minik.live.client.PAUSES", (0.0,))
    live.url = "http://127.0.0.1:1"
    answer = terminal(f"minik get svc --kubeconfig {live.kubeconfig(Path('.'))}")
    assert answer.exit == 1
    assert "The connection to the server 127.0.0.1:1 was refused" in answer.err
    assert terminal("minik get svc --kubeconfig nothing").err.startswith("error: stat nothing: ")


def test_pages_are_asked_for(
    live: LiveApi, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minik.live.listing.PAGE", 2)
    assert len(terminal("minik get nodes -o name --live").out.split()) == 4
    asked = [path for _, path in live.asked if path.startswith("/api/v1/nodes?")]
    assert len(asked) == 2 and "continue=" in asked[1] and "limit=2" in asked[0]


def test_raw_is_what_the_server_answers(live: LiveApi, terminal: Terminal) -> None:
    answer = terminal("minik get --raw /api/v1/namespaces/shop --live")
    assert '"name":"shop"' in answer.out.replace(" ", "")


def test_a_question_is_asked_again_when_something_changes(tmp_path: Path) -> None:
    minik = Process(tmp_path)
    (tmp_path / "web.yaml").write_text(WEB)
    assert minik.run("minik apply -f web.yaml")[0] == 0
    with Server(tmp_path) as server:
        config = f"{server.state}.kubeconfig"
        asked = subprocess.Popen(
            [sys.executable, "-m", "minik", "resolve", "web.shop", "-o", "name", "--watch"]
            + ["--kubeconfig", config, "--request-timeout", "60s"],
            cwd=tmp_path,
            env={**minik.environment, "MINIK_STATE": str(tmp_path / "other.json")},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert asked.stdout
        before = {asked.stdout.readline(), asked.stdout.readline()}
        token = server.kubeconfig()["users"][0]["user"]["token"]
        path = "/apis/apps/v1/namespaces/shop/deployments/web/scale"
        who = {"authorization": f"Bearer {token}", "content_type": "application/merge-patch+json"}
        assert server.ask("PATCH", path, {"spec": {"replicas": 3}}, **who).status == 200
        assert before < {asked.stdout.readline() for _ in range(3)}
        asked.kill()
        asked.wait()
        asked.stdout.close()
