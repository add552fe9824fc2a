"""Held changes: what controllers wanted of an imported cluster, remembered beside it and not done.

A dump is evidence: it stays as it was recorded. When it is imported every controller is asked once
what it would change, and the answers are held. They tell what a healthy cluster would do and this one
did not: an endpoint that is missing, a pod that was never made.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.object import Key

CREATE, UPDATE, DELETE, REFUSED = "create", "update", "delete", "refused"
EVERY = "*"  # in place of a name: any object of the kind may exist
ONLY = "namespaces"  # in place of a kind: those of which a copy holds anything, where it does not hold all
ACTIONS = (CREATE, UPDATE, DELETE, REFUSED)


class Slot(NamedTuple):
    """What makes two changes of a controller the same one.

    Of objects with generated names the key has no name, and `owner` is the uid of their owner.
    """

    action: str
    key: Key
    owner: str = ""


class HeldChange(NamedTuple):
    """A change that a controller wanted of the cluster as it was recorded.

    `controller` is the name of its component and of its module, `endpointslice-controller/endpoint_slice`.
    `action` is create, update, delete, or refused: a creation that the server refused then and is
    tried again. `number` is how many objects the same owner lacks. `fields` are the fields of an
    update: path → the value it should have, in a list; an empty list if it should be absent. A path
    names the elements of a list by what identifies them: `endpoints[10.244.1.5].conditions.ready`.
    `message` says why the server refused.
    """

    controller: str
    slot: Slot
    number: int = 1
    fields: Mapping[str, Sequence[Any]] = {}
    message: str = ""

    @property
    def component(self) -> str:
        """Return the component that wanted it, such as `endpointslice-controller`."""
        return self.controller.partition("/")[0]

    @property
    def action(self) -> str:
        return self.slot.action

    @property
    def key(self) -> Key:
        return self.slot.key


HeldSlots: TypeAlias = Mapping[Slot, HeldChange]


class Held:
    """All held changes of a cluster, and what is known to exist although the dump lacks it.

    `unseen` maps a kind to the names of such objects (nodes that pods name), or to EVERY where nothing
    is known of it; the kinds that the dump left out as a whole, and that were worked out from the
    others, are in `derived`. `imported` tells a cluster that came from a dump; ONLY in `unseen` the
    namespaces that it was limited to.
    """

    def __init__(
        self,
        changes: Iterable[HeldChange] = (),
        unseen: Mapping[str, Iterable[str]] | None = None,
        derived: Iterable[str] = (),
        *,
        imported: bool = True,
    ) -> None:
        self.imported = imported
        self.changes = tuple(sorted(changes, key=lambda change: (change.controller, change.slot)))
        self.unseen = {kind: frozenset(names) for kind, names in (unseen or {}).items() if names}
        self.derived = frozenset(derived)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and vars_of(self) == vars_of(other)

    def __hash__(self) -> int:
        return hash(len(self.changes))

    def __bool__(self) -> bool:
        return bool(self.changes or self.unseen or self.derived)

    @cached_property
    def by_controller(self) -> Mapping[str, HeldSlots]:
        """Return the changes of each controller by what makes them the same."""
        slots: dict[str, dict[Slot, HeldChange]] = {}
        for change in self.changes:
            slots.setdefault(change.controller, {})[change.slot] = change
        return slots

    @cached_property
    def by_key(self) -> Mapping[Key, Sequence[HeldChange]]:
        """Return the changes of each object; those without a name by a key without one."""
        keys: dict[Key, list[HeldChange]] = {}
        for change in self.changes:
            keys.setdefault(change.key, []).append(change)
        return keys

    @cached_property
    def by_owner(self) -> Mapping[str, Sequence[HeldChange]]:
        """Return the creations that each owner lacks or was refused, by its uid."""
        owners: dict[str, list[HeldChange]] = {}
        for change in self.changes:
            if change.slot.owner:
                owners.setdefault(change.slot.owner, []).append(change)
        return owners

    def number_of(self, slot: Slot) -> int:
        """Return how many changes like this one are held, whoever wanted them."""
        return sum(change.number for change in self.by_key.get(slot.key, ()) if change.slot == slot)

    def knows(self, kind: str, name: str) -> bool:
        """Return whether an object is known to exist that the dump does not hold, or may well exist."""
        unseen = self.unseen.get(kind, ())
        return name in unseen or EVERY in unseen

    def lacks(self, kind: str) -> bool:
        """Return whether nothing is known of a kind: the dump left it out, or nobody may list it."""
        return EVERY in self.unseen.get(kind, ()) or kind in self.derived

    def hides(self, namespace: str) -> bool:
        """Return whether nothing is known of a namespace, since a copy was limited to others."""
        known = self.unseen.get(ONLY)
        return bool(known and namespace) and namespace not in (known or ())

    def with_changes(self, changes: Mapping[str, HeldSlots]) -> "Held":
        """Return the same with other changes of the controllers named."""
        kept = {**self.by_controller, **changes}
        return Held(
            (change for slots in kept.values() for change in slots.values()),
            self.unseen,
            self.derived,
            imported=self.imported,
        )

    def keep(self, still: Mapping[str, HeldSlots]) -> "Held":
        """Return the same with only these changes of the controllers named; itself if none is gone."""
        before = self.by_controller
        fewer = {name: slots for name, slots in still.items() if slots != before.get(name, {})}
        return self.with_changes(fewer) if fewer else self

    def released(self) -> "Held":
        """Return what stays known when all held changes are let go of."""
        return Held((), self.unseen, imported=self.imported)


NOTHING = Held(imported=False)


def vars_of(held: Held) -> tuple[Any, ...]:
    return held.changes, held.unseen, held.derived, held.imported


def merge_slots(slots: HeldSlots, more: HeldSlots) -> HeldSlots:
    """Return the changes of both; those of one slot are one change."""
    merged = dict(slots)
    for slot, change in more.items():
        first = merged.get(slot)
        merged[slot] = (
            change
            if first is None
            else first._replace(
                number=first.number + change.number, fields={**first.fields, **change.fields}
            )
        )
    return merged
