"""Export a cluster as a List that import reads back: all objects, and the settings."""

from minik.dumps import gaps
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import settings as model_settings
from minik.model import writers
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT, Settings

PLACE = "minik"


def export_cluster(cluster: Cluster) -> Object:
    """Return every object of the cluster in one List; its metadata holds the settings.

    What was worked out because the dump of an imported cluster left it out is left out again.
    """
    left_out = gaps.derived_keys(cluster)
    items = [
        writers.without_note(obj)
        for kind in cluster.kinds()
        for obj in cluster.of(kind)
        if kind not in cluster.held.derived or objects.key(obj) not in left_out
    ]
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
            raise _no_such_setting(name, setting)
    try:
        return model_settings.from_json(fields)
    except ValueError as error:
        name = str(error).removeprefix("settings.").partition(" ")[0]
        raise _no_such_setting(name, fields.get(name)) from None


def _no_such_setting(name: str, value: Any) -> ClientError:
    return ClientError(f"metadata.{PLACE}.{name} of the List is no such setting: {value!r}")
