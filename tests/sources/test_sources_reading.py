"""The files and folders in which people keep dumps."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from minik.errors import ClientError
from minik.sources import reading

LOG = "==== START logs for container app of pod shop/web ====\n---\n{not: json\n==== END logs for container app of pod shop/web ====\n"


def obj(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "shop"},
        **more,
    }


def bare(name: str) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": "shop"}}


def lay(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(folder)


class Read:
    """A dump that was read to its end."""

    def __init__(self, *names: str) -> None:
        dump = reading.Dump(names)
        self.documents = list(dump.documents())
        self.passed_over = list(dump.passed_over)


def named(dump: Read) -> list[str]:
    """Kind and name of every object, as import will see them."""
    return sorted(f"{one.value['kind']}/{one.value['metadata']['name']}" for one in dump.documents)


FOLDERS = {
    "kubectl cluster-info dump": (
        {
            "nodes.json": json.dumps(
                {"kind": "NodeList", "apiVersion": "v1", "items": [{"metadata": {"name": "n"}}]}
            ),
            "shop/pods.json": json.dumps(
                {"kind": "PodList", "apiVersion": "v1", "items": [bare("p")]}
            ),
            "shop/events.json": json.dumps({"kind": "EventList", "apiVersion": "v1", "items": []}),
            "shop/p/logs.txt": LOG,
        },
        ["Node/n", "Pod/p"],
        ["1 file without objects passed over: 1 .txt"],
    ),
    "must-gather": (
        {
            "must-gather.local.1/image/namespaces/shop/core/pods.yaml": json.dumps(
                {"apiVersion": "v1", "kind": "PodList", "items": [obj("Pod", "p")]}
            ),
            "must-gather.local.1/image/namespaces/shop/pods/p/p.yaml": "---\n"
            + json.dumps(obj("Pod", "p")),
            "must-gather.local.1/image/cluster-scoped-resources/core/nodes/n.yaml": (
                "---\napiVersion: v1\nkind: Node\nmetadata: {name: n1}\n"
            ),
            "must-gather.local.1/image/namespaces/shop/pods/p/app/app/logs/current.log": "x",
            "must-gather.local.1/event-filter.html": "<html>",
            "must-gather.local.1/version": "4.17",
        },
        ["Node/n1", "Pod/p", "Pod/p"],
        ["3 files without objects passed over: 1 .html, 1 .log, 1 without ending"],
    ),
    "support bundle": (
        {
            "cluster-resources/pods/shop.json": json.dumps([bare("p")]),
            "cluster-resources/nodes.json": json.dumps({"items": [{"metadata": {"name": "n"}}]}),
            "cluster-resources/services/shop.json": json.dumps(
                {"kind": "ServiceList", "apiVersion": "v1", "metadata": {}, "items": [bare("s")]}
            ),
            "cluster-resources/custom-resource-definitions.json": "[]",
            "cluster-resources/pods-errors.json": '["forbidden"]',
            "cluster-resources/groups.json": json.dumps([{"name": "apps", "versions": []}]),
            "cluster-resources/auth-cani-list/shop.json": json.dumps({"resourceRules": []}),
        },
        ["Node/n", "Pod/p", "Service/s"],
        ["4 files without objects passed over: 4 .json"],
    ),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_read_as_its_collector_wrote_it(name: str, tmp_path: Path) -> None:
    files, objects, passed_over = FOLDERS[name]
    dump = Read(lay(tmp_path, files))
    assert named(dump) == objects
    assert list(dump.passed_over) == passed_over


def test_the_text_of_cluster_info_dump_is_read_without_its_logs(tmp_path: Path) -> None:
    lists = [
        json.dumps({"kind": kind, "apiVersion": "v1", "items": [bare(name)]}, indent=4) + "\n"
        for kind, name in (("NodeList", "n"), ("PodList", "p"))
    ]
    path = tmp_path / "dump.txt"
    path.write_text(lists[0] + LOG + lists[1] + LOG.partition("==== END")[0])
    assert named(Read(str(path))) == ["Node/n", "Pod/p"]


@pytest.mark.parametrize("name", ["dump.json", "dump.yaml"])
def test_logs_between_lists_are_passed_over_in_a_folder_too(name: str, tmp_path: Path) -> None:
    pods = json.dumps({"kind": "PodList", "apiVersion": "v1", "items": [bare("p")]}) + "\n"
    dump = Read(lay(tmp_path, {name: LOG + pods + LOG}))
    [document] = dump.documents
    assert named(dump) == ["Pod/p"] and document.first == 1 + LOG.count("\n")


def test_logs_between_lists_are_passed_over_on_standard_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pods = json.dumps({"kind": "PodList", "apiVersion": "v1", "items": [bare("p")]}) + "\n"
    given = io.TextIOWrapper(io.BytesIO((LOG + pods + LOG).encode()))
    monkeypatch.setattr("sys.stdin", given)
    assert named(Read("-")) == ["Pod/p"]


def test_a_broken_file_of_a_folder_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = lay(tmp_path, {"a.json": '{"kind": ', "b.json": json.dumps(obj("Pod", "p"))})
    errors = [document.error for document in Read(folder).documents]
    assert [error is None for error in errors] == [False, True]


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(ClientError, match="does not exist"):
        Read("/nowhere/dump.yaml")
