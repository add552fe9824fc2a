"""How a pod's containers behave over time: when they become ready, exit and restart.

`minik.dev/behaviour` on a pod or template: `ready-after=30s`, `never-ready`, `crash-loop`,
`exit=1@10s` (exits ten seconds after each start), `image-pull-error`; several are separated by
commas. Upstream rule of restarts: the kubelet's `doBackOff`: the first restart comes at once, then
after ten seconds, doubling up to five minutes; after a run of ten minutes the back-off is reset.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from minik.intake.system_metadata import timestamp
from minik.kinds import pod as pods
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.duration import (
    BadDuration,
    after,
    format_duration,
    parse_duration,
    parse_time_or_none,
)
from minik.model.object import Object, read

BEHAVIOUR = "minik.dev/behaviour"
EXITS = "minik.dev/exits"  # how a simulation made its containers end: `TIME=CODE,...`
READINESS = "minik.dev/readiness"  # what a simulation makes its readiness
SIMULATED = frozenset((BEHAVIOUR, EXITS, READINESS))
RESTARTS = "minik.dev/restarts"  # how often its containers had been restarted before
FIRST_BACKOFF, MAX_BACKOFF, BACKOFF_RESET = (
    timedelta(seconds=10),
    timedelta(minutes=5),
    timedelta(minutes=10),
)
SYNTAX = "ready-after=30s, never-ready, crash-loop, exit=1@10s or image-pull-error"


class Behaviour(NamedTuple):
    """What containers do after each start."""

    ready_after: timedelta = timedelta()
    never_ready: bool = False
    ends_after: timedelta | None = None
    code: int = 0
    no_image: bool = False


class BadBehaviour(ValueError):
    """A text that is not a valid behaviour."""


class ContainerState(NamedTuple):
    """The state of a pod's containers: `running`, `waiting` to restart, or `ended`.

    `since` when; `last` run: exit code, start and end; `until`: when the state changes by itself.
    """

    state: str
    since: datetime
    restarts: int = 0
    last: tuple[int, datetime, datetime] | None = None
    delay: timedelta = timedelta()
    until: datetime | None = None


def parse_behaviour(text: str) -> Behaviour:
    """Parse the behaviour annotation; raise BadBehaviour."""
    result = Behaviour()
    for setting in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = setting.partition("=")
        try:
            result = result._replace(**_parse_setting(name, value))
        except (KeyError, ValueError, BadDuration, OverflowError):
            raise BadBehaviour(f'"{setting}" is no behaviour: use {SYNTAX}') from None
    return result


def _parse_setting(name: str, value: str) -> dict[str, Any]:
    if name == "ready-after":
        return {"ready_after": timedelta(seconds=int(parse_duration(value)))}
    if name == "exit":
        code, _, after = value.partition("@")
        return {
            "code": int(code),
            "ends_after": timedelta(seconds=int(parse_duration(after)) if after else 0),
        }
    if value:
        raise ValueError(value)
    flags: dict[str, dict[str, Any]] = {
        "never-ready": {"never_ready": True},
        "crash-loop": {"code": 1, "ends_after": timedelta()},
        "image-pull-error": {"no_image": True},
    }
    return flags[name]


def probe_delay(pod: Object) -> int:
    """Return how many seconds after its start a pod can be ready: the initial delays of the startup
    and readiness probes of the container that takes longest.
    """
    return max(
        (
            sum(
                int(read(container, f"{probe}.initialDelaySeconds", 0))
                for probe in ("startupProbe", "readinessProbe")
            )
            for container in pods.containers(pod)
        ),
        default=0,
    )


def with_probe_delay(pod: Object) -> Object:
    """Return a pod that is ready after its probes' delays, unless its behaviour is given."""
    delay = probe_delay(pod)
    if not delay or is_simulated(pod):
        return pod
    return objects.with_annotation(pod, BEHAVIOUR, f"ready-after={delay}s")


def behaviour_of(pod: Object) -> Behaviour:
    """Return a pod's behaviour; the default one if its annotation is missing or invalid."""
    try:
        return parse_behaviour(objects.annotations(pod).get(BEHAVIOUR, ""))
    except BadBehaviour:
        return Behaviour()


def is_simulated(pod: Object) -> bool:
    """Whether a pod's state depends on time or on a simulation."""
    return not SIMULATED.isdisjoint(objects.annotations(pod))


def simulated_exits(pod: Object) -> list[tuple[datetime, int]]:
    """Return the simulated exits of a pod as sorted (time, code); invalid entries are skipped."""
    entries = (
        entry.rpartition("=")
        for entry in objects.annotations(pod).get(EXITS, "").split(",")
        if entry
    )
    return sorted(
        (when, int(code))
        for text, _, code in entries
        if (when := parse_time_or_none(text))
        and code.isascii()
        and code.isdecimal()
        and len(code) < 4
    )


def earlier_restarts(pod: Object) -> int:
    """Return the restart count from before anything was simulated."""
    text = objects.annotations(pod).get(RESTARTS, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def with_exit(pod: Object, code: int, now: datetime) -> Object:
    """Return a pod whose containers exit now."""
    annotations = objects.annotations(pod)
    restart_count = max(
        (
            int(status.get("restartCount") or 0)
            for status in objects.status(pod).get("containerStatuses") or ()
        ),
        default=0,
    )
    saved = {RESTARTS: str(restart_count)} if restart_count and not is_simulated(pod) else {}
    entries = ",".join(filter(None, (annotations.get(EXITS, ""), f"{timestamp(now)}={code}")))
    return objects.write(pod, "metadata.annotations", {**annotations, **saved, EXITS: entries})


def is_restarted(policy: str, code: int) -> bool:
    """Whether containers with this exit code are restarted under this policy."""
    return policy == "Always" or policy == "OnFailure" and code != 0


def container_state(pod: Object, start: datetime, now: datetime) -> ContainerState:
    """Return the state of a pod's containers at `now`, first started at `start`."""
    pattern, policy = behaviour_of(pod), pods.restart_policy(pod)
    forced = simulated_exits(pod)
    count = earlier_restarts(pod)
    last, delay = None, timedelta()
    while True:
        end, code = _next_end(pattern, forced, start)
        if end is None or end > now:
            return ContainerState("running", start, count, last, until=end)
        last = code, start, end
        if not is_restarted(policy, code):
            return ContainerState("ended", end, count, last)
        delay = timedelta() if end - start > BACKOFF_RESET else delay
        again = after(end, delay)
        if again > now:
            return ContainerState("waiting", end, count, last, delay, again)
        delay = min(delay * 2 or FIRST_BACKOFF, MAX_BACKOFF)
        start, count = again, count + 1


def _next_end(
    pattern: Behaviour, simulated: list[tuple[datetime, int]], start: datetime
) -> tuple[datetime | None, int]:
    """Return when a run ends (None: never) and its exit code; a used simulated exit is removed."""
    while simulated and simulated[0][0] < start:
        simulated.pop(0)
    expected = after(start, pattern.ends_after) if pattern.ends_after is not None else None
    if simulated and (expected is None or simulated[0][0] <= expected):
        return simulated.pop(0)
    return expected, pattern.code


def is_ready(pod: Object, state: ContainerState, at: datetime) -> bool:
    """Whether running containers are ready."""
    forced = objects.annotations(pod).get(READINESS)
    if state.state != "running" or forced:
        return state.state == "running" and forced == "True"
    pattern = behaviour_of(pod)
    return not pattern.never_ready and after(state.since, pattern.ready_after) <= at


# Whoever only goes on crashing changes nothing that others see; what it looks like is reckoned when
# somebody looks.
def next_changes(pod: Object, start: datetime, now: datetime) -> Iterator[datetime]:
    """Yield when a pod next changes by itself."""
    pattern, state = behaviour_of(pod), container_state(pod, start, now)
    if pattern.no_image:
        yield after(start, FIRST_BACKOFF)
        return
    if state.until and not (pattern.ends_after == timedelta() and state.restarts):
        yield state.until
    if (
        state.state == "running"
        and not pattern.never_ready
        and READINESS not in objects.annotations(pod)
    ):
        yield after(state.since, pattern.ready_after)


def format_delay(delay: timedelta) -> str:
    """Return a delay in whole seconds as `10s`, `1m20s` or `5m0s`."""
    return format_duration(int(delay.total_seconds()))


def unready_message(statuses: Sequence[Object]) -> str:
    """Return the kubelet's message about the containers that are not ready."""
    return f"containers with unready status: [{' '.join(status['name'] for status in statuses if not status.get('ready'))}]"
