"""import keeps a dump as it was recorded; settle lets go of what is held; both can be taken back."""

import json
import lzma
import os
from pathlib import Path
from typing import Any

import pytest
from typing_in import Terminal

DUMPS = Path(__file__).parents[1] / "data" / "dumps" / "broken.jsonl.xz"
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: mine}\nspec: {containers: [{name: c, image: i}]}\n"
)


@pytest.fixture
def dump(monkeypatch: pytest.MonkeyPatch, terminal: Terminal) -> str:
    """The file of a dump in which a quota stopped a Deployment; it is now when it was taken."""
    lines = lzma.decompress(DUMPS.read_bytes()).decode().splitlines()
    found = next(one for one in map(json.loads, lines) if one["name"] == "quota")
    monkeypatch.setenv("MINIK_NOW", found["now"])
    Path("dump.json").write_text(json.dumps({"kind": "List", "items": found["items"]}))
    return "dump.json"


def ready(terminal: Terminal) -> str:
    return terminal("minik get deploy web -n shop --no-headers").out.split()[1]


def raise_quota(terminal: Terminal) -> None:
    patch = '{"spec":{"hard":{"pods":"20","limits.memory":"100Gi","requests.cpu":"100"}}}'
    assert terminal(f"minik patch quota compute -n shop -p '{patch}'").exit == 0


def test_import_holds_and_settle_lets_go(terminal: Terminal, dump: str) -> None:
    said = terminal(f"minik import -f {dump}").out
    assert said.startswith(
        "imported 58 objects: 3 nodes, 5 namespaces, 3 Services, 2 pods, 23 Events,"
    )
    before = terminal("minik export -o json").out
    assert ready(terminal) == "0/2"
    assert terminal("minik state check").exit == 0
    assert terminal("minik settle").out.startswith("settled, 6 objects changed: 3 IPAddresses,")
    assert ready(terminal) == "0/2"  # the quota refuses them, held or not
    assert terminal("minik undo").exit == 0
    assert terminal("minik export -o json").out == before
    assert terminal("minik scale deploy web -n shop --replicas 3").exit == 0
    assert ready(terminal) == "0/3"
    assert terminal("minik undo").exit == 0 and terminal("minik redo").exit == 0
    raise_quota(terminal)
    assert ready(terminal) == "3/3"
    assert terminal("minik settle").exit == 0
    assert terminal("minik settle").out == "nothing was held: the cluster is at rest\n"


def test_import_settle_lets_go_at_once(terminal: Terminal, dump: str) -> None:
    assert terminal(f"minik import --settle -f {dump}").exit == 0
    assert ready(terminal) == "0/2"
    raise_quota(terminal)
    assert ready(terminal) == "2/2"


def test_a_look_does_not_read_what_is_held(terminal: Terminal, dump: str) -> None:
    terminal(f"minik import -f {dump}")
    state = Path("state.json")
    text = state.read_text()
    assert '"layout":2,' in text and text.count('\n},"held":{') == 1
    held = text.index('},"held":{')
    stamp = state.stat().st_mtime_ns
    state.write_text(text[:held] + text[held:].replace("replicaset-", "replicaset_"))
    os.utime(state, ns=(stamp, stamp))
    assert terminal("minik get pods -n shop").exit == 0
    state.write_text(text[:held] + text[held:].replace('"action":"create"', '"action":"eat"   '))
    os.utime(state, ns=(stamp, stamp))
    assert terminal("minik get pods -n shop").exit == 0
    refused = terminal("minik label ns shop a=b")
    assert refused.exit == 1 and "is not whole: a held change cannot be" in refused.err


def test_another_hand_keeps_what_is_held(terminal: Terminal, dump: str) -> None:
    terminal(f"minik import -f {dump}")
    state = Path("state.json")
    before = terminal("minik export -o json").out
    state.write_text(json.dumps(json.loads(state.read_text())))
    assert terminal("minik export -o json").out == before
    terminal("minik label ns shop a=b")
    assert ready(terminal) == "0/2" and '"layout":2,' in state.read_text()


def test_a_newer_layout_is_refused_by_name(terminal: Terminal) -> None:
    terminal("minik create ns shop")
    state = Path("state.json")
    assert '"layout":1,' in state.read_text()
    state.write_text(state.read_text().replace('"layout":1,', '"layout":4,'))
    refused = terminal("minik get ns")
    assert refused.exit == 1 and "has layout 4, this minik knows layouts 1 to 3" in refused.err
    assert "upgrade minik" in refused.err


def test_import_replaces_only_what_is_empty_or_imported(terminal: Terminal, dump: str) -> None:
    assert terminal("minik init").exit == 0
    assert terminal(f"minik import -f {dump}").exit == 0
    assert terminal("minik delete pods -n shop --all").exit == 0
    assert terminal(f"minik import -f {dump}").exit == 0
    assert terminal("minik init --force").exit == 0
    Path("pod.yaml").write_text(POD)
    assert terminal("minik apply -f pod.yaml").exit == 0
    refused = terminal(f"minik import -f {dump}")
    assert refused.exit == 1 and "holds a cluster that was not imported" in refused.err
    assert terminal("minik get pod mine").exit == 0
    assert terminal(f"minik import --force -f {dump}").exit == 0
    assert terminal("minik get pod mine").exit == 1


IMPOSSIBLE: dict[str, list[Any]] = {
    "clock": [99999999999999, -1, 1e18, "x"],
    "service_cidrs": [["10.96.0.0/32"], ["10.96.0.0/0"], [], ["x"]],
    "pod_cidrs": [["x"], ["10.0.0.0/16", "10.1.0.0/16"]],
    "workers": [1000000000, -1],
    "node_ports": [[1, 99999999999], [1], [5, 2]],
    "load_balancer_pool": ["zz"],
    "memory": [[["a"]]],
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_settings_that_no_cluster_has_are_refused(terminal: Terminal, name: str) -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}
    for value in IMPOSSIBLE[name]:
        exported = {"kind": "List", "metadata": {"minik": {name: value}}, "items": [namespace]}
        Path("dump.json").write_text(json.dumps(exported))
        refused = terminal("minik import -f dump.json")
        assert refused.exit == 1
        assert f"metadata.minik.{name} of the List is no such setting" in refused.err
    assert not Path("state.json").exists()
