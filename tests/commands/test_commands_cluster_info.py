"""Where a cluster's control plane is, and the parts that a real cluster is made of."""

import pytest
from typing_in import Terminal


@pytest.mark.proves("A2", "H10")
def test_the_control_plane_has_four_parts_and_each_is_played_by_one_room(
    terminal: Terminal,
) -> None:
    rows = [
        line.split()[:3]
        for line in terminal("minik cluster-info --components").out.splitlines()
        if "control-plane " in line
    ]
    assert rows == [
        ["kube-apiserver", "control-plane", "minik/intake"],
        ["etcd", "control-plane", "minik/store"],
        ["kube-controller-manager", "control-plane", "minik/controllers"],
        ["kube-scheduler", "control-plane", "minik/controllers/scheduler.py"],
    ]


@pytest.mark.proves("A3")
def test_every_node_runs_a_kubelet_and_a_proxy_and_without_them_no_pod_stands_behind_a_service(
    terminal: Terminal,
) -> None:
    terminal("minik create deployment web --image=web --replicas=3")
    terminal("minik expose deployment web --port=80")
    assert "kubelet                   4 nodes  " in terminal("minik cluster-info --components").out
    assert len(terminal("minik resolve web -o addresses").out.split()) == 3
    terminal("minik simulate node-down node-2")
    told = terminal("minik cluster-info --components").out
    assert {line.split()[0] for line in told.splitlines() if "(1 silent: node-2)" in line} == {
        "kubelet",
        "kube-proxy",
    }
    nodes = {
        pod.split()[6]
        for pod in terminal("minik get pods -o wide --no-headers").out.splitlines()
        if " Running " in pod
    }
    assert "node-2" not in nodes
    assert all(f"node-{number}" in terminal("minik resolve web -o wide").out for number in (1, 3))


def test_a_cluster_without_a_control_plane_has_its_parts_nowhere(terminal: Terminal) -> None:
    terminal("minik init --control-planes 0 --workers 6")
    rows = {
        line.split()[0]: line
        for line in terminal("minik cluster-info --components").out.splitlines()
        if line.strip()
    }
    assert "<none>" in rows["etcd"] and "6 nodes" in rows["kube-proxy"]


def test_what_kubectl_tells_is_told_alone_unless_more_is_asked_for(terminal: Terminal) -> None:
    assert "kubelet" not in terminal("minik cluster-info").out
