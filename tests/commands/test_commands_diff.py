"""What diff says before apply does it."""

import base64
import json
from pathlib import Path

import pytest
from typing_in import Terminal

from minik.model.object import Object

SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {"ports": [{"port": 80}], "selector": {"app": "web"}},
}

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: '1'}\n"


def written(name: str, obj: Object) -> str:
    """The object in a file."""
    Path(name).write_text(json.dumps(obj), encoding="utf-8")
    return name


def secret(word: str) -> Object:
    """A secret that holds a word."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s"},
        "data": {
            "a": base64.b64encode(word.encode()).decode(),
            "b": base64.b64encode(b"constant").decode(),
        },
    }


def test_a_new_object_is_new_in_every_line(terminal: Terminal) -> None:
    answer = terminal(f"minik diff -f {written('web.json', SERVICE)}")
    first, second, third, place, *lines = answer.out.splitlines()
    assert (answer.exit, first) == (
        1,
        "diff -u -N LIVE/v1.Service.default.web MERGED/v1.Service.default.web",
    )
    assert (second, third) == (
        "--- LIVE/v1.Service.default.web",
        "+++ MERGED/v1.Service.default.web",
    )
    assert place.startswith("@@ -0,0 +1,") and all(line.startswith("+") for line in lines)
    assert terminal("minik get svc web").exit == 1


def test_a_change_is_shown_and_not_made(terminal: Terminal) -> None:
    terminal(f"minik apply -f {written('web.json', SERVICE)}")
    assert terminal("minik diff -f web.json") == (0, "", "")
    changed = {**SERVICE, "spec": {"ports": [{"port": 81}], "selector": {"app": "web"}}}
    answer = terminal(f"minik diff -f {written('changed.json', changed)}")
    assert answer.exit == 1 and "-  - port: 80\n" in answer.out and "+  - port: 81\n" in answer.out
    assert "resourceVersion" not in [
        line[1:].strip().partition(":")[0] for line in answer.out.splitlines() if line[0] in "+-"
    ]
    assert terminal("minik get svc web -o jsonpath={.spec.ports[0].port}").out == "80"
    terminal("minik apply -f changed.json")
    assert terminal("minik diff -f changed.json").exit == 0


def test_what_is_in_a_secret_stays_there(terminal: Terminal) -> None:
    terminal(f"minik apply -f {written('s.json', secret('before'))}")
    out = terminal(f"minik diff -f {written('t.json', secret('after'))}").out
    assert (
        "-  a: '*** (before)'\n" in out
        and "+  a: '*** (after)'\n" in out
        and "   b: '***'\n" in out
    )
    assert not any(
        base64.b64encode(word).decode() in out for word in (b"before", b"after", b"constant")
    )


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("", "error: must specify one of -f and -k\n"),
        ("-f nope", 'error: the path "nope" does not exist\n'),
        ("--bogus", "error: unknown flag: --bogus\nSee 'minik diff --help' for usage.\n"),
    ],
)
def test_what_goes_wrong_is_no_answer(terminal: Terminal, line: str, error: str) -> None:
    assert terminal(f"minik diff {line}") == (2, "", error)


def test_what_is_refused_is_no_answer(terminal: Terminal) -> None:
    wrong = {**SERVICE, "spec": {"ports": [{"port": 0}]}}
    answer = terminal(f"minik diff -f {written('wrong.json', wrong)}")
    assert answer.exit == 2 and answer.err.startswith(
        'The Service "web" is invalid: \n* spec.ports[0].port'
    )


@pytest.mark.parametrize(
    ("program", "status"),
    [("diff -q -r -N", 1), ("true", 0), ("false", 1), ("no-such-program-at-all", 2)],
)
def test_another_program_may_compare(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, program: str, status: int
) -> None:
    monkeypatch.setenv("KUBECTL_EXTERNAL_DIFF", program)
    answer = terminal(f"minik diff -f {written('web.json', SERVICE)}")
    assert answer.exit == status
    assert ("v1.Service.default.web" in answer.out) == program.startswith("diff")


def test_what_the_server_would_make_of_it(terminal: Terminal) -> None:
    Path("a.yaml").write_text(CONFIG)
    terminal("minik apply --server-side --field-manager=other -f a.yaml")
    Path("a.yaml").write_text(CONFIG.replace("'1'", "'2'"))
    refused = terminal("minik diff --server-side -f a.yaml")
    assert (refused.exit, refused.err) == (
        2,
        'Error from server (Conflict): Apply failed with 1 conflict: conflict with "other": .data.a\n',
    )
    shown = terminal("minik diff --server-side --force-conflicts -f a.yaml")
    assert (shown.exit, [line for line in shown.out.splitlines() if line[0] in "+-"][2:]) == (
        1,
        ['-  a: "1"', '+  a: "2"'],
    )
    assert (
        "+    manager: kubectl"
        in terminal(
            "minik diff --server-side --force-conflicts --show-managed-fields -f a.yaml"
        ).out
    )
    assert (
        terminal("minik diff --force-conflicts -f a.yaml").err
        == "error: --force-conflicts only works with --server-side\n"
    )


def test_what_would_be_pruned_is_shown_without_an_after(terminal: Terminal) -> None:
    Path("a.yaml").write_text(CONFIG)
    terminal("minik apply -f a.yaml")
    Path("b.yaml").write_text(CONFIG.replace("cm", "other"))
    terminal("minik apply -f b.yaml")
    assert terminal("minik diff -f b.yaml").out == ""
    shown = terminal("minik diff --prune --prune-allowlist=core/v1/ConfigMap -f b.yaml")
    lines = shown.out.splitlines()
    assert (shown.exit, lines[0]) == (
        1,
        "diff -u -N LIVE/v1.ConfigMap.default.cm MERGED/v1.ConfigMap.default.cm",
    )
    assert all(line.startswith("-") for line in lines[4:])
    assert terminal("minik get cm cm").exit == 0
