"""What containers ask for and may take: which resources, how much of them, and how the two fit together.

Upstream rules: `validateResourceRequirements`, `validatePodResources`, and core's resource helpers.
"""
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.kinds._resources import amount_problems, is_huge_page, may_overcommit, name_problems, ordered
from minik.kinds._rules import named
from minik.kinds.pod import demand
from minik.kinds.pod._scope import Scope
from minik.model import names, quantity
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, not_found, not_supported, required
from minik.model.quantity import Quantity

POD_LEVEL = ("cpu", "hugepages-", "memory")
NameRule = Callable[[str, str], Iterator[Problem]]


def pod_name_problems(path: str, name: str) -> Iterator[Problem]:
    """A resource that a pod can ask for as a whole."""
    wrong = list(name_problems(path, name))
    yield from wrong
    if not wrong and not demand.is_pod_level(name):
        yield not_supported(path, name, POD_LEVEL)


def pages_problems(path: str, name: str, text: Any) -> Iterator[Problem]:
    """Huge pages come whole."""
    amount = quantity.parse(text)
    if not _whole_pages(name, amount):
        yield invalid(path, quantity.written(amount), f"{quantity.written(amount)} is not positive integer multiple of {name}")


def _whole_pages(name: str, amount: Quantity) -> bool:
    try:
        page = quantity.parse(name.removeprefix("hugepages-"))
    except quantity.QuantityError:
        return False
    return page.nano > 0 and quantity.milli(page) % 1000 == 0 and quantity.value(amount) % quantity.value(page) == 0


def requirements_problems(requirements: Object, rule: NameRule, claims: frozenset[str], path: str) -> Iterator[Problem]:
    """Limits, then requests, each held against its limit; then the claims."""
    limits: Mapping[str, Any] = requirements.get("limits") or {}
    requests: Mapping[str, Any] = requirements.get("requests") or {}
    for name, text in ordered(limits):
        yield from _entry_problems(f"{path}.limits[{name}]", name, text, rule)
    for name, text in ordered(requests):
        here = f"{path}.requests[{name}]"
        yield from rule(here, name)
        yield from amount_problems(here, name, text)
        yield from _fit_problems(name, text, limits.get(name), path)
        yield from pages_problems(here, name, text) if is_huge_page(name) else ()
    asked = limits.keys() | requests.keys()
    if asked and asked.isdisjoint(demand.COMPUTE) and any(map(is_huge_page, asked)):
        yield forbidden(path, "HugePages require cpu or memory")
    if requirements.get("claims"):
        yield from claims_problems(requirements["claims"], claims, f"{path}.claims")


def _entry_problems(path: str, name: str, text: Any, rule: NameRule) -> Iterator[Problem]:
    yield from rule(path, name)
    yield from amount_problems(path, name, text)
    yield from pages_problems(path, name, text) if is_huge_page(name) else ()


def _fit_problems(name: str, text: Any, limit_text: Any, path: str) -> Iterator[Problem]:
    if limit_text is None:
        if not may_overcommit(name):
            yield required(f"{path}.limits", "Limit must be set for non overcommitable resources")
        return
    request, limit = quantity.parse(text), quantity.parse(limit_text)
    shown = quantity.written(limit)
    if request.nano != limit.nano and not may_overcommit(name):
        yield invalid(f"{path}.requests", quantity.written(request), f"must be equal to {name} limit of {shown}")
    elif request.nano > limit.nano:
        yield invalid(f"{path}.requests", quantity.written(request), f"must be less than or equal to {name} limit of {shown}")


def claims_problems(listed: Sequence[Object], known: frozenset[str], path: str) -> Iterator[Problem]:
    """Each claim is one of the pod's, and mentioned once: as a whole, or request by request."""
    mentioned: set[str] = set()
    for index, claim in enumerate(listed):
        name, request, here = claim.get("name") or "", claim.get("request") or "", f"{path}[{index}]"
        if not name:
            yield required(here)
            continue
        if name in mentioned:
            yield duplicate(here, name)
        else:
            yield from _claim_problems(name, request, mentioned, here)
        if name not in known:
            choices = f": {', '.join(sorted(known))}" if known else " which is empty"
            missing = not_found(here, name)
            yield missing._replace(message=f"{missing.message}: must be one of the names in pod.spec.resourceClaims{choices}")


def _claim_problems(name: str, request: str, mentioned: set[str], path: str) -> Iterator[Problem]:
    whole = f"{name}/{request}" if request else name
    if request:
        yield from named(f"{path}.request", request, names.label)
    if whole in mentioned:
        yield duplicate(path, whole)
    elif not request:
        yield from (duplicate(path, name) for other in sorted(mentioned) if other.partition("/")[0] == name)
    mentioned.add(whole)


def pod_resources_problems(spec: Object, scope: Scope, path: str) -> Iterator[Problem]:
    """What a pod asks for as a whole covers what its containers ask for."""
    resources = spec["resources"]
    if scope.system == "windows":
        yield forbidden(path, "may not be set for a windows pod")
        return
    if resources.get("claims") is not None:
        yield forbidden(f"{path}.claims", "claims may not be set for Resources at pod-level")
    yield from requirements_problems(resources, pod_name_problems, scope.claims, path)
    for name, needed in sorted(demand.containers_total(spec, "requests").items()):
        yield from _cover_problems(name, needed, demand.part(spec, "requests"), "requests", path)
    for name, needed in sorted(demand.containers_total(spec, "limits").items()):
        if is_huge_page(name):
            yield from _cover_problems(name, needed, demand.part(spec, "limits"), "limits", path)
    for index, container in enumerate(spec.get("containers") or ()):
        for name, text in sorted(demand.part(container, "limits").items()):
            yield from _bound_problems(text, demand.part(spec, "limits").get(name), f"{path}.containers[{index}][{name}].limits")


def _cover_problems(name: str, needed: Quantity, own: Mapping[str, Any], side: str, path: str) -> Iterator[Problem]:
    if name in own and needed.nano > quantity.parse(own[name]).nano:
        detail = f"must be greater than or equal to aggregate container {side} of {quantity.written(needed)}"
        yield invalid(f"{path}.{side}[{name}]", quantity.canonical(own[name]), detail)


def _bound_problems(text: Any, bound: Any, path: str) -> Iterator[Problem]:
    if bound is not None and quantity.compare(text, bound) > 0:
        yield invalid(path, quantity.canonical(text), f"must be less than or equal to pod limits of {quantity.canonical(bound)}")
