"""How fast documents are judged: `python tests/benchmarks/validating.py [SIZE]` (10000 documents:
Services, Deployments and Pods).

kubeconform, a checker of schemas alone, written in Go, once took 1.7 s for 10,000 such documents on
a machine of two cores on which bare Python started in 10.1 ms. It cannot be installed from a
registry of packages, so its time is reckoned from that of bare Python here.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measure import interleaved, line

MINIK = str(Path(sys.executable).parent / "minik")
BARE = 1.7 / 0.0101  # kubeconform's time, in starts of bare Python
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
            "python": [sys.executable, "-c", "pass"],
            "half": [MINIK, "validate", "-f", str(half)],
            "whole": [MINIK, "validate", "-f", str(whole)],
        }
        cost = interleaved(commands, {"MINIK_STATE": os.path.join(folder, "state.json")}, rounds)
    kubeconform = BARE * cost["python"].wall * size / 10_000
    print(
        line(
            f"minik validate, {size} documents",
            "kubeconform (reckoned)",
            cost["whole"].wall / kubeconform,
            "<= 0.6",
        )
    )
    print(
        line(
            f"minik validate, {size} documents",
            "half as many",
            cost["whole"].processor / cost["half"].processor,
            "<= 2.6",
        )
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
