"""Set and remove taints: `key=value:Effect` sets, `key:Effect-` or `key-` removes.

Upstream rule: kubectl `pkg/cmd/taint`.
"""

from collections.abc import Iterable, Sequence

from minik.errors import ClientError, join_messages
from minik.kinds import node as nodes
from minik.light_typing import NamedTuple
from minik.model import names
from minik.model import object as objects
from minik.model.object import Object

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


class Taint(NamedTuple):
    """A taint; without an effect, all taints of the key."""

    key: str
    value: str = ""
    effect: str = ""

    @property
    def text(self) -> str:
        """The taint as messages name it."""
        pair = f"{self.key}={self.value}" if self.value else self.key
        return f"{pair}:{self.effect}" if self.effect else pair


class TaintChanges(NamedTuple):
    """The taints to add and to remove."""

    added: Sequence[Taint]
    removed: Sequence[Taint]


def is_taint(word: str) -> bool:
    """Tell whether an argument is a taint, not a node."""
    return "=" in word or ":" in word or word.endswith("-")


def parse_taints(words: Iterable[str]) -> TaintChanges:
    """Parse the changes of taints; raise ClientError for an invalid one."""
    added: list[Taint] = []
    removed = []
    for word in words:
        taint = parse_taint(word.removesuffix("-"))
        if word.endswith("-"):
            removed.append(taint._replace(value=""))
            continue
        if not taint.effect:
            raise ClientError(f"invalid taint spec: {word}")
        if any(
            (taint.key, taint.effect) == (added_taint.key, added_taint.effect)
            for added_taint in added
        ):
            fields = " ".join(part for part in (taint.key, taint.value, taint.effect, "<nil>"))
            raise ClientError(f"duplicated taints with the same key and effect: {{{fields}}}")
        added.append(taint)
    return TaintChanges(added, removed)


def parse_taint(text: str) -> Taint:
    """Parse `key=value:Effect`, `key:Effect` or `key`."""
    pair, colon, effect = text.partition(":")
    if ":" in effect:
        raise ClientError(f"invalid taint spec: {text}")
    if colon and effect not in EFFECTS:
        raise ClientError(f"invalid taint effect: {effect}, unsupported taint effect")
    key, value = pair, ""
    if colon:
        if pair.count("=") > 1:
            raise ClientError(f"invalid taint spec: {text}")
        key, _, value = pair.partition("=")
    reasons = [*names.label_value(value)] or [*names.qualified_name(key)]
    if reasons:
        raise ClientError(f"invalid taint spec: {text}, {'; '.join(reasons)}")
    return Taint(key, value, effect)


def refuse_conflicts(changes: TaintChanges) -> None:
    """Raise ClientError if a taint is both added and removed."""
    both = [
        f'{{"{removed.key}":"{removed.effect}"}}'
        for added in changes.added
        for removed in changes.removed
        if added.key == removed.key and removed.effect in ("", added.effect)
    ]
    if both:
        raise ClientError(
            f"can not both modify and remove the following taint(s) in the same command: {', '.join(both)}"
        )


def apply_taints(node: Object, changes: TaintChanges, *, overwrite: bool) -> tuple[Object, str]:
    """Return the node with its taints changed, and the outcome: tainted, untainted or modified.
    Raise ClientError if a taint would be overwritten.
    """
    old = list(nodes.taints(node))
    present = {(taint["key"], taint["effect"]) for taint in old}
    duplicates = [taint.key for taint in changes.added if (taint.key, taint.effect) in present]
    if duplicates and not overwrite:
        raise ClientError(
            f"node {objects.name(node)} already has {','.join(duplicates)} taint(s) with same effect(s) and --overwrite is false"
        )
    fresh = {(taint.key, taint.effect) for taint in changes.added}
    new = [
        *map(taint_object, changes.added),
        *(taint for taint in old if (taint["key"], taint["effect"]) not in fresh),
    ]
    added = len(new) != len(old)
    remaining, deleted = remove_taints(new, changes.removed)
    done = "modified" if overwrite or added and deleted else "tainted" if added else "untainted"
    return objects.write(node, "spec.taints", remaining) if remaining else objects.drop(
        node, "spec.taints"
    ), done


def remove_taints(taints: list[Object], removed: Iterable[Taint]) -> tuple[list[Object], bool]:
    """Return the remaining taints, and whether the last removal found one. Raise ClientError if a
    taint to remove is missing.
    """
    missing, deleted = [], False
    for taint_to_remove in removed:
        remaining = [
            taint
            for taint in taints
            if taint["key"] != taint_to_remove.key
            or taint_to_remove.effect not in ("", taint["effect"])
        ]
        deleted = len(remaining) < len(taints)
        missing += [] if deleted else [f'taint "{taint_to_remove.text}" not found']
        taints = remaining
    if missing:
        raise ClientError(join_messages(missing))
    return taints, deleted


def taint_object(taint: Taint) -> Object:
    """Return a taint as nodes hold it."""
    return {
        "effect": taint.effect,
        "key": taint.key,
        **({"value": taint.value} if taint.value else {}),
    }
