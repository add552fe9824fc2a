"""Objects: what the typed getters return for fields that are set, absent and null."""

import pytest

from minik.model import object as objects
from minik.model.object import Object

WEB: Object = {
    "spec": {"type": "NodePort", "replicas": 0, "ports": [1], "selector": {"app": "web"}},
    "status": {"phase": None, "ready": None, "addresses": None, "hard": None},
}


@pytest.mark.parametrize(
    ("path", "default", "value"),
    [
        ("spec.type", "ClusterIP", "NodePort"),
        ("status.phase", "Pending", "Pending"),
        ("spec.clusterIP", "", ""),
    ],
)
def test_text(path: str, default: str, value: str) -> None:
    assert objects.read_str(WEB, path, default) == value


@pytest.mark.parametrize(
    ("path", "default", "value"),
    [("spec.replicas", 1, 0), ("status.ready", 1, 1), ("spec.absent", 0, 0)],
)
def test_number(path: str, default: int, value: int) -> None:
    assert objects.read_int(WEB, path, default) == value


def test_list_and_mapping() -> None:
    assert objects.read_list(WEB, "spec.ports") == [1]
    assert objects.read_list(WEB, "status.addresses") == []
    assert objects.read_map(WEB, "spec.selector") == {"app": "web"}
    assert objects.read_map(WEB, "status.hard") == {}
    assert objects.read_map(WEB, "spec") is WEB["spec"]


def test_setting_a_field_leaves_the_object_alone() -> None:
    changed = objects.write(WEB, "spec.type", "ClusterIP")
    assert objects.read_str(changed, "spec.type") == "ClusterIP"
    assert objects.read_str(WEB, "spec.type") == "NodePort"
