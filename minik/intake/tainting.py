"""Taints as `taint` words them: `key=value:Effect` to put one on a node, `key:Effect-` or `key-` to take it off.

Upstream rule: kubectl `pkg/cmd/taint`.
"""
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from minik.errors import ClientError
from minik.kinds import node as nodes
from minik.model import names
from minik.model import object as objects
from minik.model.object import Object

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


class Taint(NamedTuple):
    """One taint; without an effect, all of its key."""

    key: str
    value: str = ""
    effect: str = ""

    @property
    def shown(self) -> str:
        """As messages name it."""
        pair = f"{self.key}={self.value}" if self.value else self.key
        return f"{pair}:{self.effect}" if self.effect else pair


class Wanted(NamedTuple):
    """The taints that nodes shall get and lose."""

    added: Sequence[Taint]
    removed: Sequence[Taint]


def is_taint(word: str) -> bool:
    """Whether a word of the command line is a taint, not a node."""
    return "=" in word or ":" in word or word.endswith("-")


def wanted(words: Iterable[str]) -> Wanted:
    """What the words ask for."""
    added: list[Taint] = []
    removed = []
    for word in words:
        taint = parsed(word.removesuffix("-"))
        if word.endswith("-"):
            removed.append(taint._replace(value=""))
            continue
        if not taint.effect:
            raise ClientError(f"invalid taint spec: {word}")
        if any((taint.key, taint.effect) == (other.key, other.effect) for other in added):
            shown = " ".join(part for part in (taint.key, taint.value, taint.effect, "<nil>"))
            raise ClientError(f"duplicated taints with the same key and effect: {{{shown}}}")
        added.append(taint)
    return Wanted(added, removed)


def parsed(text: str) -> Taint:
    """`key=value:Effect`, `key:Effect` or `key`."""
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
    wrong = [*names.label_value(value)] or [*names.qualified(key)]
    if wrong:
        raise ClientError(f"invalid taint spec: {text}, {'; '.join(wrong)}")
    return Taint(key, value, effect)


def refuse_conflicts(wish: Wanted) -> None:
    """A taint cannot come and go at once."""
    both = [f'{{"{gone.key}":"{gone.effect}"}}' for one in wish.added for gone in wish.removed
            if one.key == gone.key and gone.effect in ("", one.effect)]
    if both:
        raise ClientError(f"can not both modify and remove the following taint(s) in the same command: {', '.join(both)}")


def tainted(node: Object, wish: Wanted, *, overwrite: bool) -> tuple[Object, str]:
    """The node with the taints that were asked for, and what happened to it."""
    old = list(nodes.taints(node))
    there = {(taint["key"], taint["effect"]) for taint in old}
    known = [taint.key for taint in wish.added if (taint.key, taint.effect) in there]
    if known and not overwrite:
        raise ClientError(f"node {objects.name(node)} already has {','.join(known)} taint(s) with same effect(s) and --overwrite is false")
    fresh = {(taint.key, taint.effect) for taint in wish.added}
    new = [*map(written, wish.added), *(taint for taint in old if (taint["key"], taint["effect"]) not in fresh)]
    added = len(new) != len(old)
    left, deleted = without(new, wish.removed)
    done = "modified" if overwrite or added and deleted else "tainted" if added else "untainted"
    return objects.write(node, "spec.taints", left) if left else objects.drop(node, "spec.taints"), done


def without(taints: list[Object], removed: Iterable[Taint]) -> tuple[list[Object], bool]:
    """The taints less those that shall go, each of which must be there."""
    missing, deleted = [], False
    for gone in removed:
        left = [taint for taint in taints if taint["key"] != gone.key or gone.effect not in ("", taint["effect"])]
        deleted = len(left) < len(taints)
        missing += [] if deleted else [f'taint "{gone.shown}" not found']
        taints = left
    if missing:
        raise ClientError(missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]")
    return taints, deleted


def written(taint: Taint) -> Object:
    """A taint as nodes hold it."""
    return {"effect": taint.effect, "key": taint.key, **({"value": taint.value} if taint.value else {})}
