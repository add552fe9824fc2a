"""Options stand anywhere between the words of a command, by cobra's rule: one that the group does
not know has a value.
"""

from pathlib import Path

import pytest
from typing_in import Terminal

SECRET = "generic x --from-literal=a=b --dry-run=client"


@pytest.mark.parametrize(
    ("line", "out"),
    [
        (f"create -n foo secret {SECRET} -o name", "secret/x\n"),
        (f"create secret -n foo {SECRET} -o jsonpath={{.metadata.namespace}}", "foo"),
        (f"create secret -nfoo {SECRET} -o jsonpath={{.metadata.namespace}}", "foo"),
        (f"create secret --namespace foo {SECRET} -o jsonpath={{.metadata.namespace}}", "foo"),
        (f"create -o name secret {SECRET}", "secret/x\n"),
        (f"create secret -o name {SECRET}", "secret/x\n"),
        ("create --dry-run=client -o name service clusterip x --tcp=80", "service/x\n"),
        ("create service --dry-run=client clusterip -o name x --tcp=80", "service/x\n"),
        ("config -o jsonpath={.kind} view", "Config"),
        ("config --output jsonpath={.kind} view", "Config"),
        ("config --minify view -o jsonpath={.kind}", "Config"),
        ("set --local image -f d.yaml c=b -o name", "pod/d\n"),
        ("set --filename d.yaml image --local c=b -o name", "pod/d\n"),
        ("auth -n foo can-i get pods", "yes\n"),
        ("create -f secret --dry-run=client -o name", "pod/d\n"),
        (
            "api-resources --namespaced --api-group=rbac.authorization.k8s.io -o name",
            "rolebindings.rbac.authorization.k8s.io\nroles.rbac.authorization.k8s.io\n",
        ),
    ],
)
def test_the_value_of_an_option_is_no_word(terminal: Terminal, line: str, out: str) -> None:
    pod = (
        "{apiVersion: v1, kind: Pod, metadata: {name: d}, "
        "spec: {containers: [{name: c, image: a}]}}\n"
    )
    for name in ("d.yaml", "secret"):
        Path(name).write_text(pod)
    assert terminal(f"minik {line}") == (0, out, "")


@pytest.mark.parametrize(
    ("line", "err"),
    [
        (
            "api-resources --namespaced false",
            "error: unexpected arguments: [false]\nSee 'minik api-resources -h' for help and examples\n",
        ),
        (
            "describe pods --show-events false",
            'Error from server (NotFound): pods "false" not found\n',
        ),
        ("get pods --show-labels true", 'Error from server (NotFound): pods "true" not found\n'),
    ],
)
def test_a_switch_takes_no_word(terminal: Terminal, line: str, err: str) -> None:
    assert terminal(f"minik {line}") == (1, "", err)


@pytest.mark.parametrize("value", ["true", "True", "1", "t"])
def test_a_dry_run_that_is_true_is_the_clients(terminal: Terminal, value: str) -> None:
    assert terminal(f"minik create ns a --dry-run={value}") == (
        0,
        "namespace/a created (dry run)\n",
        "--dry-run=true is deprecated (boolean value) and can be replaced with --dry-run=client.\n",
    )


@pytest.mark.parametrize("value", ["false", "F", "0"])
def test_a_dry_run_that_is_false_is_none(terminal: Terminal, value: str) -> None:
    assert terminal(f"minik create ns a --dry-run={value}") == (
        0,
        "namespace/a created\n",
        "--dry-run=false is deprecated (boolean value) and can be replaced with --dry-run=none.\n",
    )
