"""The shelf of sources: each recognizes what its collector writes, and nobody else's files."""

import json
from pathlib import Path

import pytest

from minik.sources import reading
from minik.sources.source import Source

PATHS = {
    "nodes.json": "kubectl cluster-info dump",
    "shop/pods.json": "kubectl cluster-info dump",
    "dump/shop/replication-controllers.yaml": "kubectl cluster-info dump",
    "must-gather.local.1/quay/cluster-scoped-resources/core/nodes/n.yaml": "must-gather",
    "must-gather.local.1/quay/namespaces/shop/core/pods.yaml": "must-gather",
    "namespaces/shop/pods/web/web.yaml": "must-gather",
    "namespaces/shop/shop.yaml": "must-gather",
    "inspect.local.1/namespaces/shop/apps/deployments.yaml": "must-gather",
    "bundle/cluster-resources/pods/shop.json": "support bundle",
    "cluster-resources/nodes.json": "support bundle",
    "cluster-resources/custom-resources/a.example.com/namespaces/shop/a.yaml": "support bundle",
    "resources/pods/namespaces/shop/web.json": "Velero backup",
    "resources/pods/v1-preferredversion/namespaces/shop/web.json": "Velero backup",
    "resources/deployments.apps/namespaces/shop/web.json": "Velero backup",
    "resources/persistentvolumes/cluster/pv.json": "Velero backup",
    "web.yaml": "kubectl output",
    "deploy/base/web.yaml": "kubectl output",
    "resources/web.json": "kubectl output",
    "namespaces/shop.yaml": "kubectl output",
}


@pytest.mark.parametrize("path", PATHS)
def test_one_source_recognizes_a_path(path: str) -> None:
    found = [source.name for source in reading.sources() if source.recognizes(path)]
    assert found in ([PATHS[path]], []) and reading.source_of(path).name == PATHS[path]


@pytest.mark.parametrize("source", reading.sources(), ids=lambda source: source.name)
def test_every_source_keeps_the_contract(source: Source) -> None:
    assert source.name and not source.recognizes("") and not source.recognizes("a/b/c/d.yaml")


def test_an_object_of_a_velero_backup_is_read_once(tmp_path: Path) -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}}
    for path in ("resources/pods", "resources/pods/v1-preferredversion"):
        folder = tmp_path / path / "namespaces/shop"
        folder.mkdir(parents=True)
        (folder / "web.json").write_text(json.dumps(pod))
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata/version").write_text("1.1.0")
    dump = reading.Dump([str(tmp_path)])
    assert [one.value for one in dump.documents()] == [pod]
    assert dump.files == {"Velero backup": 1}


def test_custom_resources_of_a_support_bundle_say_themselves_what_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "cluster-resources/custom-resources/widgets.example.com"
    folder.mkdir(parents=True)
    widget = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}}
    (folder / "shop.json").write_text(json.dumps([widget, {"metadata": {"name": "unknown"}}]))
    assert [one.value for one in reading.Dump([str(tmp_path)]).documents()] == [widget]


def test_a_collectors_folder_is_a_dump_and_manifests_are_none(tmp_path: Path) -> None:
    gathered = tmp_path / "must-gather/namespaces/shop/core"
    gathered.mkdir(parents=True)
    (gathered / "pods.yaml").write_text("")
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy/web.yaml").write_text("")
    assert reading.holds_dump(str(tmp_path / "must-gather"))
    assert not reading.holds_dump(str(tmp_path / "deploy"))
    assert not reading.holds_dump(str(tmp_path / "deploy/web.yaml"))
