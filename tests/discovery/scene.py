"""What the tests of discovery share: small clusters, put together by hand, without a controller."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from minik.controllers import settle
from minik.dumps.importing import import_documents
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import parse_time
from minik.model.object import Object
from minik.model.source import Objects

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data"
RECORDED = sorted(path.stem for path in (DATA / "discovery").glob("*.jsonl"))


def at(seconds: int) -> str:
    """So many seconds after the beginning, as objects write it."""
    return (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def made(
    kind: str,
    name: str,
    namespace: str = "default",
    age: int = 0,
    version: str = "v1",
    **fields: Any,
) -> Object:
    """An object; `age` is when it was made, in seconds after the beginning."""
    metadata = {
        "name": name,
        "creationTimestamp": at(age),
        **({"namespace": namespace} if namespace else {}),
    }
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **fields}


def port(number: int, name: str = "", protocol: str = "TCP") -> Object:
    return {
        "port": number,
        "protocol": protocol,
        "targetPort": number,
        **({"name": name} if name else {}),
    }


def service(
    name: str,
    ip: str,
    ports: Sequence[Object] = (port(80),),
    namespace: str = "default",
    age: int = 0,
) -> Object:
    """A service with this cluster IP."""
    return made(
        "Service",
        name,
        namespace,
        age,
        spec={"type": "ClusterIP", "clusterIP": ip, "clusterIPs": [ip], "ports": list(ports)},
    )


def external(name: str, target: str, namespace: str = "default") -> Object:
    return made("Service", name, namespace, spec={"type": "ExternalName", "externalName": target})


def endpoints(name: str, *found: Mapping[str, Any], namespace: str = "default") -> Object:
    """A slice of a service with these endpoints."""
    made_slice = made(
        "EndpointSlice",
        f"{name}-1",
        namespace,
        version="discovery.k8s.io/v1",
        addressType="IPv4",
        endpoints=list(found),
        ports=[{"port": 80, "protocol": "TCP", "name": ""}],
    )
    return objects.write(made_slice, "metadata.labels", {"kubernetes.io/service-name": name})


def pod(
    name: str = "client",
    namespace: str = "default",
    started: int | None = 0,
    container: Object | None = None,
    **spec: Any,
) -> Object:
    """A pod of one container, started so many seconds after the beginning, or not yet."""
    state = {"waiting": {}} if started is None else {"running": {"startedAt": at(started)}}
    return made(
        "Pod",
        name,
        namespace,
        spec={"containers": [{"name": "main", **(container or {})}], **spec},
        status={"containerStatuses": [{"name": "main", "state": state}]},
    )


def cluster(*found: Object) -> Cluster:
    """These objects, and the namespaces `default` and `other`."""
    by_kind: dict[str, dict[str, Object]] = {}
    for obj in (made("Namespace", "default", ""), made("Namespace", "other", ""), *found):
        key = objects.key(obj)
        by_kind.setdefault(key.kind, {})[key.path] = obj
    return Cluster(Objects(by_kind), now=NOW + timedelta(hours=1))


def recorded(name: str) -> tuple[Cluster, Sequence[Any]]:
    """What a real cluster held, and what its CoreDNS answered."""
    found = json.loads((DATA / "controllers" / f"{name}.json").read_text())
    document = Document(
        {"apiVersion": "v1", "kind": "List", "items": found["dump"]}, "dump.json", 0
    )
    questions = [
        json.loads(line) for line in (DATA / "discovery" / f"{name}.jsonl").read_text().splitlines()
    ]
    return settle(import_documents([document], parse_time(found["now"])).cluster), questions
