"""The Cluster: all objects and settings as one immutable value, and the Draft in which its successor is gathered.

A cluster reads from a source (a state file, an import) kind by kind, only when asked; every index is made once, when first needed,
and kept by all successors in which that kind did not change.
"""
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol, TypeVar

from minik.model import object as objects
from minik.model.object import Key, Object
from minik.model.settings import DEFAULT, Settings

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
T = TypeVar("T")


class Writer(NamedTuple):
    """As whom a change is recorded: `kubectl-edit`, or `kubectl` through the `scale` subresource; nobody in particular: the controllers."""

    name: str = ""
    subresource: str = ""


NOBODY = Writer()


class Reserve(Protocol):
    """Something that runs out."""

    def keep(self) -> None:
        """What was taken and given back since the last time stays so."""

    def undo(self) -> None:
        """What was taken and given back since the last time was not."""


R = TypeVar("R", bound=Reserve)


class Source(Protocol):
    """Where a cluster's objects come from. Paths are `Key.path`."""

    def kinds(self) -> Iterable[str]:
        """The kinds that have at least one object."""

    def one(self, kind: str, path: str) -> Object | None:
        """One object, without reading the rest."""

    def all(self, kind: str) -> dict[str, Object]:
        """Every object of a kind, by path."""

    def select(self, kind: str, namespace: str, name: str, value: str) -> list[Object]:
        """Every object of a kind in a namespace that carries a label, and perhaps others, in order."""


class Objects(dict[str, dict[str, Object]]):
    """A source in memory: kind → path → object."""

    def kinds(self) -> Iterable[str]:
        return self.keys()

    def one(self, kind: str, path: str) -> Object | None:
        return self.get(kind, {}).get(path)

    def all(self, kind: str) -> dict[str, Object]:
        return self.get(kind, {})

    def select(self, kind: str, namespace: str, name: str, value: str) -> list[Object]:
        found = self.get(kind, {})
        return [found[path] for path in sorted(found) if objects.namespace(found[path]) == namespace]


class Table:
    """All objects of one kind, with the indexes by which they are found."""

    def __init__(self, by_path: dict[str, Object]) -> None:
        self.by_path = by_path

    def changed(self, changes: Mapping[str, Object | None]) -> "Table":
        by_path = {**self.by_path, **{path: obj for path, obj in changes.items() if obj is not None}}
        for path, obj in changes.items():
            if obj is None:
                by_path.pop(path, None)
        return Table(by_path)

    @cached_property
    def ordered(self) -> Sequence[Object]:
        return [self.by_path[path] for path in sorted(self.by_path)]

    @cached_property
    def by_namespace(self) -> Mapping[str, list[Object]]:
        return self.grouped(lambda obj: (objects.namespace(obj),))

    @cached_property
    def by_owner(self) -> Mapping[str, list[Object]]:
        return self.grouped(lambda obj: (ref.get("uid", "") for ref in obj["metadata"].get("ownerReferences") or ()))

    @cached_property
    def by_label(self) -> Mapping[tuple[str, str, str], list[Object]]:
        return self.grouped(lambda obj: ((objects.namespace(obj), name, value) for name, value in objects.labels(obj).items()))

    @cached_property
    def _memo(self) -> dict[Any, Any]:
        return {}

    def indexed(self, words: Callable[[Object], Iterable[T]]) -> Mapping[T, list[Object]]:
        """An index of the caller's own (by address, by node...), made once; `words` must be a module-level function."""
        if words not in self._memo:
            self._memo[words] = self.grouped(words)
        found: Mapping[T, list[Object]] = self._memo[words]
        return found

    def grouped(self, words: Callable[[Object], Iterable[T]]) -> Mapping[T, list[Object]]:
        groups: dict[T, list[Object]] = defaultdict(list)
        for obj in self.ordered:
            for word in words(obj):
                groups[word].append(obj)
        return dict(groups)


class Cluster:
    """All objects and settings. `serial` counts commands that changed it, `version` counts changes of objects."""

    def __init__(self, source: Source, settings: Settings = DEFAULT, now: datetime = EPOCH, *, serial: int = 0, version: int = 0,
                 lineage: str = "", changes: Mapping[Key, Object | None] | None = None, tables: Mapping[str, Table] | None = None) -> None:
        self.source, self.settings, self.now = source, settings, now
        self.serial, self.version, self.lineage = serial, version, lineage
        self.changes: Mapping[Key, Object | None] = changes or {}
        self._tables = dict(tables or {})
        self._asked: set[str] = set()

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        """One object, or nothing."""
        found = Key(kind, namespace, name)
        if found in self.changes:
            return self.changes[found]
        if kind in self._tables:
            return self._tables[kind].by_path.get(found.path)
        return self.source.one(kind, found.path)

    def table(self, kind: str) -> Table:
        """All objects of a kind with their indexes."""
        if kind not in self._tables:
            mine = {key.path: obj for key, obj in self.changes.items() if key.kind == kind}
            table = Table(self.source.all(kind))
            self._tables[kind] = table.changed(mine) if mine else table
        return self._tables[kind]

    def kinds(self) -> Sequence[str]:
        """Every kind of which the cluster has an object, sorted."""
        candidates = {*self.source.kinds(), *(key.kind for key in self.changes)}
        return sorted(kind for kind in candidates if self.table(kind).by_path)

    def of(self, kind: str) -> Sequence[Object]:
        """Every object of a kind, in the order in which a cluster lists them."""
        return self.table(kind).ordered

    def within(self, kind: str, namespace: str) -> Sequence[Object]:
        """Every object of a kind in one namespace."""
        return self.table(kind).by_namespace.get(namespace, ())

    def owned_by(self, owner_uid: str, kind: str) -> Sequence[Object]:
        """Every object of a kind that names this owner."""
        return self.table(kind).by_owner.get(owner_uid, ())

    def selected(self, kind: str, namespace: str, selector: Mapping[str, str]) -> Sequence[Object]:
        """Every object of a kind in a namespace that carries all these labels; an empty selector selects all."""
        if not selector:
            return self.within(kind, namespace)
        if self._alone(kind):
            found = self.source.select(kind, namespace, *max(selector.items(), key=lambda pair: len("".join(pair))))
            return [obj for obj in found if selector.items() <= objects.labels(obj).items()]
        by_label = self.table(kind).by_label
        lists = [by_label.get((namespace, name, value), ()) for name, value in selector.items()]
        wanted = selector.items()
        return [obj for obj in min(lists, key=len) if wanted <= objects.labels(obj).items()]

    def _alone(self, kind: str) -> bool:
        """Whether this is the first question about a kind: the source may answer it without all objects being read and indexed."""
        first = kind not in self._tables and kind not in self._asked and not any(key.kind == kind for key in self.changes)
        self._asked.add(kind)
        return first

    def draft(self, rehearsal: bool = False, writer: Writer = NOBODY) -> "Draft":
        """A place to gather changes of one writer; in a rehearsal (a server's dry run) they are not meant to be kept."""
        return Draft(self, rehearsal, writer)

    def at_rest(self) -> "Cluster":
        """The same cluster, with what it has now as its source: what comes after counts as change."""
        source = Objects({kind: dict(self.table(kind).by_path) for kind in self.kinds()})
        return Cluster(source, self.settings, self.now, serial=self.serial, version=self.version, lineage=self.lineage, tables=self._tables)

    def with_settings(self, settings: Settings) -> "Cluster":
        """The same objects under other settings."""
        return self._successor(settings=settings)

    def at(self, now: datetime) -> "Cluster":
        """The same objects at another time."""
        return self._successor(now=now)

    def _successor(self, **other: Any) -> "Cluster":
        fields = {"settings": self.settings, "now": self.now, "serial": self.serial, "version": self.version, "lineage": self.lineage,
                  "changes": self.changes, "tables": self._tables, **other}
        return Cluster(self.source, **fields)


class Draft:
    """Changes on their way into a cluster, folded in one at a time: it is read as the cluster that it will become."""

    def __init__(self, base: Cluster, rehearsal: bool = False, writer: Writer = NOBODY) -> None:
        self.base, self.rehearsal, self.writer = base, rehearsal, writer
        self.version = base.version
        self.changes: dict[Key, Object | None] = {}
        self._pools: dict[str, Any] = {}
        self._reserves: dict[str, Any] = {}

    @property
    def settings(self) -> Settings:
        return self.base.settings

    @property
    def now(self) -> datetime:
        return self.base.now

    def get(self, kind: str, namespace: str, name: str) -> Object | None:
        found = Key(kind, namespace, name)
        return self.changes[found] if found in self.changes else self.base.get(kind, namespace, name)

    def of(self, kind: str) -> Iterator[Object]:
        """Every object of a kind, in no particular order. It scans: for one object use `get`, for a pool use `pool`."""
        mine = {key.path: obj for key, obj in self.changes.items() if key.kind == kind}
        for path, obj in self.base.table(kind).by_path.items():
            if path not in mine:
                yield obj
        yield from (obj for obj in mine.values() if obj is not None)

    def reserve(self, name: str, build: Callable[["Draft"], R]) -> R:
        """What runs out (addresses, ports), counted once a draft: what is taken is taken when an object is folded in, else given back."""
        if name not in self._reserves:
            self._reserves[name] = build(self)
        found: R = self._reserves[name]
        return found

    def pool(self, name: str, build: Callable[["Draft"], T]) -> T:
        """What is found out about all objects once, and then kept up by those who ask for it."""
        if name not in self._pools:
            self._pools[name] = build(self)
        found: T = self._pools[name]
        return found

    def put(self, obj: Object) -> Object:
        """Fold in one object, with a resource version of its own."""
        self.version += 1
        stored = {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(self.version)}}
        self.changes[objects.key(stored)] = stored
        for reserve in self._reserves.values():
            reserve.keep()
        return stored

    def restore(self, key: Key, obj: Object | None) -> None:
        """Fold in that an object is again just as it once was."""
        self.version += 1
        self.changes[key] = obj
        self._reserves.clear()
        self.forget_pools()

    def delete(self, key: Key) -> None:
        """Fold in that one object is gone."""
        self.version += 1
        self.changes[key] = None
        self._reserves.clear()
        self.forget_pools()

    def forget_pools(self) -> None:
        """What was taken for an object that is refused is free again; what was found out may be wrong."""
        self._pools.clear()
        for reserve in self._reserves.values():
            reserve.undo()

    def cluster(self) -> Cluster:
        """The cluster that these changes make."""
        if not self.changes:
            return self.base
        by_kind: dict[str, dict[str, Object | None]] = defaultdict(dict)
        for key, obj in self.changes.items():
            by_kind[key.kind][key.path] = obj
        tables = {kind: table.changed(by_kind[kind]) if kind in by_kind else table for kind, table in self.base._tables.items()}
        return self.base._successor(version=self.version, changes={**self.base.changes, **self.changes}, tables=tables)
