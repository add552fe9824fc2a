"""What is held of a live cluster: worked out as `import` does, but only when a question asks for it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from minik.controllers import derive, hold
from minik.dumps import gaps
from minik.light_typing import Any, Protocol
from minik.model.cluster import Cluster
from minik.model.held import EVERY, Held, HeldChange
from minik.model.object import Object
from minik.model.settings import DEFAULT, Settings
from minik.model.source import Source


class Live(Source, Protocol):
    """What is asked of a live source."""

    now: Any
    forbidden: dict[str, str]


class LiveHeld(Held):
    """The held changes of a live cluster, and what the user may not see of it."""

    def __init__(self, source: Live) -> None:
        self.source = source
        self.settings: Settings = DEFAULT
        self.imported = True
        self.derived = frozenset()

    @cached_property
    def changes(self) -> Sequence[HeldChange]:  # type: ignore[override]
        """Return what every controller would change of the cluster, as it is now."""
        cluster = Cluster(self.source, self.settings, self.source.now, held=Unheld(self))
        return hold(cluster).held.changes

    def derive(self, kind: str) -> dict[str, Object]:
        """Return the objects of a kind that may not be seen, as controllers would make them of others."""
        cluster = Cluster(self.source, self.settings, self.source.now, held=Unheld(self))
        return dict(derive(cluster).table(kind).by_path)

    @property
    def unseen(self) -> Mapping[str, Any]:  # type: ignore[override]
        """Return the names of what is known to exist although nobody may see it."""
        return Unseen(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> bool:
        return True


class Unseen(Mapping[str, frozenset[str]]):
    """What is known to exist, kind by kind, each worked out when it is asked for."""

    def __init__(self, held: LiveHeld) -> None:
        self.held = held

    def __getitem__(self, kind: str) -> frozenset[str]:
        names = set(self._names(kind))
        if kind in self.held.source.forbidden:
            names.add(EVERY)
        if not names:
            raise KeyError(kind)
        return frozenset(names)

    def _names(self, kind: str) -> Iterator[str]:
        source = self.held.source
        if kind == "Node":
            yield from gaps.named_nodes(source.all("Pod").values()) - source.all("Node").keys()
        elif kind == "Namespace":
            yield from (name for name in gaps.SYSTEM_NAMESPACES if not source.find(kind, name))
        elif kind == "Service":
            is_kept = source.find("ServiceCIDR", "kubernetes") is not None
            if is_kept and not source.find("Service", gaps.KUBERNETES):
                yield gaps.KUBERNETES

    def __iter__(self) -> Iterator[str]:
        kinds = dict.fromkeys(("Node", "Namespace", "Service", *self.held.source.forbidden))
        return (kind for kind in kinds if kind in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Unheld(Held):
    """The same without changes: what controllers are asked with."""

    def __init__(self, held: LiveHeld) -> None:
        super().__init__((), dict(held.unseen), held.derived)
