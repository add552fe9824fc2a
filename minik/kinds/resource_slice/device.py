"""One device: what it is, how much of it there is, and where. Upstream rule: resource `validateDevice`."""
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.kinds._device import at_most, distinct, name_problems, taint_problems
from minik.kinds._node_selector import node_selector_problems
from minik.kinds._rules import named, named_required
from minik.kinds.resource_slice.policy import policy_problems
from minik.model import names
from minik.model.problem import duplicate, forbidden, invalid, required, too_long, too_many

FACTS, CONDITIONS, TAINTS, CONSUMED, COUNTERS, LONGEST = 32, 4, 16, 2, 32, 64
SCALARS = {"int": "IntValue", "bool": "BoolValue", "string": "StringValue", "version": "VersionValue"}
NO_LISTS = {"IntValues": None, "BoolValues": None, "StringValues": None, "VersionValues": None}
PLACES = ("nodeName", "nodeSelector", "allNodes")
ONE = ("exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true "
       "in the ResourceSlice spec")
NONE = "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec"
BEFORE_BUILD = r"(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
VERSION = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}" + rf"(-{BEFORE_BUILD}(\.{BEFORE_BUILD})*)?"
                     + r"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?", re.ASCII)


def device_problems(path: str, device: Mapping[str, Any], placed: bool) -> Iterator[Problem]:
    """A device in a slice of which each says where it is, or none does."""
    attributes, capacity = device.get("attributes") or {}, device.get("capacity") or {}
    yield from named(f"{path}.name", device.get("name") or "", names.label)
    if len(attributes) + len(capacity) > FACTS:
        yield invalid(path, len(attributes) + len(capacity), f"the total number of attributes and capacities must not exceed {FACTS}")
    for name in sorted(attributes):
        yield from name_problems(f"{path}.attributes", name)
        yield from attribute_problems(f"{path}.attributes[{name}]", attributes[name])
    for name in sorted(capacity):
        yield from name_problems(f"{path}.capacity", name)
        yield from capacity_problems(f"{path}.capacity[{name}]", capacity[name], bool(device.get("allowMultipleAllocations")))
    yield from at_most(f"{path}.taints", device.get("taints") or [], TAINTS, taint_problems)
    yield from distinct(f"{path}.consumesCounters", device.get("consumesCounters") or [], CONSUMED, consumed_problems, counter_set)
    yield from place_problems(path, device) if placed else unplaced_problems(path, device)
    yield from conditions_problems(path, device.get("bindingConditions") or [], device.get("bindingFailureConditions") or [])


def attribute_problems(path: str, attribute: Mapping[str, Any]) -> Iterator[Problem]:
    """A value of one of four types."""
    for field in ("string", "version"):
        text = attribute.get(field)
        if field == "version" and text is not None and not VERSION.fullmatch(text):
            yield invalid(f"{path}.version", text, "must be a string compatible with semver.org spec 2.0.0")
        if names.size(text or "") > LONGEST:
            yield too_long(f"{path}.{field}", LONGEST)
    count = sum(attribute.get(field) is not None for field in SCALARS)
    if count != 1:
        shown = {label: attribute.get(field) for field, label in SCALARS.items()} | NO_LISTS
        yield invalid(path, shown if count else "", "exactly one value must be specified")


def capacity_problems(path: str, capacity: Mapping[str, Any], shared: bool) -> Iterator[Problem]:
    """An amount, and in which parts of it several may use it."""
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
    """A set of amounts that devices share: as it is offered (`name`) or used (`counterSet`)."""
    yield from named_required(f"{path}.{field}", counters.get(field), names.label)
    amounts = counters.get("counters") or {}
    if not amounts:
        yield required(f"{path}.counters")
    elif len(amounts) > COUNTERS:
        yield too_many(f"{path}.counters", len(amounts), COUNTERS)
    else:
        for name in sorted(amounts):
            yield from named(f"{path}.counters", name, names.label)


def place_problems(path: str, device: Mapping[str, Any]) -> Iterator[Problem]:
    """Where the device is: it has to be said in one way."""
    if device.get("nodeName"):
        yield from named(f"{path}.nodeName", device["nodeName"], names.subdomain)
    elif device.get("nodeName") is not None:
        yield invalid(f"{path}.nodeName", "", "must not be empty")
    if device.get("nodeSelector") is not None:
        yield from node_selector_problems(f"{path}.nodeSelector", device["nodeSelector"])
    if device.get("allNodes") is False:
        yield invalid(f"{path}.allNodes", False, "must be either unset or set to true")
    said = [f"`{field}`" for field in PLACES if device.get(field) not in (None, False, "")]
    if not said:
        yield required(path, ONE)
    elif len(said) > 1:
        yield invalid(path, "{" + ", ".join(said) + "}", ONE)


def unplaced_problems(path: str, device: Mapping[str, Any]) -> Iterator[Problem]:
    if any(device.get(field) is not None for field in PLACES):
        yield invalid(path, None, NONE)


def conditions_problems(path: str, good: Sequence[str], bad: Sequence[str]) -> Iterator[Problem]:
    """What has to be so before a pod may use the device, and what says that it never will be."""
    def label(where: str, text: str) -> Iterator[Problem]:
        return named(where, text, names.qualified)

    yield from at_most(f"{path}.bindingConditions", good, CONDITIONS, label)
    yield from at_most(f"{path}.bindingFailureConditions", bad, CONDITIONS, label)
    yield from (duplicate(f"{path}.bindingConditions[{index}]", one) for index, one in enumerate(good) if one in good[:index])
    for index, one in enumerate(bad):
        if one in bad[:index]:
            yield duplicate(f"{path}.bindingFailureConditions[{index}]", one)
        if one in good:
            yield invalid(f"{path}.bindingFailureConditions[{index}]", one,
                          "bindingFailureConditions must not overlap with bindingConditions")
    if bad and not good:
        yield invalid(f"{path}.bindingConditions", None, "bindingConditions are required to use bindingFailureConditions")
    if good and not bad:
        yield invalid(f"{path}.bindingFailureConditions", None, "bindingFailureConditions are required to use bindingConditions")
