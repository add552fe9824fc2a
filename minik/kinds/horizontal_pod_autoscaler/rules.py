"""Rules for autoscalers. Upstream rules: autoscaling `validation.go`."""

from collections.abc import Callable, Iterator, Mapping

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import (
    check_choice_if_set,
    check_nonnegative_quantity,
    check_required_name,
    path_segment,
)
from minik.kinds.horizontal_pod_autoscaler.metrics import SOURCES, metric_specs
from minik.light_typing import Any
from minik.model import quantity
from minik.model.object import Object, read
from minik.model.problem import forbidden, invalid, not_supported, required

Fields = Mapping[str, Any]
TARGETS = ("Utilization", "Value", "AverageValue")


def problems(autoscaler: Object) -> Iterator[Problem]:
    yield from target_version_problems(autoscaler)
    yield from lasting_problems(autoscaler)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the problems of an update; a target's version that never named a group may stay so."""
    if not any(target_version_problems(old)):
        yield from target_version_problems(new)
    yield from lasting_problems(new)
    yield from metadata_update_problems(new, old)


def lasting_problems(autoscaler: Object) -> Iterator[Problem]:
    """Yield the problems that an update may have as little as a new autoscaler."""
    yield from metadata_problems(autoscaler)
    spec = autoscaler.get("spec") or {}
    least, most = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    if least is not None and least < 1:
        yield invalid("spec.minReplicas", least, "must be greater than or equal to 1")
    if most < 1:
        yield invalid("spec.maxReplicas", most, "must be greater than 0")
    if least is not None and most < least:
        yield invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
    yield from reference_problems("spec.scaleTargetRef", spec.get("scaleTargetRef") or {})
    for index, metric in enumerate(metric_specs(autoscaler)):
        yield from metric_problems(f"spec.metrics[{index}]", metric)
    for field in ("scaleUp", "scaleDown"):
        rules = read(spec, f"behavior.{field}")
        if rules is not None:
            yield from direction_problems(f"spec.behavior.{field}", rules)


def reference_problems(path: str, reference: Fields) -> Iterator[Problem]:
    """Yield the problems of a reference to an object."""
    for field in ("kind", "name"):
        yield from check_required_name(f"{path}.{field}", reference.get(field), path_segment)


def target_version_problems(autoscaler: Object) -> Iterator[Problem]:
    """Yield the problem of a target's version: it names a group and a version, of a replication
    controller perhaps the version alone.
    """
    path, target = "spec.scaleTargetRef.apiVersion", read(autoscaler, "spec.scaleTargetRef", {})
    text = target.get("apiVersion") or ""
    slashes = text.count("/") if text != "/" else 0
    if slashes > 1:
        yield invalid(path, text, f"unexpected GroupVersion string: {text}")
    elif target.get("kind") != "ReplicationController" and not (slashes and text[0] != "/"):
        yield invalid(path, text, "apiVersion must specify API group")


def metric_problems(path: str, metric: Fields) -> Iterator[Problem]:
    """Yield the problems of one metric: exactly the field of its type is set."""
    kind = metric.get("type") or ""
    if not kind:
        yield required(f"{path}.type", "must specify a metric source type")
    if kind not in SOURCES:
        yield not_supported(f"{path}.type", kind, sorted(SOURCES))
    present = [field for field in SOURCES.values() if metric.get(field) is not None]
    if present:
        yield from RULES[present[0]](f"{path}.{present[0]}", metric[present[0]])
    expected = SOURCES.get(kind, "")
    if expected and expected not in present:
        yield required(
            f"{path}.{expected}", "must populate information for the given metric source"
        )
    if len(present) != 1:
        yield from (
            forbidden(f"{path}.{field}", "must populate the given metric source only")
            for field in present
            if field != expected
        )


def object_problems(path: str, source: Fields) -> Iterator[Problem]:
    """Yield the problems of a metric of one object."""
    yield from reference_problems(f"{path}.describedObject", source.get("describedObject") or {})
    yield from named_metric_problems(path, source)
    if not any(fields_set(source, "value", "averageValue")):
        yield required(
            f"{path}.target.averageValue", "must set either a target value or averageValue"
        )


def external_problems(path: str, source: Fields) -> Iterator[Problem]:
    """Yield the problems of a metric from outside the cluster."""
    yield from named_metric_problems(path, source)
    if not any(fields_set(source, "value", "averageValue")):
        yield required(
            f"{path}.target.averageValue",
            "must set either a target value for metric or a per-pod target",
        )
    elif all(fields_set(source, "value", "averageValue")):
        yield forbidden(
            f"{path}.target.value",
            "may not set both a target value for metric and a per-pod target",
        )


def pods_problems(path: str, source: Fields) -> Iterator[Problem]:
    yield from named_metric_problems(path, source)
    average = read(source, "target.averageValue")
    if average is None or quantity.parse(average).nano <= 0:
        yield required(f"{path}.target.averageValue", "must specify a positive target averageValue")


def resource_problems(path: str, source: Fields) -> Iterator[Problem]:
    if not source.get("name"):
        yield required(f"{path}.name", "must specify a resource name")
    yield from usage_problems(path, source)


def container_problems(path: str, source: Fields) -> Iterator[Problem]:
    if not source.get("name"):
        yield required(f"{path}.name", "must specify a resource name")
    if not source.get("container"):
        yield required(f"{path}.container", "must specify a container")
    yield from usage_problems(path, source)


def usage_problems(path: str, source: Fields) -> Iterator[Problem]:
    """Yield the problems of a resource target: either averageValue or averageUtilization."""
    yield from target_problems(f"{path}.target", source.get("target") or {})
    if not any(fields_set(source, "averageUtilization", "averageValue")):
        yield required(
            f"{path}.target.averageUtilization",
            "must set either a target raw value or a target utilization",
        )
    elif all(fields_set(source, "averageUtilization", "averageValue")):
        yield forbidden(
            f"{path}.target.averageValue",
            "may not set both a target raw value and a target utilization",
        )


def fields_set(source: Fields, *fields: str) -> list[bool]:
    """Return for each field of the target whether it is set."""
    return [read(source, f"target.{field}") is not None for field in fields]


def named_metric_problems(path: str, source: Fields) -> Iterator[Problem]:
    yield from check_required_name(f"{path}.metric.name", read(source, "metric.name"), path_segment)
    yield from target_problems(f"{path}.target", source.get("target") or {})


def target_problems(path: str, target: Fields) -> Iterator[Problem]:
    """Yield the problems of a target: its type and its positive values."""
    kind = target.get("type") or ""
    if not kind:
        yield required(f"{path}.type", "must specify a metric target type")
    if kind not in TARGETS:
        yield invalid(f"{path}.type", kind, "must be either Utilization, Value, or AverageValue")
    for field in ("value", "averageValue"):
        if target.get(field) is not None and quantity.parse(target[field]).nano <= 0:
            yield invalid(f"{path}.{field}", target[field], "must be positive")
    percentage = target.get("averageUtilization")
    if percentage is not None and percentage < 1:
        yield invalid(f"{path}.averageUtilization", percentage, "must be greater than 0")


RULES: Mapping[str, Callable[[str, Fields], Iterator[Problem]]] = {
    "object": object_problems,
    "external": external_problems,
    "pods": pods_problems,
    "resource": resource_problems,
    "containerResource": container_problems,
}


def direction_problems(path: str, rules: Fields) -> Iterator[Problem]:
    """Yield the problems of the scaling rules of one direction."""
    window = rules.get("stabilizationWindowSeconds")
    if window is not None and window < 0:
        yield invalid(
            f"{path}.stabilizationWindowSeconds", window, "must be greater than or equal to zero"
        )
    if window is not None and window > 3600:
        yield invalid(
            f"{path}.stabilizationWindowSeconds", window, "must be less than or equal to 3600"
        )
    yield from check_choice_if_set(
        f"{path}.selectPolicy", rules.get("selectPolicy"), ("Disabled", "Max", "Min")
    )
    if not rules.get("policies"):
        yield required(f"{path}.policies", "must specify at least one Policy")
    for index, policy in enumerate(rules.get("policies") or ()):
        yield from policy_problems(f"{path}.policies[{index}]", policy)
    if rules.get("tolerance") is not None:
        yield from check_nonnegative_quantity(f"{path}.tolerance", rules["tolerance"])


def policy_problems(path: str, policy: Fields) -> Iterator[Problem]:
    """Yield the problems of one scaling policy."""
    if policy.get("type") not in ("Percent", "Pods"):
        yield not_supported(f"{path}.type", policy.get("type") or "", ("Percent", "Pods"))
    for field in ("value", "periodSeconds"):
        if (policy.get(field) or 0) <= 0:
            yield invalid(f"{path}.{field}", policy.get(field) or 0, "must be greater than zero")
    if (policy.get("periodSeconds") or 0) > 1800:
        yield invalid(
            f"{path}.periodSeconds", policy["periodSeconds"], "must be less than or equal to 1800"
        )
