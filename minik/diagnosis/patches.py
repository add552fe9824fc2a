"""Fixes to paste: a patch if there is a cluster, a piece of YAML if there are only files."""

import json
import re

from minik.diagnosis.view import View
from minik.intake.scalars import is_time, parse_scalar
from minik.light_typing import Any
from minik.model.object import Key
from minik.model.shell import quote

PLAIN = re.compile(r"[A-Za-z0-9](?:[\w./-]*[\w/])?", re.ASCII)
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
}


def patch(
    key: Key, change: dict[str, Any], *, json_patch: list[dict[str, Any]] | None = None
) -> str:
    """Return the command that makes a change."""
    text = json.dumps(json_patch or change, separators=(",", ":"), ensure_ascii=False).replace(
        "'", "'\\''"
    )
    namespace_option = f" -n {quote(key.namespace)}" if key.namespace else ""
    type_option = " --type=json" if json_patch else ""
    return f"minik patch {SHORT_NAMES.get(key.kind, key.kind.lower())} {quote(key.name)}{namespace_option}{type_option} -p '{text}'"


def replace_field(key: Key, path: str, value: Any) -> str:
    """Return the command that sets one field, given by its path: `spec.ports[0].targetPort`."""
    pointer = "/" + path.replace("[", ".").replace("]", "").replace(".", "/")
    return patch(key, {}, json_patch=[{"op": "replace", "path": pointer, "value": value}])


def choose_fix(view: View, command: str, yaml: str) -> str:
    """Return the command if the view is a cluster, else the YAML for the file."""
    return command if view.settled else yaml


def pairs(labels: dict[str, str]) -> str:
    """Return labels as YAML on one line."""
    return ", ".join(f"{name}: {quote_yaml(value)}" for name, value in labels.items())


def quote_yaml(value: str) -> str:
    """Return a value, in quotes if YAML needs them."""
    plain = PLAIN.fullmatch(value) and parse_scalar(value) == value and not is_time(value)
    return value if plain else json.dumps(value, ensure_ascii=False)
