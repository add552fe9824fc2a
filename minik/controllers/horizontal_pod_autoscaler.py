"""Autoscalers: without metrics they only keep a workload's number within their bounds. Upstream rule: `pkg/controller/podautoscaler`.

They look every fifteen seconds of the cluster's clock (`ring`).
"""
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from minik import kinds
from minik.intake import scaling
from minik.intake.admission import timestamp
from minik.kinds.horizontal_pod_autoscaler.metrics import metrics
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.duration import moment
from minik.model.object import Object, kind_name, read

WATCHES = ("HorizontalPodAutoscaler",)
EVERY = timedelta(seconds=15)
GOT = ("AbleToScale", "True", "SucceededGetScale", "the HPA controller was able to get the target's current scale")
RESCALED = ("AbleToScale", "True", "SucceededRescale", "the HPA controller was able to update the target scale to {}")
LOST = ("AbleToScale", "False", "FailedGetScale", "the HPA controller was unable to get the target's current scale: {} \"{}\" not found")
OFF = ("ScalingActive", "False", "ScalingDisabled", "scaling is disabled since the replica count of the target is zero")
BLIND = ("ScalingActive", "False", "FailedGetResourceMetric",
         "the HPA was unable to compute the replica count: failed to get {0} utilization: unable to get metrics for resource {0}: unable "
         "to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)")


def reconcile(_: Cluster) -> Iterable[Change]:
    """Nothing follows from an autoscaler at once."""
    return ()


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """When each looks next, if it will find anything to do."""
    for autoscaler in cluster.of("HorizontalPodAutoscaler"):
        first = moment(autoscaler["metadata"]["creationTimestamp"]) + EVERY
        if first > cluster.now:
            yield first
        elif list(looked(cluster, autoscaler)):
            yield cluster.now + EVERY


def ring(cluster: Cluster) -> Iterator[Put]:
    """What each that looks now does."""
    for autoscaler in cluster.of("HorizontalPodAutoscaler"):
        if moment(autoscaler["metadata"]["creationTimestamp"]) + EVERY <= cluster.now:
            yield from looked(cluster, autoscaler)


def looked(cluster: Cluster, autoscaler: Object) -> Iterator[Put]:
    """An autoscaler that sees its workload, and the workload, back within bounds."""
    reference = read(autoscaler, "spec.scaleTargetRef", {})
    key = kind_name(reference.get("apiVersion") or "", reference.get("kind") or "")
    target = cluster.get(key, objects.namespace(autoscaler), reference.get("name") or "")
    if target is None or key not in scaling.SCALABLE:
        yield from told(cluster, autoscaler, {}, [(*LOST[:3], LOST[3].format(kinds.of_key(key).resource, reference.get("name")))])
        return
    asked, present = read(target, "spec.replicas", 1), read(target, "status.replicas", 0)
    least, most = read(autoscaler, "spec.minReplicas", 1), read(autoscaler, "spec.maxReplicas", 1)
    wanted = min(max(asked, least), most) if asked else 0
    counts = {"currentReplicas": present, "desiredReplicas": wanted if wanted != asked else read(autoscaler, "status.desiredReplicas", 0)}
    if not asked and least:
        yield from told(cluster, autoscaler, counts, [GOT, OFF])
    elif wanted != asked:
        yield from told(cluster, autoscaler, counts, [(*RESCALED[:3], RESCALED[3].format(wanted))])
        yield Put(objects.write(target, "spec.replicas", wanted))
    else:
        name = next((metric.wanted.get("name", "cpu") for metric in metrics(autoscaler)), "cpu")
        yield from told(cluster, autoscaler, counts, [GOT, (*BLIND[:3], BLIND[3].format(name))])


def told(cluster: Cluster, autoscaler: Object, counts: Object, found: Iterable[tuple[str, str, str, str]]) -> Iterator[Put]:
    """The autoscaler with its status, where it is not so already."""
    was, now = objects.status(autoscaler), timestamp(cluster.now)
    present = {one["type"]: one for one in was.get("conditions") or ()}
    for kind, truth, reason, message in found:
        old = present.get(kind, {})
        since = old["lastTransitionTime"] if old.get("status") == truth else now
        present[kind] = {"lastTransitionTime": since, "message": message, "reason": reason, "status": truth, "type": kind}
    status = {**was, **counts, "conditions": list(present.values()), "currentMetrics": None}
    if status != was:
        yield Put({**autoscaler, "status": status})
