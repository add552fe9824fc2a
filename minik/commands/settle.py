"""Let the controllers do what is held of an imported cluster"""

from collections import Counter

from minik.command_line import flags, progress, state_access
from minik.controllers import settle
from minik.dumps.summary import describe_kinds
from minik.model.cluster import Cluster


@flags.command()
def command() -> None:
    """Let the controllers do what is held of an imported cluster.

    After minik import a cluster stays as it was recorded: what the controllers of a healthy cluster
    would change is held. This lets go of it: pods are created and placed, endpoints listed, statuses
    written. minik undo takes it back.

    \b
    Examples:
      minik import -f dump.yaml
      # What becomes of it once everything works
      minik settle
    """
    with state_access.begin_change() as session, progress.show("settling"):
        before = session.cluster
        after = settle(before.with_held(before.held.released()))
        session.keep(after)
    state_access.say(describe_changes(before, after))


def describe_changes(before: Cluster, after: Cluster) -> str:
    """Return how many objects of each kind were changed; "at rest" if there are none."""
    kinds = Counter(key.kind for key, obj in after.changes.items() if obj != before.get(*key))
    if not kinds:
        return "nothing was held: the cluster is at rest"
    number = kinds.total()
    return f"settled, {number} object{'s' * (number > 1)} changed: {describe_kinds(kinds)}"
