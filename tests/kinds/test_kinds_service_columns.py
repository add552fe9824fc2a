"""What tables and descriptions show of a Service, beyond what was recorded."""

from datetime import UTC, datetime
from typing import Any

import objects
import pytest

from minik import kinds
from minik.kinds.layout import align
from minik.kinds.service import description
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TITLES = ["TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "SELECTOR"]
KIND = kinds.kind_of_key("Service")


def service(ingress: list[Object] | None = None, **spec: Any) -> Object:
    status = {"loadBalancer": {"ingress": ingress}} if ingress else None
    return objects.service(
        "web", "default", status=status, **{"ports": None, "type": "ClusterIP", **spec}
    )


HTTP = {"port": 80, "protocol": "TCP", "targetPort": 80}
CASES: list[tuple[Object, list[str]]] = [
    (service(), ["ClusterIP", "<none>", "<none>", "<none>", "<none>"]),
    (
        service(clusterIP="None", clusterIPs=["None"], selector={"b": "2", "a": "1"}),
        ["ClusterIP", "None", "<none>", "<none>", "a=1,b=2"],
    ),
    (
        service(
            clusterIP="10.96.0.9",
            clusterIPs=["10.96.0.9", "fd00::9"],
            ports=[HTTP, {"port": 53, "protocol": "UDP"}],
        ),
        ["ClusterIP", "10.96.0.9", "<none>", "80/TCP,53/UDP", "<none>"],
    ),
    (
        service(
            type="NodePort",
            ports=[{**HTTP, "nodePort": 30080}],
            externalIPs=["198.51.100.7", "198.51.100.8"],
        ),
        ["NodePort", "<none>", "198.51.100.7,198.51.100.8", "80:30080/TCP", "<none>"],
    ),
    (service(type="LoadBalancer"), ["LoadBalancer", "<none>", "<pending>", "<none>", "<none>"]),
    (
        service(type="LoadBalancer", externalIPs=["198.51.100.7"]),
        ["LoadBalancer", "<none>", "198.51.100.7", "<none>", "<none>"],
    ),
    (
        service(
            [{"ip": "203.0.113.9"}, {"hostname": "a-very-long-name.elb.example.com"}],
            type="LoadBalancer",
            externalIPs=["198.51.100.7"],
        ),
        [
            "LoadBalancer",
            "<none>",
            "203.0.113.9,a-very-long-name.elb.example.com,198.51.100.7",
            "<none>",
            "<none>",
        ],
    ),
    (
        service(type="ExternalName", externalName="db.example.com"),
        ["ExternalName", "<none>", "db.example.com", "<none>", "<none>"],
    ),
]


@pytest.mark.parametrize(("given", "cells"), CASES)
def test_a_row(given: Object, cells: list[str]) -> None:
    assert [column.title for column in KIND.columns] == TITLES
    assert [column.cell(given, NOW) for column in KIND.columns] == cells


def test_a_description_in_full() -> None:
    given = service(
        [{"ip": "203.0.113.9", "ipMode": "VIP"}, {"hostname": "lb.example.com"}],
        type="LoadBalancer",
        clusterIP="10.96.0.9",
        clusterIPs=["10.96.0.9"],
        ipFamilies=["IPv4"],
        ipFamilyPolicy="SingleStack",
        loadBalancerIP="203.0.113.9",
        externalTrafficPolicy="Local",
        internalTrafficPolicy="Cluster",
        healthCheckNodePort=30100,
        loadBalancerSourceRanges=["10.0.0.0/8", "192.168.0.0/16"],
        trafficDistribution="PreferSameZone",
        sessionAffinity="None",
        ports=[{**HTTP, "name": "web", "appProtocol": "http", "nodePort": 30080}],
    )
    assert (
        align([description.describe(given, Cluster(Objects()))])
        == """\
Name:                        web
Namespace:                   default
Labels:                      <none>
Annotations:                 <none>
Selector:                    <none>
Type:                        LoadBalancer
IP Family Policy:            SingleStack
IP Families:                 IPv4
IP:                          10.96.0.9
IPs:                         10.96.0.9
Desired LoadBalancer IP:     203.0.113.9
LoadBalancer Ingress:        203.0.113.9 (VIP), lb.example.com
Port:                        web  80/TCP
TargetPort:                  80/TCP
AppProtocol:                 http
NodePort:                    web  30080/TCP
Endpoints:                   <none>
Session Affinity:            None
External Traffic Policy:     Local
Internal Traffic Policy:     Cluster
HealthCheck NodePort:        30100
LoadBalancer Source Ranges:  10.0.0.0/8,192.168.0.0/16
Traffic Distribution:        PreferSameZone
"""
    )


def endpoint(address: str, ready: bool | None = True) -> Object:
    return {"addresses": [address], "conditions": {} if ready is None else {"ready": ready}}


@pytest.mark.parametrize(
    ("slices", "text"),
    [
        ([], "<none>"),
        ([{"endpoints": None, "ports": None}], ""),
        (
            [
                {
                    "endpoints": [endpoint("10.244.1.2"), endpoint("10.244.1.3", None)],
                    "ports": [{"name": "a", "port": 80}],
                }
            ],
            "10.244.1.2:80,10.244.1.3:80",
        ),
        (
            [{"endpoints": [endpoint("fd00::1")], "ports": [{"name": "a", "port": 80}]}],
            "[fd00::1]:80",
        ),
        ([{"endpoints": [endpoint("10.244.1.2")], "ports": [{"name": "b", "port": 80}]}], ""),
        ([{"endpoints": [endpoint("10.244.1.2")], "ports": []}], "10.244.1.2"),
        (
            [{"endpoints": [endpoint("10.244.1.2", False)], "ports": [{"name": "a", "port": 80}]}],
            "",
        ),
        (
            [
                {
                    "endpoints": [endpoint(f"10.244.1.{index}") for index in range(5)],
                    "ports": [{"name": "a", "port": 80}],
                }
            ],
            "10.244.1.0:80,10.244.1.1:80,10.244.1.2:80 + 2 more...",
        ),
        (
            [
                {
                    "endpoints": [
                        *(endpoint(f"10.244.1.{index}") for index in range(3)),
                        endpoint("10.244.1.9", False),
                    ],
                    "ports": [{"name": "a", "port": 80}],
                }
            ],
            "10.244.1.0:80,10.244.1.1:80,10.244.1.2:80 + 0 more...",
        ),
    ],
)
def test_who_is_behind_a_port(slices: list[Object], text: str) -> None:
    assert description.endpoints_text(slices, "a") == text
