"""Autoscalers: without metrics they only keep replicas within bounds. Upstream rule:
`pkg/controller/podautoscaler`.

They act every fifteen seconds of the cluster's clock (`when_due`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from minik import kinds
from minik.intake import scaling
from minik.intake.system_metadata import timestamp
from minik.kinds.horizontal_pod_autoscaler.metrics import metrics_of
from minik.model import object as objects
from minik.model.change import Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.duration import parse_time
from minik.model.object import Object, kind_name, read

SYNC_PERIOD = timedelta(seconds=15)
GOT_SCALE = (
    "AbleToScale",
    "True",
    "SucceededGetScale",
    "the HPA controller was able to get the target's current scale",
)
RESCALED = (
    "AbleToScale",
    "True",
    "SucceededRescale",
    "the HPA controller was able to update the target scale to {}",
)
NO_TARGET = (
    "AbleToScale",
    "False",
    "FailedGetScale",
    'the HPA controller was unable to get the target\'s current scale: {} "{}" not found',
)
DISABLED = (
    "ScalingActive",
    "False",
    "ScalingDisabled",
    "scaling is disabled since the replica count of the target is zero",
)
NO_METRICS = (
    "ScalingActive",
    "False",
    "FailedGetResourceMetric",
    "the HPA was unable to compute the replica count: failed to get {0} utilization: unable to get metrics for resource {0}: unable "
    "to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
)


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when each autoscaler acts next, if it will change anything."""
    for autoscaler in cluster.of("HorizontalPodAutoscaler"):
        first = parse_time(autoscaler["metadata"]["creationTimestamp"]) + SYNC_PERIOD
        if first > cluster.now:
            yield first
        elif list(autoscale(cluster, autoscaler)):
            yield cluster.now + SYNC_PERIOD


def when_due(cluster: Cluster) -> Iterator[Put]:
    """Yield the changes of each autoscaler that acts now."""
    for autoscaler in cluster.of("HorizontalPodAutoscaler"):
        if parse_time(autoscaler["metadata"]["creationTimestamp"]) + SYNC_PERIOD <= cluster.now:
            yield from autoscale(cluster, autoscaler)


def autoscale(cluster: Cluster, autoscaler: Object) -> Iterator[Put]:
    """Yield the autoscaler's status, and its workload scaled back within bounds."""
    reference = read(autoscaler, "spec.scaleTargetRef", {})
    key = kind_name(reference.get("apiVersion") or "", reference.get("kind") or "")
    target = cluster.get(key, objects.namespace(autoscaler), reference.get("name") or "")
    if target is None or key not in scaling.SCALABLE:
        yield from status_changes(
            cluster,
            autoscaler,
            {},
            [
                (
                    *NO_TARGET[:3],
                    NO_TARGET[3].format(kinds.kind_of_key(key).resource, reference.get("name")),
                )
            ],
        )
        return
    replicas, current = read(target, "spec.replicas", 1), read(target, "status.replicas", 0)
    minimum, maximum = (
        read(autoscaler, "spec.minReplicas", 1),
        read(autoscaler, "spec.maxReplicas", 1),
    )
    desired = min(max(replicas, minimum), maximum) if replicas else 0
    counts = {
        "currentReplicas": current,
        "desiredReplicas": desired
        if desired != replicas
        else read(autoscaler, "status.desiredReplicas", 0),
    }
    if not replicas and minimum:
        yield from status_changes(cluster, autoscaler, counts, [GOT_SCALE, DISABLED])
    elif desired != replicas:
        yield from status_changes(
            cluster, autoscaler, counts, [(*RESCALED[:3], RESCALED[3].format(desired))]
        )
        yield Put(objects.write(target, "spec.replicas", desired))
    else:
        name = next((metric.source.get("name", "cpu") for metric in metrics_of(autoscaler)), "cpu")
        yield from status_changes(
            cluster, autoscaler, counts, [GOT_SCALE, (*NO_METRICS[:3], NO_METRICS[3].format(name))]
        )


def status_changes(
    cluster: Cluster,
    autoscaler: Object,
    counts: Object,
    conditions: Iterable[tuple[str, str, str, str]],
) -> Iterator[Put]:
    """Yield the autoscaler with its status, if that has changed."""
    old_status, now = objects.status(autoscaler), timestamp(cluster.now)
    by_type = {condition["type"]: condition for condition in old_status.get("conditions") or ()}
    for kind, state, reason, message in conditions:
        previous = by_type.get(kind, {})
        since = previous["lastTransitionTime"] if previous.get("status") == state else now
        by_type[kind] = {
            "lastTransitionTime": since,
            "message": message,
            "reason": reason,
            "status": state,
            "type": kind,
        }
    status = {**old_status, **counts, "conditions": list(by_type.values()), "currentMetrics": None}
    if status != old_status:
        yield Put({**autoscaler, "status": status})


CONTROLLER = Controller(
    "horizontal-pod-autoscaler-controller",
    ("HorizontalPodAutoscaler",),
    Phase.NODES,
    due_times=due_times,
    when_due=when_due,
)
