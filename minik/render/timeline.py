"""The time line of a simulated node failure: a line for each moment, then the gaps in which a
Service had no ready pod.
"""

from collections.abc import Iterator, Sequence, Set
from datetime import datetime
from itertools import chain, repeat

from minik.light_typing import Any
from minik.model.duration import human_duration
from minik.model.marks import bad
from minik.timelines.cluster_timeline import GONE, NOT_READY, READY, Gap, Shift, Step

MOST, GROUPS = 6, 3
TROUBLE = ("NotReady", NOT_READY)  # how the states begin that nobody wants


def render_timeline(
    steps: Sequence[Step], served: bool, gaps: Sequence[Gap], since: datetime
) -> str:
    """Render the time line: the time of each moment at which something changed, then one line for each
    thing that did.
    """
    lines = [
        f"  {time if first else ' ' * len(time)}  {change}"
        for step in steps
        if not step.is_empty
        for time in [clock(step.when, since)]
        for first, change in zip(chain([True], repeat(False)), step_changes(step))
    ]
    return "".join(f"{line}\n" for line in [*lines, *(gap_lines(gaps, since) if served else ())])


def clock(when: datetime, since: datetime) -> str:
    """Return the time of day; with the date where it is another day than `since`."""
    return when.strftime("%H:%M:%S" if when.date() == since.date() else "%Y-%m-%d %H:%M:%S")


def step_changes(step: Step) -> Iterator[str]:
    """Yield what changed at one moment: nodes, pods that left the endpoints, were evicted, came or
    changed, and pods that joined.
    """
    yield from (
        f"node {name} {word}" if word == GONE else f"{name} {_state(word)}"
        for name, word in step.nodes
    )
    yield from endpoint_changes(step.shifts, "left", "leave")
    if step.evicted:
        yield f"{join_names(step.evicted)} evicted"
    if step.gone:
        yield (
            f"{join_names(step.gone)} gone"
            if not step.evicted
            else f"{join_names(step.gone)} gone too"
        )
    yield from new_pods(step)
    moved_names = {name for shift in step.shifts for name in (*shift.left, *shift.joined)}
    plain = [
        (name, word)
        for name, word in step.changed
        if word not in (READY, NOT_READY) or name.rpartition("/")[2] not in moved_names
    ]
    for word in dict.fromkeys(word for _, word in plain):
        yield f"{join_names([name for name, other in plain if other == word])} {_state(word)}"
    yield from endpoint_changes(
        step.shifts, "joined", "join", {name.rpartition("/")[2] for name, _, _ in step.created}
    )


def new_pods(step: Step) -> Iterator[str]:
    """Yield the new pods, those in the same state together."""
    title = "replacements" if step.evicted or step.gone else "new:"
    for word in dict.fromkeys(word for _, _, word in step.created):
        pods = [(name, node) for name, node, other in step.created if other == word]
        where = join_names(sorted({node for _, node in pods if node}))
        yield f"{title} {join_names([name for name, _ in pods])}{f' on {where}' if where else ''}: {_state(word)}"


def endpoint_changes(
    shifts: Sequence[Shift], side: str, verb: str, new_names: Set[str] = frozenset()
) -> Iterator[str]:
    """Yield which pods left or joined the ready endpoints of which Services; `new_names` are pods
    whose names were printed just before.
    """
    moves = [
        (getattr(shift, side), f"{service_name(shift)} ({_counts(shift)})")
        for shift in shifts
        if getattr(shift, side)
    ]
    groups = list(dict.fromkeys(members for members, _ in moves))
    if len(groups) > GROUPS:
        groups = [frozenset().union(*groups)]
    for members in groups:
        where = join_names(
            [text for moving, text in moves if moving == members or len(groups) == 1]
        )
        who = join_names(sorted(members))
        yield (
            f"ready endpoints of {where}"
            if members <= new_names
            else (
                f"{who} {verb if len(members) > 1 else verb + 's'} the ready endpoints of {where}"
            )
        )


def _state(word: str) -> str:
    return bad(word) if word.startswith(TROUBLE) else word


def _counts(shift: Shift) -> str:
    counts = f"{shift.before} → {shift.after}"
    return counts if shift.after else bad(counts)


def service_name(shift: Shift | Gap) -> str:
    """Return the name of a Service, with its namespace unless that is default."""
    namespace, name = shift.service
    return name if namespace == "default" else f"{namespace}/{name}"


def join_names(items: Sequence[str]) -> str:
    """Return the names with commas; of many, the first ones and how many more there are."""
    return (
        ", ".join(items)
        if len(items) <= MOST
        else f"{', '.join(items[: MOST - 1])} and {len(items) - MOST + 1} more"
    )


def gap_lines(gaps: Sequence[Gap], since: datetime) -> Iterator[str]:
    """Yield the gaps in which a Service had no ready pod, or that there were none."""
    if not gaps:
        yield "  every Service kept at least one ready pod"
    for gap in gaps:
        if gap.until is None:
            yield bad(f"  {service_name(gap)} has no ready pod since {clock(gap.since, since)}")
        else:
            lasted = human_duration(int((gap.until - gap.since).total_seconds()))
            times = f"from {clock(gap.since, since)} to {clock(gap.until, since)} ({lasted})"
            yield bad(f"  {service_name(gap)} had no ready pod {times}")


def document(event: str, steps: Sequence[Step], gaps: Sequence[Gap]) -> dict[str, Any]:
    """Return what happened for JSON and YAML: every moment at which something changed, and the times
    without a ready pod.
    """
    return {
        "event": event,
        "moments": [_moment(step) for step in steps if not step.is_empty],
        "gaps": [
            {"service": "/".join(gap.service), "since": _time(gap.since), "until": _time(gap.until)}
            for gap in gaps
        ],
    }


def _moment(step: Step) -> dict[str, Any]:
    return {
        "time": _time(step.when),
        "nodes": [{"name": name, "state": state} for name, state in step.nodes],
        "endpoints": [
            {
                "service": "/".join(shift.service),
                "before": shift.before,
                "after": shift.after,
                "left": sorted(shift.left),
                "joined": sorted(shift.joined),
            }
            for shift in step.shifts
        ],
        "evicted": list(step.evicted),
        "gone": list(step.gone),
        "created": [
            {"pod": name, "node": node, "state": state} for name, node, state in step.created
        ],
        "changed": [{"pod": name, "state": state} for name, state in step.changed],
    }


def _time(when: datetime | None) -> str | None:
    """Return a time as objects write it; None for what lasts."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else None
