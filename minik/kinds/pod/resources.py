"""Validation of resource requests, limits and claims.

Upstream rules: `validateResourceRequirements`, `validatePodResources`, and core's resource helpers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds._rules import check_name
from minik.kinds.pod import demand
from minik.kinds.pod._scope import Scope
from minik.kinds.resource_names import (
    amount_problems,
    is_huge_page,
    may_overcommit,
    name_problems,
    sort_amounts,
)
from minik.light_typing import Any
from minik.model import names, quantity
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, not_found, not_supported, required
from minik.model.quantity import Quantity

POD_LEVEL = ("cpu", "hugepages-", "memory")
NameRule = Callable[[str, str], Iterator[Problem]]


def pod_name_problems(path: str, name: str) -> Iterator[Problem]:
    """Check the name of a pod-level resource."""
    wrong = list(name_problems(path, name))
    yield from wrong
    if not wrong and not demand.is_pod_level(name):
        yield not_supported(path, name, POD_LEVEL)


def huge_pages_problems(path: str, name: str, text: Any) -> Iterator[Problem]:
    """Check that an amount is a multiple of the huge page size."""
    amount = quantity.parse(text)
    if not _whole_pages(name, amount):
        yield invalid(
            path,
            quantity.format_quantity(amount),
            f"{quantity.format_quantity(amount)} is not positive integer multiple of {name}",
        )


def _whole_pages(name: str, amount: Quantity) -> bool:
    try:
        page = quantity.parse(name.removeprefix("hugepages-"))
    except quantity.QuantityError:
        return False
    return (
        page.nano > 0
        and quantity.milli(page) % 1000 == 0
        and quantity.value(amount) % quantity.value(page) == 0
    )


def requirements_problems(
    requirements: Object, rule: NameRule, claims: frozenset[str], path: str
) -> Iterator[Problem]:
    """Check the limits, then the requests, each against its limit, then the claims."""
    limits: Mapping[str, Any] = requirements.get("limits") or {}
    requests: Mapping[str, Any] = requirements.get("requests") or {}
    for name, text in sort_amounts(limits):
        yield from _entry_problems(f"{path}.limits[{name}]", name, text, rule)
    for name, text in sort_amounts(requests):
        request_path = f"{path}.requests[{name}]"
        yield from rule(request_path, name)
        yield from amount_problems(request_path, name, text)
        yield from _fit_problems(name, text, limits.get(name), path)
        yield from huge_pages_problems(request_path, name, text) if is_huge_page(name) else ()
    resource_names = limits.keys() | requests.keys()
    if (
        resource_names
        and resource_names.isdisjoint(demand.COMPUTE)
        and any(map(is_huge_page, resource_names))
    ):
        yield forbidden(path, "HugePages require cpu or memory")
    if requirements.get("claims"):
        yield from claims_problems(requirements["claims"], claims, f"{path}.claims")


def _entry_problems(path: str, name: str, text: Any, rule: NameRule) -> Iterator[Problem]:
    yield from rule(path, name)
    yield from amount_problems(path, name, text)
    yield from huge_pages_problems(path, name, text) if is_huge_page(name) else ()


def _fit_problems(name: str, text: Any, limit_text: Any, path: str) -> Iterator[Problem]:
    if limit_text is None:
        if not may_overcommit(name):
            yield required(f"{path}.limits", "Limit must be set for non overcommitable resources")
        return
    request, limit = quantity.parse(text), quantity.parse(limit_text)
    shown = quantity.format_quantity(limit)
    if request.nano != limit.nano and not may_overcommit(name):
        yield invalid(
            f"{path}.requests",
            quantity.format_quantity(request),
            f"must be equal to {name} limit of {shown}",
        )
    elif request.nano > limit.nano:
        yield invalid(
            f"{path}.requests",
            quantity.format_quantity(request),
            f"must be less than or equal to {name} limit of {shown}",
        )


def claims_problems(
    entries: Sequence[Object], pod_claims: frozenset[str], path: str
) -> Iterator[Problem]:
    """Check that each claim is one of the pod's and used once: as a whole, or per request."""
    mentioned: set[str] = set()
    for index, claim in enumerate(entries):
        name, request, claim_path = (
            claim.get("name") or "",
            claim.get("request") or "",
            f"{path}[{index}]",
        )
        if not name:
            yield required(claim_path)
            continue
        if name in mentioned:
            yield duplicate(claim_path, name)
        else:
            yield from _claim_problems(name, request, mentioned, claim_path)
        if name not in pod_claims:
            choices = f": {', '.join(sorted(pod_claims))}" if pod_claims else " which is empty"
            missing = not_found(claim_path, name)
            yield missing._replace(
                message=f"{missing.message}: must be one of the names in pod.spec.resourceClaims{choices}"
            )


def _claim_problems(name: str, request: str, mentioned: set[str], path: str) -> Iterator[Problem]:
    claim_key = f"{name}/{request}" if request else name
    if request:
        yield from check_name(f"{path}.request", request, names.label)
    if claim_key in mentioned:
        yield duplicate(path, claim_key)
    elif not request:
        yield from (
            duplicate(path, name) for other in sorted(mentioned) if other.partition("/")[0] == name
        )
    mentioned.add(claim_key)


def pod_resources_problems(spec: Object, scope: Scope, path: str) -> Iterator[Problem]:
    """Check that pod-level resources cover those of the containers."""
    resources = spec["resources"]
    if scope.system == "windows":
        yield forbidden(path, "may not be set for a windows pod")
        return
    if resources.get("claims") is not None:
        yield forbidden(f"{path}.claims", "claims may not be set for Resources at pod-level")
    yield from requirements_problems(resources, pod_name_problems, scope.claims, path)
    for name, needed in sorted(demand.containers_total(spec, "requests").items()):
        yield from _cover_problems(
            name, needed, demand.resource_list(spec, "requests"), "requests", path
        )
    for name, needed in sorted(demand.containers_total(spec, "limits").items()):
        if is_huge_page(name):
            yield from _cover_problems(
                name, needed, demand.resource_list(spec, "limits"), "limits", path
            )
    for index, container in enumerate(spec.get("containers") or ()):
        for name, text in sorted(demand.resource_list(container, "limits").items()):
            yield from _bound_problems(
                text,
                demand.resource_list(spec, "limits").get(name),
                f"{path}.containers[{index}][{name}].limits",
            )


def _cover_problems(
    name: str, needed: Quantity, pod_amounts: Mapping[str, Any], side: str, path: str
) -> Iterator[Problem]:
    if name in pod_amounts and needed.nano > quantity.parse(pod_amounts[name]).nano:
        detail = f"must be greater than or equal to aggregate container {side} of {quantity.format_quantity(needed)}"
        yield invalid(f"{path}.{side}[{name}]", quantity.canonical(pod_amounts[name]), detail)


def _bound_problems(text: Any, bound: Any, path: str) -> Iterator[Problem]:
    if bound is not None and quantity.compare(text, bound) > 0:
        yield invalid(
            path,
            quantity.canonical(text),
            f"must be less than or equal to pod limits of {quantity.canonical(bound)}",
        )
