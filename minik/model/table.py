"""All objects of one kind, with the indexes by namespace, owner and label."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from minik.light_typing import Any, TypeVar
from minik.model import object as objects
from minik.model.object import Object

T = TypeVar("T")


class Table:
    """All objects of one kind, with their indexes."""

    def __init__(self, by_path: dict[str, Object]) -> None:
        self.by_path = by_path

    def with_changes(self, changes: Mapping[str, Object | None]) -> "Table":
        by_path = {
            **self.by_path,
            **{path: obj for path, obj in changes.items() if obj is not None},
        }
        for path, obj in changes.items():
            if obj is None:
                by_path.pop(path, None)
        return Table(by_path)

    @cached_property
    def in_order(self) -> Sequence[Object]:
        return [self.by_path[path] for path in sorted(self.by_path)]

    @cached_property
    def by_namespace(self) -> Mapping[str, list[Object]]:
        return self.group_by(lambda obj: (objects.namespace(obj),))

    @cached_property
    def by_owner(self) -> Mapping[str, list[Object]]:
        return self.group_by(
            lambda obj: (ref.get("uid", "") for ref in obj["metadata"].get("ownerReferences") or ())
        )

    @cached_property
    def by_label(self) -> Mapping[tuple[str, str, str], list[Object]]:
        return self.group_by(
            lambda obj: (
                (objects.namespace(obj), name, value) for name, value in objects.labels(obj).items()
            )
        )

    @cached_property
    def _memo(self) -> dict[Any, Any]:
        return {}

    def index_by(self, keys_of: Callable[[Object], Iterable[T]]) -> Mapping[T, list[Object]]:
        """Return an index of the caller's own (by address, by node...), built once.

        `keys_of` must be a module-level function: the index is cached under it.
        """
        if keys_of not in self._memo:
            self._memo[keys_of] = self.group_by(keys_of)
        index: Mapping[T, list[Object]] = self._memo[keys_of]
        return index

    def group_by(self, keys_of: Callable[[Object], Iterable[T]]) -> Mapping[T, list[Object]]:
        groups: dict[T, list[Object]] = defaultdict(list)
        for obj in self.in_order:
            for group_key in keys_of(obj):
                groups[group_key].append(obj)
        return dict(groups)
