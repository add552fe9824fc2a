"""The state of one cluster, read once for each command; `committing` writes it."""

import os
from datetime import datetime

from minik.errors import Refused
from minik.model import settings as model_settings
from minik.model.cluster import Cluster
from minik.store import layout, state_file
from minik.store.layout import Header
from minik.store.state_file import RESCUE, OnDisk


def read(path: str, now: datetime, *, replays: bool = True) -> Cluster | None:
    """Return the cluster of a state file at a time, or None without a file.

    Objects are read lazily. What a server left in a journal is part of the cluster, unless `replays` is
    false. Raises Refused for a broken file.
    """
    path = os.path.realpath(path)
    opened_file = state_file.open_file(path)
    if opened_file is None:
        return None
    source = _open_source(path, *opened_file)
    header = source.header
    try:
        settings = model_settings.from_json(header.settings)
    except ValueError as error:
        raise Refused(
            f"the header of {path} is not whole: {error}; it is left as it is", hint=RESCUE
        ) from None
    cluster = Cluster(
        source, settings, now, serial=header.serial, version=header.version, lineage=header.lineage
    )
    if layout.JOURNAL not in header.other or not replays:
        return cluster
    from minik.store import journal  # noqa: PLC0415 only a server leaves one

    return journal.replayed(path, cluster, str(header.other[layout.JOURNAL]))


def header(path: str) -> Header | None:
    """Return the header of a state file, or None without a file."""
    opened_file = state_file.open_file(path)
    return _open_source(path, *opened_file).header if opened_file else None


def _open_source(path: str, handle: int, facts: os.stat_result) -> OnDisk:
    stamped_file = state_file.stamped_source(path, handle, facts)
    if stamped_file is not None:
        return stamped_file
    from minik.store import foreign, object_checks  # noqa: PLC0415 only a file that another hand wrote needs them

    source = foreign.read(path, handle, facts)
    object_checks.require_valid(path, source)
    return source
