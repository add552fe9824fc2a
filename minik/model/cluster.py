"""The Cluster: all objects and settings as one immutable value, and the Draft that builds the next.

A cluster reads from a source (a state file, an import) kind by kind, on first use; every index is
built once, on first use, and shared by all later clusters in which that kind did not change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from minik.light_typing import Any, Protocol, TypeVar
from minik.model import object as objects
from minik.model.held import Held
from minik.model.object import Key, Object
from minik.model.settings import DEFAULT, Settings
from minik.model.source import Objects, Source
from minik.model.table import Table
from minik.model.writing import NOBODY, Step, Writer

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
T = TypeVar("T")


class Reserve(Protocol):
    """An allocator of a limited resource, such as addresses or ports."""

    def keep(self) -> None:
        """Make all allocations and releases since the last `keep` permanent."""

    def undo(self) -> None:
        """Revert all allocations and releases since the last `keep`."""


R = TypeVar("R", bound=Reserve)


class Cluster:
    """All objects and settings. `serial` counts commands that changed it, `version` counts changes
    of objects.
    """

    def __init__(
        self,
        source: Source,
        settings: Settings = DEFAULT,
        now: datetime = EPOCH,
        *,
        serial: int = 0,
        version: int = 0,
        lineage: str = "",
        changes: Mapping[Key, Object | None] | None = None,
        tables: Mapping[str, Table] | None = None,
        held: Held | None = None,
    ) -> None:
        self.source, self.settings, self.now = source, settings, now
        self.serial, self.version, self.lineage = serial, version, lineage
        self.changes: Mapping[Key, Object | None] = changes or {}
        self._tables = dict(tables or {})
        self._asked: set[str] = set()
        self._held = held

    @property
    def held(self) -> Held:
        """Return what controllers wanted of this cluster when it was imported, and was not done."""
        if self._held is None:
            self._held = self.source.held()
        return self._held

    @property
    def has_new_held(self) -> bool:
        """Return whether the held changes are other ones than the source's."""
        return self._held not in (None, self.source.held())

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        """Return one object, or None."""
        key = Key(kind, namespace, name)
        if key in self.changes:
            return self.changes[key]
        if kind in self._tables:
            return self._tables[kind].by_path.get(key.path)
        return self.source.find(kind, key.path)

    def exists(self, kind: str, name: str) -> bool:
        """Return whether there is an object without a namespace; a dump may not hold it itself."""
        return self.get(kind, "", name) is not None or self.held.knows(kind, name)

    def table(self, kind: str) -> Table:
        """Return all objects of a kind with their indexes."""
        if kind not in self._tables:
            changed = {key.path: obj for key, obj in self.changes.items() if key.kind == kind}
            table = Table(self.source.all(kind))
            self._tables[kind] = table.with_changes(changed) if changed else table
        return self._tables[kind]

    def kinds(self) -> Sequence[str]:
        """Return every kind of which the cluster has an object, sorted."""
        candidates = {*self.source.kinds(), *(key.kind for key in self.changes)}
        return sorted(kind for kind in candidates if self.table(kind).by_path)

    def of(self, kind: str) -> Sequence[Object]:
        """Return every object of a kind, sorted by namespace and name."""
        return self.table(kind).in_order

    def within(self, kind: str, namespace: str) -> Sequence[Object]:
        """Return every object of a kind in one namespace."""
        return self.table(kind).by_namespace.get(namespace, ())

    def owned_by(self, owner_uid: str, kind: str) -> Sequence[Object]:
        """Return every object of a kind with an owner reference to this uid."""
        return self.table(kind).by_owner.get(owner_uid, ())

    def select(self, kind: str, namespace: str, selector: Mapping[str, str]) -> Sequence[Object]:
        """Return the objects of a kind in a namespace that carry all these labels; {}: all."""
        if not selector:
            return self.within(kind, namespace)
        if self._is_first_read(kind):
            candidates = self.source.select(
                kind, namespace, *max(selector.items(), key=lambda pair: len("".join(pair)))
            )
            return [obj for obj in candidates if selector.items() <= objects.labels(obj).items()]
        by_label = self.table(kind).by_label
        lists = [by_label.get((namespace, name, value), ()) for name, value in selector.items()]
        required = selector.items()
        return [obj for obj in min(lists, key=len) if required <= objects.labels(obj).items()]

    def _is_first_read(self, kind: str) -> bool:
        """Return whether a kind is read for the first time.

        The source may then answer without all objects being read and indexed.
        """
        first = (
            kind not in self._tables
            and kind not in self._asked
            and not any(key.kind == kind for key in self.changes)
        )
        self._asked.add(kind)
        return first

    def draft(self, dry_run: bool = False, writer: Writer = NOBODY) -> "Draft":
        """Return an empty draft of changes by one writer; those of a dry run are never saved."""
        return Draft(self, dry_run, writer)

    def as_baseline(self) -> "Cluster":
        """Return the same cluster with its present objects as its source, so without changes."""
        source = Objects({kind: self.table(kind).by_path for kind in self.kinds()})
        return Cluster(
            source,
            self.settings,
            self.now,
            serial=self.serial,
            version=self.version,
            lineage=self.lineage,
            tables=self._tables,
            held=self.held,
        )

    def with_settings(self, settings: Settings) -> "Cluster":
        """Return the same objects under other settings."""
        return self._successor(settings=settings)

    def with_held(self, held: Held) -> "Cluster":
        """Return the same objects with other held changes."""
        return self._successor(held=held)

    def with_serial(self, serial: int) -> "Cluster":
        """Return the same objects after another number of commands."""
        return self._successor(serial=serial)

    def at(self, now: datetime) -> "Cluster":
        """Return the same objects at another time."""
        return self._successor(now=now)

    def _successor(self, **replaced: Any) -> "Cluster":
        fields = {
            "settings": self.settings,
            "now": self.now,
            "serial": self.serial,
            "version": self.version,
            "lineage": self.lineage,
            "changes": self.changes,
            "tables": self._tables,
            "held": self._held,
            **replaced,
        }
        return Cluster(self.source, **fields)


class Draft:
    """Changes on top of a cluster, added one at a time; reads see the changes made so far."""

    def __init__(self, base: Cluster, dry_run: bool = False, writer: Writer = NOBODY) -> None:
        self.base, self.dry_run, self.writer = base, dry_run, writer
        self.version = base.version
        self.changes: dict[Key, Object | None] = {}
        self.log: list[Step] = []  # every single change, in order
        self._pools: dict[str, Any] = {}
        self._reserves: dict[str, Any] = {}

    @property
    def settings(self) -> Settings:
        return self.base.settings

    @property
    def now(self) -> datetime:
        return self.base.now

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        key = Key(kind, namespace, name)
        return self.changes[key] if key in self.changes else self.base.get(kind, namespace, name)

    def exists(self, kind: str, name: str) -> bool:
        """Return whether there is an object without a namespace; a dump may lack it."""
        return self.get(kind, "", name) is not None or self.base.held.knows(kind, name)

    def of(self, kind: str) -> Iterator[Object]:
        """Yield every object of a kind, in no particular order.

        This scans the kind: for one object use `get`, for a tally use `pool`.
        """
        changed = {key.path: obj for key, obj in self.changes.items() if key.kind == kind}
        for path, obj in self.base.table(kind).by_path.items():
            if path not in changed:
                yield obj
        yield from (obj for obj in changed.values() if obj is not None)

    def reserve(self, name: str, build: Callable[["Draft"], R]) -> R:
        """Return the allocator of this name, built once for each draft.

        `put` keeps what was allocated for an object, `forget_pools` reverts it.
        """
        if name not in self._reserves:
            self._reserves[name] = build(self)
        existing: R = self._reserves[name]
        return existing

    def pool(self, name: str, build: Callable[["Draft"], T]) -> T:
        """Return a value computed from all objects, which its users keep up to date themselves."""
        if name not in self._pools:
            self._pools[name] = build(self)
        existing: T = self._pools[name]
        return existing

    def put(self, obj: Object) -> Object:
        """Add or replace an object; return it with its new resourceVersion."""
        self.version += 1
        stored = {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(self.version)}}
        self._set(objects.key(stored), stored)
        for reserve in self._reserves.values():
            reserve.keep()
        return stored

    def put_beside(self, obj: Object) -> None:
        """Replace an object while another is being admitted, whose allocations stay open."""
        self.version += 1
        stored = objects.write(obj, "metadata.resourceVersion", str(self.version))
        self._set(objects.key(obj), stored)

    def restore(self, key: Key, obj: Object | None) -> None:
        """Set a key to exactly this object, or to None: no object."""
        self.version += 1
        self._set(key, obj)
        self._reserves.clear()
        self.forget_pools()

    def delete(self, key: Key) -> None:
        """Remove an object."""
        self.version += 1
        self._set(key, None)
        self._reserves.clear()
        self.forget_pools()

    def _set(self, key: Key, obj: Object | None) -> None:
        self.changes[key] = obj
        self.log.append(Step(self.version, key, obj))

    def forget_pools(self) -> None:
        """Revert the allocations made for a refused object, and drop all computed values."""
        self._pools.clear()
        for reserve in self._reserves.values():
            reserve.undo()

    def cluster(self) -> Cluster:
        """Return the cluster with these changes."""
        if not self.changes:
            return self.base
        by_kind: dict[str, dict[str, Object | None]] = defaultdict(dict)
        for key, obj in self.changes.items():
            by_kind[key.kind][key.path] = obj
        tables = {
            kind: table.with_changes(by_kind[kind]) if kind in by_kind else table
            for kind, table in self.base._tables.items()
        }
        return self.base._successor(
            version=self.version, changes={**self.base.changes, **self.changes}, tables=tables
        )
