"""How fast the wiring is drawn, and how large the picture is: `python tests/benchmarks/drawing.py [PODS]`
(10000, with a Service for each ten).

The comparison is `minik check` of the same state: both judge everything, one draws it besides.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from measure import Row, compare, interleaved, once, tell

MINIK = str(Path(sys.executable).parent / "minik")
LIMIT = 2_000_000  # bytes of a folded picture


def pod(number: int, services: int) -> dict[str, Any]:
    address = f"10.{244 + number // 65536}.{number // 256 % 256}.{number % 256}"
    conditions = [{"type": kind, "status": "True"} for kind in ("Ready", "ContainersReady")]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"pod-{number}",
            "namespace": f"space-{number % services % 20}",
            "labels": {"app": f"web-{number % services}"},
        },
        "spec": {
            "nodeName": f"node-{number % 50}",
            "containers": [{"name": "main", "image": "x:1", "ports": [{"containerPort": 8080}]}],
        },
        "status": {
            "phase": "Running",
            "podIP": address,
            "podIPs": [{"ip": address}],
            "conditions": conditions,
        },
    }


def service(number: int) -> dict[str, Any]:
    address = f"10.{96 + number // 65536}.{number // 250 % 256}.{number % 250 + 2}"
    ports = [{"port": 80, "targetPort": 8080, "protocol": "TCP"}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": f"web-{number}", "namespace": f"space-{number % 20}"},
        "spec": {
            "type": "ClusterIP",
            "clusterIP": address,
            "clusterIPs": [address],
            "selector": {"app": f"web-{number}"},
            "ports": ports,
        },
    }


def endpoint_slice(number: int, pods: list[dict[str, Any]]) -> dict[str, Any]:
    """The slice of a Service with its pods."""
    endpoints = [
        {
            "addresses": [one["status"]["podIP"]],
            "conditions": {"ready": True, "serving": True, "terminating": False},
            "nodeName": one["spec"]["nodeName"],
            "targetRef": {"kind": "Pod", **one["metadata"]},
        }
        for one in pods
    ]
    for endpoint in endpoints:
        del endpoint["targetRef"]["labels"]
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": f"web-{number}-x",
            "namespace": f"space-{number % 20}",
            "labels": {"kubernetes.io/service-name": f"web-{number}"},
        },
        "addressType": "IPv4",
        "ports": [{"name": "", "port": 8080, "protocol": "TCP"}],
        "endpoints": endpoints,
    }


def main(size: int) -> None:
    services = size // 10
    pods = [pod(number, services) for number in range(size)]
    items = [*map(service, range(services)), *pods]
    items += [endpoint_slice(number, pods[number::services]) for number in range(services)]
    with tempfile.TemporaryDirectory() as name:
        dump = Path(name) / "dump.json"
        dump.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
        environment = {"MINIK_STATE": str(Path(name) / "state.json")}
        once([MINIK, "import", "-f", str(dump)], environment)
        commands = {
            "check": [MINIK, "check", "--fail-on", "error"],
            "graph": [MINIK, "graph", "-A", "-o", "svg"],
        }
        cost = interleaved(commands, environment, 5)
        what = f"{size:,} pods, {services:,} Services"
        work = f"minik graph -A -o svg, {what}"
        compare(work, cost["graph"], "minik check", cost["check"], "<= 3")
        drawn = subprocess.run(
            commands["graph"], env={**os.environ, **environment}, check=True, capture_output=True
        )
        share = len(drawn.stdout) / LIMIT
        tell(Row(f"bytes of that picture, {what}", "2 MB", share, share, "<= 1"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
