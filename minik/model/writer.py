"""Who writes: the field manager under whose name a change is recorded, and the part of the object that it was sent to."""
from typing import NamedTuple


class Writer(NamedTuple):
    """`kubectl-edit`; or `kubectl` through the `scale` subresource. Nobody in particular: the controllers."""

    name: str = ""
    subresource: str = ""
