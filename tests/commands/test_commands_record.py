"""--record: the command line is remembered in an annotation of what it changed."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

DEPRECATED = "Flag --record has been deprecated, --record will be removed in the future\n"
CAUSE = "kubernetes.io/change-cause"


@pytest.fixture
def web(terminal: Terminal) -> Terminal:
    """A deployment, and the file that it is of."""
    text = terminal("minik create deployment web --image=i:1 --dry-run=client -o yaml").out
    Path("web.yaml").write_text(text)
    terminal("minik apply -f web.yaml")
    return terminal


def cause(terminal: Terminal, what: str) -> str:
    found = json.loads(terminal(f"minik get {what} -o json").out)
    return str(found["metadata"].get("annotations", {}).get(CAUSE, ""))


# A line, the object that it changes, and what is remembered.
LINES: dict[str, tuple[str, str]] = {
    "apply -f web.yaml --record": (
        "deploy/web",
        "minik apply --filename=web.yaml --record=true",
    ),
    "apply --record=true -f web.yaml": (
        "deploy/web",
        "minik apply --record=true --filename=web.yaml",
    ),
    "apply -f web.yaml --record=false": ("deploy/web", ""),
    "replace -f web.yaml --record": (
        "deploy/web",
        "minik replace --filename=web.yaml --record=true",
    ),
    "set image deploy/web i=i:2 --record": (
        "deploy/web",
        "minik set image deploy/web i=i:2 --record=true",
    ),
    "set resources deploy web --requests=cpu=1 --record": (
        "deploy/web",
        "minik set resources deploy web --requests=cpu=1 --record=true",
    ),
    "scale --record deploy web --replicas=3": (
        "deploy/web",
        "minik scale deploy web --record=true --replicas=3",
    ),
    "label deploy web a=b --record": ("deploy/web", "minik label deploy web a=b --record=true"),
    "annotate deploy web a=b --record": (
        "deploy/web",
        "minik annotate deploy web a=b --record=true",
    ),
    'patch deploy web -p \'{"spec":{"paused":true}}\' --record': (
        "deploy/web",
        'minik patch deploy web --patch={"spec":{"paused":true}} --record=true',
    ),
    "expose deploy web --port=80 --record": (
        "svc/web",
        "minik expose deploy web --port=80 --record=true",
    ),
    "autoscale deploy web --max=3 --record": (
        "hpa/web",
        "minik autoscale deploy web --max=3 --record=true",
    ),
    "run alone --image=i --record": ("pod/alone", "minik run alone --image=i --record=true"),
    "apply -f web.yaml --record --dry-run=server": ("deploy/web", ""),
    "apply -f web.yaml --record --dry-run=client": ("deploy/web", ""),
}


@pytest.mark.parametrize("line", LINES)
def test_the_command_line_is_remembered(web: Terminal, line: str) -> None:
    what, remembered = LINES[line]
    answer = web(f"minik {line}")
    assert (answer.exit, answer.err) == (0, DEPRECATED)
    assert cause(web, what) == remembered


def test_a_dry_run_shows_what_would_be_remembered(web: Terminal) -> None:
    for line in (
        "label deploy web a=b --record --dry-run=client -o yaml",
        "set image -f web.yaml --local i=i:2 --record -o yaml",
        "apply -f web.yaml --record --dry-run=server -o yaml",
    ):
        assert f"{CAUSE}: minik {line.split()[0]}" in web(f"minik {line}").out


def test_a_rollout_s_history_tells_what_was_remembered(web: Terminal) -> None:
    web("minik set image deploy/web i=i:2 --record")
    web("minik set image deploy/web i=i:3 --record")
    shown = web("minik rollout history deploy/web").out
    assert [row.split(maxsplit=1)[1] for row in shown.splitlines()[2:5]] == [
        "<none>",
        "minik set image deploy/web i=i:2 --record=true",
        "minik set image deploy/web i=i:3 --record=true",
    ]


def test_what_only_the_cause_changes_is_configured_and_then_unchanged(web: Terminal) -> None:
    assert web("minik apply -f web.yaml --record").out == "deployment.apps/web configured\n"
    assert web("minik apply -f web.yaml --record").out == "deployment.apps/web unchanged\n"
    applied = web("minik apply view-last-applied deploy/web").out
    assert CAUSE in applied


def test_the_generation_stays_where_only_the_cause_changes(web: Terminal) -> None:
    web("minik label deploy web a=b --record")
    assert web("minik get deploy web -o jsonpath={.metadata.generation}").out == "1"
