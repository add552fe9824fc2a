"""How fast documents are judged: `python tests/benchmarks/validating.py [SIZE]` (10000 documents:
Services, Deployments and Pods).

The comparison is to parse them, with yaml's C loader, in the same minute. Custom resources with rules in
CEL are compared with the same without rules.
"""

import json
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


RULES = (
    "self.a <= self.b",
    "!has(self.name) || self.name.startsWith('n')",
    "self.ports.all(p, p.port > 0 && p.port < 65536)",
    "self.mode == 'x' || self.ports.size() > 0",
    "self.ports.exists_one(p, p.name == 'http')",
)


def custom_resources(size: int, rules: tuple[str, ...]) -> Iterator[str]:
    """Yield a definition and objects of it, as JSON."""
    text, number = {"type": "string", "maxLength": 63}, {"type": "integer"}
    port = {"type": "object", "properties": {"name": text, "port": number}}
    spec: dict[str, Any] = {
        "type": "object",
        "properties": {
            "a": number,
            "b": number,
            "name": text,
            "mode": {"type": "string", "enum": ["x", "y"]},
            "ports": {"type": "array", "maxItems": 16, "items": port},
        },
        "x-kubernetes-validations": [{"rule": rule} for rule in rules],
    }
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}
    yield json.dumps(
        {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": "things.example.com"},
            "spec": {
                "group": "example.com",
                "names": {"kind": "Thing", "plural": "things"},
                "scope": "Namespaced",
                "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
            },
        }
    )
    for count in range(size):
        ports = [{"name": "http", "port": 80}, {"name": "other", "port": count + 1}]
        fields = {"a": count, "b": count + 1, "name": f"n{count}", "mode": "x", "ports": ports}
        thing = {"apiVersion": "example.com/v1", "kind": "Thing", "spec": fields}
        yield "---\n" + json.dumps({**thing, "metadata": {"name": f"t{count}"}})


def judge_rules(size: int = 2_000, rounds: int = 5) -> None:
    """Compare custom resources of five rules each with the same without rules."""
    with tempfile.TemporaryDirectory() as folder:
        files = {"with": RULES, "without": ()}
        commands: dict[str, Any] = {}
        for name, rules in files.items():
            path = Path(folder, f"{name}.yaml")
            path.write_text("\n".join(custom_resources(size, rules)))
            commands[name] = [MINIK, "validate", "-f", str(path)]
        cost = interleaved(commands, {"MINIK_STATE": os.path.join(folder, "state.json")}, rounds)
    compare(
        f"minik validate, {size:,} custom resources of 5 rules",
        cost["with"],
        "without rules",
        cost["without"],
        "<= 4.0",
    )


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
    judge_rules(size // 5, rounds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
