"""The state file: read once, written once. Skeleton: whole-file JSON."""
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from minik.model import settings as model_settings
from minik.model.cluster import Cluster, Objects


def read(path: str, now: datetime) -> Cluster | None:
    """The cluster in a state file; nothing where there is no file."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except FileNotFoundError:
        return None
    source = Objects()
    for key, obj in data["objects"].items():
        kind, _, rest = key.partition("/")
        source.setdefault(kind, {})[rest] = obj
    head = data["minik"]
    settings = model_settings.from_json(head["settings"])
    return Cluster(source, settings, now, serial=head["serial"], version=head["version"], lineage=head["lineage"])


def write(path: str, cluster: Cluster) -> None:
    """Make this cluster the one in the file."""
    lines = {f"{kind}/{p}": obj for kind in cluster.kinds() for p, obj in cluster.table(kind).by_path.items()}
    head = {"layout": 1, "lineage": cluster.lineage, "serial": cluster.serial + 1, "version": cluster.version,
            "settings": cluster.settings._asdict()}
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path + ".tmp", "w", encoding="utf-8") as file:
        json.dump({"minik": head, "objects": dict(sorted(lines.items()))}, file)
    os.rename(path + ".tmp", path)


@contextmanager
def locked(path: str, timeout: float) -> Iterator[None]:
    """Only one process at a time changes a state file."""
    yield
