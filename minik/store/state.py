"""The state of one cluster, read once a command; `committing` writes it."""
import os
from datetime import datetime

from minik.errors import Refused
from minik.model import settings as model_settings
from minik.model.cluster import Cluster
from minik.store import state_file
from minik.store.layout import Header
from minik.store.state_file import RESCUE, OnDisk


def read(path: str, now: datetime) -> Cluster | None:
    """The cluster in a state file, at a time; nothing where there is no file. Objects are read when they are asked for."""
    path = os.path.realpath(path)
    found = state_file.opened(path)
    if found is None:
        return None
    source = _ours(path, *found)
    header = source.header
    try:
        settings = model_settings.from_json(header.settings)
    except ValueError as error:
        raise Refused(f"the header of {path} is not whole: {error}; it is left as it is", hint=RESCUE) from None
    return Cluster(source, settings, now, serial=header.serial, version=header.version, lineage=header.lineage)


def header(path: str) -> Header | None:
    """The header of a state file; nothing where there is no file."""
    found = state_file.opened(path)
    return _ours(path, *found).header if found else None


def _ours(path: str, handle: int, facts: os.stat_result) -> OnDisk:
    ours = state_file.stamped(path, handle, facts)
    if ours is not None:
        return ours
    from minik.store import foreign, judging  # noqa: PLC0415 only a file that another hand wrote needs them
    source = foreign.read(path, handle, facts)
    judging.sound(path, source)
    return source
