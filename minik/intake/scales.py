"""Scales: how many pods a workload shall have and has, as its subresource `scale` shows them."""

from collections.abc import Mapping

from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object, read
from minik.model.selectors import format_selector, of_label_selector, of_labels

KEPT = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")


def scale_of_kind(kind: Kind, obj: Object) -> Object:
    """Return the Scale of an object of a kind."""
    paths = kind.scales.get(objects.version(obj["apiVersion"]), {}) if kind.custom else None
    return scale_of(obj, paths)


def scale_of(obj: Object, paths: Mapping[str, str] | None = None) -> Object:
    """Return the Scale of an object: wanted and current replicas, and the selector of its pods.

    `paths` are those of a custom kind.
    """
    if paths is not None:
        return _scale(
            obj,
            read(obj, paths.get("specReplicasPath", ""), 0),
            read(obj, paths.get("statusReplicasPath", ""), 0),
            read(obj, paths.get("labelSelectorPath", ""), ""),
        )
    selector_field = read(obj, "spec.selector", {})
    selector = (
        of_labels(selector_field)
        if obj["kind"] == "ReplicationController"
        else of_label_selector(selector_field)
    )
    return _scale(
        obj,
        read(obj, "spec.replicas", 0),
        read(obj, "status.replicas", 0),
        format_selector(selector),
    )


def _scale(obj: Object, wanted: int, current: int, selector: str) -> Object:
    return {
        "apiVersion": "autoscaling/v1",
        "kind": "Scale",
        "metadata": {name: obj["metadata"][name] for name in KEPT if name in obj["metadata"]},
        "spec": {"replicas": wanted},
        "status": {"replicas": current, **({"selector": selector} if selector else {})},
    }
