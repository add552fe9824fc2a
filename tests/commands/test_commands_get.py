"""`get`: what may be asked for and how, beside what the recordings show."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typing_in import Terminal

OBJECTS = """
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a10, labels: {app: web, tier: front}}, data: {k: v}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a9, labels: {app: web}}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: plain, namespace: kube-public}}
- {apiVersion: v1, kind: Secret, metadata: {name: a9}, data: {}}
"""
MIXED = (
    "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
    "(e.g. 'minik get resource/<resource_name>' instead of 'minik get resource resource/<resource_name>'\n"
)
REFUSALS = [
    ("get cm a9/b", MIXED),
    ("get cm/a/b", "error: arguments in resource/name form may not have more than one slash\n"),
    (
        "get cm/ x/y",
        "error: arguments in resource/name form must have a single resource and name\n",
    ),
    ("get all a9", "error: you must specify only one resource\n"),
    ("get nope.example.com", 'error: the server doesn\'t have a resource type "nope"\n'),
    ("get cm a9 -l app", "error: name cannot be provided when a selector is specified\n"),
    (
        "get cm/a9 -l app",
        "error: selectors and the all flag cannot be used when passing resource/name arguments\n",
    ),
    ("get cm a9 -A", "error: a resource cannot be retrieved by name across all namespaces\n"),
    (
        "get cm -f x.yaml",
        "error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well\n",
    ),
    ("get -f nope.yaml", 'error: the path "nope.yaml" does not exist\n'),
    (
        "get -f x.yaml -n kube-system",
        'error: the namespace from the provided object "kube-public" does not match the namespace "kube-system". '
        "You must pass '--namespace=kube-public' to perform this operation.\n",
    ),
    ("get -f unnamed.yaml", "error: resource name may not be empty\n"),
    (
        "get -f broken.yaml",
        'error: unable to decode "broken.yaml": json: cannot unmarshal array into Go struct field '
        "ObjectMeta.metadata.name of type string\n",
    ),
    (
        "get --raw /version -w",
        "error: --raw may not be specified with other flags that filter the server request or alter the output\n",
    ),
    (
        "get cm --show-labels -o json",
        "error: --show-labels option cannot be used with json printer\n",
    ),
    ("get --raw /version cm", "error: arguments may not be passed when --raw is specified\n"),
    (
        "get --raw /version -o json",
        "error: --raw and --output are mutually exclusive\nSee 'minik get -h' for help and examples\n",
    ),
    (
        "get --raw /api/v1/nope",
        "Error from server (NotFound): the server could not find the requested resource\n",
    ),
    (
        "get --raw /api/v1/namespaces/default/configmaps/x",
        'Error from server (NotFound): configmaps "x" not found\n',
    ),
    (
        "get cm,secrets --sort-by=.metadata.name",
        'error: couldn\'t find any field with path "{.metadata.name}" in the list of objects\n',
    ),
    (
        "get cm -A --sort-by=.metadata",
        "error: Field {.metadata} is an unsortable type: unsortable type: map[string]interface {}\n",
    ),
    (
        "get cm -o name --sort-by=.nope",
        'error: couldn\'t find any field with path "{.nope}" in the list of objects\n',
    ),
    (
        "get cm -o jsonpath-file=nope",
        "error: error reading --template nope, open nope: no such file or directory\n",
    ),
    (
        "get cm --subresource=status",
        "error: subresource cannot be used when bulk resources are specified\n",
    ),
    (
        "get cm a9 --subresource=scale",
        "Error from server (NotFound): the server could not find the requested resource\n",
    ),
    (
        "get deployments --field-selector=spec.replicas=1",
        'Error from server (BadRequest): Unable to find "apps/v1, Resource=deployments" that '
        'match label selector "", field selector "spec.replicas=1": "spec.replicas" is not a known field selector: only "metadata.name", '
        '"metadata.namespace"\n',
    ),
]
SHOWN = [
    ("get cm a9 a10 -o name", "configmap/a9\nconfigmap/a10\n"),
    ("get cm/a9 secret/a9 cm/a10 -o name", "configmap/a9\nsecret/a9\nconfigmap/a10\n"),
    ("get cm,secrets a9 -o name", "configmap/a9\nsecret/a9\n"),
    (
        "get configmaps -A -l '!app' -o name --field-selector metadata.name=plain",
        "configmap/plain\n",
    ),
    ("get cm -l app=web --sort-by=metadata.name -o name", "configmap/a9\nconfigmap/a10\n"),
    ("get cm --no-headers -l app", "a10   1     0s\na9    0     0s\n"),
    (
        "get cm -l app=web --sort-by={.metadata.name}",
        "NAME   DATA   AGE\na9     0      0s\na10    1      0s\n",
    ),
    ("get cm -l tier --show-kind", "NAME            DATA   AGE\nconfigmap/a10   1      0s\n"),
    ("get cm -l tier -A", "NAMESPACE   NAME   DATA   AGE\ndefault     a10    1      0s\n"),
    ("get CM,configmap,ConfigMaps -l tier -o name", "configmap/a10\n"),
    ("get -f x.yaml -o name", "configmap/plain\n"),
    ("get -f x.yaml", "NAME    DATA   AGE\nplain   0      0s\n"),
    ("get cm a10 --template={{.data.k}}", "v"),
    ("get cm a10 -o jsonpath --template={.data.k}", "v"),
    ("get cm a10 -o jsonpath-file=path.txt", "v"),
    ("get cm nope --ignore-not-found -o json", ""),
    ("get ns default -A", "NAME      STATUS   AGE\ndefault   Active   0s\n"),
    ("get --raw /healthz", "ok\n"),
    ("get --raw /api/v1/namespaces/default/secrets/a9", None),
    (
        "get --raw /apis/apps/v1/deployments",
        '{"apiVersion":"apps/v1","items":[],"kind":"DeploymentList","metadata":{"resourceVersion":"29"}}\n',
    ),
]
NOTHING = [
    ("get cm -n nope", 'No resources found in nope namespace.\n  there is no namespace "nope"\n'),
    ("get cm -l nope -A", "No resources found\n"),
    ("get pv", "No resources found\n"),
    ("get cm -l nope --ignore-not-found", ""),
    ("get cm -l nope -o name", ""),
    ("get deployments,pv", "No resources found\n"),
    ("get cm --sort-by=.nope", "No resources found in default namespace.\n"),
]


@pytest.fixture
def cluster(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T00:00:00Z")
    Path("objects.yaml").write_text(OBJECTS)
    Path("x.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain, namespace: kube-public}\n"
    )
    Path("unnamed.yaml").write_text("apiVersion: v1\nkind: Namespace\n")
    Path("broken.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: [1]}\n")
    Path("path.txt").write_text("{.data.k}")
    assert terminal("minik create -f objects.yaml").err == ""
    return terminal


@pytest.mark.parametrize(("line", "error"), REFUSALS, ids=[line for line, _ in REFUSALS])
def test_what_cannot_be_asked_for_is_refused(cluster: Terminal, line: str, error: str) -> None:
    answer = cluster(f"minik {line}")
    assert (answer.exit, answer.out, answer.err) == (1, "", error)


@pytest.mark.proves("A12")
@pytest.mark.parametrize(("line", "text"), SHOWN, ids=[line for line, _ in SHOWN])
def test_what_is_asked_for_is_shown(cluster: Terminal, line: str, text: str | None) -> None:
    answer = cluster(f"minik {line}")
    assert (answer.exit, answer.err) == (0, "")
    assert (
        answer.out == text
        if text is not None
        else json.loads(answer.out)["metadata"]["name"] == "a9"
    )


@pytest.mark.parametrize(("line", "said"), NOTHING, ids=[line for line, _ in NOTHING])
def test_that_there_is_nothing_is_said_on_standard_error(
    cluster: Terminal, line: str, said: str
) -> None:
    assert cluster(f"minik {line}") == (0, "", said)


def test_what_was_found_is_shown_and_what_was_not_is_told(cluster: Terminal) -> None:
    answer = cluster("minik get cm x a9 y -o name")
    assert answer == (
        1,
        "configmap/a9\n",
        'Error from server (NotFound): configmaps "x" not found\n'
        'Error from server (NotFound): configmaps "y" not found\n',
    )
    assert (
        json.loads(cluster("minik get cm x a9 -o json").out)["items"][0]["metadata"]["name"] == "a9"
    )
    assert cluster("minik get cm x -o json").out == ""


def test_a_kind_on_its_way_out_says_so_once_whatever_is_found(cluster: Terminal) -> None:
    notice = (
        "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n"
    )
    assert cluster("minik get ep,svc kubernetes -o name").err == notice
    assert cluster("minik get ep nope nada --ignore-not-found").err == notice
    assert (
        cluster("minik describe ep nope").err
        == notice + 'Error from server (NotFound): endpoints "nope" not found\n'
    )


def test_the_scale_of_a_workload_is_an_object_of_its_own(cluster: Terminal) -> None:
    cluster("minik create deployment web --image=registry.example/web:1 --replicas=2")
    text = cluster("minik get deployment web --subresource=scale").out
    assert text == "NAME   DESIRED   AVAILABLE   AGE\nweb    2         2           0s\n"
    scale = json.loads(cluster("minik get deployment web --subresource=scale -o json").out)
    assert (scale["kind"], scale["status"]["selector"]) == ("Scale", "app=web")


def test_custom_resources_are_found_by_any_of_their_names(cluster: Terminal) -> None:
    Path("crd.yaml").write_text(
        json.dumps(
            {
                "apiVersion": "apiextensions.k8s.io/v1",
                "kind": "CustomResourceDefinition",
                "metadata": {"name": "widgets.example.com"},
                "spec": {
                    "group": "example.com",
                    "scope": "Namespaced",
                    "names": {
                        "kind": "Widget",
                        "plural": "widgets",
                        "singular": "widget",
                        "shortNames": ["wd"],
                        "categories": ["things"],
                    },
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
        )
    )
    Path("widget.yaml").write_text(
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: one}\n"
    )
    assert cluster("minik create -f crd.yaml").exit == 0
    assert cluster("minik create -f widget.yaml").out == "widget.example.com/one created\n"
    for word in (
        "widgets",
        "widget",
        "wd",
        "widgets.example.com",
        "widgets.v1.example.com",
        "things",
    ):
        assert cluster(f"minik get {word} -o name").out == "widget.example.com/one\n", word


def test_the_contexts_namespace_is_meant_where_none_is_named(
    cluster: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    cluster("minik config set-context --current --namespace=kube-public")
    assert cluster("minik get cm -o name").out.endswith("configmap/plain\n")


LEAN = """
import sys
from minik import cli
status = cli.run(["get", "svc"])
heavy = {"click", "typing", "yaml", "rich", "jsonschema", "attr", "referencing", "asyncio", "http", "email", "tempfile", "importlib.metadata"}
ours = [name for name in sys.modules if name.startswith("minik")]
print(status, sorted(heavy & set(sys.modules)), len(ours), len(sys.modules), file=sys.stderr)
"""


def test_looking_at_services_imports_little(cluster: Terminal) -> None:
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(len(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    lean = subprocess.run([sys.executable, "-c", LEAN], capture_output=True, text=True, check=True)
    status, heavy, ours, everything = lean.stderr.replace("[]", "none").split()
    assert (status, heavy) == ("0", "none")
    assert int(ours) <= 50  # each named in test_laws_imports
    assert int(everything) <= int(bare.stdout) + 75
