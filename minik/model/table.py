"""All objects of one kind, with the indexes by namespace, owner and label.

The table after a few changes takes over what the one before knows: its order and its indexes, mended
where the changes are. So a change costs what copying costs, however many objects there are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from minik.light_typing import Any, TypeAlias, TypeVar
from minik.model import object as objects
from minik.model.object import Object, path_of

S = TypeVar("S")
T = TypeVar("T")
KeysOf: TypeAlias = Callable[[Object], Any]
Known: TypeAlias = tuple[
    Any, tuple[tuple[str, Object | None, Object | None], ...]
]  # and what has changed since it was worked out
LEAST_MENDED, SHARE = 64, 12  # an index is mended after so many changes, or one in so many objects


class Table:
    """All objects of one kind, with their indexes."""

    def __init__(self, by_path: Mapping[str, Object]) -> None:
        self.by_path = by_path
        self._known: dict[KeysOf, Known] = {}  # the order, and indexes
        self._sums: dict[
            tuple[KeysOf, Any], dict[Any, tuple[list[Object], Any]]
        ] = {}  # of groups, by what made them

    def with_changes(self, changes: Mapping[str, Object | None]) -> "Table":
        """Return the table after changes; None removes an object."""
        from minik.model import layers  # noqa: PLC0415 who changes nothing does without

        changed = Table(layers.with_changes(self.by_path, changes))
        changed._sums = self._sums
        most = max(LEAST_MENDED, len(self.by_path) // SHARE)
        if self._known and len(changes) <= most:
            pairs = tuple((path, self.by_path.get(path), obj) for path, obj in changes.items())
            for keys_of, (index, before) in self._known.items():
                if len(before) + len(pairs) <= most:
                    changed._known[keys_of] = index, (*before, *pairs)
        return changed

    def _recall(self, keys_of: KeysOf) -> Any:
        """Return the order or an index, if those of an earlier table can be mended; else None."""
        index, pairs = self._known.get(keys_of, (None, ()))
        if not pairs:
            return index
        from minik.model import mending  # noqa: PLC0415 who changes nothing does without

        mended: Any
        if keys_of is path_of:
            mended = list(index)
            mended = mended if all(mending.exchange(mended, *pair) for pair in pairs) else None
        else:
            mended = mending.mended(index, keys_of, pairs)
        self._known[keys_of] = mended, ()
        return mended

    @property
    def in_order(self) -> Sequence[Object]:
        """Return the objects, sorted by their paths."""
        order: list[Object] | None = self._recall(path_of)
        if order is None:
            order = [obj for _, obj in sorted(self.by_path.items(), key=itemgetter(0))]
            self._known[path_of] = order, ()
        return order

    @property
    def by_namespace(self) -> Mapping[str, list[Object]]:
        return self.index_by(_namespaces)

    @property
    def by_owner(self) -> Mapping[str, list[Object]]:
        return self.index_by(_owners)

    @property
    def by_label(self) -> Mapping[tuple[str, str, str], list[Object]]:
        return self.index_by(_labels)

    def index_by(self, keys_of: Callable[[Object], Iterable[T]]) -> Mapping[T, list[Object]]:
        """Return an index of the caller's own (by address, by node...), built once; `groups_by` has it in
        order.

        `keys_of` must be a module-level function: the index is cached under it.
        """
        index: Mapping[T, list[Object]] | None = self._recall(keys_of)
        if index is None:
            index = self.group_by(keys_of)
            self._known[keys_of] = index, ()
        return index

    def groups_by(
        self, keys_of: Callable[[Object], Iterable[T]]
    ) -> Sequence[tuple[T, list[Object]]]:
        """Return the groups of an index, that of the first object first."""
        return sorted(self.index_by(keys_of).items(), key=lambda item: path_of(item[1][0]))

    def summed_by(
        self, keys_of: Callable[[Object], Iterable[T]], work: Callable[[list[Object]], S]
    ) -> Mapping[T, S]:
        """Return what `work` makes of each group of an index, and nothing else; of a group that is as it
        was before the last changes that is known already. Both must be module-level functions.
        """
        known = self._sums.get((keys_of, work), {})
        sums: dict[T, tuple[list[Object], S]] = {}
        for key, group in self.index_by(keys_of).items():
            before = known.get(key)
            same = before is not None and before[0] is group
            sums[key] = before if same and before is not None else (group, work(group))
        self._sums = {**self._sums, (keys_of, work): sums}
        return {key: done for key, (_, done) in sums.items()}

    def questions(self) -> Iterator[Callable[["Table"], object]]:
        """Yield what was asked of this table, to be asked of another one."""
        from functools import partial  # noqa: PLC0415 few want to know

        for keys_of in self._known.keys() - {path_of}:
            yield partial(Table.index_by, keys_of=keys_of)
        for keys_of, work in self._sums:
            yield partial(Table.summed_by, keys_of=keys_of, work=work)

    def group_by(self, keys_of: Callable[[Object], Iterable[T]]) -> Mapping[T, list[Object]]:
        groups: dict[T, list[Object]] = defaultdict(list)
        for obj in self.in_order:
            for group_key in keys_of(obj):
                groups[group_key].append(obj)
        return dict(groups)


def _namespaces(obj: Object) -> Iterable[str]:
    return (objects.namespace(obj),)


def _owners(obj: Object) -> Iterable[str]:
    return [ref.get("uid", "") for ref in obj["metadata"].get("ownerReferences") or ()]


def _labels(obj: Object) -> Iterable[tuple[str, str, str]]:
    namespace = objects.namespace(obj)
    return [(namespace, name, value) for name, value in objects.labels(obj).items()]
