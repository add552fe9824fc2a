"""Admission policies at the command line: in whose name, for pods of controllers, in `validate`."""

import json
from pathlib import Path

import policy_cluster as stage
import pytest
from typing_in import Terminal

WHO = "request.userInfo.username + ' of ' + request.userInfo.groups.join(',')"


@pytest.fixture
def judged(terminal: Terminal) -> Terminal:
    """Pods are denied, in the name of who asks for them."""
    policy = stage.policy(
        validations=[{"expression": "false", "messageExpression": WHO}],
        matchConstraints={"resourceRules": [stage.rule("pods")]},
    )
    for document in (policy, stage.binding()):
        terminal("minik create -f -", json.dumps(document))
    return terminal


POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "p"},
    "spec": {"containers": [{"name": "c", "image": "c"}]},
}
NAMES = {
    "": "admin of system:masters,system:authenticated",
    "--as=bob": "bob of system:authenticated",
    "--as=bob --as-group=x --as-group=y": "bob of x,y,system:authenticated",
}


@pytest.mark.parametrize(("options", "words"), NAMES.items())
def test_in_whose_name(judged: Terminal, options: str, words: str) -> None:
    answer = judged(f"minik create -f - {options}", json.dumps(POD))
    assert answer.exit == 1
    assert answer.err.strip() == (
        "The pods \"p\" is invalid: : ValidatingAdmissionPolicy 'p' with binding 'b' denied "
        f"request: {words}"
    )


def test_raw_requests_are_sent_in_a_name_as_well(judged: Terminal) -> None:
    line = "minik create --raw /api/v1/namespaces/default/pods -f - --as=bob"
    assert "bob of" in judged(line, json.dumps(POD)).err


def test_a_pair_is_needed_for_what_else_is_known(judged: Terminal) -> None:
    answer = judged("minik create cm c --as=bob --as-user-extra=x")
    assert "it is no KEY=VALUE" in answer.err


def test_pods_of_a_controller_are_denied_in_its_name(judged: Terminal) -> None:
    judged("minik create deployment web --image=web")
    assert "0/1" in judged("minik get deployment web").out
    said = judged("minik get events").out
    assert "is forbidden: ValidatingAdmissionPolicy" in said
    assert "system:serviceaccount:kube-system:replicaset-controller of" in said
    assert "denied request" in judged("minik why deploy/web").out


def test_validate_judges_by_the_policies_of_the_call(terminal: Terminal, tmp_path: Path) -> None:
    kind = {"apiVersion": "v1", "kind": "ConfigMap"}
    reference = {"name": "most", "namespace": "shop", "parameterNotFoundAction": "Deny"}
    selector = {"namespaceSelector": {"matchLabels": {"tier": "one"}}}
    documents = [
        stage.policy(
            "object.spec.replicas <= int(params.data.most)",
            paramKind=kind,
            matchConstraints={"resourceRules": [stage.rule("deployments", apiGroups=["apps"])]},
        ),
        stage.binding(paramRef=reference, matchResources=selector),
        stage.config_map("most", data={"most": "3"}),
        stage.SHOP,
    ]
    for place, document in enumerate(documents):
        (tmp_path / f"{place}.json").write_text(json.dumps(document), encoding="utf-8")
    app = "".join(
        f"---\n{terminal(line).out}"
        for line in (
            "minik create deployment web --image=a --replicas=4 -n shop --dry-run=client -o yaml",
            "minik create deployment web --image=a --replicas=4 -n free --dry-run=client -o yaml",
        )
    )
    (tmp_path / "app.yaml").write_text(app, encoding="utf-8")
    alone = terminal(f"minik validate -f {tmp_path}/app.yaml")
    assert alone.exit == 0
    answer = terminal(f"minik validate -f {tmp_path}")
    assert answer.exit == 1
    assert (
        'Deployment shop/web: deployments.apps "web" is forbidden: ValidatingAdmissionPolicy'
        in answer.out
    )
    assert "6 documents: 5 valid, 1 invalid." in answer.out


def test_drain_tells_whom_a_policy_keeps_in_place(terminal: Terminal) -> None:
    terminal("minik create deployment web --image=web")
    [name] = terminal("minik get pods -o name").out.split()
    node = terminal(f"minik get {name} -o jsonpath={{.spec.nodeName}}").out
    rule = stage.rule("pods/eviction", operations=["*"])
    validation = {"expression": "false", "messageExpression": WHO}
    policy = stage.policy(validations=[validation], matchConstraints={"resourceRules": [rule]})
    for document in (policy, stage.binding()):
        terminal("minik create -f -", json.dumps(document))
    answer = terminal(f"minik drain {node} --as=bob")
    pod = name.removeprefix("pod/")
    denied = f'error when evicting pods/"{pod}" -n "default": pods "{pod}" is forbidden: '
    assert answer.exit == 1
    assert denied in answer.err
    assert "denied request: bob of system:authenticated" in answer.err
    assert terminal("minik get pods -o name").out == f"{name}\n"
