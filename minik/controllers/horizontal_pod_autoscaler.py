"""Autoscalers: without metrics they only keep replicas within bounds. Upstream rule:
`pkg/controller/podautoscaler`.

They act every fifteen seconds of the cluster's clock (`when_due`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from minik import kinds
from minik.errors import NotFound
from minik.intake import scaling
from minik.intake.system_metadata import timestamp
from minik.kinds.horizontal_pod_autoscaler.metrics import Metric, metrics_of
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.change import Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, NewEvent, OptionalObject, Phase
from minik.model.duration import after, parse_time
from minik.model.object import Object, kind_name, read
from minik.workloads import metric_failures

SYNC_PERIOD = timedelta(seconds=15)
RESCALED = "SucceededRescale"
NO_TARGET = "FailedGetScale"
UNREADABLE = "the HPA controller was unable to get the target's current scale: "
UNCOUNTED = "the HPA was unable to compute the replica count: "
DEFAULT_METRIC = Metric("Resource", {"name": "cpu"}, {})


class State(NamedTuple):
    """One condition of an autoscaler."""

    type: str
    status: str
    reason: str
    message: str


GOT_SCALE = State(
    "AbleToScale",
    "True",
    "SucceededGetScale",
    "the HPA controller was able to get the target's current scale",
)
DISABLED = State(
    "ScalingActive",
    "False",
    "ScalingDisabled",
    "scaling is disabled since the replica count of the target is zero",
)


class Target(NamedTuple):
    """What an autoscaler scales, and the path of its replica count."""

    object: Object
    path: str


class NoTarget(Exception):
    """There is nothing to scale; the text is the server's."""


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when each autoscaler acts next, if it will change anything."""
    for autoscaler in cluster.of("HorizontalPodAutoscaler"):
        first = after(parse_time(autoscaler["metadata"]["creationTimestamp"]), SYNC_PERIOD)
        if first > cluster.now:
            yield first
        elif list(autoscale(cluster, autoscaler)):
            yield after(cluster.now, SYNC_PERIOD)


def when_due(cluster: Cluster) -> Iterator[Put]:
    """Yield the changes of each autoscaler that acts now."""
    for autoscaler in cluster.of("HorizontalPodAutoscaler"):
        if (
            after(parse_time(autoscaler["metadata"]["creationTimestamp"]), SYNC_PERIOD)
            <= cluster.now
        ):
            yield from autoscale(cluster, autoscaler)


def autoscale(cluster: Cluster, autoscaler: Object) -> Iterator[Put]:
    """Yield the autoscaler's status, and its workload scaled back within bounds."""
    yield_status = partial(status_changes, cluster, autoscaler)
    try:
        target = scale_target(cluster, autoscaler)
    except NoTarget as reason:
        yield from yield_status(
            {}, [State("AbleToScale", "False", NO_TARGET, f"{UNREADABLE}{reason}")]
        )
        return
    replicas, minimum = read(target.object, target.path, 1), read(autoscaler, "spec.minReplicas", 1)
    desired = (
        min(max(replicas, minimum), read(autoscaler, "spec.maxReplicas", 1)) if replicas else 0
    )
    counts = {
        "currentReplicas": replicas,
        "desiredReplicas": read(autoscaler, "status.desiredReplicas", 0),
    }
    if not replicas and minimum:
        yield from yield_status({**counts, "desiredReplicas": 0}, [GOT_SCALE, DISABLED])
    elif desired != replicas:
        message = f"the HPA controller was able to update the target scale to {desired}"
        scaled = {"desiredReplicas": desired, "lastScaleTime": timestamp(cluster.now)}
        state = State("AbleToScale", "True", RESCALED, message)
        yield from yield_status({**counts, **scaled}, [state])
        yield Put(objects.write(target.object, target.path, desired))
    else:
        yield from yield_status(counts, [GOT_SCALE, unmeasured(autoscaler)])


def scale_target(cluster: Cluster, autoscaler: Object) -> Target:
    """Return the object that an autoscaler scales; raise NoTarget if it cannot be scaled."""
    reference = read(autoscaler, "spec.scaleTargetRef", {})
    api_version, name = reference.get("apiVersion") or "", reference.get("kind") or ""
    custom = cluster.of("CustomResourceDefinition")
    kind = kinds.find_served_kind(api_version, name, custom)
    if kind is None:
        raise NoTarget(f'no matches for kind "{name}" in group "{objects.group(api_version)}"')
    key = kind_name(api_version, name)
    target = cluster.get(key, objects.namespace(autoscaler), reference.get("name") or "")
    try:
        path = scaling.replicas_path(
            cluster.draft(), kind, target or {"apiVersion": api_version, "kind": name}
        )
    except NotFound as error:
        raise NoTarget(error.message) from None
    if target is None:
        raise NoTarget(f'{kind.resource} "{reference.get("name")}" not found')
    return Target(target, path)


def unmeasured(autoscaler: Object) -> State:
    """Return the condition of an autoscaler whose first metric has no value."""
    failure = metric_failures.failure_of(first_metric(autoscaler), objects.namespace(autoscaler))
    return State("ScalingActive", "False", failure.reason, UNCOUNTED + failure.message)


def first_metric(autoscaler: Object) -> Metric:
    """Return the first metric, which is the CPU if none is given."""
    return next(iter(metrics_of(autoscaler)), DEFAULT_METRIC)


def status_changes(
    cluster: Cluster, autoscaler: Object, counts: Object, states: Iterable[State]
) -> Iterator[Put]:
    """Yield the autoscaler with its status, if that has changed."""
    old_status, now = objects.status(autoscaler), timestamp(cluster.now)
    by_type = {condition.get("type"): condition for condition in old_status.get("conditions") or ()}
    for state in states:
        previous = by_type.get(state.type, {})
        since = (
            previous.get("lastTransitionTime") if previous.get("status") == state.status else None
        )
        by_type[state.type] = {"lastTransitionTime": since or now, **state._asdict()}
    status = {**old_status, **counts, "conditions": list(by_type.values()), "currentMetrics": None}
    if status != old_status:
        yield Put({**autoscaler, "status": status})


def autoscaler_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the events of an autoscaler: it rescaled its target, or could not and why."""
    if new is None:
        return
    event = partial(NewEvent, new, component="horizontal-pod-autoscaler", again=True)
    before = read(old or {}, "status.conditions", ())
    for condition in read(new, "status.conditions", ()):
        if condition in before:
            continue
        if condition["reason"] == NO_TARGET:
            yield event(NO_TARGET, condition["message"].removeprefix(UNREADABLE), warning=True)
        elif condition["reason"] == RESCALED:
            size, bound = read(new, "status.desiredReplicas", 0), "above Spec.MaxReplicas"
            if read(new, "status.currentReplicas", 0) < size:
                bound = "below Spec.MinReplicas"
            reason = f"Current number of replicas {bound}"
            yield event("SuccessfulRescale", f"New size: {size}; reason: {reason}")
        elif condition.get("type") == "ScalingActive" and condition["reason"] != DISABLED.reason:
            failure = metric_failures.failure_of(first_metric(new), objects.namespace(new))
            count = max(len(metrics_of(new)), 1)
            yield event(failure.reason, failure.message, warning=True)
            invalid = f"invalid metrics ({count} invalid out of {count}), first error is: "
            summary = f"{invalid}{failure.summary}: {failure.message}"
            yield event("FailedComputeMetricsReplicas", summary, warning=True)


CONTROLLER = Controller(
    "horizontal-pod-autoscaler-controller",
    ("HorizontalPodAutoscaler",),
    Phase.NODES,
    only_for="HorizontalPodAutoscaler",
    due_times=due_times,
    when_due=when_due,
    events={"HorizontalPodAutoscaler": autoscaler_events},
)
