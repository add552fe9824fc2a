"""`set subject`: who else has a role; worded and ordered as kubectl 1.37 does it offline."""

import json
from pathlib import Path

import pytest
from typing_in import Answer, Terminal

BINDING = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: a}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects: [{kind: User, name: x, apiGroup: rbac.authorization.k8s.io}]
"""


@pytest.fixture
def binding(terminal: Terminal) -> Terminal:
    """A role binding is in a file and in the cluster."""
    Path("a.yaml").write_text(BINDING)
    terminal("minik apply -f a.yaml")
    return terminal


def names(answer: Answer) -> list[str]:
    return [
        f"{one['kind']} {one.get('namespace', '')} {one['name']}"
        for one in json.loads(answer.out)["subjects"]
    ]


def test_they_are_added_in_order_each_once(binding: Terminal) -> None:
    line = "minik set subject rolebinding a --serviceaccount=ns:sa --serviceaccount=:own --group=g --user=z --user=b,c --user=x --user=z"
    assert binding(line).out == "rolebinding.rbac.authorization.k8s.io/a subjects updated\n"
    assert names(binding("minik get rolebinding a -o json")) == [
        "User  x",
        "User  b,c",
        "User  z",
        "Group  g",
        "ServiceAccount default own",
        "ServiceAccount ns sa",
    ]
    assert binding(line) == Answer(0, "", "")


def test_a_file_alone(binding: Terminal) -> None:
    answer = binding("minik set subject --local -f a.yaml --user=b -o json")
    assert names(answer) == ["User  x", "User  b"]
    assert names(binding("minik get rolebinding a -o json")) == ["User  x"]
    assert binding("minik set subject --local -f a.yaml --user=x -o yaml") == Answer(0, "", "")


@pytest.mark.parametrize(
    ("line", "err"),
    [
        (
            "minik set subject rolebinding a",
            "you must specify at least one value of user, group or serviceaccount",
        ),
        (
            "minik set subject rolebinding a --serviceaccount=ns",
            "serviceaccount must be <namespace>:<name>",
        ),
        (
            "minik set subject rolebinding a --serviceaccount=ns:a:b",
            "serviceaccount must be <namespace>:<name>",
        ),
        (
            "minik set subject rolebinding --all -l a=b --user=u",
            "cannot set --all and --selector at the same time",
        ),
        (
            "minik set subject namespace default --user=u",
            "namespace/default setting subjects is only supported for RoleBinding/ClusterRoleBinding",
        ),
    ],
)
def test_misuse(binding: Terminal, line: str, err: str) -> None:
    assert binding(line) == Answer(1, "", f"error: {err}\n")
