"""What the subcommands of `simulate` share: an act, the time after it, the changes printed."""

from collections.abc import Callable, Sequence
from datetime import datetime

from minik.command_line import document_output, progress, state_access, terminal
from minik.errors import NotFound
from minik.kinds import kind_of_key
from minik.light_typing import TypeAlias
from minik.model.cluster import Cluster, Draft
from minik.model.controls import escape_lines
from minik.model.object import Object
from minik.render import timeline
from minik.simulation import clock, rounds
from minik.timelines import cluster_timeline

Act: TypeAlias = Callable[[Draft], None]
End: TypeAlias = Callable[[Cluster], datetime | None]


def find_object(draft: Draft, kind: str, name: str, namespace: str = "") -> Object:
    """Return the object that NAME or TYPE/NAME names; raise NotFound if there is none."""
    obj = draft.get(kind, namespace, name.rpartition("/")[2])
    if obj is None:
        raise NotFound(f'{kind_of_key(kind).resource} "{name.rpartition("/")[2]}" not found')
    return obj


def apply_act(cluster: Cluster, act: Act) -> Cluster:
    """Return the cluster after an act, settled, at the same moment."""
    draft = cluster.draft()
    act(draft)
    with progress.show("settling"):
        return clock.tick(rounds.run_to_end(draft.cluster(), {key.kind for key in draft.changes}))


def pass_time(cluster: Cluster, until: datetime) -> list[Cluster]:
    """Return the cluster at every moment until then."""
    return list(progress.track(clock.advance(cluster, until), "letting time pass"))


def save_end(session: state_access.Session, moments: Sequence[Cluster]) -> None:
    """Save the last of the moments, with the cluster's clock moved as far."""
    first, last = session.cluster, moments[-1]
    moved = int((last.now - first.now).total_seconds())
    session.keep(last.with_settings(last.settings._replace(clock=last.settings.clock + moved)))


def report(event: str, moments: Sequence[Cluster], output: str) -> None:
    """Print what happened and what changed, moment by moment; as a document if one is asked for."""
    steps = [cluster_timeline.compare(before, after) for before, after in zip(moments, moments[1:])]
    served, gaps = cluster_timeline.find_gaps(moments)
    if output:
        document_output.show(timeline.document(event, steps, gaps), output)
        return
    state_access.say(f"{event}\n")
    text = timeline.render_timeline(steps, served, gaps, moments[0].now)
    terminal.show(escape_lines(text or "  nothing changed\n"))
