"""`check` and `why` as people and programs use them: over the cluster, over files, in every format,
with every exit status.
"""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from typing_in import Terminal

from minik.diagnosis import causes
from minik.render import findings_report

WRONG = """
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
    tier: front
  ports:
  - port: 80
    targetPort: htpp
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web, tier: frontend}
    spec:
      containers:
      - name: web
        image: web:1
        ports:
        - {name: http, containerPort: 8080}
        readinessProbe: {tcpSocket: {port: http}}
"""
RIGHT = WRONG.replace("tier: front\n", "tier: frontend\n").replace("htpp", "http")


@pytest.fixture
def folder(tmp_path: Path, terminal: Terminal) -> Path:
    """Where the files are, and the terminal stands."""
    (tmp_path / "wrong.yaml").write_text(WRONG)
    (tmp_path / "right.yaml").write_text(RIGHT)
    return tmp_path


def test_files_are_checked_without_any_cluster(folder: Path, terminal: Terminal) -> None:
    said = terminal("minik check -f wrong.yaml")
    assert said.exit == 1 and said.err == ""
    assert said.out.splitlines()[:3] == [
        "wrong.yaml:9  error    selector-matches-nothing   Service default/web",
        "    tier=front is on no pod; Deployment default/web makes pods with tier=frontend (spelling differs)",
        "    fix: tier: frontend",
    ]
    assert not (folder / "state.json").exists()


def test_what_is_well_is_told_in_a_line(folder: Path, terminal: Terminal) -> None:
    said = terminal("minik check -f right.yaml")
    assert (said.exit, said.out) == (
        0,
        "no findings in 2 documents: judged 1 Service and 1 workload.\n",
    )


def test_a_cluster_is_checked_and_the_fix_mends_it(folder: Path, terminal: Terminal) -> None:
    terminal("minik apply -f wrong.yaml")
    for code in ("selector-matches-nothing", "named-port-missing"):
        said = terminal("minik check")
        assert said.exit == 1 and code in said.out
        fix = next(
            line.removeprefix("    fix: ")
            for line in said.out.splitlines()
            if line.startswith("    fix: ")
        )
        assert terminal(fix).exit == 0
    assert terminal("minik check").exit == 0
    assert terminal("minik resolve web").exit == 0


def test_one_service_can_be_asked_for(folder: Path, terminal: Terminal) -> None:
    terminal("minik apply -f wrong.yaml")
    assert terminal("minik check service/kubernetes").exit == 0
    assert terminal("minik check svc web").exit == 1
    missing = terminal("minik check svc/nobody")
    assert missing.exit == 2 and 'services "nobody" not found' in missing.err


@pytest.mark.parametrize(
    "line",
    [
        "check -f nowhere.yaml",
        "check -o loud",
        "check --severity bad",
        "check --baseline nowhere.json",
        "check --explain nothing",
        "check gadgets/x",
    ],
)
def test_what_cannot_be_checked_is_not_a_finding(
    folder: Path, terminal: Terminal, line: str
) -> None:
    said = terminal(f"minik {line}")
    assert said.exit == 2 and said.out == "" and said.err.startswith("error: ")


def parsed(text: str, output: str) -> Any:
    return (
        ElementTree.fromstring(text)
        if output == "junit"
        else json.loads(text)
        if output in ("json", "sarif")
        else text
    )


@pytest.mark.parametrize("output", findings_report.formats())
def test_every_format_tells_of_every_finding(folder: Path, terminal: Terminal, output: str) -> None:
    said = terminal(f"minik check -f wrong.yaml -o {output}")
    assert said.exit == 1 and parsed(said.out, output) is not None
    assert "selector-matches-nothing" in said.out and "wrong.yaml" in said.out
    clean = terminal(f"minik check -f right.yaml -o {output}")
    assert clean.exit == 0 and "selector-matches-nothing" not in clean.out
    assert not clean.out or parsed(clean.out, output) is not None


def test_sarif_points_at_the_line(folder: Path, terminal: Terminal) -> None:
    [result] = json.loads(terminal("minik check -f wrong.yaml -o sarif").out)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("wrong.yaml", 9)


def test_what_is_in_the_baseline_is_passed_over(folder: Path, terminal: Terminal) -> None:
    (folder / "known.json").write_text(terminal("minik check -f wrong.yaml -o json").out)
    (folder / "moved.yaml").write_text("# a line more\n" + WRONG)
    assert terminal("minik check -f moved.yaml --baseline known.json").exit == 0
    (folder / "other.yaml").write_text(WRONG.replace("tier: front\n", "tier: frontend\n"))
    assert terminal("minik check -f other.yaml --baseline known.json").exit == 1


def test_hints_are_shown_when_asked_for(folder: Path, terminal: Terminal) -> None:
    (folder / "host.yaml").write_text(
        RIGHT.replace("      containers:", "      hostNetwork: true\n      containers:")
    )
    assert terminal("minik check -f host.yaml").exit == 0
    assert (
        "host-network-without-cluster-dns"
        in terminal("minik check -f host.yaml --severity info").out
    )


def test_every_code_is_explained(terminal: Terminal) -> None:
    table = terminal("minik check --explain").out
    for code in causes.codes().values():
        assert code.name in table
        said = terminal(f"minik check --explain {code.name}")
        assert (
            said.exit == 0
            and said.out.startswith(f"{code.name} (")
            and len(said.out.splitlines()) > 4
        )
        assert not code.id or terminal(f"minik check --explain {code.id}").out == said.out


def test_a_dump_is_checked_against_itself(folder: Path, terminal: Terminal) -> None:
    terminal("minik apply -f right.yaml")
    dump = json.loads(terminal("minik get svc,pods,endpoints,nodes -o json").out)
    (folder / "dump.json").write_text(json.dumps(dump))
    assert terminal("minik check -f dump.json").exit == 0
    for item in dump["items"]:
        if item["kind"] == "Endpoints" and item["metadata"]["name"] == "web":
            item["subsets"] = []
    (folder / "torn.json").write_text(json.dumps(dump))
    listed = terminal("minik check -f torn.json --as-manifests")
    assert "recorded-endpoints-differ" in listed.out


def test_why_tells_the_gate_of_every_pod(folder: Path, terminal: Terminal) -> None:
    terminal("minik apply -f wrong.yaml")
    said = terminal("minik why web")
    assert said.exit == 1
    assert said.out.startswith(
        "Service default/web has no endpoints.  Selector: app=web, tier=front\n"
    )
    assert 'labels  tier is "frontend", the Service asks "front"' in said.out
    assert (
        """fix      minik patch svc web -n default -p '{"spec":{"selector":{"tier":"frontend"}}}'"""
        in said.out
    )


def test_why_a_pod_stands_behind_a_service_or_nearly(folder: Path, terminal: Terminal) -> None:
    terminal("minik apply -f wrong.yaml")
    pod = terminal("minik get pods -o name").out.strip()
    near = terminal(f"minik why {pod}")
    assert near.exit == 1 and "web      nearly      no: tier is" in near.out
    terminal("minik apply -f right.yaml")
    yes = terminal(f"minik why {pod}")
    assert yes.exit == 0 and 'yes, at 8080 (named port "http")' in yes.out
    well = terminal("minik why web")
    assert (
        well.exit == 0
        and "stands behind it, at 10.244." in well.out
        and "kube-proxy-suspect" in well.out
    )


def test_why_knows_addresses_and_their_neighbours(terminal: Terminal) -> None:
    assert "Service default/kubernetes" in terminal("minik why 10.96.0.1").out
    said = terminal("minik why 10.96.0.2")
    assert said.exit == 1 and "near is 10.96.0.1, Service default/kubernetes" in said.err
    assert (
        "Node "
        in terminal(
            "minik why "
            + terminal("minik get node node-1 -o jsonpath={.status.addresses[0].address}").out
        ).out
    )


def test_wrong_use_of_why_gets_a_sentence(folder: Path, terminal: Terminal) -> None:
    terminal("minik apply -f wrong.yaml")
    for line, sentence in (
        ("why wbe", "did you mean: web"),
        ("why web:8080", "it has: 80"),
        ("why", "name one thing"),
        ("why pod/nobody", 'pods "nobody" not found'),
        ("why web -o xml", "unknown output format"),
    ):
        said = terminal(f"minik {line}")
        assert said.exit == 1 and said.out == "" and sentence in said.err


def test_why_speaks_json(folder: Path, terminal: Terminal) -> None:
    terminal("minik apply -f wrong.yaml")
    said = json.loads(terminal("minik why web -o json").out)
    assert said["works"] is False and said["findings"][0]["code"] == "selector-matches-nothing"
    assert said["considered"][0]["gate"] == "labels"


def test_get_tells_of_endpoints_beside_the_table(folder: Path, terminal: Terminal) -> None:
    terminal("minik apply -f wrong.yaml")
    titles, *rows = (
        line.split() for line in terminal("minik get svc --endpoints").out.splitlines()
    )
    assert titles == ["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", "READY", "WHY"]
    assert [(row[0], *row[6:]) for row in rows] == [
        ("kubernetes", "1/1"),
        ("web", "0/0", "selector-matches-nothing"),
    ]
    terminal("minik apply -f right.yaml")
    assert terminal("minik get svc web --endpoints").out.splitlines()[1].split()[6:] == ["1/1"]
    assert "--endpoints is for tables of services" in terminal("minik get pods --endpoints").err


def test_files_for_a_cluster_of_two_families_are_taken(folder: Path, terminal: Terminal) -> None:
    (folder / "dual.yaml").write_text(
        RIGHT.replace("  ports:\n", "  ipFamilyPolicy: RequireDualStack\n  ports:\n", 1)
    )
    assert terminal("minik check -f dual.yaml --severity info").exit == 0
