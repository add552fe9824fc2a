"""Changes: what a controller, or a person, wants to be otherwise."""
from typing import NamedTuple, TypeAlias

from minik.model.object import Key, Object


class Put(NamedTuple):
    """This object should be there, and be like this. What the cluster fills in (uid, times, unset status) may be left out.

    `admitted`: should it be new, it has been through defaults and admission already, as one of many alike. `doomed`: it has been refused
    there, and is asked for so that the refusal is told.
    """

    object: Object
    admitted: bool = False
    doomed: bool = False


class Delete(NamedTuple):
    """This object should be gone; `at_once`: whether or not its kubelet has stopped it."""

    key: Key
    at_once: bool = False


Change: TypeAlias = Put | Delete
