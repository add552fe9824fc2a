"""The Cluster: all objects and settings as one immutable value, and the Draft that builds the next.

A cluster reads from a source kind by kind, on first use; every index is built once, and shared by all
later clusters in which that kind did not change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from minik.light_typing import Any, TypeVar
from minik.model import object as objects
from minik.model.held import Held
from minik.model.object import Key, Object
from minik.model.settings import DEFAULT, Settings
from minik.model.source import Mentions, Objects, Selections, Source, Text
from minik.model.table import Table
from minik.model.writing import NOBODY, Reserve, Step, Writer

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
T = TypeVar("T")
R = TypeVar("R", bound=Reserve)


class Cluster:
    """All objects and settings. `serial` counts commands that changed it, `version` changed objects."""

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
        outside: Any = None,
        is_rested: bool = False,
    ) -> None:
        self.source, self.settings, self.now = source, settings, now
        self.serial, self.version, self.lineage = serial, version, lineage
        self.changes: Mapping[Key, Object | None] = changes or {}
        self._tables = dict(tables or {})
        self._selections, self._mentions = Selections(source), Mentions(source)
        self._held, self.outside = held, outside  # of the Outside webhooks ask; None: nobody does
        self.is_rested = is_rested  # whoever looks at it wanted nothing before `changes`

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
        return self.at_key(Key(kind, namespace, name))

    def at_key(self, key: Key) -> Object | None:
        """Return the object with a key, or None."""
        if key in self.changes:
            return self.changes[key]
        if key.kind in self._tables:
            return self._tables[key.kind].by_path.get(key.path)
        return self.source.find(key.kind, key.path)

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
        there = {key.kind for key, obj in self.changes.items() if obj is not None}
        asked = ({key.kind for key in self.changes} | self._tables.keys()) - there
        gone = {kind for kind in asked if not self.table(kind).by_path}
        return sorted({*self.source.kinds(), *there} - gone)

    def of(self, kind: str) -> Sequence[Object]:
        """Return every object of a kind, sorted by namespace and name."""
        return self.table(kind).in_order

    def holding(self, kind: str, text: str) -> Sequence[Object]:
        """Return the objects of a kind that hold a text within a string or a name, and maybe others,
        sorted. A kind that nobody has read so far is not read for it.
        """
        if not self._is_hardly_read(kind):
            return self.of(kind)
        found = self.source.near(kind, (), (Text(text),))
        return [found[path] for path in sorted(found)]

    def lacking(self, kind: str, texts: Sequence[str]) -> Sequence[Object]:
        """Return the objects of a kind that hold none of these texts as a whole string, likewise."""
        if not self._is_hardly_read(kind):
            return self.of(kind)
        found = self.source.lacking(kind, texts)
        return [found[path] for path in sorted(found)]

    def within(self, kind: str, namespace: str) -> Sequence[Object]:
        """Return every object of a kind in one namespace."""
        part = getattr(self.source, "namespace_part", None)  # a live cluster is asked for no more
        if part and kind not in self._tables and not any(key.kind == kind for key in self.changes):
            return list[Object](part(kind, namespace))
        return self.table(kind).by_namespace.get(namespace, ())

    def owned_by(self, owner_uid: str, kind: str) -> Sequence[Object]:
        """Return every object of a kind with an owner reference to this uid."""
        table = self._tables.get(kind) or self.mentioning(kind, owner_uid)
        return table.by_owner.get(owner_uid, ())

    def mentioning(self, kind: str, text: str) -> Table:
        """Return the objects of a kind that hold a text as a whole string, and maybe others."""
        return self._tables.get(kind) or self._mentions.table(self, kind, text)

    def select(self, kind: str, namespace: str, selector: Mapping[str, str]) -> Sequence[Object]:
        """Return the objects of a kind in a namespace that carry all these labels; {}: all."""
        if not selector:
            return self.within(kind, namespace)
        asked = self._selections if self._is_hardly_read(kind) else None
        if asked and (found := asked.select(kind, namespace, selector)) is not None:
            return found
        by_label, required = self.table(kind).by_label, selector.items()
        lists = [by_label.get((namespace, name, value), ()) for name, value in required]
        return [obj for obj in min(lists, key=len) if required <= objects.labels(obj).items()]

    def _is_hardly_read(self, kind: str) -> bool:
        """Return whether nobody has read all of a kind, nor changed it: its source need not read it."""
        return kind not in self._tables and not any(key.kind == kind for key in self.changes)

    def draft(self, dry_run: bool = False, writer: Writer = NOBODY) -> "Draft":
        """Return an empty draft of changes by one writer; those of a dry run are never saved."""
        return Draft(self, dry_run, writer)

    def as_baseline(self) -> "Cluster":
        """Return the same cluster with its present objects as its source, without changes."""
        known = self.source if type(self.source) is Objects else Objects()
        changed = {key.kind for key in self.changes} if known is self.source else self.kinds()
        tables = {**known, **{kind: self.table(kind).by_path for kind in changed}}
        source = Objects({kind: by_path for kind, by_path in tables.items() if by_path})
        return self._successor(source=source, changes={}, _held=self.held)

    def with_source(self, source: Source) -> "Cluster":
        """Return the cluster of the objects of another source, under the same settings."""
        return self._successor(source=source, changes={}, _tables={})

    def with_settings(self, settings: Settings) -> "Cluster":
        """Return the same objects under other settings."""
        return self._successor(settings=settings)

    def with_held(self, held: Held) -> "Cluster":
        """Return the same objects with other held changes."""
        return self._successor(_held=held)

    def with_serial(self, serial: int) -> "Cluster":
        return self._successor(serial=serial)

    def with_outside(self, outside: Any) -> "Cluster":
        return self if outside is self.outside else self._successor(outside=outside)

    def as_rested(self, is_rested: bool) -> "Cluster":
        """Return it for a controller that wanted nothing before its changes, or may have."""
        return self if is_rested == self.is_rested else self._successor(is_rested=is_rested)

    def at(self, now: datetime) -> "Cluster":
        """Return the same objects at another time."""
        return self if now == self.now else self._successor(now=now)

    def begun(self, now: datetime, serial: int, outside: Any) -> "Cluster":
        """Return the same objects at the begin of something new."""
        return self._successor(now=now, serial=serial, outside=outside)

    def _successor(self, **replaced: Any) -> "Cluster":
        other = Cluster.__new__(Cluster)
        vars(other).update({**vars(self), "_tables": self._tables.copy(), **replaced})
        other._selections, other._mentions = (
            Selections(other.source),
            self._mentions.of(other.source),
        )
        return other


class Draft:
    """Changes on top of a cluster, added one at a time; reads see the changes made so far."""

    def __init__(self, base: Cluster, dry_run: bool = False, writer: Writer = NOBODY) -> None:
        self.base, self.dry_run, self.writer = base, dry_run, writer
        self.settings, self.now, self.version = base.settings, base.now, base.version
        self.changes: dict[Key, Object | None] = {}
        self.log: list[Step] = []  # every single change, in order
        self.touched: dict[str, int] = {}  # kind → version of the last change of one of its objects
        self.annotations: dict[str, str] = {}  # what an audit log notes of the request
        self.remarks: list[str] = []  # what webhooks warn of, until the client is told
        self._pools: dict[str, Any] = {}
        self._reserves: dict[str, Any] = {}

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        key = Key(kind, namespace, name)
        return self.changes[key] if key in self.changes else self.base.at_key(key)

    def exists(self, kind: str, name: str) -> bool:
        """Return whether there is an object without a namespace; a dump may lack it."""
        return self.get(kind, "", name) is not None or self.base.held.knows(kind, name)

    def may_hold(self, kind: str) -> bool:
        """Return whether objects of a kind are or were there; this never scans the changes."""
        return kind in self.touched or bool(self.base.table(kind).by_path)

    def of(self, kind: str) -> Iterator[Object]:
        """Yield every object of a kind, in no particular order: for one use `get`, for a tally `pool`."""
        changed = {key.path: obj for key, obj in self.changes.items() if key.kind == kind}
        for path, obj in self.base.table(kind).by_path.items():
            if path not in changed:
                yield obj
        yield from (obj for obj in changed.values() if obj is not None)

    def reserve(self, name: str, build: Callable[["Draft"], R]) -> R:
        """Return the allocator of this name, built once for each draft: `put` keeps what was allocated
        for an object, `forget_pools` reverts it.
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
        self.touched[key.kind] = self.version
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
        changes = {**self.base.changes, **self.changes}
        return self.base._successor(version=self.version, changes=changes, _tables=tables)
