"""Who writes into a cluster, and the single changes that make a draft."""

from minik.light_typing import NamedTuple
from minik.model.object import Key, Object


class Writer(NamedTuple):
    """The field manager of a change: `kubectl-edit`, or `kubectl` with subresource `scale`.

    An empty name stands for the controllers.
    """

    name: str = ""
    subresource: str = ""


NOBODY = Writer()


class Step(NamedTuple):
    """One change of one object: the version that it made, and the object after it, None if it is
    gone.
    """

    version: int
    key: Key
    object: Object | None
