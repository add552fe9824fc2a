"""`label`, `annotate` and `patch`: what they say and what they change."""

import json
from pathlib import Path

import pytest
from typing_in import Answer, Terminal

NOT_A_VALUE = "a valid label must be an empty string or consist of alphanumeric characters"


@pytest.fixture
def cluster(terminal: Terminal) -> Terminal:
    assert terminal("minik create service clusterip web --tcp=80:8080").exit == 0
    return terminal


def metadata(terminal: Terminal, field: str) -> dict[str, str]:
    found: dict[str, str] = (
        json.loads(terminal("minik get svc web -o json").out)["metadata"].get(field) or {}
    )
    return found


@pytest.mark.proves("H2")
@pytest.mark.parametrize(
    ("line", "said", "labels"),
    [
        ("minik label svc web a=b", "service/web labeled\n", {"app": "web", "a": "b"}),
        ("minik label svc/web a=b c=", "service/web labeled\n", {"app": "web", "a": "b", "c": ""}),
        ("minik label svc web app=web", "service/web not labeled\n", {"app": "web"}),
        ("minik label svc web app-", "service/web unlabeled\n", {}),
        ("minik label svc web app=x --overwrite", "service/web labeled\n", {"app": "x"}),
        (
            "minik label svc web nope-",
            'label "nope" not found.\nservice/web not labeled\n',
            {"app": "web"},
        ),
        ("minik label svc -l app=web a=b", "service/web labeled\n", {"app": "web", "a": "b"}),
        (
            "minik label svc web a=b --dry-run=client",
            "service/web labeled (dry run)\n",
            {"app": "web"},
        ),
        (
            "minik label svc web a=b --dry-run=server",
            "service/web labeled (server dry run)\n",
            {"app": "web"},
        ),
        ("minik label svc web --list", "app=web\n", {"app": "web"}),
        ("minik label svc web a=b -o name", "service/web\n", {"app": "web", "a": "b"}),
    ],
)
def test_labels(cluster: Terminal, line: str, said: str, labels: dict[str, str]) -> None:
    assert cluster(line) == Answer(0, said, "")
    assert metadata(cluster, "labels") == labels


@pytest.mark.proves("H3")
@pytest.mark.parametrize(
    ("line", "said", "annotations"),
    [
        (
            "minik annotate svc web a='b c' d=e=f",
            "service/web annotated\n",
            {"a": "b c", "d": "e=f"},
        ),
        ("minik annotate svc web nope-", "service/web annotated\n", {}),
        (
            "minik annotate svc --all a=b",
            "service/kubernetes annotated\nservice/web annotated\n",
            {"a": "b"},
        ),
    ],
)
def test_annotations(cluster: Terminal, line: str, said: str, annotations: dict[str, str]) -> None:
    assert cluster(line) == Answer(0, said, "")
    assert metadata(cluster, "annotations") == annotations


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "minik label svc web app=x",
            "error: 'app' already has a value (web), and --overwrite is false\n",
        ),
        ("minik label svc web", "error: at least one label update is required\n"),
        (
            "minik label svc web a=b a-",
            "error: can not both modify and remove a label in the same command\n",
        ),
        ("minik label svc web a=b=c", "error: invalid label spec: a=b=c\n"),
        (
            "minik label svc web a=b web",
            "error: all resources must be specified before label changes: web\n",
        ),
        ("minik label svc nope a=b", 'Error from server (NotFound): services "nope" not found\n'),
        ("minik label svc web '-x-=b'", ""),
        ("minik label svc web 'a=b c'", f'error: invalid label value: "a=b c": {NOT_A_VALUE}'),
        (
            "minik label svc web --list -o yaml",
            "error: --list and --output may not be specified together\n",
        ),
        ("minik annotate svc web", "error: at least one annotation update is required\n"),
        (
            "minik annotate svc web a=b a-",
            "error: can not both modify and remove the following annotation(s) in the same command: a\n",
        ),
        (
            "minik label svc web 'b/c/d=e'",
            'The Service "web" is invalid: metadata.labels: Invalid value: "b/c/d": ',
        ),
        (
            "minik patch svc web",
            "error: must specify --patch or --patch-file containing the contents of the patch\n",
        ),
        (
            "minik patch svc web -p {} --patch-file x",
            "error: cannot specify --patch and --patch-file together\n",
        ),
        (
            "minik patch svc web --patch-file nope",
            "error: unable to read patch file: open nope: no such file or directory\n",
        ),
        (
            "minik patch svc web --type=foo -p {}",
            'error: --type must be one of [json merge strategic], not "foo"\n',
        ),
        (
            "minik patch svc web -p '{'",
            "Error from server (BadRequest): error decoding patch: unexpected end of JSON input",
        ),
        (
            "minik patch svc web -p x",
            "Error from server (BadRequest): json: cannot unmarshal string into Go value of type map[string]interface {}\n",
        ),
        (
            "minik patch svc web --type=json -p {}",
            "Error from server (BadRequest): error decoding patch: json: cannot unmarshal object into ",
        ),
        (
            """minik patch svc web --type=json -p '[{"op":"remove","path":"/x"}]'""",
            "The request is invalid: the server rejected our request due to an error in our request\n",
        ),
        (
            "minik patch svc web -p '{spec: {clusterIP: 10.96.3.3}}'",
            'The Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ',
        ),
        (
            "minik patch svc web -p '{metadata: {name: x}}'",
            "Error from server (BadRequest): the name of the object (x) does not match the name on the URL (web)\n",
        ),
        (
            "minik patch svc web -p '{metadata: {resourceVersion: \"1\"}}'",
            'Error from server (Conflict): Operation cannot be fulfilled on services "web": the object has been modified; ',
        ),
    ],
)
def test_refusals(cluster: Terminal, line: str, said: str) -> None:
    before = cluster("minik get svc web -o yaml")
    answer = cluster(line)
    assert (answer.exit, answer.out, answer.err[: len(said)]) == (1, "", said)
    assert cluster("minik get svc web -o yaml") == before


@pytest.mark.parametrize(
    ("options", "ports"),
    [
        ("-p '{spec: {ports: [{port: 80, targetPort: 9}]}}'", [("80-8080", 80, 9)]),
        ("-p '{spec: {ports: [{port: 81, name: b}]}}'", [("b", 81, 81), ("80-8080", 80, 8080)]),
        ("--type=merge -p '{spec: {ports: [{port: 81}]}}'", [(None, 81, 81)]),
        (
            """--type=json -p '[{"op": "replace", "path": "/spec/ports/0/port", "value": 82}]'""",
            [("80-8080", 82, 8080)],
        ),
        ("--patch-file p.yaml", [("80-8080", 80, 7)]),
    ],
)
def test_patches_of_each_type(
    cluster: Terminal, options: str, ports: list[tuple[str | None, int, int]]
) -> None:
    Path("p.yaml").write_text("spec:\n  ports:\n  - port: 80\n    targetPort: 7\n")
    assert cluster(f"minik patch svc web {options} --dry-run=server") == Answer(
        0, "service/web patched (server dry run)\n", ""
    )
    assert cluster(f"minik patch svc web {options}") == Answer(0, "service/web patched\n", "")
    found = json.loads(cluster("minik get svc web -o json").out)["spec"]["ports"]
    assert [(port.get("name"), port["port"], port["targetPort"]) for port in found] == ports


def test_a_patch_that_changes_nothing_says_so(cluster: Terminal) -> None:
    assert (
        cluster("minik patch svc web -p '{metadata: {labels: {app: web}}}'").out
        == "service/web patched (no change)\n"
    )
    assert cluster("minik patch svc web -p '{}'").out == "service/web patched (no change)\n"


@pytest.mark.proves("C16")
def test_a_pod_moves_out_of_the_endpoints_with_its_label(cluster: Terminal) -> None:
    behind = "minik get endpointslices -l kubernetes.io/service-name=web -o jsonpath={.items[*].endpoints[*].targetRef.name}"
    cluster("minik run one --image=a --port=8080 --labels=app=web")
    assert cluster(behind).out == "one"
    cluster("minik label pod one app=other --overwrite")
    assert cluster(behind).out == ""
