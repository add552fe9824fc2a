"""A live cluster as the source of a `Cluster`: asked only for what a question needs, once.

One object is a GET, a selector is asked of the server, a kind is listed when somebody wants all of it.
What the user may not see is unknown: it is told, and nothing is concluded from it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from minik import kinds
from minik.errors import Forbidden
from minik.live.client import AT_ONCE, Client
from minik.live.held import LiveHeld
from minik.live.listing import Lister
from minik.model.held import Held
from minik.model.kind import Kind
from minik.model.object import Object, key_of_path
from minik.model.source import Text

SLICES = "EndpointSlice"
DEFINITION = "CustomResourceDefinition"
SINGLES = 16  # objects of a kind that are asked for one by one; then their namespace is listed
NAMESPACES = 4  # that are listed one by one
UNLISTED = ("Binding", "ComponentStatus")
# What `check` reads, and the controllers that are asked what they would change: listed at once, since
# one after the other would take as long as all of them.
JUDGED = (
    "ConfigMap",
    "ControllerRevision",
    "CronJob",
    "CustomResourceDefinition",
    "DaemonSet",
    "Deployment",
    "EndpointSlice",
    "Endpoints",
    "Event",
    "HorizontalPodAutoscaler",
    "Ingress",
    "IngressClass",
    "Job",
    "LimitRange",
    "Namespace",
    "NetworkPolicy",
    "Node",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "PodDisruptionBudget",
    "ReplicaSet",
    "ReplicationController",
    "ResourceQuota",
    "Service",
    "ServiceAccount",
    "StatefulSet",
    "StorageClass",
)


class LiveSource:
    """Objects of a live cluster; see `model/source.py` for the contract.

    `home` is the namespace in which somebody works, which is listed where all may not be. `tell` is
    given a line about what may not be seen.
    """

    def __init__(
        self, client: Client, now: datetime, home: str, tell: Callable[[str], None]
    ) -> None:
        self.client, self.now, self.home, self.tell = client, now, home, tell
        self.lister = Lister(client, now)
        self.strict = False  # whether what may not be seen is an error
        self.tables: dict[str, dict[str, Object]] = {}
        self.versions: dict[str, str] = {}  # of whole lists, for watches
        self.forbidden: dict[
            str, str
        ] = {}  # kind → the only namespace of it that may be listed, or ""
        self._known: dict[tuple[str, str], Object | None] = {}
        self._within: dict[tuple[str, str], dict[str, Object]] = {}
        self._selected: dict[tuple[str, str, str], list[Object]] = {}
        self._singles: dict[tuple[str, str], int] = {}
        self._held = LiveHeld(self)

    def kinds(self) -> Iterable[str]:
        """Return the kinds of which there is an object, among those that are judged and those that were
        read: a server cannot tell which kinds it has objects of.
        """
        self.prefetch(JUDGED)
        return sorted(kind for kind, table in self.tables.items() if table)

    def read_all(self) -> None:
        """List every kind that the server has, those of custom resources, too."""
        wanted = [kind.key for kind in kinds.all_kinds() if is_listable(kind)]
        self.prefetch([*wanted, DEFINITION])
        self.prefetch([kinds.kind_of_definition(one).key for one in self.all(DEFINITION).values()])

    def find(self, kind: str, path: str) -> Object | None:
        """Return one object, or None."""
        if kind in self.tables:
            return self.tables[kind].get(path)
        key = key_of_path(kind, path)
        if (kind, key.namespace) in self._within:
            return self._within[kind, key.namespace].get(path)
        if (kind, path) not in self._known:
            number = self._singles[kind, key.namespace] = (
                self._singles.get((kind, key.namespace), 0) + 1
            )
            if number > SINGLES:
                return self.within(kind, key.namespace).get(path)
            self._known[kind, path] = self._find(kind, key.namespace, key.name)
        return self._known[kind, path]

    def find_all(self, wanted: Sequence[tuple[str, str]]) -> None:
        """Ask for several objects at once; `find` knows them afterwards."""
        missing = [
            (kind, key_of_path(kind, path))
            for kind, path in wanted
            if kind not in self.tables and (kind, path) not in self._known
        ]
        with ThreadPoolExecutor(AT_ONCE) as workers:
            found = list(
                workers.map(lambda one: self._find(one[0], one[1].namespace, one[1].name), missing)
            )
        self._known |= {(kind, key.path): obj for (kind, key), obj in zip(missing, found)}

    def _find(self, kind: str, namespace: str, name: str) -> Object | None:
        known = self.kind_of(kind)
        if known is None or not name or known.namespaced != bool(namespace):
            return None
        try:
            return self.lister.one(known, namespace, name)
        except Forbidden:
            if self.strict:
                raise
            self.forbid(kind)
            return None

    def all(self, kind: str) -> dict[str, Object]:
        """Return every object of a kind, by path."""
        if kind not in self.tables:
            self.prefetch([kind])
        return self.tables[kind]

    def prefetch(self, wanted: Iterable[str]) -> None:
        """List these kinds at once, in parallel, unless they are here already."""
        missing = [kind for kind in dict.fromkeys(wanted) if kind not in self.tables]
        before = dict(self.forbidden)
        if len(missing) == 1:
            results = [self._list(missing[0])]
        else:
            with ThreadPoolExecutor(AT_ONCE) as workers:
                results = list(workers.map(self._list, missing))
        for kind, (table, version) in zip(missing, results):
            self.tables[kind], self.versions[kind] = table, version
        self._tell_new(before)
        if SLICES in missing and self.forbidden.get(SLICES) == "":
            self._held.derived = frozenset([SLICES])
            self.tables[SLICES] = self._held.derive(SLICES)

    def _list(self, kind: str) -> tuple[dict[str, Object], str]:
        known = self.kind_of(kind)
        if known is None or not is_listable(known):
            return {}, ""
        try:
            return self.lister.table(known, "")
        except Forbidden:
            pass
        try:
            found = self.lister.table(known, self.home)
            if not known.namespaced:
                raise Forbidden(kind)
        except Forbidden:
            if self.strict:
                raise
            self.forbidden[kind] = ""
            return {}, ""
        self.forbidden[kind] = self.home
        return found

    def within(self, kind: str, namespace: str) -> dict[str, Object]:
        """Return every object of a kind in one namespace, by path."""
        if kind in self.tables:
            prefix = f"{namespace}/"
            return {path: obj for path, obj in self.tables[kind].items() if path.startswith(prefix)}
        if (kind, namespace) not in self._within:
            self._within[kind, namespace] = self._list_part(kind, namespace, "")
        return self._within[kind, namespace]

    def namespace_part(self, kind: str, namespace: str) -> list[Object]:
        """Return every object of a kind in one namespace, in order; who asks for many of them is given
        the whole kind.
        """
        if sum(known == kind for known, _ in self._within) >= NAMESPACES:
            self.prefetch([kind])
        found = self.within(kind, namespace)
        return [found[path] for path in sorted(found)]

    def select(self, kind: str, namespace: str, labels: Mapping[str, str]) -> list[Object]:
        """Return the objects of a kind in a namespace that carry the longest of some labels, in order."""
        if kind in self.tables or (kind, namespace) in self._within:
            found = self.within(kind, namespace)
        else:
            selector = max(("=".join(label) for label in labels.items()), key=len)
            key = (kind, namespace, selector)
            if key not in self._selected:
                part = self._list_part(kind, namespace, selector)
                self._known |= {(kind, path): obj for path, obj in part.items()}
                self._selected[key] = [part[path] for path in sorted(part)]
            return self._selected[key]
        return [found[path] for path in sorted(found)]

    def _list_part(self, kind: str, namespace: str, selector: str) -> dict[str, Object]:
        known = self.kind_of(kind)
        if known is None:
            return {}
        try:
            return self.lister.table(known, namespace, selector)[0]
        except Forbidden:
            if self.strict:
                raise
            self.forbid(kind)
            if kind == SLICES:
                self.prefetch([kind])
                return self.within(kind, namespace)
            return {}

    def near(
        self, kind: str, namespaces: Sequence[str], texts: Sequence[Text]
    ) -> dict[str, Object]:
        """Return all objects of a kind: a server cannot be asked for texts."""
        self.prefetch(JUDGED)
        return self.all(kind)

    def lacking(self, kind: str, texts: Sequence[str]) -> dict[str, Object]:
        """Return all objects of a kind, likewise."""
        return self.near(kind, (), ())

    def held(self) -> Held:
        """Return what controllers wanted of these objects and did not do, worked out when asked for."""
        return self._held

    def kind_of(self, kind: str) -> Kind | None:
        """Return a kind by its key, a custom one as its definition says; None where nothing defines it."""
        known = kinds.kind_of_key(kind)
        if kinds.find_built_in_kind(known.api_version, known.name):
            return known
        table = self.tables.get(DEFINITION)
        named = (
            [] if table is not None else [self.find(DEFINITION, f"{known.plural}.{known.group}")]
        )
        definitions = [one for one in (table.values() if table else named) if one]
        found = kinds.kind_of_key(kind, definitions)
        return found if found.custom else None

    def forbid(self, kind: str) -> None:
        """Remember, and tell, that a kind may not be seen."""
        if kind not in self.forbidden:
            before = dict(self.forbidden)
            self.forbidden[kind] = ""
            self._tell_new(before)

    def _tell_new(self, before: dict[str, str]) -> None:
        if self.lister.unread:
            first, *others = self.lister.unread
            more = f", and {len(others)} more" if others else ""
            self.tell(f"Warning: passed over: {first}{more}")
            self.lister.unread = []
        new = {kind: home for kind, home in self.forbidden.items() if kind not in before}
        hidden = sorted(kind for kind, home in new.items() if not home)
        partly = sorted(kind for kind, home in new.items() if home)
        if partly:
            self.tell(
                f"Warning: only namespace {self.home} may be listed of {', '.join(partly)}: "
                "what is in the others is unknown"
            )
        if hidden:
            self.tell(
                f"Warning: you may not see {', '.join(hidden)}: nothing is concluded from that"
            )


def is_listable(kind: Kind) -> bool:
    """Return whether a server keeps objects of a kind that can be listed."""
    return kind.stored and kind.name not in UNLISTED
