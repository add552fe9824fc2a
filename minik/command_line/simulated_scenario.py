"""What the subcommands of `simulate` share: an act, the time after it, the changes printed."""

from collections.abc import Callable, Sequence
from datetime import datetime

from minik.command_line import document_output, flags, progress, state_access, streams, terminal
from minik.command_line.options import Option
from minik.errors import ClientError, NotFound
from minik.kinds import kind_of_key
from minik.light_typing import TypeAlias
from minik.model import marks
from minik.model.cluster import Cluster, Draft
from minik.model.controls import escape_lines
from minik.model.object import Object
from minik.render import documents, plots, timeline
from minik.render.plots import Plot
from minik.simulation import clock, rounds
from minik.timelines import cluster_timeline, endpoint_series

Act: TypeAlias = Callable[[Draft], None]
End: TypeAlias = Callable[[Cluster], datetime | None]


def happen(
    kind: str,
    name: str,
    namespace: str,
    act: Callable[[Draft, Object], None],
    event: str,
    output: str,
) -> None:
    """Let one thing happen to an object at one moment, save it and print what changed.

    `event` says what happened (`unready`). Raise NotFound if there is no such object.
    """
    with state_access.begin_change() as session:
        cluster = session.cluster
        place = state_access.namespace(namespace) if kind == "Pod" else ""
        after = apply_act(cluster, lambda draft: act(draft, find_object(draft, kind, name, place)))
        save_end(session, [cluster, after])
    title = f"{kind.lower()}/{name.rpartition('/')[2]} {event} at {cluster.now:%H:%M:%S}"
    report(title, [cluster, after], output)


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
    if output in plots.formats():
        streams.echo(plots.render(_plot(event, moments), output), nl=False)
        return
    steps = [cluster_timeline.compare(before, after) for before, after in zip(moments, moments[1:])]
    served, gaps = cluster_timeline.find_gaps(moments)
    if output:
        document_output.show(timeline.document(event, steps, gaps), output)
        return
    state_access.say(f"{event}\n")
    text = timeline.render_timeline(steps, served, gaps, moments[0].now)
    terminal.show(escape_lines(text or "  nothing changed\n"))


def _plot(event: str, moments: Sequence[Cluster]) -> Plot:
    """Return how the Services fared, for a plot."""
    steps = [cluster_timeline.compare(before, after) for before, after in zip(moments, moments[1:])]
    served, gaps = cluster_timeline.find_gaps(moments)
    told = [
        (step.when, [marks.strip(change) for change in timeline.step_changes(step)])
        for step in steps
        if not step.is_empty
    ]
    lines = timeline.gap_lines(gaps, moments[0].now) if served else ()
    said = [marks.strip(line).strip() for line in lines]
    return Plot(event, endpoint_series.series(moments), told, said)


def _known(given: Option, output: str) -> str:
    """Return the output format of a simulation; raise ClientError for an unknown one."""
    known = (*documents.FORMATS, *plots.formats())
    if output and output not in known:
        raise ClientError(f'unknown output format "{output}": use {", ".join(known)}, or omit -o')
    return output


output_option: flags.Option = flags.option(
    "-o",
    "--output",
    default="",
    convert=_known,
    metavar="json|yaml|svg|html",
    help="json or yaml, for programs; svg or html: the ready endpoints of each Service over time, as a plot",
)
