"""The state of one cluster, read once for each command; `committing` writes it."""

import os
from collections.abc import Callable
from datetime import datetime

from minik import light_json
from minik.errors import Refused
from minik.light_typing import Any
from minik.model import settings as model_settings
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.store import layout, state_file
from minik.store.layout import TAIL, Header
from minik.store.state_file import RESCUE, OnDisk, StateFile


def read(
    path: str,
    now: datetime,
    *,
    replays: bool = True,
    pack: Callable[[Object], Object] | None = None,
) -> Cluster | None:
    """Return the cluster of a state file at a time, or None without a file.

    Objects are read lazily. What a server left in a journal is part of the cluster, unless `replays` is
    false. `pack` makes objects smaller for who keeps them for long. Raises Refused for a broken file.
    """
    path = os.path.realpath(path)
    opened_file = state_file.open_file(path)
    if opened_file is None:
        return None
    source = _open_source(path, *opened_file)
    header = source.header
    if isinstance(source, StateFile):
        source.pack = pack
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
    stamped_file = stamped_source(path, handle, facts)
    if stamped_file is not None:
        return stamped_file
    from minik.store import foreign, object_checks  # noqa: PLC0415 only a file that another hand wrote needs them

    try:
        source = foreign.read(path, handle, facts)
    finally:
        os.close(handle)
    object_checks.require_valid(path, source)
    return source


def stamped_source(path: str, handle: int, facts: os.stat_result) -> StateFile | None:
    """Return the file as a source if its stamp shows that minik wrote it unchanged, else None."""
    head = state_file.read(path, handle, state_file.CHUNK, 0)
    end = head.find(b'},"objects":{\n')
    if not head.startswith(b'{"minik":{') or end < 0:
        return None
    try:
        fields: dict[str, Any] = light_json.loads(head[9 : end + 1])
        header = layout.parse_header(fields)
    except (ValueError, KeyError):
        return None
    is_unchanged = (header.size, header.mtime * 10**9) == (facts.st_size, facts.st_mtime_ns)
    is_complete = (
        is_unchanged and state_file.read(path, handle, len(TAIL), facts.st_size - len(TAIL)) == TAIL
    )
    return (
        StateFile(path, handle, facts, header, end + 14)
        if is_complete and fields.get("layout") in layout.LAYOUTS
        else None
    )
