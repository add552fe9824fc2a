"""Autoscalers as a table. Upstream rule: printers `formatHPAMetrics`."""
from datetime import datetime

from minik.kinds.horizontal_pod_autoscaler.metrics import Metric, metrics
from minik.model.kind import Column
from minik.model.object import Object, read

UNKNOWN = "<unknown>"
SHOWN = 2


def reference_column(autoscaler: Object, _: datetime) -> str:
    return f"{read(autoscaler, 'spec.scaleTargetRef.kind', '')}/{read(autoscaler, 'spec.scaleTargetRef.name', '')}"


def targets_column(autoscaler: Object, _: datetime) -> str:
    """`cpu: 12%/80%, ... + 1 more...`"""
    shown = [target(metric) for metric in metrics(autoscaler)]
    more = f" + {len(shown) - SHOWN} more..." if len(shown) > SHOWN else ""
    return ", ".join(shown[:SHOWN]) + more if shown else "<none>"


def target(metric: Metric) -> str:
    """What is seen, and what is wanted."""
    average = metric.target("averageValue")
    if metric.kind in ("Resource", "ContainerResource"):
        if average is not None:
            return f"{metric.wanted.get('name', '')}: {metric.current('averageValue') or UNKNOWN}/{average}"
        seen, wanted = metric.current("averageUtilization"), metric.target("averageUtilization")
        return f"{metric.wanted.get('name', '')}: {UNKNOWN if seen is None else f'{seen}%'}/{'<auto>' if wanted is None else f'{wanted}%'}"
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


COLUMNS = (Column("REFERENCE", reference_column), Column("TARGETS", targets_column), Column("MINPODS", least_column),
           Column("MAXPODS", most_column), Column("REPLICAS", replicas_column))
