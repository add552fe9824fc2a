"""DefaultTolerationSeconds: pods tolerate not-ready and unreachable nodes for five minutes."""

from collections.abc import Mapping

from minik.light_typing import Any
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest
from minik.model.object import Object, read_list, write

TAINTS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
SECONDS = 300


def mutate(request: AdmissionRequest) -> Object:
    """Add a toleration for each of the two taints that the pod does not tolerate by itself."""
    own = read_list(request.object, "spec.tolerations")
    added = [
        {"key": taint, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": SECONDS}
        for taint in TAINTS
        if not any(tolerates(toleration, taint) for toleration in own)
    ]
    return write(request.object, "spec.tolerations", [*own, *added]) if added else request.object


def tolerates(toleration: Mapping[str, Any], taint: str) -> bool:
    """Tell whether a toleration names a taint, and the eviction from its nodes."""
    return (toleration.get("key") or taint) == taint and (
        toleration.get("effect") or "NoExecute"
    ) == "NoExecute"


PLUGIN = AdmissionPlugin("DefaultTolerationSeconds", ("Pod",), mutate, alike_without=())
