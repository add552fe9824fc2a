"""Fixes that can be pasted: a patch of what the cluster holds, a piece of YAML where there are only files."""
import json
from typing import Any

from minik.diagnosis.view import View
from minik.model.object import Key

WORDS = {"Service": "svc", "Deployment": "deploy", "StatefulSet": "sts", "DaemonSet": "ds", "ReplicaSet": "rs", "Pod": "pod",
         "CronJob": "cronjob", "Job": "job", "Ingress": "ing", "EndpointSlice": "endpointslice", "Endpoints": "endpoints"}


def patch(key: Key, change: dict[str, Any], *, json_patch: list[dict[str, Any]] | None = None) -> str:
    """The command that makes a change."""
    text = json.dumps(json_patch or change, separators=(",", ":"), ensure_ascii=False).replace("'", "'\\''")
    space = f" -n {key.namespace}" if key.namespace else ""
    how = " --type=json" if json_patch else ""
    return f"minik patch {WORDS.get(key.kind, key.kind.lower())} {key.name}{space}{how} -p '{text}'"


def replaced(key: Key, path: str, value: Any) -> str:
    """The command that sets one field, by its path in a document: `spec.ports[0].targetPort`."""
    pointer = "/" + path.replace("[", ".").replace("]", "").replace(".", "/")
    return patch(key, {}, json_patch=[{"op": "replace", "path": pointer, "value": value}])


def fix(view: View, command: str, yaml: str) -> str:
    """The one that fits: a command where there is a cluster, else what to write into the file."""
    return command if view.settled else yaml


def pairs(labels: dict[str, str]) -> str:
    """Labels as they stand in a file, on one line."""
    return ", ".join(f"{name}: {quoted(value)}" for name, value in labels.items())


def quoted(value: str) -> str:
    """A value as YAML needs it."""
    plain = value and not value.isdecimal() and value.casefold() not in ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
    return value if plain and value[0].isalnum() else json.dumps(value)
