"""`apply --applyset`: a parent remembers where its members stand, and what is no member any more
goes.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from typing_in import Answer, Terminal

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\n"
SET = "minik apply -f a.yaml -n default --prune --applyset=web"


@pytest.fixture
def alpha(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """kubectl's alpha is switched on."""
    monkeypatch.setenv("KUBECTL_APPLYSET", "true")
    return terminal


def write(*names: str, more: str = "") -> None:
    Path("a.yaml").write_text(
        "---\n".join([*(CONFIG.replace("NAME", name) for name in names), *filter(None, [more])])
    )


def parent(terminal: Terminal, what: str = "secret web") -> Any:
    return json.loads(terminal(f"minik get {what} -n default -o json").out)["metadata"]


def identity(name: str, namespace: str, kind: str) -> str:
    digest = hashlib.sha256(f"{name}.{namespace}.{kind}.".encode()).digest()
    return f"applyset-{urlsafe_b64encode(digest).decode().rstrip('=')}-v1"


def test_members_are_labelled_and_the_parent_remembers_where_they_stand(alpha: Terminal) -> None:
    write("a", "b", more="apiVersion: v1\nkind: Namespace\nmetadata: {name: blue}\n")
    assert alpha(SET) == Answer(
        0, "configmap/a created\nconfigmap/b created\nnamespace/blue created\n", ""
    )
    found = parent(alpha)
    assert found["labels"] == {"applyset.kubernetes.io/id": identity("web", "default", "Secret")}
    assert found["annotations"] == {
        "applyset.kubernetes.io/additional-namespaces": "",
        "applyset.kubernetes.io/tooling": "kubectl/v1.37.1",
        "applyset.kubernetes.io/contains-group-kinds": "ConfigMap,Namespace",
    }
    assert parent(alpha, "cm a")["labels"] == {
        "applyset.kubernetes.io/part-of": identity("web", "default", "Secret")
    }


def test_what_is_in_no_file_any_more_goes_whoever_applied_it(alpha: Terminal) -> None:
    write("a", "b")
    alpha(SET)
    alpha("minik create cm alone --save-config")
    write("c")
    assert alpha(f"{SET} --dry-run=server").out.splitlines()[1:] == [
        f"configmap/{name} pruned (server dry run)" for name in "ab"
    ]
    assert alpha(f"{SET} --dry-run=client").out.splitlines()[1:] == [
        f"configmap/{name} pruned (dry run)" for name in "ab"
    ]
    assert (
        alpha(f"{SET} --server-side").out
        == "configmap/c serverside-applied\nconfigmap/a pruned\nconfigmap/b pruned\n"
    )
    assert alpha("minik get cm alone").exit == 0
    write("d")
    assert alpha(SET).out == "configmap/d created\nconfigmap/c pruned\n"


def test_members_in_other_namespaces_are_found_too(alpha: Terminal) -> None:
    alpha("minik create namespace blue")
    Path("a.yaml").write_text(CONFIG.replace("NAME", "a, namespace: blue"))
    line = "minik apply -f a.yaml --prune --applyset=namespaces/blue"
    assert (
        alpha(line).err
        == 'error: resource "/v1, Resource=namespaces" is not permitted as an ApplySet parent\n'
    )
    line = "minik apply -f a.yaml -n blue --prune --applyset=cm/web"
    assert alpha(line).out == "configmap/a created\n"
    write("b")
    assert alpha(line).out == "configmap/b created\nconfigmap/a pruned\n"


def test_where_something_is_refused_nothing_goes_and_the_parent_still_knows_all(
    alpha: Terminal,
) -> None:
    write("a", more="apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n")
    alpha(SET)
    write("b", "B")
    assert alpha(SET).exit == 1
    assert (
        parent(alpha)["annotations"]["applyset.kubernetes.io/contains-group-kinds"]
        == "ConfigMap,Secret"
    )
    write("b")
    assert alpha(SET).out == "configmap/b unchanged\nconfigmap/a pruned\nsecret/s pruned\n"


@pytest.mark.parametrize(
    ("change", "err"),
    [
        (
            "annotate secret web applyset.kubernetes.io/tooling=helm/v3 --overwrite",
            'ApplySet parent object "secrets./web" already exists and is managed by tooling "helm" instead of "kubectl"',
        ),
        (
            "annotate secret web applyset.kubernetes.io/tooling-",
            'ApplySet parent object "secrets./web" already exists and is missing required annotation "applyset.kubernetes.io/tooling"',
        ),
        (
            "label secret web applyset.kubernetes.io/id-",
            'ApplySet parent object "secrets./web" exists and does not have required label applyset.kubernetes.io/id',
        ),
        (
            "label secret web applyset.kubernetes.io/id=x --overwrite",
            'ApplySet parent object "secrets./web" exists and has incorrect value for label "applyset.kubernetes.io/id" '
            f"(got: x, want: {identity('web', 'default', 'Secret')})",
        ),
        (
            "annotate secret web applyset.kubernetes.io/contains-group-kinds-",
            'parsing ApplySet annotation on "secrets./web": kubectl requires the "applyset.kubernetes.io/contains-group-kinds" annotation to be '
            "set on all ApplySet parent objects",
        ),
    ],
)
def test_a_parent_that_is_another_s_is_left_alone(alpha: Terminal, change: str, err: str) -> None:
    write("a")
    alpha(SET)
    assert alpha(f"minik {change}").exit == 0
    assert alpha(SET) == Answer(1, "", f"error: {err}\n")


def test_fields_of_the_parent_that_others_write_are_taken_back(alpha: Terminal) -> None:
    write("a")
    alpha(SET)
    alpha("minik annotate secret web applyset.kubernetes.io/tooling=kubectl/v1.0 --overwrite")
    answer = alpha(SET)
    assert answer.err.startswith(
        "Warning: failed to update ApplySet: Apply failed with 1 conflict: "
    )
    assert parent(alpha)["annotations"]["applyset.kubernetes.io/tooling"] == "kubectl/v1.37.1"


@pytest.mark.parametrize(
    ("options", "err"),
    [
        ("--applyset=web", "--applyset requires --prune"),
        ("--applyset=web --prune --all", "--all is incompatible with --applyset"),
        ("--applyset=web --prune -l a=b", "--selector is incompatible with --applyset"),
        (
            "--applyset=web --prune --prune-allowlist=core/v1/ConfigMap",
            "--prune-allowlist is incompatible with --applyset",
        ),
        ("--applyset=web --prune", "namespace is required to use namespace-scoped ApplySet"),
        ("--applyset=/ --prune", 'invalid parent reference "/": name cannot be blank'),
        (
            "--applyset=nope.x/web --prune",
            'invalid parent reference "nope.x/web": no matches for x/, Resource=nope',
        ),
    ],
)
def test_misuse(alpha: Terminal, options: str, err: str) -> None:
    write("a")
    assert alpha(f"minik apply -f a.yaml {options}") == Answer(1, "", f"error: {err}\n")


def test_without_the_alpha_there_is_no_such_flag(terminal: Terminal) -> None:
    write("a")
    assert terminal(SET).err.splitlines()[0] == "error: unknown flag: --applyset"


def test_a_label_that_is_there_already_is_refused(alpha: Terminal) -> None:
    Path("a.yaml").write_text(
        CONFIG.replace("NAME", "a, labels: {applyset.kubernetes.io/part-of: x}")
    )
    assert (
        alpha(SET).err
        == 'error: ApplySet label "applyset.kubernetes.io/part-of" already set in input data\n'
    )
