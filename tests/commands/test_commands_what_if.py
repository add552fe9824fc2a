"""What would be: before and after, and the state as it was, byte for byte."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typing_in import Terminal

from minik.command_line import state_access, what_if_flags
from minik.errors import ClientError
from minik.render import side_by_side
from minik.simulation import what_if_events as _events

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "registry.example/web:1", ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: lone, labels: {app: lone}}
spec: {nodeName: node-2, containers: [{name: main, image: "registry.example/web:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: lone}
spec: {selector: {app: lone}, ports: [{port: 80}]}
"""


@pytest.fixture
def world(terminal: Terminal) -> Iterator[Terminal]:
    """A cluster with a Deployment, a pod and their Services, which no question changes."""
    Path("web.yaml").write_text(WEB)
    Path("wrong.yaml").write_text(WEB.replace("selector: {app: web}", "selector: {app: wed}"))
    assert terminal("minik apply -f web.yaml").exit == 0
    before = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    yield terminal
    assert {path: path.read_bytes() for path in Path().iterdir() if path.is_file()} == before


def halves(text: str) -> tuple[list[str], list[str]]:
    before, after = text.removeprefix("before:\n").split("\nafter:\n")
    return before.splitlines(), after.splitlines()


@pytest.mark.parametrize(
    ("events", "ready"),
    [
        (["scale deploy/web 0"], 0),
        (["scale deploy web 5"], 5),
        (["scale deployments/web --replicas=1"], 1),
        (["delete deploy/web"], 0),
        (["delete pod/lone", "scale deploy/web 2"], 2),
        (["label svc/lone tier=front"], 3),
        (["advance 5m"], 3),
        (["pressure node-2 --memory --evict 0"], 3),
        (["node-down node-1 --for 1m"], 2),
        (["node-down node-1 --for 1m", "node-up node-1"], 3),
        (["node-down node-1"], 3),
    ],
)
def test_events_change_who_answers(world: Terminal, events: list[str], ready: int) -> None:
    asked = world(
        "minik resolve web -o addresses " + " ".join(f"--what-if '{event}'" for event in events)
    )
    before, after = halves(asked.out)
    assert len(before) == 3
    assert sum(":8080" in line for line in after) == ready
    assert asked.exit == (0 if ready else 1)


@pytest.mark.parametrize(
    ("event", "answers"),
    [
        ("unready lone", False),
        ("pod-exit pod/lone --code 1", True),
        ("label pod/lone app=other", False),
        ("label pod/lone app-", False),
        ("delete pod lone", False),
        ("node-down node-2 --for 1m", False),
        ("node-down node-3", True),
        ("pressure node-2 --evict 9", False),
    ],
)
def test_events_of_one_pod(world: Terminal, event: str, answers: bool) -> None:
    found = json.loads(world(f"minik resolve lone -o json --what-if '{event}'").out)
    assert (found["before"]["answers"], found["after"]["answers"]) == (True, answers)


def test_a_pod_may_be_supposed_ready_again(world: Terminal) -> None:
    asked = world("minik resolve lone -o name --what-if 'unready lone' --what-if 'ready lone'")
    before, after = halves(asked.out)
    assert before == after == ["pod/lone"]


def test_files_are_supposed_to_be_applied_before_the_events(world: Terminal) -> None:
    asked = world("minik resolve web -o addresses -f wrong.yaml --what-if-apply")
    assert asked.exit == 1
    (line,) = halves(asked.out)[1]
    assert line.startswith("No pod has the labels app=wed")
    mended = world(
        "minik resolve web -o json -f wrong.yaml --what-if-apply --what-if 'label pods/lone app=wed'"
    )
    assert json.loads(mended.out)["after"]["answers"]


def test_why_and_check_tell_both(world: Terminal) -> None:
    why = world("minik why svc/web --what-if 'scale deploy/web 0'")
    before, after = halves(why.out)
    assert "3 endpoints" in before[0]
    assert "3 endpoints" not in after[0]
    assert why.exit == 1
    check = world("minik check -f wrong.yaml --what-if-apply -o json")
    found = json.loads(check.out)
    assert [len(found[side]["findings"]) for side in ("before", "after")] == [0, 1]
    assert check.exit == 1
    assert world("minik check --what-if 'scale deploy/web 5'").exit == 0


def test_what_is_gone_is_an_answer_and_what_was_never_there_is_an_error(world: Terminal) -> None:
    gone = world("minik resolve web -o json --what-if 'delete svc/web'")
    assert json.loads(gone.out)["after"] == {"error": 'services "web" not found'}
    assert gone.exit == 1
    nobody = world("minik resolve nobody --what-if 'delete svc/web'")
    assert (nobody.exit, nobody.out) == (1, "")
    assert 'services "nobody" not found' in nobody.err


def test_yaml_holds_both_sides(world: Terminal) -> None:
    asked = world("minik resolve web -o yaml --what-if 'scale deploy/web 0'")
    found = yaml.safe_load(asked.out)
    assert (found["before"]["answers"], found["after"]["answers"]) == (True, False)


NOUNS = [
    "lone",
    "pod/lone",
    "deploy/web",
    "svc",
    "svc/lone",
    "node-1",
    "nodes/node-2",
    "1",
    "7",
    "2m",
    "a=b",
    "app-",
    "-",
    "--",
    "=",
    "/",
    "pod/",
    "--for",
    "--for=1m",
    "--evict",
    "--disk",
    "--code=3",
    "--replicas=2",
    "-n",
    "-n=kube-system",
    "--overwrite",
    "é",
    "9" * 5000,
]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from([*_events.VERBS, "", "scale"]), st.lists(st.sampled_from(NOUNS), max_size=4))
def test_whatever_is_supposed_there_is_a_cluster_or_one_sentence(
    world: Terminal, verb: str, nouns: list[str]
) -> None:
    world("minik version")  # the line before may have asked a live cluster
    cluster = state_access.read_cluster()
    try:
        assert _events.apply_event(cluster, " ".join([verb, *nouns]), "default").now >= cluster.now
    except ClientError as error:
        assert "\n" not in error.message


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "resolve web --what-if 'explode node-1'",
            'unknown event "explode": use one of node-down, ',
        ),
        ("resolve web --what-if ''", "no event given: use one of"),
        (
            "resolve web --what-if node-down",
            '--what-if "node-down" is not understood: it is "node-down NODE [--for DURATION]"',
        ),
        ("resolve web --what-if 'node-down node-1 --for'", "is not understood"),
        ("resolve web --what-if 'node-down node-1 --twice'", "is not understood"),
        (
            "resolve web --what-if 'node-down node-9'",
            '--what-if "node-down node-9": nodes "node-9" not found',
        ),
        ("resolve web --what-if 'node-down node-1 --for never'", "invalid duration"),
        ("resolve web --what-if 'advance 0s'", "the clock moves forward"),
        ("resolve web --what-if 'node-up node-1'", "node node-1 is not down"),
        ("resolve web --what-if 'scale deploy/web many'", '"many" is no number from 0 to'),
        ("resolve web --what-if 'scale deploy/web'", "say which object: TYPE/NAME"),
        ("resolve web --what-if 'scale svc/web 1'", "a service cannot be scaled"),
        ("resolve web --what-if 'scale deploy/wob 1'", 'deployments.apps "wob" not found'),
        (
            "resolve web --what-if 'delete thing/web'",
            'the server doesn\'t have a resource type "thing"',
        ),
        ("resolve web --what-if 'delete ns/default'", "may not be deleted"),
        ("resolve web --what-if 'label pod/lone lone'", "label"),
        (
            "resolve web --what-if 'pod-exit lone --code 256'",
            "an exit status is a number from 0 to 255, not 256",
        ),
        ("resolve web --what-if 'pressure node-1 --disk --pid'", "only one of"),
        ("resolve web --what-if 'unready lone' --pick", "--pick saves its choices"),
        ("resolve web --what-if-apply", "--what-if-apply needs files"),
        ("resolve web -f nowhere.yaml --what-if-apply", 'the path "nowhere.yaml" does not exist'),
        ("check -f web.yaml --what-if 'advance 5m'", "say --what-if-apply too"),
        ("check -o sarif --what-if 'advance 5m'", 'unable to write two reports as "sarif"'),
        (
            "why svc/web --what-if 'delete pod/lone' --what-if 'delete pod/lone'",
            'pods "lone" not found',
        ),
    ],
)
def test_wrong_words_get_one_sentence(world: Terminal, line: str, told: str) -> None:
    answer = world(f"minik {line}")
    assert (answer.exit, answer.out) == (2 if line.startswith("check") else 1, "")
    assert told in answer.err
    assert len(answer.err.splitlines()) == 1


def test_one_after_the_other_what_differs_is_marked() -> None:
    assert side_by_side.render_stacked("a\nb\nc\n", "a\nx\nc\nd\n").splitlines() == [
        "before:",
        "  a",
        "- b",
        "  c",
        "",
        "after:",
        "  a",
        "+ x",
        "  c",
        "+ d",
    ]


def test_side_by_side_no_line_is_wider_than_the_terminal_and_nothing_is_lost() -> None:
    before, after = "same\n" + "long " * 40 + "\ngone\n", "same\nshort\n"
    shown = side_by_side.render_comparison(before, after, 120)
    assert max(map(len, shown.splitlines())) <= 120
    assert shown.count("long") == 40
    rows = [line.split() for line in shown.splitlines()]
    assert rows[0] == ["before:", "after:"]
    assert rows[1] == ["same", "same"]
    assert ["gone", "<"] in rows
    assert side_by_side.render_comparison(before, after, 119) == side_by_side.render_stacked(
        before, after
    )


def test_the_copy_differs_in_what_follows_from_the_event_and_in_nothing_else(
    world: Terminal,
) -> None:
    world("minik version")  # the line before may have asked a live cluster
    before, after = what_if_flags.before_and_after(
        what_if_flags.Supposition(["scale deploy/web 0"]), "default"
    )
    assert before.get("Service", "default", "lone") == after.get("Service", "default", "lone")
    assert len(before.of("Pod")) == len(after.of("Pod")) + 3


def test_a_drain_is_supposed_and_what_forbids_it_is_told(world: Terminal) -> None:
    found = json.loads(world("minik resolve web -o json --what-if 'drain node-2'").out)
    nodes = {one["node"] for one in found["after"]["routes"][0]["backends"]}
    assert len(found["before"]["routes"][0]["backends"]) == len(
        found["after"]["routes"][0]["backends"]
    )
    assert "node-2" not in nodes
    lone = json.loads(world("minik resolve lone -o json --what-if 'drain node-2'").out)
    assert (lone["before"]["answers"], lone["after"]["answers"]) == (True, False)
    budget = yaml.safe_dump(
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "web"},
            "spec": {"minAvailable": 3, "selector": {"matchLabels": {"app": "web"}}},
        }
    )
    Path("budget.yaml").write_text(budget)
    line = "minik resolve web --what-if-apply -f budget.yaml --what-if 'drain node-2 --timeout 5s'"
    refused = world(line)
    Path("budget.yaml").unlink()
    assert refused.exit == 1 and 'drain node-2 --timeout 5s"' in refused.err


def test_a_cordon_keeps_new_pods_away(world: Terminal) -> None:
    events = "--what-if 'cordon node-1' --what-if 'scale deploy/web 8'"
    found = json.loads(world(f"minik resolve web -o json {events}").out)
    places = [one["node"] for one in found["after"]["routes"][0]["backends"]]
    was = [one["node"] for one in found["before"]["routes"][0]["backends"]]
    assert places.count("node-1") == was.count("node-1") and len(places) == 8
    events = events.replace("' --", "' --what-if 'uncordon node-1' --", 1)
    found = json.loads(world(f"minik resolve web -o json {events}").out)
    places = [one["node"] for one in found["after"]["routes"][0]["backends"]]
    assert places.count("node-1") > was.count("node-1")
