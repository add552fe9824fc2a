"""Bring back a state file that was thrown away or broken"""

from minik.command_line import flags, state_access
from minik.store import journal, restoring


@flags.command()
@flags.text(
    "--from",
    "source",
    metavar="FILE",
    help="The file to restore from, instead of the one that minik keeps",
)
@flags.flag(
    "--force",
    help="Replace a state that is whole, or is of another cluster; it stays beside the new one as .bak",
)
def command(source: str, force: bool) -> None:
    """Bring back a state that was thrown away or broken, as it was: from the state before the last
    command, which is kept, and from the history, which knows what that command changed.

    What is there now stays: a state that is whole as STATE.bak, one that is not as STATE.broken.
    After `init --force`, `import` or `reset`, `--force` brings back the cluster that was replaced;
    once more, and it is as before.

    \b
    Examples:
      # The file was deleted, or an editor broke it
      minik state restore
      # The cluster was replaced by another one
      minik state restore --force
    """
    with state_access.begin_change(unread=True) as session:
        journal.require_unserved(session.path, force=force)
        restored = restoring.restore(session.path, source, state_access.now(), force=force)
    serial = restored.cluster.serial + len(restored.again)
    again = f" and {len(restored.again)} of the history" if restored.again else ""
    state_access.say(f"state restored: serial {serial}, from {restored.source}{again}")
    if restored.aside:
        state_access.tell(f"what was there before is kept as {restored.aside}")
