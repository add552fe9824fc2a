"""Why an object other than a Service or a pod does not do its work: its state in a line, its pods, and
what was found about it.
"""

from collections.abc import Callable

from minik.diagnosis import causes, endpoint_checks, relevance
from minik.diagnosis.explanation import Explanation, Row
from minik.diagnosis.foundations import foundations
from minik.diagnosis.view import TEMPLATES, View, title
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.model.wording import pluralize

MAX_ROWS = 20


def explain(cluster: Cluster, obj: Object) -> Explanation:
    """Explain an object: what was found about it and what it stands on."""
    key = objects.key(obj)
    state = STATES[key.kind](cluster, obj) if key.kind in STATES else ""
    findings = (
        tuple(
            finding
            for finding in causes.collect_findings(View(cluster))
            if finding.object.namespace == key.name or finding.object == key
        )
        if key.kind == "Namespace"
        else relevance.findings_about(cluster, key)
    )
    rows, more = pod_rows(cluster, key)
    answer = Explanation(
        f"{title(key)}{f': {state}' if state else ''}",
        ("pod", "stopped by", "") if rows else ("", "", ""),
        tuple(rows),
        f"{more} more pods" if more else "",
        findings,
        not relevance.problems(findings),
    )
    return relevance.with_all_clear(cluster, key, answer)


def pod_rows(cluster: Cluster, key: Key) -> tuple[list[Row], int]:
    """Return a row for each pod of an object, and how many more there are."""
    if key.kind not in (*TEMPLATES, "HorizontalPodAutoscaler", "PodDisruptionBudget"):
        return [], 0
    keys = sorted({other for other in foundations(View(cluster), key) if other.kind == "Pod"})
    found = [pod for pod in (cluster.get(*other) for other in keys[:MAX_ROWS]) if pod is not None]
    return [pod_row(cluster, pod) for pod in found], max(len(keys) - MAX_ROWS, 0)


def pod_row(cluster: Cluster, pod: Object) -> Row:
    """Return the state of one pod: ready, or what keeps it from being ready."""
    failed = endpoint_checks.check_readiness(cluster, pod)
    where = f" on {pods.node(pod)}" if pods.node(pod) else ""
    if failed is None:
        return Row(objects.name(pod), "", f"ready{where}", True)
    return Row(objects.name(pod), failed.gate, failed.text)


def replicas_state(_: Cluster, obj: Object) -> str:
    """Return how many replicas are ready: `1 of 2 replicas ready`."""
    status, wanted = objects.status(obj), objects.read(obj, "spec.replicas", 1)
    ready = status.get("readyReplicas") or 0
    paused = ", paused" if objects.spec(obj).get("paused") else ""
    return f"{ready} of {pluralize(wanted, 'replica')} ready{paused}"


def daemon_set_state(_: Cluster, obj: Object) -> str:
    """Return on how many nodes a DaemonSet is ready."""
    status = objects.status(obj)
    wanted = status.get("desiredNumberScheduled") or 0
    return f"ready on {status.get('numberReady') or 0} of {pluralize(wanted, 'node')}"


def job_state(_: Cluster, obj: Object) -> str:
    """Return how many pods of a Job have succeeded, failed and still run."""
    status = objects.status(obj)
    wanted = objects.read(obj, "spec.completions", 1)
    counts = ", ".join(
        f"{status[field]} {field}" for field in ("active", "failed") if status.get(field)
    )
    suspended = ", suspended" if objects.spec(obj).get("suspend") else ""
    return f"{status.get('succeeded') or 0} of {wanted} completed{f', {counts}' if counts else ''}{suspended}"


def cron_job_state(_: Cluster, obj: Object) -> str:
    """Return a CronJob's schedule and when it last ran."""
    last = objects.status(obj).get("lastScheduleTime")
    suspended = ", suspended" if objects.spec(obj).get("suspend") else ""
    return f"{objects.spec(obj).get('schedule')}{suspended}, last scheduled {last or 'never'}"


def phase_state(_: Cluster, obj: Object) -> str:
    """Return the phase of a claim, a volume or a namespace."""
    return str(objects.status(obj).get("phase") or "no phase")


def node_state(cluster: Cluster, node: Object) -> str:
    """Return whether a node is ready, and how many pods it has."""
    number = len(cluster.table("Pod").index_by(pods.node_index).get(objects.name(node), ()))
    ready = "Ready" if nodes.is_ready(node) else "NotReady"
    cordoned = "" if nodes.is_schedulable(node) else ", cordoned"
    return f"{ready}{cordoned}, {pluralize(number, 'pod')}; Services answer there at their node ports: minik get svc -A"


def autoscaler_state(_: Cluster, obj: Object) -> str:
    """Return how many replicas an autoscaler sees and wants."""
    status = objects.status(obj)
    return f"{status.get('currentReplicas') or 0} replicas, {status.get('desiredReplicas') or 0} desired, at most {objects.spec(obj).get('maxReplicas')}"


def budget_state(_: Cluster, obj: Object) -> str:
    """Return how many evictions a PodDisruptionBudget allows now."""
    status = objects.status(obj)
    return (
        f"{pluralize(status.get('disruptionsAllowed') or 0, 'eviction')} allowed, "
        f"{status.get('currentHealthy') or 0} healthy of {status.get('desiredHealthy') or 0} required"
    )


STATES: dict[str, Callable[[Cluster, Object], str]] = {
    **dict.fromkeys(
        ("Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"), replicas_state
    ),
    "DaemonSet": daemon_set_state,
    "Job": job_state,
    "CronJob": cron_job_state,
    **dict.fromkeys(("PersistentVolumeClaim", "PersistentVolume", "Namespace"), phase_state),
    "Node": node_state,
    "HorizontalPodAutoscaler": autoscaler_state,
    "PodDisruptionBudget": budget_state,
}
