"""`api-resources`, `api-versions`, `version`: what the cluster knows, and which rules it follows."""

import json

import pytest
from typing_in import Terminal

from minik import __version__

APPS = """NAME                  SHORTNAMES   APIVERSION   NAMESPACED   KIND
controllerrevisions                apps/v1      true         ControllerRevision
daemonsets            ds           apps/v1      true         DaemonSet
deployments           deploy       apps/v1      true         Deployment
replicasets           rs           apps/v1      true         ReplicaSet
statefulsets          sts          apps/v1      true         StatefulSet
"""
CLUSTER_WIDE = """NAME                SHORTNAMES   APIVERSION   NAMESPACED   KIND
componentstatuses   cs           v1           false        ComponentStatus
namespaces          ns           v1           false        Namespace
nodes               no           v1           false        Node
persistentvolumes   pv           v1           false        PersistentVolume
"""
LISTED = [
    ("--api-group=apps", APPS),
    ("--namespaced=false --api-group=''", CLUSTER_WIDE),
    ("-o name --api-group=discovery.k8s.io", "endpointslices.discovery.k8s.io\n"),
    (
        "--no-headers --api-group=batch",
        "cronjobs   cj    batch/v1   true   CronJob\njobs             batch/v1   true   Job\n",
    ),
    ("-o name --categories=all --api-group=''", "pods\nreplicationcontrollers\nservices\n"),
    ("-o name --verbs=create,list --api-group=authentication.k8s.io", ""),
    (
        "--api-group=authentication.k8s.io -o wide --no-headers --sort-by=kind",
        "selfsubjectreviews         authentication.k8s.io/v1   false   SelfSubjectReview   create   \n"
        "tokenreviews               authentication.k8s.io/v1   false   TokenReview         create   \n",
    ),
]
REFUSALS = [
    (
        "api-resources x",
        "error: unexpected arguments: [x]\nSee 'minik api-resources -h' for help and examples\n",
    ),
    (
        "api-resources -o nope",
        'error: unable to match a printer suitable for the output format "nope", '
        "allowed formats are: json,kyaml,name,wide,yaml\n",
    ),
    (
        "api-versions nope",
        "error: unexpected arguments: [nope]\nSee 'minik api-versions -h' for help and examples\n",
    ),
    ("version nope", "error: extra arguments: [nope]\n"),
    ("api-resources --sort-by=group", "error: --sort-by accepts only name or kind\n"),
    ("version -o nope", "error: --output must be 'yaml' or 'json'\n"),
]


@pytest.mark.parametrize(("flags", "text"), LISTED, ids=[flags for flags, _ in LISTED])
def test_kinds_are_listed_as_kubectl_lists_them(terminal: Terminal, flags: str, text: str) -> None:
    assert terminal(f"minik api-resources {flags}") == (0, text, "")


@pytest.mark.parametrize(("line", "error"), REFUSALS, ids=[line for line, _ in REFUSALS])
def test_misuse_is_told_in_kubectls_words(terminal: Terminal, line: str, error: str) -> None:
    assert terminal(f"minik {line}") == (1, "", error)


def test_kinds_can_be_read_by_programs(terminal: Terminal) -> None:
    found = json.loads(terminal("minik api-resources --api-group=apps -o json").out)["resources"]
    assert [kind["name"] for kind in found] == [line.split()[0] for line in APPS.splitlines()[1:]]
    assert found[1]["shortNames"] == ["ds"]


def test_versions_of_the_api_are_listed_sorted(terminal: Terminal) -> None:
    lines = terminal("minik api-versions").out.splitlines()
    assert lines == sorted(lines)
    assert {"v1", "apps/v1", "autoscaling/v1", "autoscaling/v2", "discovery.k8s.io/v1"} <= set(
        lines
    )


def test_the_version_is_minik_s_own_and_that_of_kubernetes(terminal: Terminal) -> None:
    assert (
        terminal("minik version").out
        == f"Client Version: v{__version__}\nServer Version: v1.36.2\n"
    )
    assert terminal("minik version --client").out == f"Client Version: v{__version__}\n"
    assert json.loads(terminal("minik version -o json").out)["serverVersion"]["minor"] == "36"
    assert 'major: "1"' in terminal("minik version -o yaml").out
