"""`wait` and `rollout status` follow what other processes do with the cluster."""

import pytest
from conftest import Clock
from typing_in import Terminal

from minik import cli


def others(clock: Clock, *lines: str, after: int = 3) -> None:
    """Let other processes type these lines while one sleeps, one each time after a while."""
    acts = [lambda: None] * after + [lambda line=line: cli.run(line.split()) for line in lines]
    clock.others = iter(acts)


# What is waited for, what another does, and what is said in the end.
WAITS: dict[str, tuple[str, list[str], str, str]] = {
    "creation": (
        "configmap/a --for=create",
        ["create cm a -q"],
        "configmap/a condition met\n",
        "",
    ),
    "deletion": ("configmap/b --for=delete", ["delete cm b"], "configmap/b condition met\n", ""),
    "deletion of all": (
        "secret --all --for=delete",
        ["delete secret --all"],
        "secret/s condition met\n",
        "",
    ),
    "a value": (
        "configmap/b --for=jsonpath={.data.k}=v",
        ['patch cm b -p {"data":{"k":"u"}}', 'patch cm b -p {"data":{"k":"v"}}'],
        "configmap/b condition met\n",
        "",
    ),
    "two objects, one after the other": (
        "configmap/b configmap/c --for=create",
        ["create cm c"],
        "configmap/b condition met\nconfigmap/c condition met\n",
        "",
    ),
    "it never comes": (
        "configmap/none --for=create --timeout=5s",
        [],
        "",
        "error: timed out waiting for the condition\n",
    ),
    "one of two never comes": (
        "configmap/b configmap/none --for=create --timeout=5s",
        [],
        "",
        "error: timed out waiting for the condition\n",
    ),
    "nothing happens": (
        "configmap/b --for=delete --timeout=5s",
        [],
        "",
        "error: timed out waiting for the condition on configmaps/b\n",
    ),
    "too late": (
        "configmap/b --for=delete --timeout=200ms",
        ["delete cm b"],
        "",
        "error: timed out waiting for the condition on configmaps/b\n",
    ),
    "not at all": (
        "configmap/b --for=delete --timeout=0s",
        ["delete cm b"],
        "",
        "error: condition not met for configmaps/b\n",
    ),
}


@pytest.mark.parametrize("case", WAITS)
def test_what_another_process_does_is_waited_for(
    terminal: Terminal, clock: Clock, case: str
) -> None:
    line, lines, out, err = WAITS[case]
    terminal("minik create cm b")
    terminal("minik create secret generic s")
    others(clock, *lines)
    answer = terminal(f"minik wait {line}")
    met = "".join(row + "\n" for row in answer.out.splitlines() if "condition met" in row)
    assert (answer.exit, met, answer.err) == (int(bool(err)), out, err)


def test_the_timeout_is_that_of_the_command_line(terminal: Terminal, clock: Clock) -> None:
    terminal("minik create cm b")
    for text, seconds in (("5s", 5), ("1m", 60), ("-1s", 7 * 24 * 3600)):
        before = clock.now
        if seconds < 100:
            assert terminal(f"minik wait cm/b --for=delete --timeout={text}").exit == 1
            assert round(clock.now - before, 3) == seconds
    before = clock.now
    terminal("minik wait cm/b --for=delete")
    assert round(clock.now - before, 3) == 30


STUCK = "minik set resources deploy web --requests=cpu=1000"


@pytest.fixture
def stuck(terminal: Terminal) -> Terminal:
    """A cluster with a rollout that no node has room for."""
    terminal("minik create deployment web --image=web:1 --replicas=2")
    terminal(STUCK)
    return terminal


SAID = (
    'Waiting for deployment "web" rollout to finish: 1 out of 2 new replicas have been updated...\n'
)
DONE = 'deployment "web" successfully rolled out\n'


def test_a_rollout_that_others_complete_is_followed(stuck: Terminal, clock: Clock) -> None:
    others(clock, "set resources deploy web --requests=cpu=1")
    answer = stuck("minik rollout status deploy/web --timeout=10s")
    assert answer.exit == 0 and answer.out.startswith(SAID) and answer.out.endswith(DONE)
    assert clock.now < 10


def test_a_rollout_that_nobody_completes_is_followed_so_long(stuck: Terminal, clock: Clock) -> None:
    assert stuck("minik rollout status deploy/web --timeout=10s") == (
        1,
        SAID,
        "error: timed out waiting for the condition\n",
    )
    assert round(clock.now, 3) == 10


def test_a_deployment_that_another_deletes_is_no_rollout(stuck: Terminal, clock: Clock) -> None:
    others(clock, "delete deploy web")
    answer = stuck("minik rollout status deploy/web --timeout=10s")
    assert answer.exit == 1 and answer.err == "error: object has been deleted\n"


def test_without_a_timeout_nobody_is_followed(stuck: Terminal, clock: Clock) -> None:
    assert stuck("minik rollout status deploy/web").exit == 1 and clock.now == 0
