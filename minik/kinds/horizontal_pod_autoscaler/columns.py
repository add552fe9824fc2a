"""Autoscalers as a table. Upstream rule: printers `formatHPAMetrics`."""

from datetime import datetime

from minik.kinds.horizontal_pod_autoscaler.metrics import Metric, metrics_of
from minik.model.kind import Column
from minik.model.object import Object, read

UNKNOWN = "<unknown>"
SHOWN = 2


def reference_column(autoscaler: Object, _: datetime) -> str:
    return f"{read(autoscaler, 'spec.scaleTargetRef.kind', '')}/{read(autoscaler, 'spec.scaleTargetRef.name', '')}"


def targets_column(autoscaler: Object, _: datetime) -> str:
    """Return the first metrics, and how many more there are: `cpu: 12%/80%, ... + 1 more...`"""
    texts = [target_text(metric) for metric in metrics_of(autoscaler)]
    more = f" + {len(texts) - SHOWN} more..." if len(texts) > SHOWN else ""
    return ", ".join(texts[:SHOWN]) + more if texts else "<none>"


def target_text(metric: Metric) -> str:
    """Return the current and the target value of a metric: `cpu: 12%/80%`."""
    average = metric.target("averageValue")
    if metric.kind in ("Resource", "ContainerResource"):
        if average is not None:
            return f"{metric.source.get('name', '')}: {metric.current('averageValue') or UNKNOWN}/{average}"
        current, desired = metric.current("averageUtilization"), metric.target("averageUtilization")
        return f"{metric.source.get('name', '')}: {UNKNOWN if current is None else f'{current}%'}/{'<auto>' if desired is None else f'{desired}%'}"
    if metric.kind == "Pods":
        return f"{metric.current('averageValue') or UNKNOWN}/{average}"
    if metric.kind in ("Object", "External"):
        if average is not None:
            return f"{metric.current('averageValue') or UNKNOWN}/{average} (avg)"
        return f"{metric.current('value') or UNKNOWN}/{metric.target('value')}"
    return "<unknown type>"


def least_column(autoscaler: Object, _: datetime) -> str:
    return str(read(autoscaler, "spec.minReplicas", "<unset>"))


def most_column(autoscaler: Object, _: datetime) -> str:
    return str(read(autoscaler, "spec.maxReplicas", 0))


def replicas_column(autoscaler: Object, _: datetime) -> str:
    return str(read(autoscaler, "status.currentReplicas", 0))


COLUMNS = (
    Column("REFERENCE", reference_column),
    Column("TARGETS", targets_column),
    Column("MINPODS", least_column),
    Column("MAXPODS", most_column),
    Column("REPLICAS", replicas_column),
)
