"""Manifests and dumps, made in a line, and what `check` says of them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from minik.bootstrap import new_cluster
from minik.diagnosis import causes, documents
from minik.diagnosis.finding import Finding
from minik.diagnosis.view import View
from minik.intake.parsing import expand_list, parse
from minik.model.object import Object
from minik.model.settings import DEFAULT

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
EMPTY = new_cluster.create_cluster(DEFAULT, NOW)
BORN = "2026-11-23T07:00:00Z"


def seen(docs: Iterable[Object]) -> View:
    """The view of these documents, as if they stood in one file."""
    text = "\n".join(map(json.dumps, docs))
    return documents.view(
        [item for document in parse(text, "x.json") for item in expand_list(document)], EMPTY, NOW
    )


def check(docs: Iterable[Object]) -> list[Finding]:
    return causes.collect_findings(seen(docs))


def codes(docs: Iterable[Object]) -> set[str]:
    return {finding.code.name for finding in check(docs)}


def obj(api: str, kind: str, name: str, namespace: str = "default", **fields: Any) -> Object:
    metadata = {
        "name": name,
        **({"namespace": namespace} if namespace else {}),
        **fields.pop("metadata", {}),
    }
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **fields}


def service(
    name: str = "web",
    namespace: str = "default",
    metadata: Any = None,
    ports: Any = None,
    **spec: Any,
) -> Object:
    """app=web, port 80 to 8080."""
    whole = {
        "selector": {"app": "web"},
        "ports": ports or [{"port": 80, "targetPort": 8080}],
        **spec,
    }
    return obj(
        "v1",
        "Service",
        name,
        namespace,
        metadata=metadata or {},
        spec={k: v for k, v in whole.items() if v is not None},
    )


def container(name: str = "c", port: int | None = 8080, **fields: Any) -> Object:
    """One that listens on 8080, which it calls http."""
    probe = {
        "readinessProbe": {"tcpSocket": {"port": port}} if port else {"exec": {"command": ["up"]}}
    }
    return {
        "name": name,
        "image": "app:1",
        **({"ports": [{"containerPort": port, "name": "http"}]} if port else {}),
        **probe,
        **fields,
    }


def pod_spec(containers: Any = None, **spec: Any) -> Object:
    return {"containers": containers or [container()], **spec}


def workload(
    kind: str = "Deployment",
    name: str = "web",
    namespace: str = "default",
    labels: Any = None,
    own: Any = None,
    pod: Any = None,
    **spec: Any,
) -> Object:
    """A workload whose pods have app=web."""
    labels = {"app": "web"} if labels is None else labels
    template = {"metadata": {"labels": labels}, "spec": pod or pod_spec()}
    whole = {
        **({} if kind == "Job" else {"selector": {"matchLabels": labels}}),
        "template": template,
        **spec,
    }
    if kind == "Job":
        template["spec"] = {**template["spec"], "restartPolicy": "Never"}
    group = "batch/v1" if kind == "Job" else "apps/v1"
    return obj(group, kind, name, namespace, metadata={"labels": own} if own else {}, spec=whole)


def headless(name: str = "web", **fields: Any) -> Object:
    return service(
        name, clusterIP="None", **{"ports": [{"port": 8080, "targetPort": 8080}], **fields}
    )


def dumped(one: Object, status: Any = None, **metadata: Any) -> Object:
    """The same as a server shows it."""
    given = {"uid": f"uid-{one['kind']}-{one['metadata']['name']}", "creationTimestamp": BORN}
    found = {**one, "metadata": {**given, **one["metadata"], **metadata}}
    return {**found, "status": status} if status is not None else found


def live(
    name: str = "web-1",
    node: str = "node-1",
    ip: str = "10.244.1.2",
    ready: bool = True,
    phase: str = "Running",
    labels: Any = None,
    spec: Any = None,
    conditions: Any = (),
    statuses: Any = (),
    **metadata: Any,
) -> Object:
    """A pod of a dump."""
    said = [
        {"type": "Ready", "status": "True" if ready else "False", "lastTransitionTime": BORN},
        *conditions,
    ]
    status = {
        "phase": phase,
        "conditions": said,
        "startTime": BORN,
        **({"podIP": ip, "podIPs": [{"ip": ip}]} if ip else {}),
        **({"containerStatuses": list(statuses)} if statuses else {}),
    }
    pod = obj(
        "v1",
        "Pod",
        name,
        spec={**pod_spec(), **({"nodeName": node} if node else {}), **(spec or {})},
        metadata={"labels": labels or {"app": "web"}},
    )
    return dumped(pod, status, **metadata)


def stored(one: Object, **spec: Any) -> Object:
    """A Service of a dump."""
    address = one["spec"].get("clusterIP", "10.96.7.7")
    whole = {
        "type": "ClusterIP",
        "clusterIP": address,
        "clusterIPs": [address],
        "ipFamilies": ["IPv4"],
        "sessionAffinity": "None",
        "internalTrafficPolicy": "Cluster",
        **one["spec"],
        **spec,
    }
    whole["ports"] = [
        {"protocol": "TCP", "targetPort": port["port"], **port} for port in whole["ports"]
    ]
    return dumped({**one, "spec": whole}, {"loadBalancer": {}})


def node(name: str = "node-1", ready: bool = True, zone: str = "zone-a") -> Object:
    labels = {"labels": {"topology.kubernetes.io/zone": zone}}
    return dumped(
        obj("v1", "Node", name, "", metadata=labels, spec={"podCIDRs": ["10.244.0.0/24"]}),
        {"conditions": [{"type": "Ready", "status": "True" if ready else "Unknown"}]},
    )


def endpoints(name: str = "web", ip: str = "192.0.2.7", port: Any = None) -> Object:
    return obj(
        "v1",
        "Endpoints",
        name,
        subsets=[{"addresses": [{"ip": ip}], "ports": [port or {"port": 8080}]}],
    )


def endpoint_slice(
    label: str | None = "web",
    name: str = "web-1",
    ip: str = "192.0.2.7",
    port: Any = None,
    kind: str = "IPv4",
) -> Object:
    metadata = {"labels": {"kubernetes.io/service-name": label}} if label else {}
    return obj(
        "discovery.k8s.io/v1",
        "EndpointSlice",
        name,
        metadata=metadata,
        addressType=kind,
        endpoints=[{"addresses": [ip]}],
        ports=[port or {"port": 8080}],
    )


def client(
    value: str = "", namespace: str = "default", variable: str = "URL", **spec: Any
) -> Object:
    """Somebody who calls others."""
    env = [{"name": variable, "value": value}] if value else []
    pod = pod_spec([{"name": "c", "image": "app:1", "env": env}], **spec)
    return workload(name="client", namespace=namespace, labels={"app": "client"}, pod=pod)


def saying(text: str, **spec: Any) -> Object:
    """Somebody whose arguments say something."""
    return workload(
        name="client",
        labels={"app": "client"},
        pod=pod_spec([{"name": "c", "image": "app:1", "args": [text]}], **spec),
    )


def external(name: str, target: str, ports: Any = None, namespace: str = "default") -> Object:
    spec = {"type": "ExternalName", "externalName": target, **({"ports": ports} if ports else {})}
    return obj("v1", "Service", name, namespace, spec=spec)


def policy(direction: str, rules: Any, labels: Any = None, name: str = "guard") -> Object:
    spec = {
        "podSelector": {"matchLabels": labels or {"app": "web"}},
        "policyTypes": [direction.capitalize()],
        direction: rules,
    }
    return obj("networking.k8s.io/v1", "NetworkPolicy", name, spec=spec)


def ingress(name: str = "web", port: Any = None) -> Object:
    backend = {"service": {"name": name, "port": port or {"number": 80}}}
    return obj("networking.k8s.io/v1", "Ingress", "front", spec={"defaultBackend": backend})


def last_applied(one: Object, said: Object) -> Object:
    """With the annotation that apply leaves."""
    text = json.dumps(said)
    metadata = {
        **one["metadata"],
        "annotations": {"kubectl.kubernetes.io/last-applied-configuration": text},
    }
    return {**one, "metadata": metadata}
