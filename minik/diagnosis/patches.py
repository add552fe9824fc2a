"""Fixes to paste: a patch if there is a cluster, a piece of YAML if there are only files."""

import json

from minik.diagnosis.view import View
from minik.intake.scalars import quote_yaml
from minik.light_typing import Any
from minik.model import shell
from minik.model.object import Key

SHORT_NAMES = {
    "Service": "svc",
    "Deployment": "deploy",
    "StatefulSet": "sts",
    "DaemonSet": "ds",
    "ReplicaSet": "rs",
    "Pod": "pod",
    "CronJob": "cronjob",
    "Job": "job",
    "Ingress": "ing",
    "EndpointSlice": "endpointslice",
    "Endpoints": "endpoints",
    "PersistentVolumeClaim": "pvc",
    "HorizontalPodAutoscaler": "hpa",
    "ConfigMap": "cm",
    "Namespace": "ns",
    "NetworkPolicy": "netpol",
}


def patch(
    key: Key, change: dict[str, Any], *, json_patch: list[dict[str, Any]] | None = None
) -> str:
    """Return the command that makes a change."""
    text = json.dumps(json_patch or change, separators=(",", ":"), ensure_ascii=False)
    return command("patch", key, *(["--type=json"] if json_patch else []), "-p", text)


def command(verb: str, key: Key, *options: str) -> str:
    """Return the command that does something to an object: `minik scale deploy web -n shop ...`."""
    kind = SHORT_NAMES.get(key.kind, key.kind.lower())
    verbs = verb.split() if " " in verb else [verb]
    return shell.command(*verbs, *shell.target(kind, key.name, key.namespace), *options)


def create_missing(kind: str, name: str, namespace: str) -> str:
    """Return the command that makes a missing ConfigMap or Secret."""
    words = ["configmap"] if kind.lower() == "configmap" else ["secret", "generic"]
    named = shell.target(words[-1], name, namespace)
    return shell.command("create", *words[:-1], *named, "--from-literal=KEY=VALUE")


def replace_field(key: Key, path: str, value: Any) -> str:
    """Return the command that sets one field, given by its path: `spec.ports[0].targetPort`."""
    pointer = "/" + path.replace("[", ".").replace("]", "").replace(".", "/")
    return patch(key, {}, json_patch=[{"op": "replace", "path": pointer, "value": value}])


def choose_fix(view: View, command: str, yaml: str) -> str:
    """Return the command if the view is a cluster, else the YAML for the file."""
    return command if view.settled else yaml


def pairs(labels: dict[str, str]) -> str:
    """Return labels as YAML on one line."""
    return ", ".join(f"{quote_yaml(name)}: {quote_yaml(value)}" for name, value in labels.items())


def field(name: str, value: str | int) -> str:
    """Return a field as it is written into a file: `release: "1.5"`."""
    return f"{name}: {quote_yaml(value) if isinstance(value, str) else value}"
