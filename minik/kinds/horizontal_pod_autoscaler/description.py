"""Autoscalers in full. Upstream rule: kubectl `describeHorizontalPodAutoscalerV2`."""

from collections.abc import Iterator, Mapping

from minik.kinds import layout
from minik.kinds.horizontal_pod_autoscaler.columns import UNKNOWN, reference_column
from minik.kinds.horizontal_pod_autoscaler.metrics import Metric, metrics_of
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.problem import quote


def describe(autoscaler: Object, cluster: Cluster) -> str:
    lines = [
        *layout.header(autoscaler),
        f"CreationTimestamp:\t{layout.format_date(autoscaler['metadata'].get('creationTimestamp'))}",
        f"Reference:\t{reference_column(autoscaler, cluster.now)}",
        "Metrics:\t( current / target )",
        *layout.indent(map(metric_line, metrics_of(autoscaler))),
        f"Min replicas:\t{read(autoscaler, 'spec.minReplicas', '<unset>')}",
        f"Max replicas:\t{read(autoscaler, 'spec.maxReplicas', 0)}",
    ]
    behavior = read(autoscaler, "spec.behavior")
    if behavior is not None:
        lines += [
            "Behavior:",
            *direction_lines("Scale Up", behavior.get("scaleUp")),
            *direction_lines("Scale Down", behavior.get("scaleDown")),
        ]
    current, desired = (
        read(autoscaler, f"status.{field}Replicas", 0) for field in ("current", "desired")
    )
    lines.append(
        f"{read(autoscaler, 'spec.scaleTargetRef.kind', '')} pods:\t{current} current / {desired} desired"
    )
    return "\n".join([*lines, *condition_lines(autoscaler)])


def metric_line(metric: Metric) -> str:
    """Return the line of one metric: its name, its current and its target value."""
    name, average = read(metric.source, "metric.name", ""), metric.target("averageValue")
    if metric.kind in ("Resource", "ContainerResource"):
        return resource_line(metric)
    if metric.kind == "Pods":
        return f"{quote(name)} on pods:\t{metric.current('averageValue') or UNKNOWN} / {average}"
    if metric.kind not in ("Object", "External"):
        return f"<unknown metric type {quote(metric.kind)}>"
    what = quote(name)
    if metric.kind == "Object":
        what = f'"{name}" on {read(metric.source, "describedObject.kind", "")}/{read(metric.source, "describedObject.name", "")}'
    if average is not None:
        return f"{what} (target average value):\t{metric.current('averageValue') or UNKNOWN} / {average}"
    return (
        f"{what} (target value):\t{metric.current('value') or UNKNOWN} / {metric.target('value')}"
    )


def resource_line(metric: Metric) -> str:
    """Return the line of a resource metric: current and target usage."""
    inside = (
        f' of container "{metric.source.get("container", "")}"'
        if metric.kind == "ContainerResource"
        else ""
    )
    what, average = (
        f"resource {metric.source.get('name', '')}{inside} on pods",
        metric.target("averageValue"),
    )
    if average is not None:
        return f"{what}:\t{metric.current('averageValue') or UNKNOWN} / {average}"
    utilization, target = metric.current("averageUtilization"), metric.target("averageUtilization")
    current = (
        UNKNOWN
        if utilization is None
        else f"{utilization}% ({metric.current('averageValue') or '0'})"
    )
    return f"{what}  (as a percentage of request):\t{current} / {'<auto>' if target is None else f'{target}%'}"


def direction_lines(title: str, rules: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the scaling rules of one direction."""
    if rules is None:
        return
    yield f"  {title}:"
    if rules.get("stabilizationWindowSeconds") is not None:
        yield f"    Stabilization Window: {rules['stabilizationWindowSeconds']} seconds"
    if rules.get("policies"):
        yield f"    Select Policy: {rules.get('selectPolicy') or 'Max'}"
        yield "    Policies:"
        for policy in rules["policies"]:
            yield f"      - Type: {policy.get('type')}\tValue: {policy.get('value')}\tPeriod: {policy.get('periodSeconds')} seconds"


def condition_lines(autoscaler: Object) -> Iterator[str]:
    """Yield the table of conditions; empty if there are none."""
    entries = read(autoscaler, "status.conditions", [])
    if entries:
        yield "Conditions:"
        yield from layout.indent(layout.table_head("Type", "Status", "Reason", "Message"))
        yield from layout.indent(
            "\t".join(
                condition.get(field) or "" for field in ("type", "status", "reason", "message")
            )
            for condition in entries
        )
