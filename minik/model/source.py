"""Where a cluster's objects come from: the contract of a source, and the source in memory."""

from collections.abc import Iterable, Mapping, Sequence

from minik.light_typing import Any, NamedTuple, Protocol
from minik.model import object as objects
from minik.model.held import NOTHING, Held
from minik.model.object import Object
from minik.model.table import Table

SELECTORS = 4  # by which a kind is asked for; then it is read
MENTIONS = 8  # likewise, texts


class Text(NamedTuple):
    """What an object may hold: a text, and another that must stand beside it ("": none); inside longer
    strings, or each as a whole string.
    """

    text: str
    beside: str = ""
    whole: bool = False


class Source(Protocol):
    """Where a cluster's objects come from. Paths are `Key.path`."""

    def kinds(self) -> Iterable[str]:
        """Return the kinds that have at least one object."""

    def find(self, kind: str, path: str) -> Object | None:
        """Return one object, or None, without reading the rest."""

    def all(self, kind: str) -> Mapping[str, Object]:
        """Return every object of a kind, by path."""

    def select(self, kind: str, namespace: str, labels: Mapping[str, str]) -> list[Object]:
        """Return the objects of a kind in a namespace that carry some labels, in order.

        Others may be among them: the caller has to check the labels again.
        """

    def near(
        self, kind: str, namespaces: Sequence[str], texts: Sequence[Text]
    ) -> Mapping[str, Object]:
        """Return the objects of a kind in these namespaces, and those that hold one of these texts, by
        path. Others may be among them: a source whose objects are all read gives all.
        """

    def lacking(self, kind: str, texts: Sequence[str]) -> Mapping[str, Object]:
        """Return the objects of a kind that hold none of these texts as a name or a whole string, by
        path; others may be among them.
        """

    def held(self) -> Held:
        """Return the changes that controllers wanted of these objects and that were not done."""


class Selections:
    """What a source was asked for by selectors, so that a kind is not read for a few of them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.known: dict[str, dict[Any, list[Object]]] = {}

    def select(
        self, kind: str, namespace: str, selector: Mapping[str, str]
    ) -> Sequence[Object] | None:
        """Return the objects of a kind in a namespace that carry all these labels; None where so many
        were asked for that it costs less to read the kind.
        """
        question, known = (namespace, frozenset(selector.items())), self.known.setdefault(kind, {})
        if question not in known and len(known) < SELECTORS:
            known[question] = [
                obj
                for obj in self.source.select(kind, namespace, selector)
                if selector.items() <= objects.labels(obj).items()
            ]
        return known.get(question)


class Mentions:
    """Which objects of a source hold some texts, so that a kind is not read for a few of them; with the
    table that was last made of each answer and of what has changed since.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: dict[str, dict[str, Mapping[str, Object]]] = {}
        self.tables: dict[tuple[str, str], tuple[Any, Table]] = {}

    def of(self, source: Source) -> "Mentions":
        """Return this where it is of a source, else what begins anew."""
        return self if source is self.source else Mentions(source)

    def table(self, cluster: Any, kind: str, text: str) -> Table:
        """Return the objects of a kind in a cluster of this source that hold a text as a whole string;
        others may be among them. A kind that nobody has read so far is not read for it.
        """
        found, changes = self.found.setdefault(kind, {}), cluster.changes
        if type(self.source) is Objects or text not in found and len(found) == MENTIONS:
            whole: Table = cluster.table(kind)
            return whole
        before, table = self.tables.get((kind, text), (None, None))
        if table is None or before is not changes:
            if text not in found:
                found[text] = self.source.near(kind, (), (Text(text, whole=True),))
            changed = {key.path: obj for key, obj in changes.items() if key.kind == kind}
            table = Table(found[text])
            table = table.with_changes(changed) if changed else table
            self.tables[kind, text] = changes, table
        return table


class Objects(dict[str, Mapping[str, Object]]):
    """A source in memory: kind → path → object."""

    def add(self, kind: str, path: str, obj: Object) -> None:
        """Add an object, or replace it, while the source is made."""
        known = self.setdefault(kind, {})
        assert isinstance(known, dict)
        known[path] = obj

    def kinds(self) -> Iterable[str]:
        return [kind for kind, by_path in self.items() if by_path]

    def find(self, kind: str, path: str) -> Object | None:
        return self.get(kind, {}).get(path)

    def all(self, kind: str) -> Mapping[str, Object]:
        return self.get(kind, {})

    def select(self, kind: str, namespace: str, labels: Mapping[str, str]) -> list[Object]:
        by_path = self.get(kind, {})
        return [
            by_path[path]
            for path in sorted(by_path)
            if objects.namespace(by_path[path]) == namespace
        ]

    def near(
        self, kind: str, namespaces: Sequence[str], texts: Sequence[Text]
    ) -> Mapping[str, Object]:
        return self.get(kind, {})

    def lacking(self, kind: str, texts: Sequence[str]) -> Mapping[str, Object]:
        return self.get(kind, {})

    def held(self) -> Held:
        return NOTHING
