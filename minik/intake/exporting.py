"""A cluster becomes a List that import reads back to the same cluster: all objects to the letter, and the settings beside them."""
from typing import Any

from minik.errors import ClientError
from minik.model import settings as model_settings
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT, Settings

PLACE = "minik"


def exported(cluster: Cluster) -> Object:
    """Every object of the cluster in one List; its metadata hold what no object tells."""
    items = [obj for kind in cluster.kinds() for obj in cluster.of(kind)]
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in cluster.settings._asdict().items()}
    return {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": "", PLACE: told}, "items": items}


def told(value: Any) -> Settings | None:
    """The settings that a List of ours holds; nothing where it is somebody else's."""
    metadata = value.get("metadata") if isinstance(value, dict) and isinstance(value.get("items"), list) else None
    given = metadata.get(PLACE) if isinstance(metadata, dict) else None
    if not isinstance(given, dict):
        return None
    for name, usual in DEFAULT._asdict().items():
        found = given.get(name, usual)
        if not isinstance(found, (list, tuple) if isinstance(usual, tuple) else type(usual)):
            raise ClientError(f"metadata.{PLACE}.{name} of the List is no such setting: {found!r}")
    return model_settings.from_json(given)
