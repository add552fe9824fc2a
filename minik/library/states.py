"""Clusters that come from files, and go into them."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from minik import light_re as re
from minik.bootstrap import init_options, new_cluster
from minik.command_line import state_access
from minik.controllers import hold, settle
from minik.dumps.importing import import_documents
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple
from minik.model.cluster import Cluster
from minik.model.duration import parse_time
from minik.model.settings import Settings
from minik.proxy import modes
from minik.sources import reading
from minik.store import committing, following, history, locking, state

START = datetime(2026, 1, 1, tzinfo=UTC)  # the time of a cluster whose time nobody names
STATE = re.compile(rb'\s*\{\s*"minik"\s*:')
PATIENCE = 10.0  # seconds for which a lock is waited for
SAVED = "Cluster.save"  # what the history remembers instead of a command line


class Loaded(NamedTuple):
    """A cluster, and what was passed over on the way."""

    cluster: Cluster
    warnings: tuple[str, ...] = ()


def new(
    now: datetime | None, addons: str, gateway_api: bool, *, proxy_mode: str, **options: Any
) -> Cluster:
    """Return a new cluster with the options of `minik init`."""
    if proxy_mode:
        modes.check(proxy_mode)
    settings = init_options.parse_settings(proxy_mode=proxy_mode, **options)
    kinds = (new_cluster.GATEWAY_API,) if gateway_api else ()
    return _settled(settings, now or START, (*init_options.parse_addons(addons), *kinds))


@lru_cache(8)
def _settled(settings: Settings, now: datetime, addons: tuple[str, ...]) -> Cluster:
    made = new_cluster.create_cluster(settings, now, whole=True, addons=addons)
    return settle(made).as_baseline().with_serial(1)


def load(paths: Sequence[str], now: datetime | None, *, let_go: bool) -> Loaded:
    """Return the cluster of a state file, or of a dump."""
    if len(paths) == 1 and is_state(paths[0]):
        return Loaded(read_state(paths[0], now))
    dump = reading.Dump(paths, True)
    documents = list(dump.documents())
    values = [document.value for document in documents if isinstance(document.value, dict)]
    moment = now or max([START, *filter(None, map(made_at, items_of(values)))])
    result = import_documents(documents, moment)
    cluster = hold(result.cluster)
    return Loaded(settled(cluster) if let_go else cluster, (*dump.passed_over, *result.warnings))


def settled(cluster: Cluster) -> Cluster:
    """Return an imported cluster with what was held of it done."""
    after = settle(cluster.with_held(cluster.held.released()))
    return after.with_serial(cluster.serial + 1)


def is_state(path: str) -> bool:
    """Return whether a file is a state of minik; raise ClientError if it cannot be read."""
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return STATE.match(file.read(256)) is not None


def read_state(path: str, now: datetime | None) -> Cluster:
    """Return the cluster of a state file, at a time or at that of its newest object."""
    cluster = state.read(path, now or START)
    if cluster is None:
        raise ClientError(f"{path} is not there any more")
    cluster = following.close_when_unused(cluster)
    if now is not None:
        return state_access.at_own_clock(cluster)
    stamps = (made_at(obj) for kind in cluster.kinds() for obj in cluster.of(kind))
    own = state_access.at_own_clock(cluster)
    return own.at(max([own.now, *filter(None, stamps)]))


def items_of(values: Sequence[Any]) -> Iterator[Any]:
    """Yield the objects of documents, of which some are Lists."""
    for value in values:
        items = value.get("items")
        yield from filter(is_object, items) if isinstance(items, list) else (value,)


def is_object(value: Any) -> bool:
    return isinstance(value, dict)


def made_at(obj: Any) -> datetime | None:
    """Return when an object was created; None if it does not say so."""
    metadata = obj.get("metadata")
    stamp = metadata.get("creationTimestamp") if isinstance(metadata, dict) else None
    try:
        return parse_time(stamp) if isinstance(stamp, str) else None
    except ValueError:
        return None


def save(cluster: Cluster, path: str) -> None:
    """Write a cluster to a state file; one of the same lineage gets a line in its history."""
    path = os.path.realpath(path)
    with locking.hold_lock(path, timeout=PATIENCE, command=SAVED, report=say_nothing):
        found = state.read(path, cluster.now) if os.path.exists(path) else None
        if found is not None:
            following.close_when_unused(found)
        before = found if found is not None and found.lineage == cluster.lineage else None
        entry = history.make_entry(cluster, before or cluster, SAVED)
        # what is written is one command further than what it is made of
        committing.write(path, before, cluster.with_serial(cluster.serial - 1), entry)


def say_nothing(_: str) -> None:
    """Tell nobody that another process is waited for."""
