"""Requests for devices, as claims and their templates make them. Upstream rules: resource `validateDeviceClaim` and what it calls."""
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.kinds._expression import expression_problems
from minik.kinds._rules import among, among_if_set, csi_driver_name, each, named, named_required
from minik.model import names
from minik.model.cluster import Draft
from minik.model.problem import duplicate, invalid, not_supported, required, too_long, too_many

MANY = 32
ALTERNATIVES = 8
LONGEST = 10 * 1024
NOT_A_REQUEST = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
EFFECTS = frozenset(("NoExecute", "NoSchedule", "None"))
IDENTIFIER = re.compile("[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
Judge = Callable[[str, Any], Iterator[Problem]]


def default_claim(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A claim's spec whose requests say how many devices they want: one, unless they say otherwise."""
    devices = spec.get("devices") or {}
    if not devices.get("requests"):
        return dict(spec)
    return {**spec, "devices": {**devices, "requests": [default_request(one) for one in devices["requests"]]}}


def default_request(request: Mapping[str, Any]) -> dict[str, Any]:
    """Also each of the alternatives that it offers."""
    filled = dict(request)
    if request.get("exactly") is not None:
        filled["exactly"] = default_wish(request["exactly"])
    if request.get("firstAvailable"):
        filled["firstAvailable"] = [default_wish(one) for one in request["firstAvailable"]]
    return filled


def default_wish(wish: Mapping[str, Any]) -> dict[str, Any]:
    """A wish for one device, unless it says for how many."""
    filled = {**wish, "allocationMode": wish.get("allocationMode") or "ExactCount"}
    if filled["allocationMode"] == "ExactCount" and not wish.get("count"):
        filled["count"] = 1
    if wish.get("tolerations"):
        filled["tolerations"] = [{**one, "operator": one.get("operator") or "Equal"} for one in wish["tolerations"]]
    return filled


def claim_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the spec of a claim."""
    devices = spec.get("devices") or {}
    requests = devices.get("requests") or []
    known = request_names(requests)
    yield from distinct(f"{path}.devices.requests", requests, MANY, request_problems, by_name)

    def constraint(where: str, one: Mapping[str, Any]) -> Iterator[Problem]:
        yield from reference_problems(f"{where}.requests", one.get("requests") or [], known)
        yield from constraint_problems(where, one)

    def configuration(where: str, one: Mapping[str, Any]) -> Iterator[Problem]:
        yield from reference_problems(f"{where}.requests", one.get("requests") or [], known)
        yield from configuration_problems(where, one)

    yield from at_most(f"{path}.devices.constraints", devices.get("constraints") or [], MANY, constraint)
    yield from at_most(f"{path}.devices.config", devices.get("config") or [], MANY, configuration)


def request_names(requests: Sequence[Mapping[str, Any]]) -> set[str]:
    """What a constraint may name: requests, and alternatives within requests."""
    inner = {f"{one.get('name')}/{other.get('name')}" for one in requests for other in one.get("firstAvailable") or ()}
    return {one.get("name") or "" for one in requests} | inner


def by_name(one: Mapping[str, Any]) -> str:
    return one.get("name") or ""


def at_most(path: str, values: Sequence[Any], limit: int, rule: Judge) -> Iterator[Problem]:
    """A list that is not looked at when it is too long."""
    if len(values) > limit:
        yield too_many(path, len(values), limit)
        return
    yield from each(path, values, rule)


def distinct(path: str, values: Sequence[Any], limit: int, rule: Judge, key: Callable[[Any], str]) -> Iterator[Problem]:
    """A list in which nothing stands twice."""
    yield from at_most(path, values, limit, rule)
    keys = [key(one) for one in values[:limit + 1]]
    if len(values) <= limit:
        yield from (duplicate(f"{path}[{index}]", found) for index, found in enumerate(keys) if found in keys[:index])


def request_problems(path: str, request: Mapping[str, Any]) -> Iterator[Problem]:
    """Either one wish, or several of which the first that can be met will do."""
    yield from named(f"{path}.name", request.get("name") or "", names.label)
    exactly, alternatives = request.get("exactly"), request.get("firstAvailable") or []
    if exactly is None and not alternatives:
        yield required(path, "exactly one of `exactly` or `firstAvailable` is required")
    elif exactly is not None and alternatives:
        yield invalid(path, None, "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set")
    elif alternatives:
        yield from distinct(f"{path}.firstAvailable", alternatives, ALTERNATIVES, alternative_problems, by_name)
    else:
        yield from wish_problems(f"{path}.exactly", exactly or {})


def alternative_problems(path: str, wish: Mapping[str, Any]) -> Iterator[Problem]:
    yield from named(f"{path}.name", wish.get("name") or "", names.label)
    yield from wish_problems(path, wish)


def wish_problems(path: str, wish: Mapping[str, Any]) -> Iterator[Problem]:
    """Which devices, and how many."""
    yield from named_required(f"{path}.deviceClassName", wish.get("deviceClassName"), names.subdomain)
    yield from selectors_problems(f"{path}.selectors", wish.get("selectors") or [])
    mode, count = wish.get("allocationMode") or "", wish.get("count") or 0
    if mode == "All":
        if count:
            yield invalid(f"{path}.count", count, "must not be specified when allocationMode is 'All'")
    elif mode != "ExactCount":
        yield not_supported(f"{path}.allocationMode", mode, ("All", "ExactCount"))
    elif count <= 0:
        yield invalid(f"{path}.count", count, "must be greater than zero")
    yield from each(f"{path}.tolerations", wish.get("tolerations"), toleration_problems)


def selectors_problems(path: str, selectors: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Expressions that a device has to satisfy."""
    yield from at_most(path, selectors, MANY, selector_problems)


def selector_problems(path: str, selector: Mapping[str, Any]) -> Iterator[Problem]:
    """One expression, in CEL."""
    if selector.get("cel") is None:
        yield required(f"{path}.cel")
        return
    text = selector["cel"].get("expression") or ""
    if names.size(text) > LONGEST:
        yield too_long(f"{path}.cel.expression", LONGEST)
    else:
        yield from expression_problems(f"{path}.cel.expression", text, {"device"})


def toleration_problems(path: str, toleration: Mapping[str, Any]) -> Iterator[Problem]:
    """A taint of a device that does not matter."""
    if toleration.get("key"):
        yield from named(f"{path}.key", toleration["key"], names.qualified)
    operator, value = toleration.get("operator") or "", toleration.get("value") or ""
    if operator == "Exists":
        if value:
            yield invalid(f"{path}.value", value, "must be empty for operator `Exists`")
    elif operator == "Equal":
        yield from named(f"{path}.value", value, names.label_value)
    else:
        yield from among(f"{path}.operator", operator, ("Equal", "Exists"))
    yield from among_if_set(f"{path}.effect", toleration.get("effect") or None, EFFECTS)


def taint_problems(path: str, taint: Mapping[str, Any]) -> Iterator[Problem]:
    """What keeps pods away from a device."""
    yield from named(f"{path}.key", taint.get("key") or "", names.qualified)
    yield from named(f"{path}.value", taint.get("value") or "", names.label_value)
    if not taint.get("effect"):
        yield required(f"{path}.effect")
    else:
        yield from among(f"{path}.effect", taint["effect"], EFFECTS)


def since(taint: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    """A taint with the time since when it is there."""
    return {"timeAdded": draft.now.strftime("%Y-%m-%dT%H:%M:%SZ"), **taint}


def pool_name_problems(path: str, pool: str) -> Iterator[Problem]:
    """The name of the devices of one driver that belong together."""
    if not pool:
        yield required(path)
        return
    if names.size(pool) > 253:
        yield too_long(path, 253)
    for part in pool.split("/"):
        yield from named(path, part, names.subdomain)


def reference_problems(path: str, references: Sequence[str], known: set[str]) -> Iterator[Problem]:
    """Names of requests of the same claim."""
    def reference(where: str, text: str) -> Iterator[Problem]:
        parts = text.split("/")
        for part in parts if len(parts) <= 2 else ():
            yield from named(where, part, names.label)
        if text not in known:
            yield invalid(where, text, NOT_A_REQUEST)

    return distinct(path, references, MANY, reference, str)


def constraint_problems(path: str, constraint: Mapping[str, Any]) -> Iterator[Problem]:
    """What the devices must, or must not, have in common."""
    for field in ("matchAttribute", "distinctAttribute"):
        if constraint.get(field) is not None:
            yield from full_name_problems(f"{path}.{field}", constraint[field])
            return
    yield required(path, 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set')


def configuration_problems(path: str, configuration: Mapping[str, Any]) -> Iterator[Problem]:
    """What a driver is told; only it can read it."""
    opaque = configuration.get("opaque")
    if opaque is None:
        yield required(f"{path}.opaque")
        return
    yield from csi_driver_name(f"{path}.opaque.driver", opaque.get("driver"))
    if opaque.get("parameters") is None:
        yield required(f"{path}.opaque.parameters")
    elif not isinstance(opaque["parameters"], Mapping):
        yield invalid(f"{path}.opaque.parameters", "<value omitted>", "must be a valid JSON object")


def name_problems(path: str, text: str) -> Iterator[Problem]:
    """The name of an attribute or capacity: an identifier, perhaps after the name of whoever defines it."""
    parts = text.split("/")
    if len(parts) > 2:
        yield invalid(path, text, "must not contain more than one slash")
        return
    if len(parts) == 2:
        yield from csi_driver_name(path, parts[0]) if parts[0] else iter((invalid(path, "", "the domain must not be empty"),))
        if not parts[1]:
            yield invalid(path, "", "the name must not be empty")
            return
    yield from identifier_problems(path, parts[-1])


def identifier_problems(path: str, text: str) -> Iterator[Problem]:
    """The last part of such a name."""
    if names.size(text) > MANY:
        yield too_long(path, MANY)
    if not IDENTIFIER.fullmatch(text):
        yield invalid(path, text, names.unmatched("a valid C identifier must start with alphabetic character or '_', "
                                                  "followed by a string of alphanumeric characters or '_'",
                                                  IDENTIFIER.pattern, "my_name", "MY_NAME", "MyName"))


def full_name_problems(path: str, text: str) -> Iterator[Problem]:
    yield from name_problems(path, text)
    if "/" not in text:
        yield invalid(path, text, "a fully qualified name must be a domain and a name separated by a slash")
