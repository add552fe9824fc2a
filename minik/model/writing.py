"""Who writes into a cluster, and the single changes and allocations that make a draft."""

from minik.light_typing import NamedTuple, Protocol
from minik.model.object import Key, Object


class Identity(NamedTuple):
    """Who sends a request, as authentication has it; `extra` are pairs of a key and its values."""

    user: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Writer(NamedTuple):
    """The field manager of a change: `kubectl-edit`, or `kubectl` with subresource `scale`.

    An empty name stands for the controllers, of which `component` names one. `identity` is the user who
    asks; None: that controller, or else the administrator. `unlimited`: the authorizer allows that user
    everything; `judged`: roles say what they may.
    """

    name: str = ""
    subresource: str = ""
    identity: Identity | None = None
    component: str = ""
    unlimited: bool = False
    judged: bool = False


NOBODY = Writer()


class Step(NamedTuple):
    """One change of one object: the version that it made, and the object after it, None if it is
    gone.
    """

    version: int
    key: Key
    object: Object | None


class Reserve(Protocol):
    """An allocator of a limited resource, such as addresses or ports."""

    def keep(self) -> None:
        """Make all allocations and releases since the last `keep` permanent."""

    def undo(self) -> None:
        """Revert all allocations and releases since the last `keep`."""
