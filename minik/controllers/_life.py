"""How a pod's containers fare over time: what an annotation says of their behaviour, how they ended, and when they start again.

`minik.dev/behaviour` on a pod or template: `ready-after=30s`, `never-ready`, `crash-loop`, `exit=1@10s` (ends ten seconds after each
start), `image-pull-error`; several with commas between them. Upstream rule of restarts: the kubelet's `doBackOff`: the first comes at
once, then one waits ten seconds, and twice as long each time, at most five minutes; who ran for ten minutes begins anew.
"""
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from minik.intake.admission import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.duration import BadDuration, noted, seconds
from minik.model.object import Object

BEHAVIOUR = "minik.dev/behaviour"
EXITS = "minik.dev/exits"  # how a simulation made its containers end: `TIME=CODE,...`
READINESS = "minik.dev/readiness"  # what a simulation makes its readiness
LIVELY = frozenset((BEHAVIOUR, EXITS, READINESS))
RESTARTS = "minik.dev/restarts"  # how often its containers had been restarted before
FIRST, LONGEST, HEALED = timedelta(seconds=10), timedelta(minutes=5), timedelta(minutes=10)
WORDS = "ready-after=30s, never-ready, crash-loop, exit=1@10s or image-pull-error"


class Behaviour(NamedTuple):
    """What containers do after each start."""

    ready_after: timedelta = timedelta()
    never_ready: bool = False
    ends_after: timedelta | None = None
    code: int = 0
    no_image: bool = False


class BadBehaviour(ValueError):
    """A text describes no behaviour."""


class Life(NamedTuple):
    """Where containers are now: `running`, `waiting` to start again, or `ended`; since when, after how many restarts, and how the last
    run ended: its code, its beginning and its end; `until` is when that changes by itself."""

    state: str
    since: datetime
    restarts: int = 0
    last: tuple[int, datetime, datetime] | None = None
    delay: timedelta = timedelta()
    until: datetime | None = None


def behaviour(text: str) -> Behaviour:
    """What an annotation says."""
    found = Behaviour()
    for word in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = word.partition("=")
        try:
            found = found._replace(**_part(name, value))
        except (KeyError, ValueError, BadDuration, OverflowError):
            raise BadBehaviour(f'"{word}" is no behaviour: use {WORDS}') from None
    return found


def _part(name: str, value: str) -> dict[str, Any]:
    if name == "ready-after":
        return {"ready_after": timedelta(seconds=int(seconds(value)))}
    if name == "exit":
        code, _, after = value.partition("@")
        return {"code": int(code), "ends_after": timedelta(seconds=int(seconds(after)) if after else 0)}
    if value:
        raise ValueError(value)
    known: dict[str, dict[str, Any]] = {
        "never-ready": {"never_ready": True}, "crash-loop": {"code": 1, "ends_after": timedelta()}, "image-pull-error": {"no_image": True}}
    return known[name]


def of(pod: Object) -> Behaviour:
    """How a pod behaves; as any other where its annotation makes no sense."""
    try:
        return behaviour(objects.annotations(pod).get(BEHAVIOUR, ""))
    except BadBehaviour:
        return Behaviour()


def is_lively(pod: Object) -> bool:
    """Whether anything about a pod depends on time or on a simulation."""
    return not LIVELY.isdisjoint(objects.annotations(pod))


def exits(pod: Object) -> list[tuple[datetime, int]]:
    """How a simulation made its containers end, in the order of time; what is not written as it should be is passed over."""
    words = (word.rpartition("=") for word in objects.annotations(pod).get(EXITS, "").split(",") if word)
    return sorted((when, int(code)) for text, _, code in words
                  if (when := noted(text)) and code.isascii() and code.isdecimal() and len(code) < 4)


def restarted_before(pod: Object) -> int:
    """How often its containers had been started again before anything was simulated."""
    found = objects.annotations(pod).get(RESTARTS, "")
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 10 else 0


def with_exit(pod: Object, code: int, now: datetime) -> Object:
    """A pod whose containers end now."""
    told = objects.annotations(pod)
    before = max((int(one.get("restartCount") or 0) for one in objects.status(pod).get("containerStatuses") or ()), default=0)
    kept = {RESTARTS: str(before)} if before and not is_lively(pod) else {}
    word = ",".join(filter(None, (told.get(EXITS, ""), f"{timestamp(now)}={code}")))
    return objects.write(pod, "metadata.annotations", {**told, **kept, EXITS: word})


def restarts(policy: str, code: int) -> bool:
    """Whether containers that ended so are started again."""
    return policy == "Always" or policy == "OnFailure" and code != 0


def life(pod: Object, start: datetime, now: datetime) -> Life:
    """What became of a pod's containers since they were first started."""
    asked, policy = of(pod), pods.restart_policy(pod)
    forced = exits(pod)
    count = restarted_before(pod)
    last, delay = None, timedelta()
    while True:
        end, code = _end(asked, forced, start)
        if end is None or end > now:
            return Life("running", start, count, last, until=end)
        last = code, start, end
        if not restarts(policy, code):
            return Life("ended", end, count, last)
        delay = timedelta() if end - start > HEALED else delay
        again = end + delay
        if again > now:
            return Life("waiting", end, count, last, delay, again)
        delay = min(delay * 2 or FIRST, LONGEST)
        start, count = again, count + 1


def _end(asked: Behaviour, forced: list[tuple[datetime, int]], start: datetime) -> tuple[datetime | None, int]:
    """When a run ends, and how; an end that a simulation made is used up."""
    while forced and forced[0][0] < start:
        forced.pop(0)
    own = start + asked.ends_after if asked.ends_after is not None else None
    if forced and (own is None or forced[0][0] <= own):
        return forced.pop(0)
    return own, asked.code


def is_ready(pod: Object, now: Life, moment_: datetime) -> bool:
    """Whether containers that run can serve."""
    forced = objects.annotations(pod).get(READINESS)
    if now.state != "running" or forced:
        return now.state == "running" and forced == "True"
    asked = of(pod)
    return not asked.never_ready and now.since + asked.ready_after <= moment_


# Whoever only goes on crashing changes nothing that others see; what it looks like is reckoned when somebody looks.
def turns(pod: Object, start: datetime, now: datetime) -> Iterator[datetime]:
    """When a pod next changes by itself."""
    asked, present = of(pod), life(pod, start, now)
    if asked.no_image:
        yield start + FIRST
        return
    if present.until and not (asked.ends_after == timedelta() and present.restarts):
        yield present.until
    if present.state == "running" and not asked.never_ready and READINESS not in objects.annotations(pod):
        yield present.since + asked.ready_after


def shown(delay: timedelta) -> str:
    """`10s`, `1m20s`, `5m0s`."""
    minutes, rest = divmod(int(delay.total_seconds()), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def names(found: Sequence[Object]) -> str:
    """The containers that are not ready, as the kubelet lists them."""
    return f"containers with unready status: [{' '.join(one['name'] for one in found if not one.get('ready'))}]"
