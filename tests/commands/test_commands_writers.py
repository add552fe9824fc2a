"""Who wrote what, from the first write on: noted in one word, and told to who asks."""

import json
from pathlib import Path
from typing import Any

import pytest
from typing_in import Terminal

POD = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a}]}}"
MANAGERS = "-o jsonpath={.metadata.managedFields[*].manager}"


def writers(terminal: Terminal, target: str) -> list[str]:
    return sorted(terminal(f"minik get {target} {MANAGERS}").out.split())


@pytest.mark.parametrize(
    ("line", "target", "name"),
    [
        ("create -f p.yaml", "pod/p", "kubectl-create"),
        ("create -f p.yaml --field-manager=me", "pod/p", "me"),
        ("apply -f p.yaml", "pod/p", "kubectl-client-side-apply"),
        ("run p --image=a", "pod/p", "kubectl-run"),
        ("expose -f p.yaml --selector=a=b --port=80", "svc/p", "kubectl-expose"),
        ("create configmap p --from-literal=a=b", "cm/p", "kubectl-create"),
        ("autoscale deploy w --max=3", "hpa/w", "kubectl-autoscale"),
        ("label deploy w a=b", "deploy/w", "kubectl-label"),
        ("annotate deploy w a=b", "deploy/w", "kubectl-annotate"),
        ("set image deploy/w a=b", "deploy/w", "kubectl-set"),
        ("rollout restart deploy/w", "deploy/w", "kubectl-rollout"),
        ('patch deploy w -p \'{"spec": {"paused": true}}\'', "deploy/w", "kubectl-patch"),
        ("scale deploy w --replicas=3", "deploy/w", "kubectl"),
        ("cordon node-1", "node/node-1", "kubectl"),
        ("taint node node-1 a=b:NoSchedule", "node/node-1", "kubectl-taint"),
        ("taint node node-1 a=b:NoSchedule", "node/node-1", "kubelet"),
        ("label namespace default a=b", "namespace/default", "kubectl-label"),
        ("label namespace default a=b", "namespace/default", "kube-apiserver"),
        ("annotate service kubernetes a=b", "service/kubernetes", "kube-apiserver"),
    ],
)
def test_every_manager_is_known(terminal: Terminal, line: str, target: str, name: str) -> None:
    Path("p.yaml").write_text(POD)
    terminal("minik create deployment w --image=a")
    assert terminal(f"minik {line}").exit == 0
    assert name in writers(terminal, target)


def fields(terminal: Terminal, target: str) -> dict[str, Any]:
    shown = terminal(f"minik get {target} -o json --show-managed-fields").out
    entries = json.loads(shown)["metadata"]["managedFields"]
    return {entry["manager"]: entry["fieldsV1"] for entry in entries}


def test_the_first_one_has_what_nobody_else_has(terminal: Terminal) -> None:
    terminal("minik create configmap c --from-literal=a=b --from-literal=c=d")
    assert fields(terminal, "cm/c") == {
        "kubectl-create": {"f:data": {".": {}, "f:a": {}, "f:c": {}}}
    }
    terminal('minik patch cm c -p \'{"data": {"c": "e", "f": "g"}}\'')
    assert fields(terminal, "cm/c") == {
        "kubectl-create": {"f:data": {".": {}, "f:a": {}}},
        "kubectl-patch": {"f:data": {"f:c": {}, "f:f": {}}},
    }
    terminal("minik delete cm c")
    assert terminal("minik get cm c").exit == 1


def test_the_first_one_takes_back_what_it_writes(terminal: Terminal) -> None:
    made = "minik create configmap c --from-literal=a=b --from-literal=c=d"
    terminal(f"{made} --field-manager=me")
    terminal('minik patch cm c -p \'{"data": {"a": "x", "c": "e"}}\'')
    terminal('minik patch cm c -p \'{"data": {"a": "y"}}\' --field-manager=me')
    assert fields(terminal, "cm/c") == {
        "me": {"f:data": {".": {}, "f:a": {}}},
        "kubectl-patch": {"f:data": {"f:c": {}}},
    }


def test_what_the_cluster_writes_is_its_own(terminal: Terminal) -> None:
    terminal("minik create service clusterip s --tcp=80")
    assert "f:clusterIP" not in json.dumps(fields(terminal, "svc/s"))
    terminal("minik create deployment w --image=a")
    told = fields(terminal, "deploy/w")
    assert "f:status" not in json.dumps(list(told["kubectl-create"]))
    assert list(told["kube-controller-manager"]) == ["f:metadata", "f:status"]


@pytest.mark.parametrize(
    "line",
    [
        "get cm c -o yaml",
        "get cm c -o json",
        "get cm c -o jsonpath={.metadata}",
        "get cm c -o go-template={{.metadata}}",
        "get cm c -o custom-columns=A:.metadata",
        "get cm -o jsonpath={.items[0]}",
        "label cm c a=b -o yaml",
        "apply -f c.yaml -o yaml",
        "create cm d -o yaml",
        "describe cm c",
        "export",
    ],
)
def test_who_does_not_ask_is_not_told(terminal: Terminal, line: str) -> None:
    Path("c.yaml").write_text("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}")
    terminal("minik create -f c.yaml")
    answer = terminal(f"minik {line}")
    assert (answer.exit, "managedFields" in answer.out) == (0, False)


def test_a_path_of_the_api_tells(terminal: Terminal) -> None:
    terminal("minik create configmap c --from-literal=a=b")
    place = "/api/v1/namespaces/default/configmaps"
    one = json.loads(terminal(f"minik get --raw {place}/c").out)
    assert one["metadata"]["managedFields"][0]["fieldsType"] == "FieldsV1"
    listed = json.loads(terminal(f"minik get --raw {place}").out)["items"]
    assert [item["metadata"]["managedFields"][0]["manager"] for item in listed[:1]] == [
        "kubectl-create"
    ]


def test_a_note_is_one_word(terminal: Terminal) -> None:
    terminal("minik create configmap c")
    state = json.loads(Path("state.json").read_text())
    made = state["objects"]["ConfigMap/default/c"]["metadata"]
    assert made["managedFields"] == [{"manager": "kubectl-create"}]


def test_what_the_servers_plugins_add_is_nobodys(terminal: Terminal) -> None:
    """So that whoever goes over to apply --server-side takes nothing of it away."""
    Path("p.yaml").write_text(POD)
    claim = (
        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, "
        "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}"
    )
    Path("c.yaml").write_text(claim)
    terminal("minik apply -f p.yaml -f c.yaml")
    spec = fields(terminal, "pod/p")["kubectl-client-side-apply"]["f:spec"]
    assert set(spec) & {"f:volumes", "f:serviceAccount", "f:serviceAccountName"} == set()
    (container,) = spec["f:containers"].values()
    assert "f:volumeMounts" not in container and "f:image" in container
    Path("p.yaml").write_text(POD.replace("name: p", "name: p, labels: {a: b}"))
    for name in ("p", "c"):
        answer = terminal(f"minik apply --server-side -f {name}.yaml")
        assert (answer.exit, answer.err) == (0, "")
    assert '"a":"b"' in terminal("minik get pod p -o jsonpath={.metadata.labels}").out
    assert "standard" in terminal("minik get pvc c -o jsonpath={.spec.storageClassName}").out
