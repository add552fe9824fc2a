"""Device requests of resource claims and claim templates.

Upstream rules: resource `validateDeviceClaim` and what it calls.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds._device_names import EFFECTS, LIMIT, full_name_problems
from minik.kinds._rules import (
    check_choice,
    check_choice_if_set,
    check_csi_driver_name,
    check_each,
    check_name,
    check_required_name,
)
from minik.light_typing import Any
from minik.model import names
from minik.model.problem import duplicate, invalid, not_supported, required, too_long, too_many

MOST_ALTERNATIVES = 8
LONGEST_EXPRESSION = 10 * 1024
NOT_A_REQUEST = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
Rule = Callable[[str, Any], Iterator[Problem]]


def default_claim(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claim's spec with defaults for its device requests."""
    devices = spec.get("devices") or {}
    if not devices.get("requests"):
        return dict(spec)
    return {
        **spec,
        "devices": {
            **devices,
            "requests": [default_request(request) for request in devices["requests"]],
        },
    }


def default_request(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request with defaults for `exactly` and for each alternative of `firstAvailable`."""
    filled = dict(request)
    if request.get("exactly") is not None:
        filled["exactly"] = default_exact_request(request["exactly"])
    if request.get("firstAvailable"):
        filled["firstAvailable"] = [
            default_exact_request(alternative) for alternative in request["firstAvailable"]
        ]
    return filled


def default_exact_request(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return an exact request with defaults: a count of 1, and the operator of tolerations."""
    filled = {**request, "allocationMode": request.get("allocationMode") or "ExactCount"}
    if filled["allocationMode"] == "ExactCount" and not request.get("count"):
        filled["count"] = 1
    if request.get("tolerations"):
        filled["tolerations"] = [
            {**toleration, "operator": toleration.get("operator") or "Equal"}
            for toleration in request["tolerations"]
        ]
    return filled


def claim_problems(path: str, spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a claim's spec."""
    devices = spec.get("devices") or {}
    requests = devices.get("requests") or []
    known_names = request_names(requests)
    yield from check_distinct_list(
        f"{path}.devices.requests", requests, LIMIT, request_problems, name_of_entry
    )

    def constraint(where: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
        yield from reference_problems(f"{where}.requests", entry.get("requests") or [], known_names)
        yield from constraint_problems(where, entry)

    def configuration(where: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
        yield from reference_problems(f"{where}.requests", entry.get("requests") or [], known_names)
        yield from configuration_problems(where, entry)

    yield from check_list(
        f"{path}.devices.constraints", devices.get("constraints") or [], LIMIT, constraint
    )
    yield from check_list(
        f"{path}.devices.config", devices.get("config") or [], LIMIT, configuration
    )


def request_names(requests: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the names that a constraint may refer to: `request` and `request/alternative`."""
    inner = {
        f"{request.get('name')}/{alternative.get('name')}"
        for request in requests
        for alternative in request.get("firstAvailable") or ()
    }
    return {request.get("name") or "" for request in requests} | inner


def name_of_entry(entry: Mapping[str, Any]) -> str:
    return entry.get("name") or ""


def check_list(path: str, values: Sequence[Any], limit: int, rule: Rule) -> Iterator[Problem]:
    """Yield one problem if a list is too long, otherwise the problems of its elements."""
    if len(values) > limit:
        yield too_many(path, len(values), limit)
        return
    yield from check_each(path, values, rule)


def check_distinct_list(
    path: str, values: Sequence[Any], limit: int, rule: Rule, key: Callable[[Any], str]
) -> Iterator[Problem]:
    """Yield the problems of a list as `check_list` does, and those of duplicate keys."""
    yield from check_list(path, values, limit, rule)
    keys = [key(value) for value in values[: limit + 1]]
    if len(values) <= limit:
        yield from (
            duplicate(f"{path}[{index}]", name)
            for index, name in enumerate(keys)
            if name in keys[:index]
        )


def request_problems(path: str, request: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a request: either `exactly` or `firstAvailable`."""
    yield from check_name(f"{path}.name", request.get("name") or "", names.label)
    exactly, alternatives = request.get("exactly"), request.get("firstAvailable") or []
    if exactly is None and not alternatives:
        yield required(path, "exactly one of `exactly` or `firstAvailable` is required")
    elif exactly is not None and alternatives:
        yield invalid(
            path,
            None,
            "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set",
        )
    elif alternatives:
        yield from check_distinct_list(
            f"{path}.firstAvailable",
            alternatives,
            MOST_ALTERNATIVES,
            alternative_problems,
            name_of_entry,
        )
    else:
        yield from exact_request_problems(f"{path}.exactly", exactly or {})


def alternative_problems(path: str, request: Mapping[str, Any]) -> Iterator[Problem]:
    yield from check_name(f"{path}.name", request.get("name") or "", names.label)
    yield from exact_request_problems(path, request)


def exact_request_problems(path: str, request: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of an exact request: class, selectors, allocation mode and count."""
    yield from check_required_name(
        f"{path}.deviceClassName", request.get("deviceClassName"), names.subdomain
    )
    yield from selectors_problems(f"{path}.selectors", request.get("selectors") or [])
    mode, count = request.get("allocationMode") or "", request.get("count") or 0
    if mode == "All":
        if count:
            yield invalid(
                f"{path}.count", count, "must not be specified when allocationMode is 'All'"
            )
    elif mode != "ExactCount":
        yield not_supported(f"{path}.allocationMode", mode, ("All", "ExactCount"))
    elif count <= 0:
        yield invalid(f"{path}.count", count, "must be greater than zero")
    yield from check_each(f"{path}.tolerations", request.get("tolerations"), toleration_problems)


def selectors_problems(path: str, selectors: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield the problems of a list of device selectors."""
    yield from check_list(path, selectors, LIMIT, selector_problems)


def selector_problems(path: str, selector: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of one device selector, a CEL expression."""
    if selector.get("cel") is None:
        yield required(f"{path}.cel")
        return
    text = selector["cel"].get("expression") or ""
    if names.byte_count(text) > LONGEST_EXPRESSION:
        yield too_long(f"{path}.cel.expression", LONGEST_EXPRESSION)
    else:
        yield from expression_problems(f"{path}.cel.expression", text)


def expression_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield the problems of the expression of a selector."""
    if not text:
        yield required(path)
        return
    from minik.kinds import _device_expressions  # noqa: PLC0415 few clusters select devices

    yield from _device_expressions.selector_problems(path, text)


def toleration_problems(path: str, toleration: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a toleration of device taints."""
    if toleration.get("key"):
        yield from check_name(f"{path}.key", toleration["key"], names.qualified_name)
    operator, value = toleration.get("operator") or "", toleration.get("value") or ""
    if operator == "Exists":
        if value:
            yield invalid(f"{path}.value", value, "must be empty for operator `Exists`")
    elif operator == "Equal":
        yield from check_name(f"{path}.value", value, names.label_value)
    else:
        yield from check_choice(f"{path}.operator", operator, ("Equal", "Exists"))
    yield from check_choice_if_set(f"{path}.effect", toleration.get("effect") or None, EFFECTS)


def reference_problems(
    path: str, references: Sequence[str], known_names: set[str]
) -> Iterator[Problem]:
    """Yield the problems of references to requests of the same claim."""

    def reference(where: str, text: str) -> Iterator[Problem]:
        parts = text.split("/")
        for part in parts if len(parts) <= 2 else ():
            yield from check_name(where, part, names.label)
        if text not in known_names:
            yield invalid(where, text, NOT_A_REQUEST)

    return check_distinct_list(path, references, LIMIT, reference, str)


def constraint_problems(path: str, constraint: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a constraint: matchAttribute or distinctAttribute."""
    for field in ("matchAttribute", "distinctAttribute"):
        if constraint.get(field) is not None:
            yield from full_name_problems(f"{path}.{field}", constraint[field])
            return
    yield required(
        path,
        'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set',
    )


def configuration_problems(path: str, configuration: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a driver's opaque configuration."""
    opaque = configuration.get("opaque")
    if opaque is None:
        yield required(f"{path}.opaque")
        return
    yield from check_csi_driver_name(f"{path}.opaque.driver", opaque.get("driver"))
    if opaque.get("parameters") is None:
        yield required(f"{path}.opaque.parameters")
    elif not isinstance(opaque["parameters"], Mapping):
        yield invalid(f"{path}.opaque.parameters", "<value omitted>", "must be a valid JSON object")
