"""Nodes: what a new one gets, what it may be like and what of it may change, its table and its
description.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import objects
import pytest

from minik.kinds import node as nodes
from minik.model import names
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
NOT_READY = {"effect": "NoSchedule", "key": "node.kubernetes.io/not-ready"}
(KEY,), (VALUE,) = names.qualified_name("a/b c"), names.label_value("x y")
UNIQUE = "taints must be unique by key and effect pair"


def node(labels: Object | None = None, status: Object | None = None, **spec: Any) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": "n1", **({"labels": labels} if labels else {})},
        "spec": spec,
        "status": status or {},
    }


def condition(kind: str, status: str, **fields: str) -> Object:
    return {"type": kind, "status": status, **fields}


READY = {"conditions": [condition("Ready", "True", reason="KubeletReady")]}


def test_a_node_of_which_nobody_has_heard_takes_no_pods(admit: Admit) -> None:
    assert admit(node())[0]["spec"]["taints"] == [NOT_READY]
    assert admit(node(taints=[NOT_READY]))[0]["spec"]["taints"] == [NOT_READY]
    assert "taints" not in admit(node(status=READY))[0]["spec"]


def test_all_it_has_can_be_given_away(admit: Admit) -> None:
    made, _ = admit(node(status={"capacity": {"cpu": "4"}}))
    assert made["status"]["allocatable"] == {"cpu": "4"}


def test_its_first_pod_range_is_told_twice(admit: Admit) -> None:
    one, _ = admit(node(podCIDR="10.0.0.0/24"))
    two, _ = admit(node(podCIDRs=["10.0.0.0/24", "fd00::/64"]))
    assert (one["spec"]["podCIDRs"], two["spec"]["podCIDR"]) == (["10.0.0.0/24"], "10.0.0.0/24")


def test_its_status_is_its_kubelets(admit: Admit) -> None:
    changed, _ = admit(node(status={"phase": "Gone"}, unschedulable=True), node(status=READY))
    assert (changed["spec"], changed["status"]) == ({"unschedulable": True}, READY)


CASES: dict[str, tuple[Object, list[str]]] = {
    "nothing": (node(), []),
    "a taint in full": (
        node(taints=[{"key": "a/b c", "value": "x y", "effect": "Never"}]),
        [
            f'metadata.taints[0].key: Invalid value: "a/b c": {KEY}',
            f'metadata.taints[0].value: Invalid value: "x y": {VALUE}',
            'metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
        ],
    ),
    "a taint has an effect": (
        node(taints=[{"key": "a"}]),
        ["metadata.taints[0].effect: Required value"],
    ),
    "a taint once": (
        node(
            taints=[
                {"key": "a", "effect": "NoExecute"},
                {"key": "a", "value": "b", "effect": "NoExecute"},
            ]
        ),
        [
            f'metadata.taints[1]: Duplicate value: {{"key":"a","value":"b","effect":"NoExecute"}}: {UNIQUE}'
        ],
    ),
    "or twice with other effects": (
        node(taints=[{"key": "a", "effect": "NoExecute"}, {"key": "a", "effect": "NoSchedule"}]),
        [],
    ),
    "no less than nothing": (
        node(status={"capacity": {"cpu": "-1"}, "allocatable": {}}),
        ['status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0'],
    ),
    "whole pods": (
        node(status={"capacity": {"pods": "1"}, "allocatable": {"pods": "100m"}}),
        ['status.allocatable.pods: Invalid value: "100m": must be an integer'],
    ),
    "a range a family": (
        node(podCIDRs=["10.0.0.0/24", "10.0.1.0/24"]),
        [
            'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family'
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


SOURCE = "spec.configSource"
UPDATES: dict[str, tuple[Object, Object, list[str]]] = {
    "a range can be given": (node(), node(podCIDR="10.0.0.0/24"), []),
    "and stays": (
        node(podCIDR="10.0.0.0/24"),
        node(podCIDR="10.0.1.0/24"),
        ['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid'],
    ),
    "a provider can be told": (node(), node(providerID="aws://1"), []),
    "and stays too": (
        node(providerID="aws://1"),
        node(providerID="aws://2"),
        [
            'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid'
        ],
    ),
    "no other number": (
        node(),
        node(externalID="1"),
        ["spec.externalID: Forbidden: may not be updated"],
    ),
    "settings have a place": (
        node(),
        node(configSource={}),
        [
            f'{SOURCE}: Invalid value: {{"ConfigMap":null}}: exactly one reference subfield must be non-nil'
        ],
    ),
    "which is told in full": (
        node(),
        node(configSource={"configMap": {"uid": "1"}}),
        [
            f"{SOURCE}.configMap.uid: Forbidden: uid must not be set in spec",
            f"{SOURCE}.configMap.namespace: Required value: namespace must be set",
            f"{SOURCE}.configMap.name: Required value: name must be set",
            f"{SOURCE}.configMap.kubeletConfigKey: Required value: kubeletConfigKey must be set",
        ],
    ),
}


@pytest.mark.parametrize(("old", "new", "reasons"), UPDATES.values(), ids=UPDATES)
def test_what_cannot_change(
    refusals: Refusals, old: Object, new: Object, reasons: list[str]
) -> None:
    assert refusals(new, old) == reasons


def test_fields_that_mean_nothing_any_more_are_warned_of(admit: Admit) -> None:
    assert admit(node(configSource={"configMap": {}}, externalID="1"))[1] == [
        "spec.configSource: deprecated in v1.22, support removal is planned in v1.26",
        "spec.externalID: this field is deprecated, and is unused by Kubernetes",
    ]


def test_what_others_ask_of_a_node() -> None:
    given = node(
        status={
            **READY,
            "addresses": [
                {"type": "InternalIP", "address": "10.0.0.1"},
                {"type": "Hostname", "address": "n1"},
            ],
        },
        taints=[NOT_READY],
        unschedulable=True,
    )
    assert (nodes.is_ready(given), nodes.is_ready(node())) == (True, False)
    assert (nodes.is_schedulable(given), nodes.is_schedulable(node())) == (False, True)
    assert (nodes.addresses(given, "InternalIP"), nodes.addresses(given, "ExternalIP")) == (
        ["10.0.0.1"],
        [],
    )
    assert nodes.taints(given) == [NOT_READY]


MASTER, WORKER = (
    {"node-role.kubernetes.io/control-plane": ""},
    {"kubernetes.io/role": "worker", "node-role.kubernetes.io/db": ""},
)
INFO = {
    "kubeletVersion": "v1.37.0",
    "osImage": "Debian 12",
    "kernelVersion": "6.1",
    "containerRuntimeVersion": "containerd://2.1",
}
ROWS: dict[str, tuple[Object, list[str]]] = {
    "nobody knows": (
        node(),
        [
            "n1",
            "Unknown",
            "<none>",
            "",
            "",
            "<none>",
            "<none>",
            "<unknown>",
            "<unknown>",
            "<unknown>",
        ],
    ),
    "a control plane": (
        node(MASTER, READY),
        [
            "n1",
            "Ready",
            "control-plane",
            "",
            "",
            "<none>",
            "<none>",
            "<unknown>",
            "<unknown>",
            "<unknown>",
        ],
    ),
    "all of it": (
        node(
            WORKER,
            {
                "conditions": [condition("Ready", "False")],
                "nodeInfo": INFO,
                "addresses": [
                    {"type": "ExternalIP", "address": "192.0.2.1"},
                    {"type": "InternalIP", "address": "10.0.0.1"},
                ],
            },
            unschedulable=True,
        ),
        [
            "n1",
            "NotReady,SchedulingDisabled",
            "db,worker",
            "",
            "v1.37.0",
            "10.0.0.1",
            "192.0.2.1",
            "Debian 12",
            "6.1",
            "containerd://2.1",
        ],
    ),
    "its processors": (
        node(status={"nodeInfo": {**INFO, "architecture": "arm64"}}),
        [
            "n1",
            "Unknown",
            "<none>",
            "",
            "v1.37.0",
            "<none>",
            "<none>",
            "Debian 12",
            "6.1 (arm64)",
            "containerd://2.1",
        ],
    ),
}


@pytest.mark.proves("A1", "A9")
@pytest.mark.parametrize(("given", "row"), ROWS.values(), ids=ROWS)
def test_its_table(cells: Callable[[Object], list[str]], given: Object, row: list[str]) -> None:
    shown = cells(given)
    assert [*shown[:3], "", *shown[4:]] == row


def pod(name: str, phase: str = "Running", **requests: str) -> Object:
    resources = {"requests": requests, "limits": {"memory": "256Mi"}}
    return objects.pod(
        name,
        "default",
        containers=[{"name": "c", "resources": resources}],
        metadata={"creationTimestamp": "2026-11-23T08:00:00Z"},
        status={"phase": phase},
        nodeName="n1",
    )


def test_its_description_adds_up_what_its_pods_ask_for(described: Callable[..., str]) -> None:
    given = node(
        MASTER,
        {
            "capacity": {"cpu": "2", "memory": "1Gi", "pods": "10", "example.com/gpu": "4"},
            "nodeInfo": {"machineID": "m"},
            "addresses": [{"type": "InternalIP", "address": "10.0.0.1"}],
            "conditions": [condition("Ready", "True", reason="KubeletReady", message="is up")],
        },
        taints=[
            {"key": "b", "value": "x", "effect": "NoSchedule"},
            {"key": "a", "effect": "NoExecute"},
        ],
        podCIDR="10.1.0.0/24",
    )
    given["metadata"]["creationTimestamp"] = "2026-11-23T08:00:00Z"
    lease = {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "n1", "namespace": "kube-node-lease"},
        "spec": {"holderIdentity": "n1"},
    }
    done = pod("done", "Succeeded", cpu="1")
    assert (
        described(
            given,
            lease,
            done,
            pod("web", cpu="500m", memory="128Mi"),
            pod("db", cpu="1", **{"example.com/gpu": "1"}),
        )
        == """\
Name:               n1
Roles:              control-plane
Labels:             node-role.kubernetes.io/control-plane=
Annotations:        <none>
CreationTimestamp:  Mon, 23 Nov 2026 08:00:00 +0000
Taints:             a:NoExecute
                    b=x:NoSchedule
Unschedulable:      false
Lease:
  HolderIdentity:  n1
  AcquireTime:     <unset>
  RenewTime:       <unset>
Conditions:
  Type    Status  LastHeartbeatTime                 LastTransitionTime                Reason         Message
  ----    ------  -----------------                 ------------------                ------         -------
  Ready   True    Mon, 01 Jan 0001 00:00:00 +0000   Mon, 01 Jan 0001 00:00:00 +0000   KubeletReady   is up
Addresses:
  InternalIP:  10.0.0.1
Capacity:
  cpu:              2
  example.com/gpu:  4
  memory:           1Gi
  pods:             10
System Info:
  Machine ID:                 m
  System UUID:               \x20
  Boot ID:                   \x20
  Kernel Version:            \x20
  OS Image:                  \x20
  Operating System:          \x20
  Architecture:              \x20
  Container Runtime Version: \x20
  Kubelet Version:           \x20
PodCIDR:                      10.1.0.0/24
Non-terminated Pods:          (2 in total)
  Namespace                   Name    CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
  ---------                   ----    ------------  ----------  ---------------  -------------  ---
  default                     db      1 (50%)       0 (0%)      0 (0%)           256Mi (25%)    12m
  default                     web     500m (25%)    0 (0%)      128Mi (12%)      256Mi (25%)    12m
Allocated resources:
  (Total limits may be over 100 percent, i.e., overcommitted.)
  Resource           Requests     Limits
  --------           --------     ------
  cpu                1500m (75%)  0 (0%)
  memory             128Mi (12%)  512Mi (50%)
  ephemeral-storage  0 (0%)       0 (0%)
  example.com/gpu    1            0
"""
    )


def offer(name: str, driver: str, pool: str, devices: int, node_name: str = "n1") -> Object:
    return {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "ResourceSlice",
        "metadata": {"name": name},
        "spec": {
            "driver": driver,
            "pool": {"name": pool},
            "nodeName": node_name,
            "devices": [{"name": f"d{one}"} for one in range(devices)],
        },
    }


def test_its_description_counts_the_devices_that_it_alone_has(
    described: Callable[..., str],
) -> None:
    offers = [
        offer("a", "gpu.example.com", "n1", 2),
        offer("b", "gpu.example.com", "n1", 1),
        offer("c", "fpga.example.com", "n1", 0),
        offer("d", "gpu.example.com", "n2", 8, "n2"),
    ]
    assert """\
Addresses:
Node-Local ResourceSlices:
  Driver            Pool  Slices  Devices
  ------            ----  ------  -------
  fpga.example.com  n1    1       0
  gpu.example.com   n1    2       3
System Info:
""" in described(node(), *offers)


def test_of_many_pools_only_the_first_are_told(described: Callable[..., str]) -> None:
    text = described(
        node(), *(offer(f"o{one}", "gpu.example.com", f"p{one:02}", 1) for one in range(12))
    )
    assert "p09   1       1\n  ...and 2 more pools\nSystem Info:" in text and "p10" not in text


def test_a_node_without_a_sign_of_life(described: Callable[..., str]) -> None:
    assert 'Failed to get lease: leases.coordination.k8s.io "n1" not found' in described(node())
