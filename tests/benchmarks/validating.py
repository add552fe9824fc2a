"""How fast documents are judged: `python tests/benchmarks/validating.py [SIZE]` (10000 documents:
Services, Deployments and Pods).

The comparison is to parse them, with yaml's C loader, in the same minute.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measure import compare, interleaved

MINIK = str(Path(sys.executable).parent / "minik")
PARSE = "import sys, yaml; list(yaml.load_all(open(sys.argv[1]), yaml.CSafeLoader))"
SERVICE = """apiVersion: v1
kind: Service
metadata:
  name: web-{0}
  labels:
    app: web-{0}
spec:
  selector:
    app: web-{0}
  ports:
  - name: http
    port: 80
    targetPort: 8080
  - name: metrics
    port: 9090
    targetPort: metrics
"""
TEMPLATE = """
metadata:
  labels:
    app: web-{0}
spec:
  containers:
  - name: main
    image: registry.example/web:1.0
    ports:
    - name: http
      containerPort: 8080
    - name: metrics
      containerPort: 9090
    env:
    - name: MODE
      value: "1"
    resources:
      requests:
        cpu: 100m
        memory: 64Mi
    readinessProbe:
      httpGet:
        path: /healthz
        port: http
    volumeMounts:
    - name: settings
      mountPath: /etc/settings
  volumes:
  - name: settings
    configMap:
      name: settings
"""
DEPLOYMENT = (
    """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-{0}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web-{0}
  template:"""
    + TEMPLATE.replace("\n", "\n    ").rstrip()
    + "\n"
)
POD = "apiVersion: v1\nkind: Pod" + TEMPLATE.replace("metadata:", "metadata:\n  name: pod-{0}")
KINDS = (SERVICE, DEPLOYMENT, SERVICE, DEPLOYMENT, POD)


def documents(size: int) -> Iterator[str]:
    for number in range(size):
        yield f"---\n{KINDS[number % len(KINDS)].format(number)}"


def main(size: int = 10_000, rounds: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole, half = Path(folder, "whole.yaml"), Path(folder, "half.yaml")
        whole.write_text("".join(documents(size)))
        half.write_text("".join(documents(size // 2)))
        commands: dict[str, Any] = {
            "yaml": [sys.executable, "-c", PARSE, str(whole)],
            "half": [MINIK, "validate", "-f", str(half)],
            "whole": [MINIK, "validate", "-f", str(whole)],
        }
        cost = interleaved(commands, {"MINIK_STATE": os.path.join(folder, "state.json")}, rounds)
    compare(
        f"minik validate, {size:,} documents",
        cost["whole"],
        "yaml's C loader",
        cost["yaml"],
        "<= 1.0",
    )
    compare(
        f"minik validate, {size:,} documents", cost["whole"], "half as many", cost["half"], "<= 2.6"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
