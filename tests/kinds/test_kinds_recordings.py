"""Workloads and pods of a real cluster, shown and described as its kubectl did."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from minik import kinds
from minik.kinds import generic_description
from minik.kinds.layout import align
from minik.model.cluster import Cluster
from minik.model.duration import parse_time
from minik.model.object import Object, key, namespace
from minik.model.source import Objects

DATA = Path(__file__).parent.parent / "data"
KINDS = {
    "pods": "Pod",
    "deploy": "Deployment",
    "rs": "ReplicaSet",
    "rc": "ReplicationController",
    "sts": "StatefulSet",
    "ds": "DaemonSet",
}
DESCRIPTIONS = sorted(DATA.glob("scenarios/*/describe-*.txt"))
TABLES = sorted(DATA.glob("scenarios/*/get-*.txt"))


def cluster_of(objects: list[Object], now: str) -> Cluster:
    found = Objects()
    for obj in objects:
        found.add(key(obj).kind, key(obj).path, obj)
    return Cluster(found, now=parse_time(now))


@cache
def recorded(folder: Path) -> Cluster:
    return cluster_of(
        json.loads((folder / "dump.json").read_text())["items"],
        (folder / "now").read_text().strip(),
    )


def name(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", DESCRIPTIONS, ids=name)
def test_descriptions(path: Path) -> None:
    cluster, kind = (
        recorded(path.parent),
        kinds.kind_of_key(KINDS[path.stem.removeprefix("describe-")]),
    )
    assert kind.describe is not None
    described = [align([kind.describe(obj, cluster)]) for obj in cluster.of(kind.key)]
    blocks = re.split(r"\n\n\n(?=Name:)", path.read_text().strip("\n"))
    assert described == [block.partition("\nEvents:")[0].rstrip("\n") + "\n" for block in blocks]


@pytest.mark.parametrize("path", TABLES, ids=name)
def test_tables(path: Path) -> None:
    cluster, kind = recorded(path.parent), kinds.kind_of_key(KINDS[path.stem.split("-")[1]])
    titles, *rows = [re.split(" {3,}", line) for line in path.read_text().splitlines()]
    shown = [column for column in kind.columns if not column.wide or path.stem.endswith("-wide")]
    assert [title for title in titles if title not in ("NAMESPACE", "NAME", "AGE")] == [
        column.title for column in shown
    ]
    wanted = [[cell for title, cell in zip(titles, row) if title != "AGE"] for row in rows]
    assert wanted == [
        [namespace(obj), key(obj).name, *(column.cell(obj, cluster.now) for column in shown)]
        for obj in cluster.of(kind.key)
    ]


@pytest.mark.proves("B2", "H4", "H22")
@pytest.mark.parametrize(
    "objects_of, now",
    [
        ("workloads", "2026-11-23T08:20:00Z"),
        ("others", "2026-11-23T08:20:00Z"),
        ("broken", "2026-11-30T10:45:00Z"),
    ],
)
def test_every_part_is_described(objects_of: str, now: str) -> None:
    objects = list(yaml.safe_load_all((DATA / f"descriptions/{objects_of}.yaml").read_text()))
    cluster = cluster_of(objects, now)
    described = [
        align([(kind.describe or generic_description.describe)(obj, cluster)])
        for obj in objects
        for kind in [kinds.kind_of_key(key(obj).kind)]
    ]
    assert "\n\n".join(described) == (DATA / f"descriptions/{objects_of}.txt").read_text()
