"""ResourceQuotas: how much all objects of a namespace together may ask for."""
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds import _layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._resources import QUOTA, amount_problems, is_quota_huge_page, ordered, quota_name_problems
from minik.kinds._rules import IMMUTABLE
from minik.model import quantity
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, name, namespace, read
from minik.model.problem import invalid, required

PODS = frozenset(("pods",))
POD_RESOURCES = PODS | {"cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"}
CLAIMS = frozenset(("persistentvolumeclaims", "requests.storage"))
# scope → the standard resources that it can narrow
SCOPES = {
    "Terminating": POD_RESOURCES, "NotTerminating": POD_RESOURCES, "BestEffort": PODS, "NotBestEffort": POD_RESOURCES,
    "PriorityClass": POD_RESOURCES, "CrossNamespacePodAffinity": POD_RESOURCES, "VolumeAttributesClass": CLAIMS,
}
EXISTING = ("BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity")
CONFLICTS = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
HELP = {
    "Terminating": "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively "
                   "terminated by the system.",
    "NotTerminating": "Matches all pods that do not have an active deadline. These pods usually include long running pods whose container "
                      "command is not expected to terminate.",
    "BestEffort": "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.",
    "NotBestEffort": "Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed "
                     "quality of service.",
}


def hard(quota: Object) -> Mapping[str, str]:
    """The limits that are in force, as its controller wrote them down."""
    found: Mapping[str, str] = read(quota, "status.hard", {})
    return found


def used(quota: Object) -> Mapping[str, str]:
    found: Mapping[str, str] = read(quota, "status.used", {})
    return found


def prepare(quota: Object, old: Object | None, _: Draft) -> Object:
    """What is used is its controller's to write."""
    return {**quota, "status": (old or {}).get("status") or {}}


def problems(quota: Object) -> Iterator[Problem]:
    yield from metadata_problems(quota)
    for resource, text in ordered(read(quota, "spec.hard")):
        yield from quota_name_problems(f"spec.hard[{resource}]", resource)
        yield from amount_problems(f"spec.hard[{resource}]", resource, text)
    yield from scope_problems(quota)
    if read(quota, "spec.scopeSelector") is not None:
        yield from selector_problems(quota)


def limited(quota: Object) -> Sequence[str]:
    """The standard resources that it limits: of others nobody knows which scopes narrow them."""
    return [resource for resource, _ in ordered(read(quota, "spec.hard")) if resource in QUOTA or is_quota_huge_page(resource)]


def scope_problems(quota: Object) -> Iterator[Problem]:
    """Which pods count; a scope has to fit what is counted."""
    scopes = read(quota, "spec.scopes", [])
    for scope in scopes:
        if scope not in SCOPES:
            yield invalid("spec.scopes", scopes, "unsupported scope")
        yield from (invalid("spec.scopes", scopes, "unsupported scope applied to resource")
                    for resource in limited(quota) if resource not in SCOPES.get(scope, POD_RESOURCES | CLAIMS | QUOTA))
    yield from conflict_problems("spec.scopes", scopes, scopes)


def conflict_problems(path: str, named: Sequence[str], scopes: Sequence[str]) -> Iterator[Problem]:
    yield from (invalid(path, list(scopes), "conflicting scopes") for pair in CONFLICTS if set(pair) <= set(named))


def selector_problems(quota: Object) -> Iterator[Problem]:
    """Which scopes have to match, and how."""
    path, selector = "spec.scopeSelector.matchExpressions", read(quota, "spec.scopeSelector", {})
    expressions = selector.get("matchExpressions") or []
    for term in expressions:
        scope, operator, values = term.get("scopeName") or "", term.get("operator") or "", term.get("values") or []
        if scope not in SCOPES:
            yield invalid(f"{path}.scopeName", scope, "unsupported scope")
        for resource in limited(quota):
            if resource not in SCOPES.get(scope, QUOTA):
                yield invalid(path, {"MatchExpressions": expressions}, "unsupported scope applied to resource")
        if scope in EXISTING and operator != "Exists":
            yield invalid(f"{path}.operator", operator, "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
                          "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
                          "ResourceQuotaScopeCrossNamespacePodAffinity")
        yield from operator_problems(path, operator, values)
    yield from conflict_problems(path, [term.get("scopeName") or "" for term in expressions], read(quota, "spec.scopes", []))


def operator_problems(path: str, operator: str, values: Sequence[str]) -> Iterator[Problem]:
    if operator in ("In", "NotIn"):
        if not values:
            yield required(f"{path}.values", "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield invalid(f"{path}.values", values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")
    else:
        yield invalid(f"{path}.operator", operator, "not a valid selector operator")


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    scopes = read(new, "spec.scopes", [])
    if set(scopes) != set(read(old, "spec.scopes", [])):
        yield invalid("spec.scopes", scopes, IMMUTABLE)


def usage(quota: Object, limits: bool) -> str:
    """`pods: 1/4, ...`, either the limits of containers or all else."""
    return ", ".join(f"{resource}: {used(quota).get(resource, '0')}/{text}" for resource, text in ordered(hard(quota))
                     if resource.startswith("limits.") == limits)


def requests_column(quota: Object, _: datetime) -> str:
    return usage(quota, False)


def limits_column(quota: Object, _: datetime) -> str:
    return usage(quota, True)


def scopes_lines(quota: Object, bullet: str) -> Iterator[str]:
    scopes = sorted(read(quota, "spec.scopes", []))
    if scopes:
        yield f"Scopes:\t{', '.join(scopes)}"
        yield from (f"{bullet}{HELP[scope]}" for scope in scopes if scope in HELP)


def summary(quotas: Sequence[Object]) -> Iterator[str]:
    """What the description of a namespace says of its quotas."""
    if not quotas:
        yield "No resource quota."
        return
    yield "Resource Quotas"
    for quota in quotas:
        yield from _layout.indented((f"Name:\t{name(quota)}", *scopes_lines(quota, "* "), "Resource\tUsed\tHard", "--------\t---\t---"))
        yield from _layout.indented(f"{resource}\t{used(quota).get(resource, '0')}\t{text}" for resource, text in ordered(hard(quota)))


def describe(quota: Object, _: Cluster) -> str:
    lines = [f"Name:\t{name(quota)}", f"Namespace:\t{namespace(quota)}", *scopes_lines(quota, " * ")]
    lines += _layout.ruled("Resource", "Used", "Hard")
    lines += (f"{resource}\t{in_form(used(quota).get(resource, '0'), text)}\t{text}" for resource, text in ordered(hard(quota)))
    return "\n".join(lines)


def in_form(text: str, other: str) -> str:
    """An amount in the form in which another is written."""
    amount, form = quantity.parse(text), quantity.parse(other).form
    return text if amount.form == form else quantity.written(quantity.of_value(quantity.value(amount), form))


KIND = Kind("ResourceQuota", prepare=prepare, problems=problems, update_problems=update_problems, describe=describe,
            describes_events=False, has_status=False,
            columns=(Column("REQUEST", requests_column), Column("LIMIT", limits_column)))
