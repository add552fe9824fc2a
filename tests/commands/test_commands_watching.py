"""`get --watch` and `events --watch`: as processes that follow the state while others change it."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typing_in import Terminal


@contextmanager
def watching(line: str) -> Iterator[subprocess.Popen[str]]:
    """A process that watches, until it is interrupted."""
    words = [sys.executable, "-m", "minik", *line.split(), "--request-timeout=20s"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines(process: subprocess.Popen[str], count: int) -> list[str]:
    """So many lines of what it says, ages masked."""
    assert process.stdout
    return [
        re.sub(r"\b\d+s\b", "AGE", process.stdout.readline().rstrip("\n")) for _ in range(count)
    ]


def test_a_table_goes_on_with_a_row_for_every_change(terminal: Terminal) -> None:
    terminal("minik create cm a --from-literal=k=v")
    with watching("get cm -w --field-selector=metadata.name!=kube-root-ca.crt") as process:
        assert lines(process, 2) == ["NAME   DATA   AGE", "a      1      AGE"]
        terminal("minik create cm a-longer-name")
        assert lines(process, 1) == ["a-longer-name   0      AGE"]
        terminal("minik delete cm a")
        assert lines(process, 1) == ["a               1      AGE"]
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130


def test_what_happened_is_told_where_it_is_asked_for(terminal: Terminal) -> None:
    terminal("minik create cm a")
    with watching(
        "get cm -A -w --output-watch-events --field-selector=metadata.name!=kube-root-ca.crt"
    ) as process:
        assert lines(process, 2) == [
            "EVENT        NAMESPACE   NAME   DATA   AGE",
            "ADDED        default     a      0      AGE",
        ]
        terminal("minik label cm a x=y")
        assert lines(process, 1) == ["MODIFIED     default     a      0      AGE"]
        terminal("minik delete cm a")
        assert lines(process, 1) == ["DELETED      default     a      0      AGE"]


def test_one_object_is_followed_through_its_end_and_its_return(terminal: Terminal) -> None:
    terminal("minik create cm a")
    with watching(
        "get cm/a -w -o jsonpath={.type}={.object.metadata.name}{'\\n'} --output-watch-events".replace(
            "'", '"'
        )
    ) as process:
        assert lines(process, 1) == ["ADDED=a"]
        terminal("minik create cm b")
        terminal("minik delete cm a")
        assert lines(process, 1) == ["DELETED=a"]
        terminal("minik create cm a")
        assert lines(process, 1) == ["ADDED=a"]


def test_what_no_longer_matches_is_gone(terminal: Terminal) -> None:
    terminal("minik create cm a")
    terminal("minik label cm a app=web")
    with watching("get cm -l app=web --watch -o json --output-watch-events") as process:
        assert lines(process, 1)[0].startswith(
            '{"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap"'
        )
        terminal("minik label cm a app-")
        assert lines(process, 1)[0].startswith('{"type":"DELETED","object":{')


def test_only_what_comes_may_be_watched(terminal: Terminal) -> None:
    terminal("minik create cm a")
    with watching("get cm --watch-only -o name -v 1") as process:
        assert process.stderr and process.stderr.readline().startswith(
            "read "
        )  # from now on it follows
        terminal("minik create cm b")
        assert lines(process, 1) == ["configmap/b"]


def test_events_are_listed_and_then_followed(terminal: Terminal) -> None:
    terminal("minik create deployment web --image=nginx")
    with watching("events -w --for deployment/web") as process:
        assert [line.split()[:4] for line in lines(process, 2)] == [
            ["LAST", "SEEN", "TYPE", "REASON"],
            ["AGE", "Normal", "ScalingReplicaSet", "Deployment/web"],
        ]
        terminal("minik scale deployment web --replicas=2")
        assert "Scaled up replica set" in lines(process, 1)[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("get cm,svc -w", "error: you may only specify a single resource type\n"),
        ("get all -w", "error: you may only specify a single resource type\n"),
        (
            "get cm/a svc/kubernetes -w",
            "error: watch is only supported on individual resources and resource collections - more than 1 resource was found\n",
        ),
        ("get cm nope -w", 'Error from server (NotFound): configmaps "nope" not found\n'),
        (
            "get cm --output-watch-events",
            "error: --output-watch-events option can only be used with --watch or --watch-only\n",
        ),
        (
            "get cm -w --request-timeout=soon",
            "error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit "
            "(e.g. 1s | 2m | 3h)\n",
        ),
        (
            "get cm --watch-only --sort-by=.x --request-timeout=1ms",
            "warning: --watch-only requested, --sort-by will be ignored\n",
        ),
    ],
)
def test_what_cannot_be_watched_is_refused(terminal: Terminal, line: str, said: str) -> None:
    terminal("minik create cm a")
    answer = terminal(f"minik {line}")
    assert (answer.exit, answer.out, answer.err) == (int("warning" not in said), "", said)


def test_several_names_are_shown_but_not_watched(terminal: Terminal) -> None:
    terminal("minik create cm a")
    terminal("minik create cm b")
    assert terminal("minik get cm a b -w -o name") == (
        1,
        "configmap/a\nconfigmap/b\n",
        "error: watch is only supported on individual resources and resource collections - 2 resources were found\n",
    )


def test_watching_ends_when_its_time_is_over(terminal: Terminal) -> None:
    assert terminal(
        "minik get cm -w --request-timeout=1ms --field-selector=metadata.name!=kube-root-ca.crt"
    ) == (0, "", "")
    assert (
        terminal("minik get svc -w -o custom-columns=A:.kind --request-timeout=1ms").out
        == "A\nService\n"
    )


def test_without_a_servers_columns_there_are_names_and_ages(terminal: Terminal) -> None:
    assert (
        re.sub(r"\d+s", "0s", terminal("minik get svc -o wide --server-print=false").out)
        == "NAME         AGE\nkubernetes   0s\n"
    )
