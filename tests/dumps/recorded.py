"""Dumps of real clusters: nineteen in which something is broken, and those of the scenarios."""

import json
import lzma
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from minik import controllers
from minik.dumps.exporting import export_cluster
from minik.dumps.importing import import_documents
from minik.intake.parsing import Document, parse
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import parse_time
from minik.model.object import Key, Object

DATA = Path(__file__).parents[1] / "data"
LATER = "2026-12-01T00:00:00Z"


class Dump(NamedTuple):
    """What kubectl printed of a cluster, and when."""

    items: list[Any]
    now: datetime

    @property
    def objects(self) -> dict[Key, Object]:
        return {objects.key(obj): obj for obj in self.items}


@cache
def dumps() -> dict[str, Dump]:
    """Return all dumps by name."""
    return dict(_dumps())


def _dumps() -> Iterator[tuple[str, Dump]]:
    text = lzma.decompress((DATA / "dumps" / "broken.jsonl.xz").read_bytes()).decode()
    for found in map(json.loads, text.splitlines()):
        yield found["name"], Dump(found["items"], parse_time(found["now"]))
    for path in sorted((DATA / "controllers").glob("*.json")):
        found = json.loads(path.read_text())
        yield f"scenario-{path.stem}", Dump(found["dump"], parse_time(found["now"]))
    for path in sorted((DATA / "dumps").glob("*.yaml")):
        [document] = parse(path.read_text(), path.name)
        yield path.stem, Dump(document.value["items"], parse_time(LATER))


def imported(dump: Dump) -> Cluster:
    """Return the cluster that `minik import` makes of a dump."""
    value = {"apiVersion": "v1", "kind": "List", "items": dump.items}
    result = import_documents([Document(value, "dump.json", 0)], dump.now)
    return controllers.hold(result.cluster)


def exported(cluster: Cluster) -> dict[Key, Object]:
    """Return the objects that `minik export` prints."""
    return {objects.key(obj): obj for obj in export_cluster(cluster)["items"]}
