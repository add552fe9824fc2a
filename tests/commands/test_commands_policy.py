"""`policy matrix` as it is asked for: as text, JSON and CSV, before and after."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

PODS = """
apiVersion: v1
kind: Pod
metadata: {name: %s, namespace: %s, labels: {app: %s}}
spec: {containers: [{name: c, image: "x:1", ports: [{containerPort: 80}]}]}
---
"""
SHUT = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: shut, namespace: default}
spec: {podSelector: {matchLabels: {app: web}}}
"""
WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "x:1", ports: [{containerPort: 80}, {containerPort: 81}]}]}
"""


@pytest.fixture
def two(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    pods = "".join(PODS % (name, "default", name) for name in ("cli", "web"))
    Path("pods.yaml").write_text(pods)
    Path("shut.yaml").write_text(SHUT)
    assert terminal("minik apply -f pods.yaml").exit == 0
    return terminal


def test_the_table_for_people(two: Terminal) -> None:
    assert two("minik policy matrix").out == (
        "TCP/80       default/cli  default/web\n"
        "default/cli  .            .\n"
        "default/web  .            .\n\n"
        ".  may connect   X  may not\n\nevery connection passes\n"
    )
    two("minik apply -f shut.yaml")
    assert two("minik policy matrix").out.splitlines()[1:] == [
        "default/cli  .            X",
        "default/web  .            .",
        "",
        ".  may connect   X  may not",
        "",
        "1 of 2 connections are closed:",
        "     1  ingress: NetworkPolicy default/shut",
    ]


def test_the_table_for_programs(two: Terminal) -> None:
    two("minik apply -f shut.yaml")
    found = json.loads(two("minik policy matrix -o json").out)
    assert found["pods"] == ["default/cli", "default/web"]
    assert found["rows"]["default/cli"] == {
        "default/cli": {"TCP/80": True},
        "default/web": {"TCP/80": False},
    }
    assert two("minik policy matrix -o csv").out.splitlines()[:3] == [
        "from,to,protocol,port,allowed,direction,policies",
        "default/cli,default/cli,TCP,80,true,,",
        "default/cli,default/web,TCP,80,false,ingress,NetworkPolicy/default/shut",
    ]


def test_what_a_new_policy_would_change(two: Terminal) -> None:
    said = two("minik policy matrix --what-if-apply -f shut.yaml").out.splitlines()
    assert said[-2:] == [
        "what changes: 1 closed",
        "  closed  TCP/80     default/cli → default/web            ingress: NetworkPolicy default/shut",
    ]
    found = json.loads(two("minik policy matrix --what-if-apply -f shut.yaml -o json").out)
    assert found["changes"] == [
        {
            "from": "default/cli",
            "to": "default/web",
            "port": "TCP/80",
            "before": True,
            "after": False,
        }
    ]
    lines = two("minik policy matrix --what-if-apply -f shut.yaml -o csv").out.splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["change", "", "closed", "", ""]
    assert "nothing changes" in two("minik policy matrix --what-if-apply -f pods.yaml").out
    assert "every connection passes" in two("minik policy matrix").out, "nothing is saved"


def test_pods_of_a_workload_share_a_line(two: Terminal) -> None:
    Path("web.yaml").write_text(WEB)
    two("minik apply -f web.yaml -f shut.yaml")
    assert two("minik policy matrix").out.splitlines()[:4] == [
        "                 default/cli  default/web  default/web (3)",
        "default/cli      .            X            X",
        "default/web      .            .            X",
        "default/web (3)  .            X            X",
    ]


def test_many_columns_are_numbered(two: Terminal) -> None:
    Path("more.yaml").write_text("".join(PODS % (f"p{n}", "default", "p") for n in range(6)))
    two("minik apply -f more.yaml")
    said = two("minik policy matrix").out.splitlines()
    assert said[0] == "TCP/80       1  2  3  4  5  6  7  8" and "   8  default/web" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("minik policy matrix -n nowhere", "no pods\n"),
        ("minik policy matrix -A", "every connection passes\n"),
        ("minik policy matrix --port 53/udp", "TCP/80 UDP/53  default/cli"),
        ("minik policy matrix -o yaml", 'unknown output format "yaml": use json or csv'),
        ("minik policy matrix --port 0", 'invalid argument "0" for "--port" flag'),
        ("minik policy matrix --port 80/icmp", "must be PORT or PORT/PROTOCOL"),
    ],
)
def test_what_is_said(two: Terminal, line: str, said: str) -> None:
    answer = two(line)
    assert said in answer.out + answer.err
