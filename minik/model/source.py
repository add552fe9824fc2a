"""Where a cluster's objects come from: the contract of a source, and the source in memory."""

from collections.abc import Iterable

from minik.light_typing import Protocol
from minik.model import object as objects
from minik.model.held import NOTHING, Held
from minik.model.object import Object


class Source(Protocol):
    """Where a cluster's objects come from. Paths are `Key.path`."""

    def kinds(self) -> Iterable[str]:
        """Return the kinds that have at least one object."""

    def find(self, kind: str, path: str) -> Object | None:
        """Return one object, or None, without reading the rest."""

    def all(self, kind: str) -> dict[str, Object]:
        """Return every object of a kind, by path."""

    def select(self, kind: str, namespace: str, name: str, value: str) -> list[Object]:
        """Return the objects of a kind in a namespace that carry a label, in order.

        Others may be among them: the caller has to check the label again.
        """

    def held(self) -> Held:
        """Return the changes that controllers wanted of these objects and that were not done."""


class Objects(dict[str, dict[str, Object]]):
    """A source in memory: kind → path → object."""

    def kinds(self) -> Iterable[str]:
        return self.keys()

    def find(self, kind: str, path: str) -> Object | None:
        return self.get(kind, {}).get(path)

    def all(self, kind: str) -> dict[str, Object]:
        return self.get(kind, {})

    def select(self, kind: str, namespace: str, name: str, value: str) -> list[Object]:
        by_path = self.get(kind, {})
        return [
            by_path[path]
            for path in sorted(by_path)
            if objects.namespace(by_path[path]) == namespace
        ]

    def held(self) -> Held:
        return NOTHING
