"""Objects, and what they remember, in an editor."""

import json
import tempfile
from pathlib import Path

import pytest
from typing_in import Terminal

SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {"ports": [{"port": 80}]},
}


@pytest.fixture
def editing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    """A terminal at a Service that was applied, whose editors keep what they were shown in `seen`."""
    monkeypatch.delenv("KUBE_EDITOR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    Path("web.json").write_text(json.dumps(SERVICE), encoding="utf-8")
    terminal("minik apply -f web.json")
    return terminal


def port(terminal: Terminal) -> str:
    """The port of the Service."""
    return terminal("minik get svc web -o jsonpath={.spec.ports[0].port}").out


@pytest.mark.parametrize("options", ["", "-o json", "-o yaml"])
def test_what_is_saved_is_so(
    editing: Terminal, monkeypatch: pytest.MonkeyPatch, options: str
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i -E 's/port(.*) 80/port\\1 81/'")
    assert editing(f"minik edit svc web {options}") == (0, "service/web edited\n", "")
    assert port(editing) == "81"


@pytest.mark.parametrize(
    ("editor", "status", "said"),
    [
        ("true", 0, "Edit cancelled, no changes made.\n"),
        ("truncate -s 0", 0, "Edit cancelled, saved file was empty.\n"),
        ("false", 1, 'error: there was a problem with the editor "false"\n'),
        (
            "no-such-editor-at-all",
            1,
            'error: unable to launch the editor "no-such-editor-at-all"\n',
        ),
    ],
)
def test_nothing_happens_without_a_change(
    editing: Terminal, monkeypatch: pytest.MonkeyPatch, editor: str, status: int, said: str
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    assert editing("minik edit svc web") == (status, "", said)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("s/port: 80/port: 0/", "spec.ports[0].port: Invalid value: 0"),
        ("s/:/;/", "at least one of apiVersion"),
        ("s/spec:$/spec: [/", "yaml"),
        ("s/name: web/name: other/", "at least one of apiVersion, kind and name was changed"),
    ],
)
def test_what_is_refused_is_opened_again_and_not_lost(
    editing: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: str, why: str
) -> None:
    monkeypatch.setenv("EDITOR", f"sed -i '/^#/!{change}'")
    answer = editing("minik edit svc web")
    assert (answer.exit, answer.out) == (1, "") and why in answer.err
    assert "error: Edit cancelled, no valid changes were saved.\n" in answer.err
    assert [path for path in tmp_path.glob("minik-edit-*.yaml") if str(path) in answer.err]
    assert port(editing) == "80"


def test_a_second_try_may_be_right(editing: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Path("editor.sh")
    script.write_text(
        '#!/bin/sh\ngrep -q "not valid" "$1" && cp "$1" seen && exec sed -i "s/port: 0/port: 90/" "$1"\n'
        'exec sed -i "s/port: 80/port: 0/" "$1"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("EDITOR", "sh editor.sh")
    assert editing("minik edit svc web") == (0, "service/web edited\n", "")
    assert "# * spec.ports[0].port: Invalid value: 0" in Path("seen").read_text(encoding="utf-8")
    assert port(editing) == "90"


def test_an_object_must_be_there(editing: Terminal) -> None:
    assert editing("minik edit svc nope") == (
        1,
        "",
        'Error from server (NotFound): services "nope" not found\n',
    )


def test_what_was_applied_can_be_seen(editing: Terminal) -> None:
    out = editing("minik apply view-last-applied svc/web").out
    assert "port: 80" in out and "clusterIP" not in out
    assert (
        json.loads(editing("minik apply view-last-applied -f web.json -o json").out)["spec"]
        == SERVICE["spec"]
    )
    assert "yaml|json" in editing("minik apply view-last-applied svc/web -o name").err


def test_what_was_not_applied_is_missed_only_by_file(editing: Terminal) -> None:
    """As kubectl does it, with its words."""
    for line in ("svc kubernetes", "svc/kubernetes -o name", "svc --all"):
        answer = editing(f"minik apply view-last-applied {line}")
        assert answer.exit == 0 and "kubernetes" not in answer.out
    editing("minik annotate svc web kubectl.kubernetes.io/last-applied-configuration-")
    answer = editing("minik apply view-last-applied -f web.json")
    assert answer == (
        1,
        "",
        "error: error when no last-applied-configuration annotation found on resource: web\n"
        ' "web.json": <nil>\n',
    )
    assert "--create-annotation" in editing("minik apply edit-last-applied svc kubernetes").err


def test_what_was_applied_can_be_set(editing: Terminal) -> None:
    editing("minik annotate svc web kubectl.kubernetes.io/last-applied-configuration-")
    answer = editing("minik apply set-last-applied -f web.json")
    assert answer.exit == 1 and "--create-annotation" in answer.err
    assert (
        editing("minik apply set-last-applied -f web.json --create-annotation").out
        == "service/web configured\n"
    )
    assert "port: 80" in editing("minik apply view-last-applied svc/web").out
    assert editing("minik apply -f web.json").out == "service/web unchanged\n"


def test_what_was_applied_can_be_edited(editing: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i 's/port: 80/port: 81/'")
    assert editing("minik apply edit-last-applied svc/web") == (0, "service/web edited\n", "")
    assert "port: 81" in editing("minik apply view-last-applied svc/web").out
    assert port(editing) == "80"
