"""Undo and redo: put back what the history says that a command changed."""

from minik.errors import Refused
from minik.model import settings as model_settings
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.store import held_changes, object_checks
from minik.store.history import Entry, named_settings


def undoable(entries: list[Entry], serial: int) -> tuple[list[Entry], list[Entry]]:
    """Return the entries that can be undone, the latest last, and those that can be redone.

    Undo ends at a new cluster, and at a gap: an entry lost with the power or a full disk.
    """
    done: list[Entry] = []
    undone: list[Entry] = []
    last = 0
    for current in entries:
        if current.serial != last + 1:
            done, undone = [], []
        last = current.serial
        if not (current.changes or current.settings or current.held):
            done, undone = [], []
        elif current.undoes and done:
            undone.append(done.pop())
        elif current.redoes and undone:
            done.append(undone.pop())
        else:
            done, undone = [*done, current], []
    return (done, undone) if last == serial else ([], [])


def undo_entry(cluster: Cluster, done_entry: Entry) -> Cluster:
    """Return the cluster as before a command.

    Raises Refused if something outside the history has changed its objects since.
    """
    return _apply_entry(cluster, done_entry, 4, 3, 0)


def redo_entry(cluster: Cluster, undone_entry: Entry) -> Cluster:
    """Return the cluster as after a command that was undone; raise Refused likewise."""
    return _apply_entry(cluster, undone_entry, 3, 4, 1)


def _require_readable(key: Key, obj: Object | None, custom: list[Object]) -> None:
    """Raise Refused if the history holds an object that no command could read."""
    checked = object_checks.check_object(obj, custom) if obj is not None else None
    if checked and checked.wrong:
        raise Refused(f"the history is not whole: {key.kind} {key.path}: {checked.text}")


def _apply_entry(
    cluster: Cluster, entry: Entry, expected: int, target: int, settings_index: int
) -> Cluster:
    draft, custom = cluster.draft(), list(cluster.of("CustomResourceDefinition"))
    for change in entry.changes:
        key = Key(*change[:3])
        if cluster.get(*key) != change[expected]:
            raise Refused(
                f"{key.kind} {key.path} has been changed since by something that is not in the history; nothing was done",
                hint="minik state shows what else is kept, and restores it: minik state restore --from FILE --force",
            )
        _require_readable(key, change[target], custom)
        draft.restore(key, change[target])
    after = draft.cluster()
    if entry.held:
        section = entry.held[settings_index].encode("utf-8", "surrogatepass")
        after = after.with_held(held_changes.parse_section(section))
    return (
        after.with_settings(
            model_settings.from_json(named_settings(entry.settings[settings_index]))
        )
        if entry.settings
        else after
    )
