"""Clusters of chance, the same for the same number: some as a dump may hold them, with endpoints that
nobody made, some as manifests from which controllers make a cluster.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import objects

from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects

NODES = {f"node-{number}": f"192.168.0.{10 + number}" for number in (1, 2, 3)}
NAMES = ("web", "api", "db", "cache", "mail")


def recorded(seed: int) -> Cluster:
    """A cluster as a dump may hold it."""
    chance = Random(seed)
    by_kind: dict[str, dict[str, Object]] = {
        "Namespace": {"default": objects.build("Namespace", "default")},
        "Node": {name: node(name, address) for name, address in NODES.items()},
    }
    for index, name in enumerate(NAMES[: chance.randint(1, len(NAMES))]):
        by_kind.setdefault("Service", {})[f"default/{name}"] = service(chance, name, index)
        for number in range(chance.randint(0, 3)):
            one = pod(chance, f"{name}-{number}", f"10.244.{index}.{number + 2}")
            by_kind.setdefault("Pod", {})[f"default/{name}-{number}"] = one
        for number in range(chance.choice((0, 1, 1, 2))):
            one = endpoint_slice(chance, name, number, by_kind.get("Pod", {}))
            by_kind.setdefault("EndpointSlice", {})[f"default/{name}-{number}"] = one
    mode = chance.choice(("iptables", "nftables", "ipvs", "userspace"))
    if chance.random() < 0.3:
        by_kind["NetworkPolicy"] = {"default/some": policy(chance)}
    return Cluster(Objects(by_kind), DEFAULT._replace(proxy_mode=mode))


def policy(chance: Random) -> dict[str, Any]:
    """A policy for some pods that lets nobody in, some in, or some out."""
    direction = chance.choice(("ingress", "egress"))
    peer, port = {"podSelector": {"matchLabels": {"app": chance.choice(NAMES)}}}, {"port": 8080}
    rule = {"from" if direction == "ingress" else "to": [peer], "ports": [port]}
    spec = {
        "podSelector": {"matchLabels": {"app": chance.choice(NAMES)}},
        "policyTypes": [direction.title()],
        direction: chance.choice(([], [rule])),
    }
    return objects.build(
        "NetworkPolicy", "some", "default", version="networking.k8s.io/v1", spec=spec
    )


def node(name: str, address: str) -> dict[str, Any]:
    labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": f"zone-{name[-1]}"}
    conditions = [{"type": "Ready", "status": "True"}]
    status = {
        "addresses": [{"type": "InternalIP", "address": address}],
        "conditions": conditions,
        "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"},
    }
    return objects.build("Node", name, metadata={"labels": labels}, spec={}, status=status)


def service(chance: Random, name: str, index: int) -> dict[str, Any]:
    kind = chance.choice(("ClusterIP", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"))
    if kind == "ExternalName":
        target = chance.choice(("example.com", "api.default.svc.cluster.local", "10.0.0.1"))
        return objects.service(name, "default", type=kind, externalName=target)
    address = chance.choice(("None", *[f"10.96.0.{20 + index}"] * 5))
    port = {
        "port": 80,
        "protocol": chance.choice(("TCP", "TCP", "UDP")),
        "targetPort": chance.choice((8080, 8080, "http", "nope")),
        **({"name": "http"} if chance.random() < 0.5 else {}),
        **({"nodePort": 30000 + index} if kind != "ClusterIP" and address != "None" else {}),
    }
    labels = {"service.kubernetes.io/service-proxy-name": "x"} if chance.random() < 0.05 else {}
    policies = {
        "internalTrafficPolicy": chance.choice(("Cluster", "Cluster", "Local")),
        **(
            {"externalTrafficPolicy": chance.choice(("Cluster", "Local"))}
            if kind != "ClusterIP"
            else {}
        ),
    }
    ranges = {"loadBalancerSourceRanges": ["198.51.100.0/24"]} if kind == "LoadBalancer" else {}
    status = {"loadBalancer": {"ingress": [{"ip": f"192.0.2.{10 + index}"}]}}
    return objects.service(
        name,
        "default",
        metadata={"labels": labels},
        status=status if kind == "LoadBalancer" and chance.random() < 0.7 else {},
        type=kind if address != "None" else "ClusterIP",
        clusterIP=address,
        clusterIPs=[address],
        ipFamilies=["IPv4"],
        ports=[port],
        selector=chance.choice(({"app": name}, {"app": name}, {"app": name, "tier": "x"}, None)),
        publishNotReadyAddresses=chance.choice((True, None, None, None)),
        **policies,
        **(ranges if chance.random() < 0.5 else {}),
    )


def pod(chance: Random, name: str, address: str) -> dict[str, Any]:
    ready = chance.random() < 0.7
    container = {**objects.CONTAINER, "ports": [{"name": "http", "containerPort": 8080}]}
    state = {"ready": ready, "started": True, "name": "main", "image": container["image"]}
    running = {"state": {"running": {"startedAt": "2026-11-23T08:00:00Z"}}, "restartCount": 0}
    status = {
        "phase": "Running",
        "podIP": address,
        "podIPs": [{"ip": address}],
        "conditions": [{"type": "Ready", "status": str(ready)}],
        "containerStatuses": [{**state, **running, "imageID": "x"}],
    }
    gone = {"deletionTimestamp": "2026-11-23T08:00:00Z"} if chance.random() < 0.15 else {}
    return objects.pod(
        name,
        "default",
        labels={"app": name.partition("-")[0]},
        containers=[container],
        metadata={"uid": name, **gone},
        status=status,
        nodeName=chance.choice(tuple(NODES)),
    )


def endpoint_slice(
    chance: Random, name: str, number: int, pods: dict[str, Object]
) -> dict[str, Any]:
    own = [one for path, one in pods.items() if path.startswith(f"default/{name}-")]
    endpoints = [
        endpoint(chance, one["status"]["podIP"], objects_name(one), one["spec"]["nodeName"])
        for one in own
        if chance.random() < 0.8
    ]
    if chance.random() < 0.2:
        foreign = chance.choice(("192.168.9.9", "10.96.0.1"))
        endpoints.append(endpoint(chance, foreign, "", ""))
    return objects.build(
        "EndpointSlice",
        f"{name}-{number}",
        "default",
        version="discovery.k8s.io/v1",
        metadata={"labels": {"kubernetes.io/service-name": name}},
        addressType="IPv4",
        endpoints=endpoints,
        ports=[
            {
                "name": chance.choice(("", "", "http")),
                "port": 8080,
                "protocol": chance.choice(("TCP", "TCP", "TCP", "UDP")),
            }
        ],
    )


def objects_name(obj: Object) -> str:
    name: str = obj["metadata"]["name"]
    return name


def endpoint(chance: Random, address: str, pod_name: str, node_name: str) -> dict[str, Any]:
    state = chance.choice(("ready", "ready", "ready", "not", "leaving", "gone"))
    conditions = {
        "ready": {"ready": True, "serving": True, "terminating": False},
        "not": {"ready": False, "serving": False, "terminating": False},
        "leaving": {"ready": False, "serving": True, "terminating": True},
        "gone": {"ready": False, "serving": False, "terminating": True},
    }[state]
    target = {"targetRef": {"kind": "Pod", "name": pod_name, "namespace": "default"}}
    return {
        "addresses": [address],
        "conditions": conditions,
        **({"nodeName": node_name, **target} if pod_name else {}),
    }


def written(seed: int) -> Iterator[dict[str, Any]]:
    """Manifests from which controllers make a cluster."""
    chance = Random(seed)
    for name in NAMES[: chance.randint(2, len(NAMES))]:
        selected = {"app": chance.choice((name, name, name, "wbe"))}
        spec: dict[str, Any] = {"selector": selected}
        spec["ports"] = [{"port": 80, "targetPort": chance.choice((8080, "http", "nope"))}]
        spec["type"] = chance.choice(("ClusterIP", "NodePort", "LoadBalancer"))
        if chance.random() < 0.2:
            spec |= {"clusterIP": "None", "type": "ClusterIP"}
        elif chance.random() < 0.3:
            spec["internalTrafficPolicy"] = "Local"
        if spec["type"] != "ClusterIP" and chance.random() < 0.4:
            spec["externalTrafficPolicy"] = "Local"
        yield objects.service(name, **spec)
        container = {**objects.CONTAINER, "ports": [{"name": "http", "containerPort": 8080}]}
        gates = {"readinessGates": [{"conditionType": "a.b/c"}]} if chance.random() < 0.2 else {}
        template = {
            "metadata": {"labels": {"app": name}},
            "spec": {"containers": [container], **gates},
        }
        spec = {
            "replicas": chance.randint(0, 3),
            "selector": {"matchLabels": {"app": name}},
            "template": template,
        }
        yield objects.build("Deployment", name, version="apps/v1", spec=spec)
