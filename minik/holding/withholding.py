"""Withhold from a controller what was held of its changes, and see what of it is still wanted.

What was stuck stays stuck; what a person changes has its effects. So a change stays held as long as the
same controller wants the same change: a deletion or creation of the same object, of objects with
generated names as many of the same owner as were held, and of an update the same values of the same
fields.
"""

from collections.abc import Iterable, Iterator

from minik.holding.differences import are_alike, differences, without
from minik.intake import system_metadata
from minik.light_typing import Any
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.held import HeldChange, Slot
from minik.model.object import Object
from minik.model.slots import existing, refusal_slot, slot_of


class Withholding:
    """One run of a controller against what is held of its changes.

    `still` collects what it still wants of them.
    """

    def __init__(self, cluster: Cluster, controller: str) -> None:
        self.cluster = cluster
        self.held = cluster.held.by_controller.get(controller, {})
        self.still: dict[Slot, HeldChange] = {}

    def rest(self, changes: Iterable[Change]) -> Iterable[Change]:
        """Return the changes without those that stay held."""
        return filter(None, map(self._rest, changes)) if self.held else changes

    def unreported(self, refusals: Iterable[tuple[Object, Any]]) -> Iterator[tuple[Object, Any]]:
        """Yield the refusals beyond those that were held, of which the dump has events itself."""
        for obj, why in refusals:
            held = self.held.get(refusal_slot(obj))
            if held is None or not self._hold_one_more(held):
                yield obj, why

    def _rest(self, change: Change) -> Change | None:
        old = None if isinstance(change, Delete) else existing(self.cluster, change.object)
        slot = slot_of(change, old)
        held = self.held.get(slot)
        if held is None:
            return change
        if isinstance(change, Put) and old is not None:
            return self._rest_of_update(held, change, old)
        return None if self._hold_one_more(held) else change

    def _hold_one_more(self, held: HeldChange) -> bool:
        """Count one more of a held change; return whether it is among as many as were held."""
        number = self.still[held.slot].number if held.slot in self.still else 0
        if number >= held.number:
            return False
        self.still[held.slot] = held._replace(number=number + 1)
        return True

    def _rest_of_update(self, held: HeldChange, change: Put, old: Object) -> Put | None:
        new = system_metadata.complete_update(change.object, old)
        wanted = dict(differences(old, new))
        same = {
            path: value
            for path, value in held.fields.items()
            if path in wanted and are_alike(value, wanted[path])
        }
        if same:
            self.still[held.slot] = held._replace(fields=same)
        if same.keys() == wanted.keys():
            return None
        return change._replace(object=without(old, new, same))


class Asking:
    """The changes that a controller wants of a cluster, gathered to be held."""

    def __init__(self, cluster: Cluster, controller: str) -> None:
        self.cluster, self.controller = cluster, controller
        self.slots: dict[Slot, HeldChange] = {}

    def add(self, change: Change) -> None:
        """Add a change that had an effect."""
        old = existing(self.cluster, change.object) if isinstance(change, Put) else None
        slot = slot_of(change, old)
        if isinstance(change, Put) and old is not None:
            new = system_metadata.complete_update(change.object, old)
            fields = dict(differences(old, new))
            self.slots[slot] = HeldChange(self.controller, slot, fields=fields)
        else:
            self._count(slot)

    def add_refusal(self, obj: Object, why: Exception) -> None:
        """Add an object that the server refused to create."""
        self._count(refusal_slot(obj), str(why))

    def _count(self, slot: Slot, message: str = "") -> None:
        number = self.slots[slot].number if slot in self.slots else 0
        self.slots[slot] = HeldChange(self.controller, slot, number + 1, message=message)
