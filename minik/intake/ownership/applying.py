"""Server-side apply, the server's part: merge a configuration unless other managers conflict.

Fields that the manager no longer sets are removed, unless another manager sets them. Upstream rule:
structured-merge-diff `merge.Updater.Apply`.
"""

from collections.abc import Callable, Mapping

from minik.errors import Conflict
from minik.intake.ownership import managed_fields, paths
from minik.intake.ownership.field_sets import compare, fields_of, with_parents, without_fields
from minik.intake.ownership.managed_fields import FieldManager, FieldSet, ManagedFields
from minik.intake.ownership.paths import Path, Paths
from minik.intake.ownership.shapes import Shape
from minik.intake.ownership.structured_merge import merge_config
from minik.light_typing import NamedTuple, TypeAlias
from minik.model.object import Object

Filter: TypeAlias = Callable[[Paths], Paths]


class ApplyResult(NamedTuple):
    """The object after an apply, and its managed fields."""

    object: Object
    managed: ManagedFields


class ApplyConflict(Conflict):
    """Other managers own fields that the configuration would change."""

    def __init__(self, conflicts: Mapping[FieldManager, Paths]) -> None:
        super().__init__(describe_conflicts(conflicts))
        self.conflicts = conflicts


def describe_conflicts(conflicts: Mapping[FieldManager, Paths]) -> str:
    """Describe the conflicts in the server's words."""
    count = sum(map(len, conflicts.values()))
    if count == 1:
        [(manager, [path])] = conflicts.items()
        return f"Apply failed with 1 conflict: conflict with {manager}: {paths.format_path(path)}"
    lines = []
    for manager in sorted(conflicts):
        lines += [
            f"conflicts with {manager}:",
            *(f"- {paths.format_path(path)}" for path in paths.sort_paths(conflicts[manager])),
        ]
    return f"Apply failed with {count} conflicts: " + "\n".join(lines)


def apply(
    live: Object,
    config: Object,
    shape: Shape,
    managed: ManagedFields,
    manager: FieldManager,
    relevant: Filter,
    *,
    force: bool,
) -> ApplyResult:
    """Merge the configuration into the live object; its manager owns the fields it sets. Fields
    that are not relevant are left out. Raise ApplyConflict unless forced.
    """
    configured = relevant(fields_of(config, shape))
    last = managed.get(manager, FieldSet())
    version = config["apiVersion"]
    updated: dict[FieldManager, FieldSet] = {
        **managed,
        manager: FieldSet(configured, last.time, version),
    }
    new = prune(merge_config(live, config, shape), last.fields, configured, updated, shape)
    changes = compare(live, new, shape)
    touched = relevant(changes.added | changes.modified)
    conflicts = {
        other_manager: conflicting
        for other_manager, field_set in updated.items()
        if other_manager != manager and (conflicting := field_set.fields & touched)
    }
    if conflicts and not force:
        raise ApplyConflict(conflicts)
    for other_manager, conflicting in conflicts.items():
        updated[other_manager] = updated[other_manager]._replace(
            fields=updated[other_manager].fields - conflicting
        )
    updated[manager] = updated[manager]._replace(fields=configured - managed_fields.UNOWNED)
    return ApplyResult(
        new, managed_fields.release_fields(updated, manager, relevant(changes.removed))
    )


def prune(
    merged: Object, last: Paths, configured: Paths, managed: ManagedFields, shape: Shape
) -> Object:
    """Remove the fields that the manager set last time, sets no longer, and nobody else sets."""
    if last <= configured:
        return merged
    everything, before = with_parents(fields_of(merged, shape), shape), with_parents(last, shape)
    owned = with_parents(
        frozenset[Path]().union(*(field_set.fields for field_set in managed.values())), shape
    )
    without_previous = with_parents(fields_of(without_fields(merged, before, shape), shape), shape)
    unowned = everything - (without_previous | owned)
    remaining = with_parents(fields_of(without_fields(merged, unowned, shape), shape), shape)
    result: Object = without_fields(merged, (everything - remaining) & before, shape)
    return result


def remaining_conflicts(
    conflicts: Mapping[FieldManager, Paths], takeable: Paths
) -> dict[FieldManager, Paths]:
    """Return the conflicts without the fields that may be taken."""
    return {
        manager: remaining
        for manager, conflicting in conflicts.items()
        if (remaining := conflicting - takeable)
    }
