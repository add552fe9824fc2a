"""ResourceQuotas: limits on the total resources of a namespace."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import IMMUTABLE
from minik.kinds.resource_names import (
    QUOTA,
    amount_problems,
    is_quota_huge_page,
    quota_name_problems,
    sort_amounts,
)
from minik.model import quantity
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, name, namespace, read, read_map
from minik.model.problem import invalid, required

PODS = frozenset(("pods",))
POD_RESOURCES = PODS | {
    "cpu",
    "memory",
    "limits.cpu",
    "limits.memory",
    "requests.cpu",
    "requests.memory",
}
CLAIMS = frozenset(("persistentvolumeclaims", "requests.storage"))
# scope → the standard resources that it can narrow
SCOPES = {
    "Terminating": POD_RESOURCES,
    "NotTerminating": POD_RESOURCES,
    "BestEffort": PODS,
    "NotBestEffort": POD_RESOURCES,
    "PriorityClass": POD_RESOURCES,
    "CrossNamespacePodAffinity": POD_RESOURCES,
    "VolumeAttributesClass": CLAIMS,
}
EXISTS_ONLY = (
    "BestEffort",
    "NotBestEffort",
    "Terminating",
    "NotTerminating",
    "CrossNamespacePodAffinity",
)
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
    """Return status.hard, the limits that the controller enforces."""
    return read_map(quota, "status.hard")


def used(quota: Object) -> Mapping[str, str]:
    return read_map(quota, "status.used")


def prepare(quota: Object, old: Object | None, _: Draft) -> Object:
    """Keep the old status, which the quota controller writes."""
    return {**quota, "status": (old or {}).get("status") or {}}


def problems(quota: Object) -> Iterator[Problem]:
    yield from metadata_problems(quota)
    for resource, text in sort_amounts(read(quota, "spec.hard")):
        yield from quota_name_problems(f"spec.hard[{resource}]", resource)
        yield from amount_problems(f"spec.hard[{resource}]", resource, text)
    yield from scope_problems(quota)
    if read(quota, "spec.scopeSelector") is not None:
        yield from selector_problems(quota)


def standard_resources(quota: Object) -> Sequence[str]:
    """Return the limited resources that are standard ones; scopes are only known for these."""
    return [
        resource
        for resource, _ in sort_amounts(read(quota, "spec.hard"))
        if resource in QUOTA or is_quota_huge_page(resource)
    ]


def scope_problems(quota: Object) -> Iterator[Problem]:
    """Check that the scopes are known and apply to the limited resources."""
    scopes = read(quota, "spec.scopes", [])
    for scope in scopes:
        if scope not in SCOPES:
            yield invalid("spec.scopes", scopes, "unsupported scope")
        yield from (
            invalid("spec.scopes", scopes, "unsupported scope applied to resource")
            for resource in standard_resources(quota)
            if resource not in SCOPES.get(scope, POD_RESOURCES | CLAIMS | QUOTA)
        )
    yield from conflict_problems("spec.scopes", scopes, scopes)


def conflict_problems(
    path: str, scope_names: Sequence[str], scopes: Sequence[str]
) -> Iterator[Problem]:
    yield from (
        invalid(path, list(scopes), "conflicting scopes")
        for pair in CONFLICTS
        if set(pair) <= set(scope_names)
    )


def selector_problems(quota: Object) -> Iterator[Problem]:
    """Check spec.scopeSelector."""
    path, selector = "spec.scopeSelector.matchExpressions", read(quota, "spec.scopeSelector", {})
    expressions = selector.get("matchExpressions") or []
    for term in expressions:
        scope, operator, values = (
            term.get("scopeName") or "",
            term.get("operator") or "",
            term.get("values") or [],
        )
        if scope not in SCOPES:
            yield invalid(f"{path}.scopeName", scope, "unsupported scope")
        for resource in standard_resources(quota):
            if resource not in SCOPES.get(scope, QUOTA):
                yield invalid(
                    path, internal_selector(expressions), "unsupported scope applied to resource"
                )
        if scope in EXISTS_ONLY and operator != "Exists":
            yield invalid(
                f"{path}.operator",
                operator,
                "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
                "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
                "ResourceQuotaScopeCrossNamespacePodAffinity",
            )
        yield from operator_problems(path, operator, values)
    yield from conflict_problems(
        path, [term.get("scopeName") or "" for term in expressions], read(quota, "spec.scopes", [])
    )


def internal_selector(expressions: Sequence[Object]) -> Object:
    """Return a scope selector as the server's own type without JSON names is printed."""
    return {
        "MatchExpressions": [
            {
                "ScopeName": term.get("scopeName") or "",
                "Operator": term.get("operator") or "",
                "Values": term.get("values"),
            }
            for term in expressions
        ]
    }


def operator_problems(path: str, operator: str, values: Sequence[str]) -> Iterator[Problem]:
    if operator in ("In", "NotIn"):
        if not values:
            yield required(
                f"{path}.values",
                "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
            )
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield invalid(
                f"{path}.values",
                values,
                "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
            )
    else:
        yield invalid(f"{path}.operator", operator, "not a valid selector operator")


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    scopes = read(new, "spec.scopes", [])
    if set(scopes) != set(read(old, "spec.scopes", [])):
        yield invalid("spec.scopes", scopes, IMMUTABLE)


def usage_text(quota: Object, limits: bool) -> str:
    """Return `pods: 1/4, ...` for the limits.* resources, or for all others."""
    return ", ".join(
        f"{resource}: {used(quota).get(resource, '0')}/{text}"
        for resource, text in sort_amounts(hard(quota))
        if resource.startswith("limits.") == limits
    )


def requests_column(quota: Object, _: datetime) -> str:
    return usage_text(quota, False)


def limits_column(quota: Object, _: datetime) -> str:
    return usage_text(quota, True)


def scopes_lines(quota: Object, bullet: str) -> Iterator[str]:
    scopes = sorted(read(quota, "spec.scopes", []))
    if scopes:
        yield f"Scopes:\t{', '.join(scopes)}"
        yield from (f"{bullet}{HELP[scope]}" for scope in scopes if scope in HELP)


def summary(quotas: Sequence[Object]) -> Iterator[str]:
    """Yield the quotas' part of a namespace's description."""
    if not quotas:
        yield "No resource quota."
        return
    yield "Resource Quotas"
    for quota in quotas:
        yield from layout.indent(
            (
                f"Name:\t{name(quota)}",
                *scopes_lines(quota, "* "),
                "Resource\tUsed\tHard",
                "--------\t---\t---",
            )
        )
        yield from layout.indent(
            f"{resource}\t{used(quota).get(resource, '0')}\t{text}"
            for resource, text in sort_amounts(hard(quota))
        )


def describe(quota: Object, _: Cluster) -> str:
    lines = [
        f"Name:\t{name(quota)}",
        f"Namespace:\t{namespace(quota)}",
        *scopes_lines(quota, " * "),
    ]
    lines += layout.table_head("Resource", "Used", "Hard")
    lines += (
        f"{resource}\t{convert_form(used(quota).get(resource, '0'), text)}\t{text}"
        for resource, text in sort_amounts(hard(quota))
    )
    return "\n".join(lines)


def convert_form(text: str, reference: str) -> str:
    """Return an amount in the same format (decimal or binary suffix) as the reference."""
    amount, form = quantity.parse(text), quantity.parse(reference).form
    return (
        text
        if amount.form == form
        else quantity.format_quantity(quantity.of_value(quantity.value(amount), form))
    )


KIND = Kind(
    "ResourceQuota",
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    describe=describe,
    describes_events=False,
    has_status=False,
    columns=(Column("REQUEST", requests_column), Column("LIMIT", limits_column)),
)
