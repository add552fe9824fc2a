"""-f of verbs that read: a dump is looked at as if it had been imported, manifests as what they become."""

import json
import tarfile
from pathlib import Path

import pytest
from typing_in import Terminal

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "registry.example/web:1", ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
"""
KINDS = "nodes,ns,svc,endpointslices,endpoints,deploy,rs,pods,cm,sa,events"


@pytest.fixture
def dump(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dump of a cluster as a packed folder; the state afterwards is that dump, imported."""
    monkeypatch.setenv("MINIK_NOW", "2026-11-30T12:00:00Z")
    Path("web.yaml").write_text(WEB)
    assert terminal("minik create ns shop").exit == 0
    assert terminal("minik apply -f web.yaml").exit == 0
    folder = Path("dump")
    folder.mkdir()
    (folder / "all.json").write_text(terminal(f"minik get {KINDS} -A -o json").out)
    with tarfile.open("dump.tgz", "w:gz") as archive:
        archive.add("dump")
    assert terminal("minik import -f dump.tgz --force").exit == 0
    return Path("dump.tgz")


@pytest.mark.parametrize("files", ["dump.tgz", "dump", "dump/all.json"])
@pytest.mark.parametrize(
    "line",
    [
        "why web -n shop",
        "why deploy/web -n shop",
        "resolve web.shop -o wide",
        "resolve web.shop -o json",
        "resolve web.shop --what-if 'scale deploy/web 0 -n shop'",
        "trace --to web.shop:80",
        "dns web.shop",
        "env deploy/web -n shop",
        "proxy rules --node node-1",
        "check",
        "export -o json",
    ],
)
def test_a_dump_is_looked_at_as_if_it_were_imported(
    line: str, files: str, dump: Path, terminal: Terminal
) -> None:
    imported = terminal(f"minik {line}")
    looked_at = terminal(f"minik {line} -f {files}")
    assert (looked_at.exit, looked_at.out) == (imported.exit, imported.out)
    assert looked_at.out


@pytest.mark.parametrize("line", ["why web -n shop", "resolve web.shop", "trace --to web.shop:80"])
def test_manifests_are_looked_at_as_what_they_become(line: str, terminal: Terminal) -> None:
    Path("web.yaml").write_text(WEB)
    answer = terminal(f"minik {line} -f web.yaml")
    assert answer.exit == 0 and "10.244." in answer.out
    assert not Path("state.json").exists()


def test_a_mixture_is_told_and_decided_otherwise(dump: Path, terminal: Terminal) -> None:
    whole = json.loads(Path("dump/all.json").read_text())
    for item in whole["items"]:
        if item["kind"] == "Pod":
            del item["metadata"]["uid"]
    Path("mixed.json").write_text(json.dumps(whole))
    told = terminal("minik check -f mixed.json")
    assert "objects are recorded ones (uid, creationTimestamp)" in told.err
    assert "objects are recorded" not in terminal("minik check -f mixed.json --as-dump").err
    assert "objects are recorded" not in terminal("minik check -f mixed.json --as-manifests").err
    both = terminal("minik check -f mixed.json --as-dump --as-manifests")
    assert both.exit == 2 and "exclude each other" in both.err


def test_what_is_looked_at_is_not_changed(dump: Path, terminal: Terminal) -> None:
    answer = terminal("minik resolve web.shop --pick -f dump.tgz")
    assert answer.exit == 1 and "minik import -f keeps them" in answer.err


def test_what_is_not_in_a_dump_is_told_once(dump: Path, terminal: Terminal) -> None:
    answer = terminal("minik why web -n shop -f dump.tgz")
    assert answer.err.count("not in the dump: ") == 1
