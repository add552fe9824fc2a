"""A mapping that many others share, each a few changes further: a large layer that nobody changes, and a
small one on top. So the next mapping costs as little with a hundred thousand entries as with ten.
"""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from math import isqrt

from minik.light_typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")
LEAST = 64  # so many changes may lie on top; of large mappings as many as make copying both layers cheap


class Layers(Mapping[Any, V]):
    """The entries of `base`, but for what `top` has; there None stands for no entry."""

    __slots__ = ("_length", "base", "top")

    def __init__(self, base: dict[Any, V], top: dict[Any, V | None], length: int) -> None:
        self.base, self.top, self._length = base, top, length

    def __getitem__(self, key: Any) -> V:
        found = self.top[key] if key in self.top else self.base[key]
        if found is None:
            raise KeyError(key)
        return found

    def get(self, key: Any, default: Any = None) -> Any:
        """Return what stands under a key, else the default."""
        found = self.top[key] if key in self.top else self.base.get(key)
        return default if found is None else found

    def __contains__(self, key: object) -> bool:
        return self.top[key] is not None if key in self.top else key in self.base

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Any]:
        return iter(self._whole())

    def items(self) -> ItemsView[Any, V]:
        """Return keys and values."""
        return self._whole().items()

    def values(self) -> ValuesView[V]:
        """Return the values."""
        return self._whole().values()

    def _whole(self) -> dict[Any, V]:
        whole: dict[Any, Any] = {**self.base, **self.top}
        for key, value in self.top.items():
            if value is None:
                del whole[key]
        return whole


def with_changes(before: Mapping[K, V], changes: Mapping[K, V | None]) -> Mapping[K, V]:
    """Return a mapping after changes; None removes an entry."""
    base: dict[K, V]
    top: dict[K, V | None]
    if isinstance(before, Layers):
        base, top = before.base, before.top
    else:
        base, top = before if isinstance(before, dict) else dict(before), {}
    most = max(LEAST, 2 * isqrt(len(base)))
    if len(base) <= LEAST or len(top) + len(changes) > most:
        merged = dict(before.items())
        for key, value in changes.items():
            if value is None:
                merged.pop(key, None)
            else:
                merged[key] = value
        return merged
    length = len(before)
    for key, value in changes.items():
        length += (value is not None) - (key in before)
    return Layers(base, {**top, **changes}, length)
