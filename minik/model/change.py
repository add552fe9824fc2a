"""Changes: what a controller, or a person, wants of the cluster."""

from minik.light_typing import NamedTuple, TypeAlias
from minik.model.object import Key, Object


class Put(NamedTuple):
    """Create or update this object; what the server fills in (uid, times, status) may be absent.

    `admitted`: a new object has passed defaults and admission already, as one of many alike.
    `refused`: the words in which admission has refused it already; it is put so that the refusal is
    reported.
    """

    object: Object
    admitted: bool = False
    refused: str = ""


class Delete(NamedTuple):
    """Delete this object; `at_once`: without waiting for its kubelet to stop it."""

    key: Key
    at_once: bool = False


Change: TypeAlias = Put | Delete
