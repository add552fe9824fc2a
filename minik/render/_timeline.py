"""Time lines in words: a line a moment, and whether any Service was ever without a ready pod."""
from collections.abc import Iterator, Sequence, Set
from datetime import datetime

from minik.controllers._timeline import Gap, Shift, Step
from minik.model.duration import human

MOST, GROUPS = 6, 3


def written(steps: Sequence[Step], served: bool, gaps: Sequence[Gap], since: datetime) -> str:
    """The whole time line, one line a moment at which something changed."""
    lines = [f"  {clock(one.when, since)}  {'; '.join(told(one))}" for one in steps if not one.is_empty]
    return "".join(f"{line}\n" for line in [*lines, *(ending(gaps, since) if served else ())])


def clock(when: datetime, since: datetime) -> str:
    """A time of day; with its day, where that is another one."""
    return when.strftime("%H:%M:%S" if when.date() == since.date() else "%Y-%m-%d %H:%M:%S")


def told(one: Step) -> Iterator[str]:
    """What changed at a moment: nodes, those who left, who goes, who comes, how others are, and those who joined."""
    yield from (f"node {name} {word}" if word == "gone" else f"{name} {word}" for name, word in one.nodes)
    yield from moved(one.shifts, "left", "leave")
    if one.evicted:
        yield f"{names(one.evicted)} evicted"
    if one.gone:
        yield f"{names(one.gone)} gone" if not one.evicted else f"{names(one.gone)} gone too"
    yield from made(one)
    moved_too = {name for shift in one.shifts for name in (*shift.left, *shift.joined)}
    plain = [(name, word) for name, word in one.changed if word not in ("ready", "not ready") or name.rpartition("/")[2] not in moved_too]
    for word in dict.fromkeys(word for _, word in plain):
        yield f"{names([name for name, other in plain if other == word])} {word}"
    yield from moved(one.shifts, "joined", "join", {name.rpartition("/")[2] for name, _, _ in one.made})


def made(one: Step) -> Iterator[str]:
    """The pods that came, those that do the same together."""
    title = "replacements" if one.evicted or one.gone else "new:"
    for word in dict.fromkeys(word for _, _, word in one.made):
        found = [(name, node) for name, node, other in one.made if other == word]
        where = names(sorted({node for _, node in found if node}))
        yield f"{title} {names([name for name, _ in found])}{f' on {where}' if where else ''}: {word}"


def moved(shifts: Sequence[Shift], side: str, verb: str, known: Set[str] = frozenset()) -> Iterator[str]:
    """Who left or joined the ready endpoints of which Services; the same ones are told once, and those who just came are known."""
    found = [(getattr(shift, side), f"{service(shift)} ({shift.before} → {shift.after})") for shift in shifts if getattr(shift, side)]
    groups = list(dict.fromkeys(members for members, _ in found))
    if len(groups) > GROUPS:
        groups = [frozenset().union(*groups)]
    for members in groups:
        where = names([text for moving, text in found if moving == members or len(groups) == 1])
        who = names(sorted(members))
        yield f"ready endpoints of {where}" if members <= known else (
            f"{who} {verb if len(members) > 1 else verb + 's'} the ready endpoints of {where}")


def service(shift: Shift | Gap) -> str:
    """A Service, with its namespace where that is not the usual one."""
    namespace, name = shift.service
    return name if namespace == "default" else f"{namespace}/{name}"


def names(found: Sequence[str]) -> str:
    """All of a few, or the first of many."""
    return ", ".join(found) if len(found) <= MOST else f"{', '.join(found[:MOST - 1])} and {len(found) - MOST + 1} more"


def ending(gaps: Sequence[Gap], since: datetime) -> Iterator[str]:
    """Whether any Service was ever without a ready pod."""
    if not gaps:
        yield "  nothing was ever without a ready pod"
    for gap in gaps:
        if gap.until is None:
            yield f"  {service(gap)} has no ready pod since {clock(gap.since, since)}"
        else:
            lasted = human(int((gap.until - gap.since).total_seconds()))
            yield f"  {service(gap)} had no ready pod from {clock(gap.since, since)} to {clock(gap.until, since)} ({lasted})"
