"""A file that holds no object among others that do: these are done, that one is reported, in the
words of each verb.
"""

from pathlib import Path

import pytest
from typing_in import Terminal

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME, labels: {app: NAME}}
spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80}]}]}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, labels: {app: NAME}}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80}]}]}
"""
BAD = "apiVersion: v1\nikind: Pod\nmetadata: {name: bad}\n"
UNREADABLE = (
    "error: unable to decode \"all/bad.yaml\": Object 'Kind' is missing in "
    '\'{"apiVersion":"v1","ikind":"Pod","metadata":{"name":"bad"}}\'\n  at all/bad.yaml:1\n'
)
UNCHECKED = (
    'error: error validating "all/bad.yaml": error validating data: kind not set; '
    "if you choose to ignore these errors, turn validation off with --validate=false\n"
    "  at all/bad.yaml:1\n"
)


@pytest.fixture
def pods(terminal: Terminal) -> Terminal:
    """The pods a and c are there, and in a folder with a file that holds no object."""
    return write(terminal, POD)


@pytest.fixture
def deployments(terminal: Terminal) -> Terminal:
    return write(terminal, DEPLOYMENT)


def write(terminal: Terminal, text: str) -> Terminal:
    Path("all/deep").mkdir(parents=True)
    Path("all/a.yaml").write_text(text.replace("NAME", "a"))
    Path("all/bad.yaml").write_text(BAD)
    Path("all/deep/c.yaml").write_text(text.replace("NAME", "c"))
    terminal("minik apply -f all/a.yaml -f all/deep/c.yaml")
    return terminal


@pytest.mark.parametrize(
    ("line", "done"),
    [
        ("label x=y", "pod/a labeled\npod/c labeled\n"),
        ("label x=y --local", "pod/a labeled\npod/c labeled\n"),
        ("annotate x=y", "pod/a annotated\npod/c annotated\n"),
        ("patch -p '{metadata: {labels: {x: z}}}'", "pod/a patched\npod/c patched\n"),
        ("patch -p '{}' --local", "pod/a patched (no change)\npod/c patched (no change)\n"),
        ("set image c=alpine", "pod/a image updated\npod/c image updated\n"),
        ("get -o name", "pod/a\npod/c\n"),
        ("get -o jsonpath={.items[*].metadata.name}", "a c"),
        ("expose --port=80", "service/a exposed\nservice/c exposed\n"),
        (
            "delete",
            'pod "a" deleted from default namespace\npod "c" deleted from default namespace\n',
        ),
    ],
)
def test_the_others_are_done(pods: Terminal, line: str, done: str) -> None:
    assert pods(f"minik {line} -R -f all") == (1, done, UNREADABLE)


@pytest.mark.parametrize(
    ("line", "done"),
    [
        ("apply", "deployment.apps/a unchanged\ndeployment.apps/c unchanged\n"),
        ("replace", "deployment.apps/a replaced\ndeployment.apps/c replaced\n"),
    ],
)
def test_what_sends_documents_has_them_checked_first(
    deployments: Terminal, line: str, done: str
) -> None:
    assert deployments(f"minik {line} -R -f all") == (1, done, UNCHECKED)


def test_so_does_create(pods: Terminal) -> None:
    pods("minik delete pods --all")
    assert pods("minik create -R -f all") == (1, "pod/a created\npod/c created\n", UNCHECKED)


def test_describe_shows_the_others(pods: Terminal) -> None:
    answer = pods("minik describe -R -f all")
    assert (answer.exit, f"\n{answer.out}".count("\nName:  "), answer.err) == (1, 2, UNREADABLE)


def test_edit_opens_no_editor(pods: Terminal) -> None:
    assert pods("minik edit -R -f all") == (1, "", UNREADABLE)


@pytest.mark.parametrize(
    ("line", "done"),
    [
        (
            "scale --current-replicas=1 --replicas=2",
            "deployment.apps/a scaled\ndeployment.apps/c scaled\n",
        ),
        ("rollout pause", "deployment.apps/a paused\ndeployment.apps/c paused\n"),
        (
            "autoscale --max=2",
            "horizontalpodautoscaler.autoscaling/a autoscaled\n"
            "horizontalpodautoscaler.autoscaling/c autoscaled\n",
        ),
        (
            "set resources --limits=cpu=1",
            "".join(f"deployment.apps/{n} resource requirements updated\n" for n in "ac"),
        ),
    ],
)
def test_workloads_are_changed(deployments: Terminal, line: str, done: str) -> None:
    assert deployments(f"minik {line} -R -f all") == (1, done, UNREADABLE)


TEXTS = [
    ("[a]", "json: cannot unmarshal array into Go value of type unstructured.detector"),
    ("word", "json: cannot unmarshal string into Go value of type unstructured.detector"),
    ("{apiVersion: v1, kind: 5}", 'Object \'Kind\' is missing in \'{"apiVersion":"v1","kind":5}\''),
    (
        '{"apiVersion": "v1",  "kind": ""}',
        'Object \'Kind\' is missing in \'{"apiVersion": "v1",  "kind": ""}\'',
    ),
    ("kind: Pod", "Object 'apiVersion' is missing in '{\"kind\":\"Pod\"}'"),
]


@pytest.mark.parametrize(("text", "why"), TEXTS)
def test_why_it_is_no_object(terminal: Terminal, text: str, why: str) -> None:
    Path("x.yaml").write_text(text)
    assert terminal("minik get -f x.yaml").err.startswith(
        f'error: unable to decode "x.yaml": {why}\n'
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("expose --port=80", "service/a exposed\n"),
        ("expose", "service/a exposed\n"),
        ("expose --port=80 --dry-run=client -o name", "service/a\n"),
        ("autoscale --max=3", "horizontalpodautoscaler.autoscaling/a autoscaled\n"),
    ],
)
def test_the_object_of_a_file_need_not_be_there(terminal: Terminal, line: str, said: str) -> None:
    Path("a.yaml").write_text(DEPLOYMENT.replace("NAME", "a"))
    assert terminal(f"minik {line} -f a.yaml") == (0, said, "")


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet"])
def test_a_workload_without_a_selector_is_not_exposed(terminal: Terminal, kind: str) -> None:
    text = DEPLOYMENT.replace("selector: {matchLabels: {app: NAME}}", "replicas: 1")
    Path("a.yaml").write_text(text.replace("Deployment", kind))
    assert terminal("minik expose -f a.yaml --port=80").err == (
        "error: couldn't retrieve selectors via --selector flag or introspection: "
        f"invalid {kind.lower()}: no selectors, therefore cannot be exposed\n"
        "See 'minik expose -h' for help and examples\n"
    )


def test_a_long_name_is_cut_and_the_ports_are_named(terminal: Terminal) -> None:
    ports = "[{containerPort: 80}, {containerPort: 443}]"
    text = POD.replace("NAME", "n" * 70, 1).replace("[{containerPort: 80}]", ports)
    Path("a.yaml").write_text(text)
    assert terminal("minik expose -f a.yaml").out == f"service/{'n' * 63} exposed\n"
    service = f"svc {'n' * 63} -o jsonpath={{.spec.ports[*].name}}"
    assert terminal(f"minik get {service}").out == "port-1 port-2"


@pytest.mark.parametrize("output", ["", " -o yaml"])
def test_a_dry_run_scales_a_copy(deployments: Terminal, output: str) -> None:
    answer = deployments(f"minik scale deploy/a --replicas=5 --dry-run=client{output}")
    assert ("replicas: 5" if output else "a scaled (dry run)") in answer.out
    assert deployments("minik get deploy a -o jsonpath={.spec.replicas}").out == "1"
