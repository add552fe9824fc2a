"""`minik review`: sides of every kind, formats, exit statuses."""

import io
import json
import os
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from objects import CONTAINER, pod, service
from typing_in import Terminal

WEB: dict[str, Any] = {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}]}
SERVER = pod("web", labels={"app": "web"})
CLIENT = pod(
    "client", containers=[{**CONTAINER, "env": [{"name": "URL", "value": "http://web:80"}]}]
)
GOOD = [SERVER, CLIENT, service(**WEB)]
BAD = [SERVER, CLIENT, service(**{**WEB, "selector": {"app": "wep"}})]


def write(path: str, objects: list[Any]) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(yaml.safe_dump_all(objects))


@pytest.fixture(autouse=True)
def folders(terminal: Terminal) -> None:
    write("good/all.yaml", GOOD)
    write("bad/within/all.yaml", BAD)


def test_what_stops_answering_is_told_with_its_callers(terminal: Terminal) -> None:
    answer = terminal("minik review good bad")
    assert answer.exit == 1
    assert "error    endpoints-lost    Service default/web\n" in answer.out
    assert "    1 backend answered, none does any more: No pod has the labels app=wep" in answer.out
    assert "    called by Pod default/client (spec.containers[0].env[0].value: http://web:80" in (
        answer.out
    )
    assert "2 Services compared" not in answer.out and "1 Service compared: 1 error" in answer.out


def test_what_answers_still_ends_well(terminal: Terminal) -> None:
    answer = terminal("minik review good good")
    assert (answer.exit, answer.out) == (
        0,
        "Nothing changes for the wiring: 1 Service compared.\n",
    )
    assert terminal("minik review bad good").exit == 0


def test_a_side_may_be_what_git_has(terminal: Terminal) -> None:
    write("deploy/all.yaml", GOOD)
    identity = {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    for line in ("init -q -b main", "add deploy", "commit -q -m first"):
        subprocess.run(["git", *line.split()], check=True, env={**os.environ, **identity})
    write("deploy/all.yaml", [*BAD, service("refused", ports=[{"port": 0}])])
    answer = terminal("minik review git:main:deploy deploy")
    assert answer.exit == 1 and "endpoints-lost" in answer.out
    assert "deploy/all.yaml:" in answer.out
    back = terminal("minik review deploy git:main:deploy")
    assert back.exit == 0 and "endpoints-gained" in back.out
    assert terminal("minik review git:main: git:HEAD:deploy/all.yaml").exit == 0
    refused = terminal("minik review git:none:deploy deploy")
    assert refused.exit == 2 and "none" in refused.err


def test_a_file_of_a_revision_is_named_as_it_was_typed(terminal: Terminal) -> None:
    identity = {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    for line in ("init -q -b main", "add good bad", "commit -q -m first"):
        subprocess.run(["git", *line.split()], check=True, env={**os.environ, **identity})
    answer = terminal("minik review good git:main:bad -o json")
    sources = {
        change["source"]["file"] for change in json.loads(answer.out)["changes"] if change["source"]
    }
    assert sources == {"git:main:bad/within/all.yaml"}


def test_a_side_may_be_a_state_or_a_dump(terminal: Terminal) -> None:
    assert terminal("minik apply -f good --state one.json").exit == 0
    assert terminal("minik apply -f bad -R --state two.json").exit == 0
    answer = terminal("minik review one.json two.json")
    assert answer.exit == 1 and "endpoints-lost" in answer.out
    Path("dump.yaml").write_text(terminal("minik export --state one.json").out)
    assert terminal("minik review dump.yaml one.json").exit == 0
    assert terminal("minik review dump.yaml two.json").exit == 1


def test_files_after_a_state_are_applied_to_it(terminal: Terminal) -> None:
    assert terminal("minik apply -f good --state one.json").exit == 0
    write("change.yaml", [service("other", **WEB)])
    answer = terminal("minik review one.json change.yaml")
    assert answer.exit == 0 and "service-gone" not in answer.out and "service-new" in answer.out


def test_json_tells_the_same(terminal: Terminal) -> None:
    document = json.loads(terminal("minik review good bad -o json").out)
    assert document["stopsAnswering"] == 1
    change = document["changes"][0]
    assert (change["code"], change["severity"], change["before"], change["after"]) == (
        "endpoints-lost",
        "error",
        "1",
        "0",
    )
    assert change["callers"][0]["object"] == {
        "kind": "Pod",
        "namespace": "default",
        "name": "client",
    }


def test_markdown_escapes_what_it_shows(terminal: Terminal) -> None:
    answer = terminal("minik review good bad -o markdown")
    assert answer.exit == 1
    assert "| Service default/web | 1 backend answered" in answer.out
    assert "spec.containers\\[0\\].env" in answer.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("good missing", "missing"),
        ("good bad -o xml", 'unknown output format "xml": use json, markdown, text, yaml'),
        ("good bad --severity loud", "--severity must be one of"),
        ("git::x bad", '"git::x" is not git:REF:PATH'),
        ("git:--help:x bad", '"git:--help:x" is not git:REF:PATH'),
    ],
)
def test_what_cannot_be_reviewed_ends_with_2(terminal: Terminal, words: str, message: str) -> None:
    answer = terminal(f"minik review {words}")
    assert answer.exit == 2 and message in answer.err


def test_only_what_is_bad_enough_is_shown(terminal: Terminal) -> None:
    assert "info" not in terminal("minik review good bad --severity error").out
    assert terminal("minik review good bad --severity error").exit == 1


def archive(name: str, terminal: Terminal, folder: str) -> None:
    """Write an archive of what a cluster with the manifests of a folder would be dumped as."""
    assert terminal("minik init --force").exit == 0
    assert terminal(f"minik apply -R -f {folder}").exit == 0
    content = terminal("minik get all,nodes,ns,endpointslices -A -o json").out.encode()
    member = tarfile.TarInfo("bundle/all.json")
    member.size = len(content)
    with tarfile.open(name, "w:gz") as tar:
        tar.addfile(member, io.BytesIO(content))


def test_a_side_may_be_a_dump_as_it_came(terminal: Terminal) -> None:
    archive("before.tgz", terminal, "good")
    archive("after.tgz", terminal, "bad")
    answer = terminal("minik review before.tgz after.tgz")
    assert answer.exit == 1 and "endpoints-lost    Service default/web\n" in answer.out
    assert "Warning: not in the dump: " in answer.err
    assert terminal("minik review before.tgz before.tgz").exit == 0
    said = terminal("minik proxy diff --from before.tgz --to after.tgz --node node-1")
    assert said.exit == 1 and "default/web" in said.out
    assert terminal("minik proxy diff --from before.tgz --to before.tgz").exit == 0
    drawn = terminal("minik graph -f after.tgz -n default")
    assert drawn.exit == 0 and "web" in drawn.out
    assert terminal("minik check -f after.tgz svc/web").exit == 1
