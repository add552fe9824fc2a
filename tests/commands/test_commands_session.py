"""What a person types without thinking: who am I, where am I, what is this called, and what only a
container can answer.
"""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

from minik import cli
from minik.model import suggestions

DEPLOYMENT = "minik create deployment web --image=registry.example/web --replicas=2"


def test_the_administrator_may_do_everything(terminal: Terminal) -> None:
    assert terminal("minik auth can-i create pods") == (0, "yes\n", "")
    assert terminal("minik auth can-i delete deploy/web -q") == (0, "", "")
    assert terminal("minik auth can-i get /healthz").out == "yes\n"
    assert terminal("minik auth can-i --list --no-headers").out.startswith("*.*")


@pytest.mark.parametrize(
    ("question", "warning"),
    [
        ("get nodes", "resource 'nodes' is not namespace scoped"),
        (
            "get clusterroles",
            "resource 'clusterroles' is not namespace scoped in group 'rbac.authorization.k8s.io'",
        ),
        (
            "get widgets.example.com",
            "the server doesn't have a resource type 'widgets' in group 'example.com'",
        ),
        ("see pods", "verb 'see' is not a known verb"),
        ("see /healthz", "verb 'see' is not a known verb"),
    ],
)
def test_an_odd_question_is_answered_with_a_warning(
    terminal: Terminal, question: str, warning: str
) -> None:
    assert terminal(f"minik auth can-i {question}") == (0, "yes\n", f"Warning: {warning}\n\n")


def test_a_question_has_two_words(terminal: Terminal) -> None:
    answer = terminal("minik auth can-i create")
    assert (answer.exit, answer.err.splitlines()[0]) == (
        1,
        "error: you must specify two arguments: verb resource or verb resource/resourceName.",
    )


def test_who_you_are_is_the_administrator(terminal: Terminal) -> None:
    assert terminal("minik auth whoami").out.splitlines()[1] == "Username    admin"
    review = json.loads(terminal("minik auth whoami -o json").out)
    assert (review["kind"], review["status"]["userInfo"]["username"]) == (
        "SelfSubjectReview",
        "admin",
    )


def test_the_control_plane_is_where_its_service_leads(terminal: Terminal) -> None:
    address = terminal(
        "minik get endpoints kubernetes -o jsonpath={.subsets[0].addresses[0].ip}:{.subsets[0].ports[0].port}"
    ).out
    terminal("minik create service clusterip dns --tcp=53 -n kube-system")
    terminal(
        "minik label service dns kubernetes.io/cluster-service=true kubernetes.io/name=DNS -n kube-system"
    )
    first, second, *_ = terminal("minik cluster-info").out.splitlines()
    assert first == f"Kubernetes control plane is running at https://{address}"
    assert (
        second
        == f"DNS is running at https://{address}/api/v1/namespaces/kube-system/services/dns:53/proxy"
    )


def test_options_lists_what_every_command_takes(terminal: Terminal) -> None:
    out = terminal("minik options").out
    assert all(names[-1] in out for names, _, _ in cli.EVERYWHERE)


@pytest.mark.parametrize(
    "line",
    [
        "logs web",
        "logs -f pod/web -c web",
        "exec -it web -- ls",
        "attach web",
        "cp a.txt web:/tmp",
        "cp default/web:/a a",
        "port-forward web 80",
        "debug web -i --image=x -q",
        "top pods",
        "top node",
    ],
)
def test_what_needs_a_container_is_refused_in_one_line(terminal: Terminal, line: str) -> None:
    terminal("minik run web --image=registry.example/web")
    answer = terminal(f"minik {line}")
    assert (answer.exit, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert answer.err.startswith("error: ") and "needs a running container" in answer.err


def test_what_is_offered_instead_works(terminal: Terminal) -> None:
    terminal("minik create namespace blue")
    terminal("minik run web --image=registry.example/web -n blue")
    offered = terminal("minik logs web -n blue").err.partition("instead: ")[2]
    assert "Name:" in terminal(offered).out


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (
            "logs nope",
            'error: error from server (NotFound): pods "nope" not found in namespace "default"',
        ),
        ("exec nope -- ls", 'Error from server (NotFound): pods "nope" not found'),
        (
            "exec web ls",
            "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead",
        ),
        ("exec web", "error: you must specify at least one command for the container"),
        ("attach", "error: at least 1 argument is required for attach"),
        ("cp a", "error: source and destination are required"),
        ("cp a b", "error: one of src or dest must be a remote file specification"),
        ("port-forward web", "error: TYPE/NAME and list of ports are required for port-forward"),
        ("debug web", "error: you must specify --image when not using --copy-to."),
        ("top pod a b", "error: pod [NAME | -l label]"),
        ("logs web --bogus", "error: unknown flag: --bogus"),
    ],
)
def test_what_is_wrong_with_the_words_comes_first(
    terminal: Terminal, line: str, error: str
) -> None:
    answer = terminal(f"minik {line}")
    assert (answer.exit, answer.err.splitlines()[0]) == (1, error)


def test_an_autoscaler_stands_over_a_workload(terminal: Terminal) -> None:
    terminal(DEPLOYMENT)
    assert terminal("minik autoscale deploy web --max=5 --cpu=70% --memory=1Gi --name=busy") == (
        0,
        "horizontalpodautoscaler.autoscaling/busy autoscaled\n",
        "",
    )
    spec = json.loads(terminal("minik get hpa busy -o json").out)["spec"]
    assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    assert [metric["resource"]["target"] for metric in spec["metrics"]] == [
        {"averageUtilization": 70, "type": "Utilization"},
        {"averageValue": "1Gi", "type": "AverageValue"},
    ]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("deploy web", 'required flag(s) "max" not set'),
        ("deploy web --max=0", "--max=MAXPODS is required and must be at least 1, max: 0"),
        (
            "deploy web --max=2 --min=3",
            "--max=MAXPODS must be larger or equal to --min=MINPODS, max: 2, min: 3",
        ),
        ("deploy web --max=2 --cpu=some", "invalid value for --cpu: invalid quantity: some"),
        ("deploy --max=2", "resource(s) were provided, but no name was specified"),
        (
            "svc kubernetes --max=2",
            "cannot autoscale a Service: could not find scale subresource for /v1, Resource=services in discovery information",
        ),
    ],
)
def test_an_autoscaler_needs_sense(terminal: Terminal, line: str, error: str) -> None:
    terminal(DEPLOYMENT)
    assert terminal(f"minik autoscale {line}") == (1, "", f"error: {error}\n")


@pytest.mark.parametrize(
    ("word", "meant"), [("gte", ["get"]), ("descri", ["describe"]), ("LABL", ["label"])]
)
def test_a_misspelt_command_is_suggested(terminal: Terminal, word: str, meant: list[str]) -> None:
    lines = "".join(f"\t{choice}\n" for choice in meant)
    assert terminal(f"minik {word}") == (
        1,
        "",
        f'error: unknown command "{word}" for "minik"\n\nDid you mean this?\n{lines}',
    )


def test_nothing_is_suggested_where_nothing_is_near(terminal: Terminal) -> None:
    assert terminal("minik quarterdeck").err == 'error: unknown command "quarterdeck" for "minik"\n'


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("", "abc", 3), ("get", "gte", 2), ("bogus", "logs", 2), ("wait", "wait", 0)],
)
def test_a_distance_is_the_same_both_ways(one: str, other: str, far: int) -> None:
    assert (
        suggestions.edit_distance(one, other, swaps=False)
        == suggestions.edit_distance(other, one, swaps=False)
        == far
    )


def test_the_least_roles_for_an_audit_log_are_written_and_reconciled(terminal: Terminal) -> None:
    event = {
        "kind": "Event",
        "verb": "list",
        "user": {"username": "jane"},
        "objectRef": {"resource": "pods", "namespace": "shop"},
    }
    Path("audit.log").write_text(json.dumps(event) + "\n", encoding="utf-8")
    roles = terminal("minik auth needed --from audit.log").out
    Path("roles.yaml").write_text(roles, encoding="utf-8")
    answer = terminal("minik auth reconcile -f roles.yaml")
    assert answer.exit == 0 and answer.out == (
        "role.rbac.authorization.k8s.io/jane reconciled\n"
        "rolebinding.rbac.authorization.k8s.io/jane reconciled\n"
    )
    assert terminal("minik auth can-i list pods -n shop --as jane").out == "yes\n"
    assert terminal("minik auth can-i delete pods -n shop --as jane").exit == 1
    assert "it shows jane" in terminal("minik auth needed --from audit.log --as ben").err
    assert "name the audit log: --from FILE" in terminal("minik auth needed").err


def test_former_versions_of_roles_are_not_reconciled(terminal: Terminal) -> None:
    role = (
        "{{apiVersion: rbac.authorization.k8s.io/{}, kind: ClusterRole, metadata: {{name: {}}}}}\n"
    )
    Path("roles.yaml").write_text(f"{role.format('v1beta1', 'a')}---\n{role.format('v1', 'b')}")
    answer = terminal("minik auth reconcile -f roles.yaml")
    assert answer.exit == 1
    assert "error: only rbac.authorization.k8s.io/v1 is supported: not *v1beta1.ClusterRole" in (
        answer.err.splitlines()
    )
    assert answer.out == "clusterrole.rbac.authorization.k8s.io/b reconciled\n"
    assert "must specify one of -f and -k" in terminal("minik auth reconcile").err
