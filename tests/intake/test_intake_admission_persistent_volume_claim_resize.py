"""PersistentVolumeClaimResize: which claims may grow."""

from typing import Any

import pytest

from minik import kinds
from minik.errors import Forbidden
from minik.intake import admission
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects

UNBOUND = "Only bound persistent volume claims can be expanded"
FIXED = (
    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc "
    "must support resize"
)
CLASSES: dict[str, Object] = {
    name: {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name},
        "provisioner": "x",
        **may_grow,
    }
    for name, may_grow in (
        ("growing", {"allowVolumeExpansion": True}),
        ("fixed", {"allowVolumeExpansion": False}),
        ("silent", {}),
    )
}


def claim(size: str | None, class_name: str | None = "growing", phase: str = "Bound") -> Object:
    spec: dict[str, Any] = {} if class_name is None else {"storageClassName": class_name}
    if size is not None:
        spec["resources"] = {"requests": {"storage": size}}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data", "namespace": "default"},
        "spec": spec,
        "status": {"phase": phase},
    }


def ask(new: Object, old: Object | None, subresource: str = "") -> None:
    draft = Cluster(Objects({"StorageClass": CLASSES}), settings=DEFAULT).draft()
    operation = Operation.CREATE if old is None else Operation.UPDATE
    kind = kinds.kind_of_key("PersistentVolumeClaim")
    (plugin,) = (
        plugin for plugin in admission.load_all() if plugin.name == "PersistentVolumeClaimResize"
    )
    plugin.validate(AdmissionRequest(operation, kind, new, old, draft, subresource))


@pytest.mark.parametrize(
    ("new", "old", "subresource"),
    [
        (claim("2Gi"), claim("1Gi"), ""),
        (claim("1Gi"), claim(None), ""),
        (claim("1Gi", "fixed"), claim("1Gi", "fixed"), ""),
        (claim("1024Mi", "fixed", "Pending"), claim("1Gi", "fixed", "Pending"), ""),
        (claim("1Gi", "fixed"), claim("2Gi", "fixed"), ""),
        (claim("2Gi", "fixed"), claim("1Gi", "fixed"), "status"),
        (claim("2Gi", "fixed"), None, ""),
    ],
    ids=[
        "grows",
        "from nothing",
        "stays",
        "the same in other words",
        "shrinks, which its kind refuses",
        "its status",
        "new",
    ],
)
def test_who_may(new: Object, old: Object | None, subresource: str) -> None:
    ask(new, old, subresource)


@pytest.mark.parametrize(
    ("new", "old", "why"),
    [
        (claim("2Gi"), claim("1Gi", phase="Pending"), UNBOUND),
        (claim("2Gi", "fixed"), claim("1Gi", "fixed", "Lost"), UNBOUND),
        (claim("2Gi", "fixed"), claim("1Gi", "fixed"), FIXED),
        (claim("2Gi", "silent"), claim("1Gi", "silent"), FIXED),
        (claim("2Gi", "gone"), claim("1Gi", "gone"), FIXED),
        (claim("2Gi", ""), claim("1Gi", ""), FIXED),
        (claim("2Gi", None), claim("1Gi", None), FIXED),
        (claim("2Gi"), claim("1Gi", "fixed"), FIXED),
        (claim("1Gi", "fixed"), claim(None, "fixed"), FIXED),
    ],
)
def test_who_may_not(new: Object, old: Object, why: str) -> None:
    with pytest.raises(Forbidden) as refused:
        ask(new, old)
    assert refused.value.message == f'persistentvolumeclaims "data" is forbidden: {why}'
