"""`init`, `reset`, `import`, `export`: clusters as a whole."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

RECORDINGS = Path(__file__).parents[1] / "data" / "controllers"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: x}]}\n"


def nodes(terminal: Terminal) -> list[str]:
    return [line.split("/")[1] for line in terminal("minik get nodes -o name").out.split()]


@pytest.mark.proves("A10")
def test_init_makes_the_cluster_that_was_asked_for(terminal: Terminal) -> None:
    said = terminal("minik init --control-planes 0 --workers 2 --proxy-mode ipvs")
    assert (
        said.out
        == "cluster created: 0 control-plane and 2 worker nodes, pods 10.244.0.0/16, services 10.96.0.0/16, proxy mode ipvs\n"
    )
    assert said.err.startswith("Warning: fewer than 3 nodes") and said.exit == 0
    assert nodes(terminal) == ["node-1", "node-2"]


@pytest.mark.proves("A1")
def test_nodes_tell_their_roles(terminal: Terminal) -> None:
    assert terminal("minik init").err == ""
    roles = [line.split()[2] for line in terminal("minik get nodes --no-headers").out.splitlines()]
    assert roles == ["control-plane", "<none>", "<none>", "<none>"]


@pytest.mark.proves("A9")
def test_nodes_tell_what_runs_their_containers(terminal: Terminal) -> None:
    terminal("minik init")
    assert "containerd://" in terminal("minik get node node-1 -o wide").out


def test_init_leaves_a_cluster_that_is_there_alone_unless_forced(terminal: Terminal) -> None:
    terminal("minik init --workers 5")
    refused = terminal("minik init")
    assert (
        refused.exit == 1 and "holds a cluster already" in refused.err and len(nodes(terminal)) == 6
    )
    assert terminal("minik init --force").exit == 0 and len(nodes(terminal)) == 4


@pytest.mark.parametrize(
    "options",
    ["--ip-family x", "--pod-cidr 10.0.0.0/24", "--lb-pool y", "--workers -1", "--workers x"],
)
def test_init_refuses_what_cannot_be_and_makes_nothing(terminal: Terminal, options: str) -> None:
    refused = terminal(f"minik init {options}")
    assert (
        refused.exit == 1 and refused.err.startswith("error: ") and not Path("state.json").exists()
    )


def test_reset_begins_anew_with_the_same_settings(terminal: Terminal) -> None:
    terminal("minik init --workers 4 --ip-family dual")
    Path("pod.yaml").write_text(POD)
    terminal("minik apply -f pod.yaml")
    terminal("minik delete node node-4")
    assert terminal("minik reset").out.startswith(
        "cluster reset: 1 control-plane and 4 worker nodes, pods 10.244.0.0/16, fd00:"
    )
    assert len(nodes(terminal)) == 5 and terminal("minik get pods").out == ""


@pytest.mark.parametrize("output", ["yaml", "json"])
def test_what_is_exported_is_imported_as_the_same_cluster(terminal: Terminal, output: str) -> None:
    terminal("minik init --lb-pool 192.168.0.200-192.168.0.210")
    Path("pod.yaml").write_text(POD)
    terminal("minik apply -f pod.yaml")
    first = terminal(f"minik export -o {output}").out
    Path("cluster.yaml").write_text(first)
    assert terminal("minik import --force -f cluster.yaml").exit == 0
    assert terminal(f"minik export -o {output}").out == first
    assert terminal("minik export -o table").exit == 1


@pytest.mark.parametrize("name", ["my-service", "dual-nodeport"])
def test_import_shows_the_real_cluster(terminal: Terminal, name: str) -> None:
    dump = json.loads((RECORDINGS / f"{name}.json").read_text())["dump"]
    Path("dump.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": dump}))
    assert terminal("minik import -f dump.json").out.startswith(
        f"imported {len(dump)} objects: 2 nodes, 4 namespaces, "
    )
    assert nodes(terminal) == ["node-1", "node-2"]
    assert len(terminal("minik get endpointslices --no-headers").out.splitlines()) == (
        2 if name.startswith("dual") else 1
    )


def test_import_reads_standard_input_and_passes_over_what_it_does_not_know(
    terminal: Terminal,
) -> None:
    said = terminal(
        "minik import -f -",
        POD + "---\napiVersion: x.example/v1\nkind: Thing\nmetadata: {name: t}\n",
    )
    assert said.out == "imported 1 object: 1 pod\n" and said.err.startswith(
        'Warning: 1 Thing passed over: no kind "Thing" is known'
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: b",
        "[1, 2]",
        "apiVersion: v1\nkind: Pod\n",
        "{",
        "apiVersion: v1\nkind: Pod\nmetadata: 5",
    ],
)
def test_import_refuses_what_is_no_dump_and_leaves_the_cluster_as_it_is(
    terminal: Terminal, text: str
) -> None:
    terminal("minik init --workers 5")
    refused = terminal("minik import -f -", text)
    assert refused.exit == 1 and refused.err and len(nodes(terminal)) == 6


def test_import_wants_a_file(terminal: Terminal) -> None:
    assert terminal("minik import").err == "error: must specify one of -f and -k, or --live\n"
