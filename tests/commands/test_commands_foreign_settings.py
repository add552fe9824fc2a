"""Settings of another hand, in an exported List or in the header of a state, are judged as `init`
judges them: none is taken that a later command would stumble on.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from typing_in import Terminal

IMPOSSIBLE: list[tuple[str, Any]] = [
    ("clock", 99999999999999),
    ("clock", -1),
    ("clock", "1"),
    ("service_cidrs", ["10.96.0.0/32"]),
    ("service_cidrs", ["10.96.0.0/0"]),
    ("service_cidrs", ["10.96.0.0/16", "10.97.0.0/16"]),
    ("pod_cidrs", ["x"]),
    ("pod_cidrs", []),
    ("workers", 1000000000),
    ("control_planes", -1),
    ("proxy_mode", "x"),
    ("proxy_mode", "../iptables"),
    ("node_ports", [1, 99999999999]),
    ("node_ports", [5, 1]),
    ("job_duration", 99999999999999),
    ("job_duration", -1),
    ("cluster_domain", "a b"),
    ("cluster_domain", ""),
    ("load_balancer_pool", "x"),
    ("seed", "x"),
    ("memory", [["a"]]),
    ("underway", 5),
]


@pytest.mark.parametrize(("name", "value"), IMPOSSIBLE)
def test_no_setting_is_imported_that_no_cluster_can_have(
    terminal: Terminal, name: str, value: Any
) -> None:
    items = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}]
    dump = {"kind": "List", "metadata": {"minik": {name: value}}, "items": items}
    Path("dump.json").write_text(json.dumps(dump))
    refused = terminal("minik import -f dump.json")
    assert refused.exit == 1
    assert f"metadata.minik.{name} of the List is no such setting" in refused.err
    assert not Path("state.json").exists()


@pytest.mark.parametrize(("name", "value"), IMPOSSIBLE)
def test_a_header_with_such_a_setting_is_refused_and_found_by_the_check(
    terminal: Terminal, name: str, value: Any
) -> None:
    terminal("minik init")
    state = json.loads(Path("state.json").read_text())
    state["minik"].setdefault("settings", {})[name] = value
    Path("state.json").write_text(json.dumps(state))
    assert f"settings.{name} cannot be" in terminal("minik get namespaces").err
    checked = terminal("minik state check")
    assert checked.exit == 1 and f"settings.{name} cannot be" in checked.out


@pytest.mark.parametrize(
    "option",
    [
        "--workers 1000000000",
        "--control-planes 100001",
        "--service-cidr 10.96.0.0/30",
        "--service-cidr 0.0.0.0/0",
        "--proxy-mode x",
        "--lb-pool x",
        "--workers -1",
    ],
)
def test_init_makes_no_cluster_that_could_not_be_read(terminal: Terminal, option: str) -> None:
    assert terminal(f"minik init {option}").exit == 1
    assert not Path("state.json").exists()
