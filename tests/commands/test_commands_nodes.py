"""`cordon`, `uncordon`, `drain`, `taint`, `wait` and `simulate`: what they do, say and refuse."""

from pathlib import Path

import pytest
from typing_in import Terminal

NOT_FOUND = 'Error from server (NotFound): nodes "nope" not found\n'
WEB = """apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: a}]}
"""
BUDGET = """apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: MIN, selector: {matchLabels: {app: web}}}
"""


@pytest.fixture
def cluster(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("MINIK_NOW", "2026-11-23T12:00:00Z")
    Path("web.yaml").write_text(WEB)
    assert terminal("minik apply -f web.yaml").exit == 0
    return terminal


def nodes_of(terminal: Terminal) -> list[str]:
    return terminal("minik get pods -l app=web -o jsonpath='{.items[*].spec.nodeName}'").out.split()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["minik cordon node-1"], "node/node-1 cordoned\n"),
        (["minik cordon node-1", "minik cordon node-1"], "node/node-1 already cordoned\n"),
        (["minik uncordon node-1"], "node/node-1 already uncordoned\n"),
        (["minik cordon node-1 --dry-run=client"], "node/node-1 cordoned (dry run)\n"),
        (["minik cordon -l topology.kubernetes.io/zone=zone-b"], "node/node-1 cordoned\n"),
        (["minik taint nodes node-1 a=b:NoSchedule"], "node/node-1 tainted\n"),
        (
            [
                "minik taint nodes node-1 a=b:NoSchedule",
                "minik taint no node-1 a=c:NoSchedule --overwrite",
            ],
            "node/node-1 modified\n",
        ),
        (
            ["minik taint nodes node-1 a:NoSchedule b:NoExecute", "minik taint nodes node-1 a-"],
            "node/node-1 untainted\n",
        ),
        (
            ["minik taint nodes node-1 a:NoSchedule", "minik taint nodes node-1 a- b:NoSchedule"],
            "node/node-1 modified\n",
        ),
    ],
)
def test_what_they_say(cluster: Terminal, lines: list[str], said: str) -> None:
    assert [cluster(line) for line in lines][-1].out == said


HELP = "\nSee 'minik {} -h' for help and examples\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("minik cordon nope", NOT_FOUND),
        ("minik drain nope", NOT_FOUND),
        ("minik taint nodes nope a:NoSchedule", NOT_FOUND),
        ("minik simulate node-down nope", NOT_FOUND),
        ("minik simulate pressure nope", NOT_FOUND),
        ("minik simulate pod-exit nope", 'Error from server (NotFound): pods "nope" not found\n'),
        ("minik cordon", "error: USAGE: cordon NODE [flags]" + HELP.format("cordon")),
        (
            "minik drain node-1 -l a=b",
            "error: cannot specify both a node name and a --selector option" + HELP.format("drain"),
        ),
        ("minik taint nodes node-1", "error: at least one taint update is required\n"),
        (
            "minik taint nodes node-1 a:Never",
            "error: invalid taint effect: Never, unsupported taint effect" + HELP.format("taint"),
        ),
        (
            "minik taint nodes node-1 a=b",
            "error: invalid taint spec: a=b, name part must consist of",
        ),
        (
            "minik taint pods web a:NoSchedule",
            "error: invalid resource type pods, only node types are supported\n",
        ),
        ("minik taint nodes node-1 a-", 'error: taint "a" not found\n'),
        (
            "minik taint nodes a:NoSchedule",
            "error: at least one resource name must be specified since 'all' parameter is not set\n",
        ),
        (
            "minik taint nodes node-1 a:NoSchedule a:NoSchedule-",
            "error: can not both modify and remove the following taint(s) in the same",
        ),
        ("minik wait deploy/web", "error: unrecognized condition: []\n"),
        ("minik wait deploy/web --for=luck", 'error: unrecognized condition: "luck"\n'),
        (
            "minik wait deploy/web --for=delete --timeout=10",
            'error: invalid argument "10" for "--timeout" flag: time: missing unit in',
        ),
        (
            "minik wait deploy/web --for=condition=Nope --timeout=1s",
            "error: timed out waiting for the condition on deployments/web\n",
        ),
        (
            "minik wait deploy/web --for=condition=Nope --timeout=0",
            "error: condition not met for deployments/web\n",
        ),
        (
            "minik wait pods --all --for=condition=Nope -n kube-system",
            "error: no matching resources found\n",
        ),
        ("minik simulate advance soon", 'error: time: invalid duration "soon"\n'),
        ("minik simulate advance 0s", 'error: invalid duration "0s": the clock moves forward'),
        ("minik simulate node-up node-1", "error: node node-1 is not down\n"),
        ("minik simulate sleep", 'error: unknown command "sleep"' + HELP.format("simulate")),
    ],
)
def test_what_they_refuse_changes_nothing(cluster: Terminal, line: str, said: str) -> None:
    before = Path("state.json").read_bytes()
    answer = cluster(line)
    assert (answer.exit, answer.out) == (1, "") and answer.err.startswith(said)
    assert Path("state.json").read_bytes() == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("minik wait deploy/web --for=condition=available", "deployment.apps/web condition met\n"),
        (
            "minik wait deploy/web --for=condition=Progressing=TRUE",
            "deployment.apps/web condition met\n",
        ),
        (
            "minik wait deploy web --for=jsonpath='{.status.readyReplicas}'=3",
            "deployment.apps/web condition met\n",
        ),
        (
            "minik wait deploy/web --for=jsonpath='{.status.readyReplicas}' -o name",
            "deployment.apps/web\n",
        ),
        ("minik wait deploy/web --for=create", "deployment.apps/web condition met\n"),
        ("minik wait pod/gone --for=delete", ""),
    ],
)
def test_what_is_so_is_waited_for(cluster: Terminal, line: str, said: str) -> None:
    answer = cluster(line)
    assert (answer.exit, answer.out, answer.err) == (0, said, "")


def test_waiting_takes_the_cluster_s_own_time(cluster: Terminal) -> None:
    slow = 'metadata: {labels: {app: web}, annotations: {minik.dev/behaviour: "ready-after=30s"}}'
    late = WEB.replace("metadata: {labels: {app: web}}", slow)
    Path("late.yaml").write_text(
        late.replace("name: web}", "name: late}").replace("app: web", "app: late")
    )
    cluster("minik apply -f late.yaml")
    assert cluster("minik wait deploy/late --for=condition=Available --timeout=10s").exit == 1
    assert (
        cluster("minik wait deploy/late --for=condition=Available").out
        == "deployment.apps/late condition met\n"
    )
    assert cluster("minik simulate advance 1s").out.startswith("1s later: 2026-11-23 12:00:31\n")


def test_a_drained_node_has_no_pods_but_those_of_daemon_sets(cluster: Terminal) -> None:
    assert "node-1" in nodes_of(cluster)
    answer = cluster("minik drain node-1")
    lines = answer.out.splitlines()
    assert (
        answer.exit == 0
        and lines[0] == "node/node-1 cordoned"
        and lines[-1] == "node/node-1 drained"
    )
    assert "node-1" not in nodes_of(cluster) and len(nodes_of(cluster)) == 3


def test_drain_leaves_alone_what_would_not_come_back(cluster: Terminal) -> None:
    cluster('minik run bare --image=a --overrides=\'{"spec":{"nodeName":"node-1"}}\'')
    refused = cluster("minik drain node-1")
    why = "cannot delete Pods that declare no controller (use --force to override): default/bare"
    assert refused.exit == 1 and refused.out == "node/node-1 cordoned\n"
    assert refused.err == (
        f'error: unable to drain node "node-1" due to error: {why}, continuing command...\n'
        f"There are pending nodes to be drained:\n node-1\n{why}\n"
    )
    forced = cluster("minik drain node-1 --force")
    assert (
        forced.exit == 0
        and forced.err == "Warning: deleting Pods that declare no controller: default/bare\n"
    )
    assert "pod/bare evicted\n" in forced.out


@pytest.mark.parametrize(("least", "status"), [(2, 0), (3, 1)])
def test_a_disruption_budget_is_respected(cluster: Terminal, least: int, status: int) -> None:
    Path("budget.yaml").write_text(BUDGET.replace("MIN", str(least)))
    cluster("minik apply -f budget.yaml")
    answer = cluster("minik drain node-1 --timeout=20s")
    assert answer.exit == status and ("violate the pod's disruption budget" in answer.err) == bool(
        status
    )
    assert ("node-1" in nodes_of(cluster)) == bool(status)


def test_the_time_line_is_told(cluster: Terminal) -> None:
    lines = cluster("minik simulate node-down node-1").out.splitlines()
    assert lines[0] == "node/node-1 down at 12:00:00" and len(lines) == 8
    assert lines[2] == "  12:00:50  node-1 NotReady (Unknown)"
    assert lines[3].startswith(f"{'':12}web-")
    assert lines[3].endswith(" leaves the ready endpoints of web (3 → 2)")
    assert lines[4].startswith("  12:05:50  web-") and lines[4].endswith(" evicted")
    assert lines[5].startswith(f"{'':12}replacements web-")
    assert lines[6] == f"{'':12}ready endpoints of web (2 → 3)"
    assert lines[7] == "  every Service kept at least one ready pod"
    assert cluster("minik get node node-1 --no-headers").out.split()[1] == "NotReady"
    back = cluster("minik simulate node-up node-1").out.splitlines()
    assert back[2] == "  12:05:50  node-1 Ready" and back[3].startswith(f"{'':12}web-")
    assert (
        cluster("minik undo").exit == 0
        and cluster("minik get node node-1 --no-headers").out.split()[1] == "NotReady"
    )


def test_a_pod_out_of_reach_goes_only_by_force(cluster: Terminal) -> None:
    cluster("minik simulate node-down node-1 --for 60s")
    pod = cluster("minik get pods --field-selector spec.nodeName=node-1 -o name").out.split()[0]
    cluster(f"minik delete {pod}")
    assert "Terminating" in cluster(f"minik get {pod}").out
    cluster(f"minik delete {pod} --force")
    assert cluster(f"minik get {pod}").exit == 1


def test_an_exit_and_lost_readiness_are_told(cluster: Terminal) -> None:
    pod = cluster("minik get pods -o name").out.split()[0].partition("/")[2]
    assert (
        f"{pod} leaves the ready endpoints of web (3 → 2)"
        in cluster(f"minik simulate unready {pod}").out
    )
    assert cluster(f"minik simulate unready {pod}").exit == 1
    assert (
        f"{pod} joins the ready endpoints of web (2 → 3)"
        in cluster(f"minik simulate ready {pod}").out
    )
    assert (
        f"{pod} ready again (restart 1)" in cluster(f"minik simulate pod-exit {pod} --code 2").out
    )
    assert f"{pod} CrashLoopBackOff" in cluster(f"minik simulate pod-exit {pod} --code 2").out
    assert "Evicted" in cluster("minik simulate pressure node-1 --disk").out
