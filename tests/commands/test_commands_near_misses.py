"""A refusal ends with what was probably meant: commands, options, kinds, names, namespaces, fields,
formats, contexts.
"""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {"prots": [{"port": 80}]},
}


@pytest.fixture
def cluster(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for line in (
        "create ns shop",
        "create svc clusterip front --tcp=80 -n shop",
        "create svc clusterip my-service --tcp=80",
    ):
        assert terminal(f"minik {line}").exit == 0
    Path("web.json").write_text(json.dumps(SERVICE), encoding="utf-8")
    return terminal


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("gte pods", "\tget"),
        ("rollout staus x", "  did you mean: status"),
        ("create deploymnt x", "  did you mean: deployment"),
        ("get svc --show-labls", "  did you mean: --show-labels"),
        ("get svc --sort-bye=x", "  did you mean: --sort-by"),
        ("get deploymnet", "  did you mean: deployments, deploy"),
        ("describe svcs/x", "  did you mean: svc"),
        ("get svc my-sevice", "  did you mean: my-service"),
        ("describe svc/my-sevice", "  did you mean: my-service"),
        ("delete svc my-sevice", "  did you mean: my-service"),
        ("label svc my-sevice a=b", "  did you mean: my-service"),
        ("patch svc my-sevice -p {}", "  did you mean: my-service"),
        ("cordon node1", "  did you mean: node-1"),
        ("get svc front", "  found in another namespace: -n shop"),
        ("get svc frnot -n shop", "  did you mean: front"),
        ("get svc front -nshpo", '  there is no namespace "shpo"; did you mean: shop'),
        ("get svc front --namespace=zoo", '  there is no namespace "zoo"'),
        ("get pods -n shpo", '  there is no namespace "shpo"; did you mean: shop'),
        ("create svc clusterip x --tcp=80 -n shpo", "  did you mean: shop"),
        ("get ns shpo", "  did you mean: shop"),
        ("get svc kubernets my-sevice", "  did you mean: my-service"),
        ("apply -f web.json", "  did you mean: spec.ports"),
        ("get svc -o jsn", "  did you mean: json"),
        ("get svc --context defalt", "  did you mean: default"),
        ("config use-context defalt", "  did you mean: default"),
    ],
)
def test_a_refusal_ends_with_what_was_meant(cluster: Terminal, line: str, last: str) -> None:
    answer = cluster(f"minik {line}")
    assert answer.out == "" and answer.err.rstrip("\n").rpartition("\n")[2] == last


def test_a_missing_field_is_refused_below_the_kind_that_lacks_it(cluster: Terminal) -> None:
    answer = cluster("minik explain svc.spec.prots")
    assert answer.out == "KIND:       Service\nVERSION:    v1\n\n"
    assert answer.err.endswith("\n  did you mean: ports\n")


@pytest.mark.parametrize(
    "line",
    ["frobnicate", "get frobs", "get svc frobnicate", "get svc --frobnicate", "get pods -n shop"],
)
def test_where_nothing_is_near_nothing_is_said(cluster: Terminal, line: str) -> None:
    assert "mean" not in cluster(f"minik {line}").err


def test_a_name_in_a_file_is_not_guessed_at(cluster: Terminal) -> None:
    Path("web.json").write_text(
        json.dumps({**SERVICE, "metadata": {"name": "my-sevice"}, "spec": {}}), encoding="utf-8"
    )
    assert cluster("minik delete -f web.json").err.endswith('services "my-sevice" not found\n')


def test_validate_tells_it_below_the_line(cluster: Terminal) -> None:
    assert "\n    did you mean: spec.ports\n" in cluster("minik validate -f web.json").out
