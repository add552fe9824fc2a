"""`describe`: which objects it shows, and when it tells what happened to them."""

from pathlib import Path

import pytest
from typing_in import Terminal

OBJECTS = """
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: one, uid: u1, labels: {app: a}}, data: {k: "\\x1b[31mred"}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: other, uid: u2}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: two, uid: u3, namespace: kube-public}}
- {apiVersion: v1, kind: Node, metadata: {name: machine, uid: n1}}
- {apiVersion: v1, kind: Event, metadata: {name: e1, namespace: default}, involvedObject: {kind: ConfigMap, name: one, uid: u1},
   type: Warning, reason: Eaten, message: "by a dog ", source: {component: dog}, count: 3,
   firstTimestamp: "2026-01-01T00:00:00Z", lastTimestamp: "2026-01-01T00:04:00Z"}
- {apiVersion: v1, kind: Event, metadata: {name: e2, namespace: default}, involvedObject: {kind: Node, name: machine, uid: machine},
   type: Normal, reason: Starting, message: up, source: {component: kubelet},
   firstTimestamp: "2026-01-01T00:04:55Z", lastTimestamp: "2026-01-01T00:04:55Z"}
"""
EATEN = (
    "Events:\n  Type     Reason  Age               From  Message\n  ----     ------  ----              ----  -------\n"
    "  Warning  Eaten   60s (x3 over 5m)  dog   by a dog\n"
)
REFUSALS = [
    (
        "describe",
        'error: You must specify the type of resource to describe. Use "minik api-resources" for a complete list of supported resources.\n',
    ),
    ("describe nope x", 'error: the server doesn\'t have a resource type "nope"\n'),
    ("describe cm nope", 'Error from server (NotFound): configmaps "nope" not found\n'),
    (
        "describe cm nope -n kube-public",
        'Error from server (NotFound): configmaps "nope" not found\n',
    ),
]
NOTHING = [
    ("describe secrets", "No resources found in default namespace.\n"),
    ("describe cm -l nope -A", "No resources found\n"),
]


@pytest.fixture
def cluster(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T00:05:00Z")
    Path("dump.yaml").write_text(OBJECTS)
    assert terminal("minik import -f dump.yaml").exit == 0
    return terminal


def names(text: str) -> list[str]:
    return [line.split()[1] for line in text.splitlines() if line.startswith("Name:")]


@pytest.mark.parametrize(("line", "error"), REFUSALS, ids=[line for line, _ in REFUSALS])
def test_what_cannot_be_described_is_refused(cluster: Terminal, line: str, error: str) -> None:
    assert cluster(f"minik {line}") == (1, "", error)


@pytest.mark.parametrize(("line", "said"), NOTHING, ids=[line for line, _ in NOTHING])
def test_that_there_is_nothing_is_said_on_standard_error(
    cluster: Terminal, line: str, said: str
) -> None:
    assert cluster(f"minik {line}") == (0, "", said)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("cm one", ["one"]),
        ("cm/one", ["one"]),
        ("cm one other", ["one", "other"]),
        ("cm o", ["one", "other"]),
        ("cm -l app", ["one"]),
        ("cm -n kube-public", ["two"]),
        ("cm,node/machine", []),
        ("cm/one node/machine", ["one", "machine"]),
    ],
)
def test_objects_are_described_one_after_the_other(
    cluster: Terminal, line: str, found: list[str]
) -> None:
    answer = cluster(f"minik describe {line}")
    assert names(answer.out) == found
    assert (answer.exit == 0) == bool(found)


def test_what_happened_is_told_of_one_object_alone(cluster: Terminal) -> None:
    assert cluster("minik describe cm one").out.endswith(EATEN)
    assert "Events:\n" not in cluster("minik describe cm one other").out
    assert "Events:\n" not in cluster("minik describe cm o").out
    assert cluster("minik describe cm on").out.endswith(EATEN + "\n")
    assert "Events:" not in cluster("minik describe cm one --show-events=false").out
    assert "Eaten" in cluster("minik describe cm one other --show-events=true").out
    assert cluster("minik describe cm other").out.endswith("Events:  <none>\n")


def test_a_kubelet_reports_under_its_nodes_name(cluster: Terminal) -> None:
    assert "Starting 5s kubelet up" in " ".join(cluster("minik describe node machine").out.split())


def test_two_empty_lines_stand_between_two_descriptions(cluster: Terminal) -> None:
    one, other = cluster("minik describe cm one other").out.split("\n\n\nName:")
    assert one.startswith("Name:         one\nNamespace:    default\n")
    assert other.startswith("         other\n")


def test_what_was_found_is_described_and_what_was_not_is_told(cluster: Terminal) -> None:
    answer = cluster("minik describe cm one nope")
    assert names(answer.out) == ["one"]
    assert (answer.exit, answer.err) == (
        1,
        'Error from server (NotFound): configmaps "nope" not found\n',
    )


def test_control_characters_reach_no_terminal(cluster: Terminal) -> None:
    text = cluster("minik describe cm one").out
    assert "^[[31mred" in text
    assert "\x1b" not in text


def test_an_object_of_a_file_is_described_as_it_is_now(cluster: Terminal) -> None:
    Path("x.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\ndata: {never: seen}\n"
    )
    text = cluster("minik describe -f x.yaml").out
    assert names(text) == ["other"]
    assert "never" not in text
