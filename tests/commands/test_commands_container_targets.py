"""What `exec`, `logs`, `attach`, `cp` and `port-forward` judge before they would connect."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

TWO = """
apiVersion: v1
kind: Pod
metadata: {name: two}
spec:
  initContainers: [{name: first, image: i}]
  containers: [{name: a, image: i, ports: [{name: http, containerPort: 80}]}, {name: b, image: i}]
"""
ENDED = "apiVersion: v1\nkind: Pod\nmetadata: {name: ended}\nspec: {containers: [{name: c, image: i}]}\n"
WAITING = ENDED.replace("name: ended", "name: waiting").replace(
    "image: i", "image: i, resources: {requests: {cpu: 1000}}"
)
NOT_FOUND = "error: container x not found in pod two\n"
DEFAULTED = 'Defaulted container "a" out of: a, b, first (init)\n'
NEEDS = "needs a running container"


@pytest.fixture
def cluster(terminal: Terminal) -> Terminal:
    """A cluster with pods of several kinds."""
    for name, text in (("two", TWO), ("ended", ENDED), ("waiting", WAITING)):
        Path(f"{name}.yaml").write_text(text)
        terminal(f"minik apply -f {name}.yaml")
    terminal('minik patch pod ended --subresource=status -p \'{"status":{"phase":"Succeeded"}}\'')
    terminal("minik create deployment web --image=i --replicas=2")
    terminal("minik create deployment none --image=i --replicas=0")
    terminal("minik expose deployment web --port=80 --target-port=8080")
    terminal("minik create configmap cm")
    return terminal


# A line, and what is told before it is said that a running container is missing; or the refusal.
LINES: dict[str, str] = {
    "exec two -c x -- ls": NOT_FOUND,
    "attach two -c x": NOT_FOUND,
    "cp a two:/b -c x": NOT_FOUND,
    "logs two -c x": "error: container x is not valid for pod two\n",
    "logs two x": "error: container x is not valid for pod two\n",
    "exec two -- ls": DEFAULTED,
    "logs two": DEFAULTED,
    "exec two -c b -- ls": "",
    "exec two -c first -- ls": "",
    "logs two b": "",
    "exec ended -- ls": "error: cannot exec into a container in a completed pod; current phase is Succeeded\n",
    "attach ended": "error: cannot attach a container in a completed pod; current phase is Succeeded\n",
    "port-forward ended 80": "error: unable to forward port because pod is not running. Current status=Succeeded\n",
    "logs ended": "",
    "exec waiting -- ls": "Error from server (BadRequest): pod waiting does not have a host assigned\n",
    "port-forward waiting 80": "error: unable to forward port because pod is not running. Current status=Pending\n",
    "exec cm/cm -- ls": "error: cannot attach to *v1.ConfigMap: selector for *v1.ConfigMap not implemented\n",
    "logs cm/cm": "error: cannot get the logs from *v1.ConfigMap: selector for *v1.ConfigMap not implemented\n",
    "exec svc/kubernetes -- ls": "error: cannot attach to *v1.Service: invalid service 'kubernetes': Service is defined without a selector\n",
    "exec deploy/none -- ls": "error: timed out waiting for the condition\n",
    "exec deploy/web -- ls": "",
    "port-forward svc/web 80": "",
    "port-forward svc/web 8080:80": "",
    "port-forward svc/web 81": "error: Service web does not have a service port 81\n",
    "port-forward svc/web :http": "error: Service 'web' does not have a named port 'http'\n",
    "port-forward two http": "",
    "port-forward two https": "error: Pod 'two' does not have a named port 'https'\n",
    "exec -f two.yaml -- ls": DEFAULTED,
    "exec -f two.yaml -f ended.yaml -- ls": "error: cannot exec into multiple objects at a time\n",
    "exec -f gone.yaml -- ls": 'error: the path "gone.yaml" does not exist\n',
}


@pytest.mark.parametrize("line", LINES)
def test_all_that_can_be_judged_is_judged_first(cluster: Terminal, line: str) -> None:
    answer = cluster(f"minik {line}")
    told = LINES[line]
    assert (answer.exit, answer.out) == (1, "")
    if told.lower().startswith("error"):
        assert answer.err == told
    else:
        assert answer.err.startswith(told) and NEEDS in answer.err.removeprefix(told)


def test_the_log_of_a_deployment_is_that_of_a_pod_which_is_told(cluster: Terminal) -> None:
    found = json.loads(cluster("minik get pods -l app=web -o json").out)
    names = sorted(pod["metadata"]["name"] for pod in found["items"])
    assert cluster("minik logs deploy/web").err.startswith(f"Found 2 pods, using pod/{names[0]}\n")


def test_an_annotation_chooses_the_container_without_a_word(cluster: Terminal) -> None:
    cluster("minik annotate pod two kubectl.kubernetes.io/default-container=b")
    assert cluster("minik exec two -- ls").err.startswith("error: exec needs")
    cluster("minik annotate pod two kubectl.kubernetes.io/default-container=x --overwrite")
    assert NEEDS in cluster("minik exec two -- ls").err


def test_a_container_is_named_once(cluster: Terminal) -> None:
    assert (
        "only one of -c or an inline [CONTAINER] arg is allowed"
        in cluster("minik logs two a -c b").err
    )
