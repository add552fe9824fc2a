"""What containers run, and what they do at the API server, as far as their pods say."""

from typing import Any

import pytest
from crafting import container, obj, pod_spec, seen, workload

from minik.diagnosis import api_calls, programs, relevance
from minik.diagnosis.programs import Program
from minik.diagnosis.rights import Need
from minik.model.object import Key


def program(**fields: Any) -> Program:
    view = seen([workload(pod={"containers": [container(**fields)]})])
    return view.index(programs.programs)[0]


@pytest.mark.parametrize(
    "image, name",
    [
        ("nginx", "nginx"),
        ("nginx:1.29", "nginx"),
        ("nginx@sha256:0", "nginx"),
        ("docker.io/library/nginx:1", "nginx"),
        ("registry.k8s.io/busybox", "busybox"),
        ("bitnami/nginx", ""),
        ("example.com:5000/nginx", ""),
    ],
)
def test_an_image_of_the_library_has_a_name(image: str, name: str) -> None:
    assert programs.library_image(image) == name


@pytest.mark.parametrize(
    "command, args, line",
    [
        (["sh", "-c", "a; b"], [], "a; b"),
        (["/bin/bash", "-ec"], ["a"], "a"),
        ([], ["sh", "-c", "a"], "a"),
        (["bash", "--login", "-c", "a"], [], "a"),
        (["sh", "script"], [], ""),
        (["sh", "-c"], [], ""),
        (["python", "-c", "a"], [], ""),
    ],
)
def test_a_shell_is_given_a_line(command: list[str], args: list[str], line: str) -> None:
    assert program(command=command, args=args).line == line


@pytest.mark.parametrize(
    "line, needs",
    [
        ("kubectl get pods", [("list", "", "pods", "default")]),
        ("kubectl get pod web -n shop", [("get", "", "pods", "shop")]),
        ("kubectl -n shop get po", [("list", "", "pods", "shop")]),
        ("kubectl get deploy/web", [("get", "apps", "deployments", "default")]),
        ("kubectl get nodes -o wide", [("list", "", "nodes", "")]),
        ("kubectl get svc -A", [("list", "", "services", "")]),
        ("kubectl delete job old", [("delete", "batch", "jobs", "default")]),
        (
            "kubectl scale deploy web --replicas=2",
            [("patch", "apps", "deployments/scale", "default")],
        ),
        ("kubectl rollout status deploy/web", [("get", "apps", "deployments", "default")]),
        ("kubectl rollout restart deploy/web", [("patch", "apps", "deployments", "default")]),
        ("kubectl logs web", [("get", "", "pods/log", "default")]),
        ("kubectl exec web -- ls", [("create", "", "pods/exec", "default")]),
        ("while true; do kubectl get cm; sleep 5; done", [("list", "", "configmaps", "default")]),
        ("kubectl get widgets", []),
        ("kubectl version", []),
        ("kubectl get pods -n $NS", []),
        (
            "curl https://kubernetes.default/api/v1/namespaces/shop/pods",
            [("list", "", "pods", "shop")],
        ),
        (
            "curl -X DELETE https://k/apis/apps/v1/namespaces/$NS/deployments/web",
            [("delete", "apps", "deployments", "default")],
        ),
        ("curl https://k/api/v1/nodes", [("list", "", "nodes", "")]),
        ("curl https://shop/api/v1/orders", []),
    ],
)
def test_words_tell_what_is_done_at_the_server(line: str, needs: list[tuple[str, ...]]) -> None:
    found = list(api_calls.needs(program(command=["sh", "-c", line])))
    assert found == [Need(*need) for need in needs]


def test_what_a_runtime_runs_well_is_not_judged_by_its_words() -> None:
    pod = workload(pod={"containers": [container("c")]})["spec"]["template"]
    whole = {
        "apiVersion": "v1",
        "kind": "Pod",
        **pod,
        "metadata": {"name": "web", "namespace": "default", "uid": "u"},
        "status": {"phase": "Running", "containerStatuses": [{"name": "c", "ready": True}]},
    }
    assert len(seen([whole]).index(programs.programs)) == 1
    whole["status"]["containerStatuses"][0]["containerID"] = "containerd://1"
    assert seen([whole]).index(programs.programs) == []


def test_an_account_is_explained_by_what_its_pods_may_not_do() -> None:
    words = ["sh", "-c", "kubectl get pods; sleep 3600"]
    spec = {**pod_spec([container(command=words)]), "serviceAccountName": "reader"}
    other = {**pod_spec([container(command=["sh", "-c", "exit 1"])])}
    cluster = seen(
        [
            obj("v1", "ServiceAccount", "reader"),
            workload(pod=spec),
            workload(name="other", labels={"app": "other"}, pod=other),
        ]
    ).cluster
    found = relevance.findings_about(cluster, Key("ServiceAccount", "default", "reader"))
    assert [one.code.name for one in found] == ["rights-missing"]
