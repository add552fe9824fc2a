"""Flags and verbs that few type, each of which does its work."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

POD = """
apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: web}}
spec:
  containers:
  - name: c
    image: a
    resources: {limits: {cpu: 500m}}
    env:
    - {name: A, value: plain}
    - {name: F, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    - {name: I, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
    - {name: L, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
    - {name: C, valueFrom: {configMapKeyRef: {name: cm, key: k}}}
    - {name: D, valueFrom: {configMapKeyRef: {name: cm, key: l}}}
    - {name: S, valueFrom: {secretKeyRef: {name: s, key: a}}}
    - {name: T, valueFrom: {secretKeyRef: {name: t, key: a}}}
"""


def test_references_are_followed_where_that_is_asked_for(terminal: Terminal) -> None:
    terminal("minik create configmap cm --from-literal=k=v")
    terminal("minik create secret generic s --from-literal=a=b")
    terminal("minik apply -f -", POD)
    plain = terminal("minik set env pod/p --list").out
    assert "# C from configmap cm, key k\n" in plain
    said = terminal("minik set env pod/p --list --resolve")
    assert said == (
        1,
        "# Pod p, container c\nA=plain\nF=p\n# I from field path status.podIP\nL=500m\nC=v\n"
        "# D from configmap cm, key l\nS=b\n# T from secret t, key a\n",
        "error: error retrieving reference for D: key l not found in config map cm\n"
        "error retrieving reference for I: unsupported fieldPath: status.podIP\n"
        'error retrieving reference for T: secrets "t" not found\n',
    )


@pytest.mark.parametrize(
    ("type_name", "patch"),
    [
        ("merge", {"spec": {"nodeName": "node-1"}}),
        ("strategic", {"spec": {"nodeName": "node-1"}}),
        ("json", [{"op": "add", "path": "/spec/nodeName", "value": "node-1"}]),
    ],
)
def test_what_is_made_from_words_is_overridden(
    terminal: Terminal, type_name: str, patch: object
) -> None:
    terminal(
        f"minik run web --image=nginx --override-type={type_name} --overrides='{json.dumps(patch)}'"
    )
    assert (
        terminal("minik get pod web -o jsonpath={.spec.nodeName}/{.spec.containers[0].image}").out
        == "node-1/nginx"
    )
    terminal('minik expose pod web --port=80 --overrides=\'{"spec": {"type": "NodePort"}}\'')
    assert terminal("minik get service web -o jsonpath={.spec.type}").out == "NodePort"
    assert (
        terminal("minik run x --image=a --override-type=foo").err
        == "error: invalid override type: foo\n"
    )


def test_a_drain_that_deletes_asks_no_budget(terminal: Terminal) -> None:
    terminal(
        'minik run web --image=nginx --labels=app=web --overrides=\'{"spec": {"nodeName": "node-1"}}\''
    )
    terminal("minik create pdb web --selector=app=web --min-available=1")
    assert terminal("minik drain node-1 --force").exit == 1
    assert terminal("minik drain node-1 --force --disable-eviction").out == (
        "node/node-1 already cordoned\npod/web deleted\nnode/node-1 drained\n"
    )


def test_secrets_are_compared_where_that_is_asked_for(terminal: Terminal) -> None:
    terminal("minik create secret generic s --from-literal=a=b")
    Path("s.yaml").write_text(
        terminal("minik get secret s -o yaml").out.replace("Yg==", "Yw=="), encoding="utf-8"
    )
    assert "Yw==" not in terminal("minik diff -f s.yaml").out
    assert (
        "-  a: Yg==\n+  a: Yw==\n"
        in terminal("minik diff -f s.yaml --show-secrets --concurrency=4").out
    )


def test_a_selector_is_set_in_one_version_only(terminal: Terminal) -> None:
    terminal("minik create service clusterip web --tcp=80")
    assert terminal("minik set selector service web a=b --resource-version=1").err.startswith(
        "Error from server (Conflict): "
    )
    version = terminal("minik get service web -o jsonpath={.metadata.resourceVersion}").out
    assert (
        terminal(f"minik set selector service web a=b --resource-version={version}").out
        == "service/web selector updated\n"
    )


def test_labels_are_set_everywhere_and_by_fields(terminal: Terminal) -> None:
    terminal("minik create ns shop")
    for namespace in ("default", "shop"):
        terminal(f"minik create configmap a -n {namespace}")
    assert (
        terminal("minik label configmaps -A --field-selector=metadata.name=a x=y").out
        == "configmap/a labeled\nconfigmap/a labeled\n"
    )
    assert (
        terminal(
            "minik annotate configmaps --field-selector=metadata.namespace=shop,metadata.name=a x=y -n shop"
        ).out
        == "configmap/a annotated\n"
    )


def test_an_object_is_edited_before_it_is_created(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n", encoding="utf-8"
    )
    monkeypatch.setenv("EDITOR", "true")
    assert terminal("minik create -f a.yaml --edit") == (
        0,
        "",
        "Edit cancelled, no changes made.\n",
    )
    monkeypatch.setenv("EDITOR", "sed -i 's/k: v/k: w/'")
    assert (
        terminal("minik create -f a.yaml --edit --windows-line-endings").out
        == "configmap/a created\n"
    )
    assert terminal("minik get configmap a -o jsonpath={.data.k}").out == "w"


def test_templates_are_for_every_verb_that_prints_objects(terminal: Terminal) -> None:
    Path("name.txt").write_text("{{.metadata.name}}", encoding="utf-8")
    assert terminal("minik create configmap a --template={{.kind}}").out == "ConfigMap"
    assert terminal("minik label configmap a x=y -o go-template-file=name.txt").out == "a"
    assert terminal("minik annotate configmap a x=y -o jsonpath-file=none").err == (
        "error: error reading --template none, open none: no such file or directory\n"
    )
    wrong = terminal(
        "minik patch configmap a -p {} -o go-template={{.data.x}} --allow-missing-template-keys=false"
    )
    assert 'map has no entry for key "data"' in wrong.err and wrong.exit == 1


def test_the_cluster_is_dumped(terminal: Terminal) -> None:
    assert "use 'minik cluster-info dump'." in terminal("minik cluster-info").out
    assert terminal("minik cluster-info dump --components").err.startswith(
        "error: unknown flag: --components\n"
    )
    names = terminal("minik cluster-info dump --namespaces=default -o name").out.split()
    assert "node/node-1" in names and "service/kubernetes" in names
    assert (
        terminal("minik cluster-info dump -A --output-directory=dump").out
        == "Cluster info dumped to dump\n"
    )
    services = json.loads(Path("dump/default/services.json").read_text(encoding="utf-8"))
    assert [one["metadata"]["name"] for one in services["items"]] == ["kubernetes"]
    assert Path("dump/nodes.json").exists() and Path("dump/kube-system/pods.json").exists()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("kuberc set --section=aliases", "--name is required when --section=aliases"),
        ("config delete-cluster default", "a cluster goes with its context"),
        ("config delete-cluster x", "cannot delete cluster x, not in "),
        ("config delete-user x", "cannot delete user x, not in "),
        ("config set a.b c", "unable to parse a.b"),
        ("config set a", "Unexpected args: [a]"),
        ("config unset", "Unexpected args: []"),
        ("config rename-context x y", "it's not in "),
        ("config set-context a --current", "cannot specify both a context name and --current"),
        ("config nope", 'unknown command "nope"'),
    ],
)
def test_what_minik_does_not_do_is_told_in_a_sentence(
    terminal: Terminal, line: str, why: str
) -> None:
    answer = terminal(f"minik {line}")
    assert answer.exit == 1 and answer.err.startswith("error: ") and why in answer.err


def test_contexts_are_set_renamed_and_forgotten(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for line in (
        "set-context a --namespace=x",
        "set-context b",
        "use a",
        "rename-context a z",
        "set contexts.z.namespace shop",
        f"set clusters.z.server file://{tmp_path}/z.json",
        f"set-cluster b --server=file://{tmp_path}/b.json",
    ):
        assert terminal(f"minik config {line}").exit == 0
    assert terminal("minik config get-clusters").out == "NAME\nb\ndefault\nz\n"
    assert terminal("minik config get-users").out == "NAME\n"
    assert terminal(
        "minik config view --minify --raw -o jsonpath={.contexts[*].context.namespace}={.clusters[*].cluster.server}"
    ).out == (f"shop=file://{tmp_path}/z.json")
    assert terminal("minik config get-contexts z x --no-headers") == (
        1,
        "*     z     z           shop\n",
        "error: context x not found\n",
    )
    assert (
        terminal("minik config unset contexts.z.namespace").out
        == 'Property "contexts.z.namespace" unset.\n'
    )
    assert terminal("minik config unset contexts.z").exit == 0
    assert terminal("minik config current-context").out == "default\n"
    assert terminal("minik config unset current-context").exit == 0


@pytest.mark.parametrize("verb", ["label", "annotate"])
def test_tags_are_changed_only_at_the_version_that_is_named(terminal: Terminal, verb: str) -> None:
    terminal("minik create configmap c")
    line = f"minik {verb} configmap c a=b --resource-version"
    refused = terminal(f"{line}=1")
    assert refused.exit == 1 and refused.err.startswith(
        'Error from server (Conflict): Operation cannot be fulfilled on configmaps "c": the object has'
    )
    assert terminal(f"{line}=1 --dry-run=client").exit == 0
    version = terminal("minik get configmap c -o jsonpath={.metadata.resourceVersion}").out
    assert terminal(f"{line}={version}").exit == 0
