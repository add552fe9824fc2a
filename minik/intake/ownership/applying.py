"""Server-side apply, the server's part: a configuration laid over an object, where nobody else objects.

What a writer no longer says goes, unless somebody else says it. Upstream rule: structured-merge-diff `merge.Updater.Apply`.
"""
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from minik.errors import Conflict
from minik.intake.ownership import entries, paths
from minik.intake.ownership.entries import Identity, Share, Shares
from minik.intake.ownership.laying_over import laid_over
from minik.intake.ownership.paths import Path, Paths
from minik.intake.ownership.shapes import Shape
from minik.intake.ownership.taking_apart import compared, fields, with_named, without
from minik.model.object import Object

Filter: TypeAlias = Callable[[Paths], Paths]


class Applied(NamedTuple):
    """What an apply makes of an object, and who answers for which of its fields then."""

    object: Object
    shares: Shares


class ApplyConflict(Conflict):
    """Others answer for fields that the configuration would change."""

    def __init__(self, conflicts: Mapping[Identity, Paths]) -> None:
        super().__init__(worded(conflicts))
        self.conflicts = conflicts


def worded(conflicts: Mapping[Identity, Paths]) -> str:
    """The conflicts, in the server's words."""
    several = sum(map(len, conflicts.values()))
    if several == 1:
        [(who, [path])] = conflicts.items()
        return f"Apply failed with 1 conflict: conflict with {who}: {paths.shown(path)}"
    lines = []
    for who in sorted(conflicts):
        lines += [f"conflicts with {who}:", *(f"- {paths.shown(path)}" for path in paths.in_order(conflicts[who]))]
    return f"Apply failed with {several} conflicts: " + "\n".join(lines)


def apply(live: Object, config: Object, shape: Shape, shares: Shares, who: Identity, relevant: Filter, *, force: bool) -> Applied:
    """The live object with what the configuration says; the writer answers for what it names from now on, as far as that is relevant."""
    said = relevant(fields(config, shape))
    last = shares.get(who, Share())
    version = config["apiVersion"]
    now: dict[Identity, Share] = {**shares, who: Share(said, last.time, version)}
    new = pruned(laid_over(live, config, shape), last.fields, said, now, shape)
    changes = compared(live, new, shape)
    touched = relevant(changes.added | changes.modified)
    conflicts = {other: found for other, share in now.items() if other != who and (found := share.fields & touched)}
    if conflicts and not force:
        raise ApplyConflict(conflicts)
    for other, found in conflicts.items():
        now[other] = now[other]._replace(fields=now[other].fields - found)
    now[who] = now[who]._replace(fields=said - entries.NOBODYS)
    return Applied(new, entries.less(now, who, relevant(changes.removed)))


def pruned(merged: Object, last: Paths, said: Paths, shares: Shares, shape: Shape) -> Object:
    """The object without what the writer said the last time, says no longer, and nobody else says."""
    if last <= said:
        return merged
    everything, before = with_named(fields(merged, shape), shape), with_named(last, shape)
    owned = with_named(frozenset[Path]().union(*(share.fields for share in shares.values())), shape)
    left = with_named(fields(without(merged, before, shape), shape), shape)
    unowned = everything - (left | owned)
    kept = with_named(fields(without(merged, unowned, shape), shape), shape)
    result: Object = without(merged, (everything - kept) & before, shape)
    return result


def allowed(conflicts: Mapping[Identity, Paths], agreed: Paths) -> dict[Identity, Paths]:
    """The conflicts that remain where some fields may be taken."""
    return {who: left for who, found in conflicts.items() if (left := found - agreed)}


