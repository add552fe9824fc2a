"""Autoscalers in full. Upstream rule: kubectl `describeHorizontalPodAutoscalerV2`."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.kinds import _layout
from minik.kinds.horizontal_pod_autoscaler.columns import UNKNOWN, reference_column
from minik.kinds.horizontal_pod_autoscaler.metrics import Metric, metrics
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.problem import quoted


def describe(autoscaler: Object, cluster: Cluster) -> str:
    lines = [*_layout.header(autoscaler), f"CreationTimestamp:\t{_layout.date(autoscaler['metadata'].get('creationTimestamp'))}",
             f"Reference:\t{reference_column(autoscaler, cluster.now)}", "Metrics:\t( current / target )",
             *_layout.indented(map(metric_line, metrics(autoscaler))), f"Min replicas:\t{read(autoscaler, 'spec.minReplicas', '<unset>')}",
             f"Max replicas:\t{read(autoscaler, 'spec.maxReplicas', 0)}"]
    behavior = read(autoscaler, "spec.behavior")
    if behavior is not None:
        lines += ["Behavior:", *direction("Scale Up", behavior.get("scaleUp")), *direction("Scale Down", behavior.get("scaleDown"))]
    current, desired = (read(autoscaler, f"status.{field}Replicas", 0) for field in ("current", "desired"))
    lines.append(f"{read(autoscaler, 'spec.scaleTargetRef.kind', '')} pods:\t{current} current / {desired} desired")
    return "\n".join([*lines, *conditions(autoscaler)])


def metric_line(metric: Metric) -> str:
    """One metric: what is measured, what is seen, what is wanted."""
    name, average = read(metric.wanted, "metric.name", ""), metric.target("averageValue")
    if metric.kind in ("Resource", "ContainerResource"):
        return resource_line(metric)
    if metric.kind == "Pods":
        return f"{quoted(name)} on pods:\t{metric.current('averageValue') or UNKNOWN} / {average}"
    if metric.kind not in ("Object", "External"):
        return f"<unknown metric type {quoted(metric.kind)}>"
    what = quoted(name)
    if metric.kind == "Object":
        what = f"\"{name}\" on {read(metric.wanted, 'describedObject.kind', '')}/{read(metric.wanted, 'describedObject.name', '')}"
    if average is not None:
        return f"{what} (target average value):\t{metric.current('averageValue') or UNKNOWN} / {average}"
    return f"{what} (target value):\t{metric.current('value') or UNKNOWN} / {metric.target('value')}"


def resource_line(metric: Metric) -> str:
    """How much of a resource is used, and how much should be."""
    inside = f" of container \"{metric.wanted.get('container', '')}\"" if metric.kind == "ContainerResource" else ""
    what, average = f"resource {metric.wanted.get('name', '')}{inside} on pods", metric.target("averageValue")
    if average is not None:
        return f"{what}:\t{metric.current('averageValue') or UNKNOWN} / {average}"
    seen, wanted = metric.current("averageUtilization"), metric.target("averageUtilization")
    current = UNKNOWN if seen is None else f"{seen}% ({metric.current('averageValue') or '0'})"
    return f"{what}  (as a percentage of request):\t{current} / {'<auto>' if wanted is None else f'{wanted}%'}"


def direction(title: str, rules: Mapping[str, Any] | None) -> Iterator[str]:
    """How fast it goes one way."""
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


def conditions(autoscaler: Object) -> Iterator[str]:
    found = read(autoscaler, "status.conditions", [])
    if found:
        yield "Conditions:"
        yield from _layout.indented(_layout.ruled("Type", "Status", "Reason", "Message"))
        yield from _layout.indented("\t".join(one.get(field) or "" for field in ("type", "status", "reason", "message")) for one in found)
