"""Export a cluster as a List that import reads back: all objects, and the settings."""

from typing import Any

from minik.errors import ClientError
from minik.model import settings as model_settings
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT, Settings

PLACE = "minik"


def export_cluster(cluster: Cluster) -> Object:
    """Return every object of the cluster in one List; its metadata holds the settings."""
    items = [obj for kind in cluster.kinds() for obj in cluster.of(kind)]
    settings = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in cluster.settings._asdict().items()
    }
    return {
        "apiVersion": "v1",
        "kind": "List",
        "metadata": {"resourceVersion": "", PLACE: settings},
        "items": items,
    }


def read_settings(value: Any) -> Settings | None:
    """Return the settings in an exported List; None for any other document. Raise ClientError if a
    setting has the wrong type.
    """
    metadata = (
        value.get("metadata")
        if isinstance(value, dict) and isinstance(value.get("items"), list)
        else None
    )
    fields = metadata.get(PLACE) if isinstance(metadata, dict) else None
    if not isinstance(fields, dict):
        return None
    for name, default in DEFAULT._asdict().items():
        setting = fields.get(name, default)
        if not isinstance(setting, (list, tuple) if isinstance(default, tuple) else type(default)):
            raise ClientError(
                f"metadata.{PLACE}.{name} of the List is no such setting: {setting!r}"
            )
    return model_settings.from_json(fields)
