"""Validation of a device in a ResourceSlice. Upstream rule: resource `validateDevice`."""

from collections.abc import Iterator, Mapping, Sequence

from minik import light_re as re
from minik.errors import Problem
from minik.kinds._device import check_distinct_list, check_list
from minik.kinds._device_names import name_problems, taint_problems
from minik.kinds._node_selector import node_selector_problems
from minik.kinds._rules import check_name, check_required_name
from minik.kinds.resource_slice.policy import policy_problems
from minik.light_typing import Any
from minik.model import names
from minik.model.problem import duplicate, forbidden, invalid, required, too_long, too_many

MAX_ATTRIBUTES, MAX_CONDITIONS, MAX_TAINTS, MAX_CONSUMED, MAX_COUNTERS, MAX_LENGTH = (
    32,
    4,
    16,
    2,
    32,
    64,
)
SCALARS = {
    "int": "IntValue",
    "bool": "BoolValue",
    "string": "StringValue",
    "version": "VersionValue",
}
NO_LISTS = {"IntValues": None, "BoolValues": None, "StringValues": None, "VersionValues": None}
PLACE_FIELDS = ("nodeName", "nodeSelector", "allNodes")
ONE_PLACE = (
    "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true "
    "in the ResourceSlice spec"
)
NO_PLACE = "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec"
BEFORE_BUILD = r"(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
VERSION = re.compile(
    r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}"
    + rf"(-{BEFORE_BUILD}(\.{BEFORE_BUILD})*)?"
    + r"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?",
    re.ASCII,
)


def device_problems(path: str, device: Mapping[str, Any], per_device: bool) -> Iterator[Problem]:
    """Check a device; `per_device` says whether each device selects its own nodes."""
    attributes, capacity = device.get("attributes") or {}, device.get("capacity") or {}
    yield from check_name(f"{path}.name", device.get("name") or "", names.label)
    if len(attributes) + len(capacity) > MAX_ATTRIBUTES:
        yield invalid(
            path,
            len(attributes) + len(capacity),
            f"the total number of attributes and capacities must not exceed {MAX_ATTRIBUTES}",
        )
    for name in sorted(attributes):
        yield from name_problems(f"{path}.attributes", name)
        yield from attribute_problems(f"{path}.attributes[{name}]", attributes[name])
    for name in sorted(capacity):
        yield from name_problems(f"{path}.capacity", name)
        yield from capacity_problems(
            f"{path}.capacity[{name}]", capacity[name], bool(device.get("allowMultipleAllocations"))
        )
    yield from check_list(f"{path}.taints", device.get("taints") or [], MAX_TAINTS, taint_problems)
    yield from check_distinct_list(
        f"{path}.consumesCounters",
        device.get("consumesCounters") or [],
        MAX_CONSUMED,
        consumed_problems,
        counter_set,
    )
    yield from place_problems(path, device) if per_device else unplaced_problems(path, device)
    yield from conditions_problems(
        path, device.get("bindingConditions") or [], device.get("bindingFailureConditions") or []
    )


def attribute_problems(path: str, attribute: Mapping[str, Any]) -> Iterator[Problem]:
    """Check that an attribute has exactly one value, of one of four types."""
    for field in ("string", "version"):
        text = attribute.get(field)
        if field == "version" and text is not None and not VERSION.fullmatch(text):
            yield invalid(
                f"{path}.version", text, "must be a string compatible with semver.org spec 2.0.0"
            )
        if names.byte_count(text or "") > MAX_LENGTH:
            yield too_long(f"{path}.{field}", MAX_LENGTH)
    count = sum(attribute.get(field) is not None for field in SCALARS)
    if count != 1:
        shown = {label: attribute.get(field) for field, label in SCALARS.items()} | NO_LISTS
        yield invalid(path, shown if count else "", "exactly one value must be specified")


def capacity_problems(path: str, capacity: Mapping[str, Any], shared: bool) -> Iterator[Problem]:
    """Check an amount and its request policy, which only a shareable device may have."""
    policy = capacity.get("requestPolicy")
    if policy is not None and not shared:
        yield forbidden(f"{path}.requestPolicy", "allowMultipleAllocations must be true")
    elif policy is not None:
        yield from policy_problems(f"{path}.requestPolicy", policy, capacity.get("value") or "0")


def counter_set(consumption: Mapping[str, Any]) -> str:
    return consumption.get("counterSet") or ""


def consumed_problems(path: str, consumption: Mapping[str, Any]) -> Iterator[Problem]:
    return counters_problems(path, consumption, "counterSet")


def counters_problems(path: str, counters: Mapping[str, Any], field: str) -> Iterator[Problem]:
    """Check a counter set: as offered (field `name`) or consumed (field `counterSet`)."""
    yield from check_required_name(f"{path}.{field}", counters.get(field), names.label)
    amounts = counters.get("counters") or {}
    if not amounts:
        yield required(f"{path}.counters")
    elif len(amounts) > MAX_COUNTERS:
        yield too_many(f"{path}.counters", len(amounts), MAX_COUNTERS)
    else:
        for name in sorted(amounts):
            yield from check_name(f"{path}.counters", name, names.label)


def place_problems(path: str, device: Mapping[str, Any]) -> Iterator[Problem]:
    """Check that exactly one field selects the device's nodes."""
    if device.get("nodeName"):
        yield from check_name(f"{path}.nodeName", device["nodeName"], names.subdomain)
    elif device.get("nodeName") is not None:
        yield invalid(f"{path}.nodeName", "", "must not be empty")
    if device.get("nodeSelector") is not None:
        yield from node_selector_problems(f"{path}.nodeSelector", device["nodeSelector"])
    if device.get("allNodes") is False:
        yield invalid(f"{path}.allNodes", False, "must be either unset or set to true")
    set_fields = [
        f"`{field}`" for field in PLACE_FIELDS if device.get(field) not in (None, False, "")
    ]
    if not set_fields:
        yield required(path, ONE_PLACE)
    elif len(set_fields) > 1:
        yield invalid(path, "{" + ", ".join(set_fields) + "}", ONE_PLACE)


def unplaced_problems(path: str, device: Mapping[str, Any]) -> Iterator[Problem]:
    if any(device.get(field) is not None for field in PLACE_FIELDS):
        yield invalid(path, None, NO_PLACE)


def conditions_problems(path: str, good: Sequence[str], bad: Sequence[str]) -> Iterator[Problem]:
    """Check the binding conditions and the binding failure conditions."""

    def label(where: str, text: str) -> Iterator[Problem]:
        return check_name(where, text, names.qualified_name)

    yield from check_list(f"{path}.bindingConditions", good, MAX_CONDITIONS, label)
    yield from check_list(f"{path}.bindingFailureConditions", bad, MAX_CONDITIONS, label)
    yield from (
        duplicate(f"{path}.bindingConditions[{index}]", condition)
        for index, condition in enumerate(good)
        if condition in good[:index]
    )
    for index, condition in enumerate(bad):
        if condition in bad[:index]:
            yield duplicate(f"{path}.bindingFailureConditions[{index}]", condition)
        if condition in good:
            yield invalid(
                f"{path}.bindingFailureConditions[{index}]",
                condition,
                "bindingFailureConditions must not overlap with bindingConditions",
            )
    if bad and not good:
        yield invalid(
            f"{path}.bindingConditions",
            None,
            "bindingConditions are required to use bindingFailureConditions",
        )
    if good and not bad:
        yield invalid(
            f"{path}.bindingFailureConditions",
            None,
            "bindingFailureConditions are required to use bindingConditions",
        )
