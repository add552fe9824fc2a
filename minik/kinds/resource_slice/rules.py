"""Validation of the spec of a ResourceSlice. Upstream rule: resource `validateResourceSliceSpec`."""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._device import check_distinct_list, name_of_entry
from minik.kinds._device_names import pool_name_problems
from minik.kinds._node_selector import node_selector_problems
from minik.kinds._rules import check_name
from minik.kinds.resource_slice.device import counters_problems, device_problems
from minik.light_typing import Any
from minik.model import names
from minik.model.problem import invalid, required

MAX_COUNTER_SETS = 8
PLACE_FIELDS = ("nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection")
ONE_PLACE = (
    "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"
)


def pool_problems(path: str, pool: Mapping[str, Any]) -> Iterator[Problem]:
    """Check the pool, which may span several slices of one driver."""
    yield from pool_name_problems(f"{path}.name", pool.get("name") or "")
    if (pool.get("resourceSliceCount") or 0) <= 0:
        yield invalid(
            f"{path}.resourceSliceCount",
            pool.get("resourceSliceCount") or 0,
            "must be greater than zero",
        )
    if (pool.get("generation") or 0) < 0:
        yield invalid(
            f"{path}.generation", pool["generation"], "must be greater than or equal to zero"
        )


def place_problems(spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Check that exactly one field selects the nodes of the slice."""
    selector = spec.get("nodeSelector")
    if spec.get("nodeName"):
        yield from check_name("spec.nodeName", spec["nodeName"], names.subdomain)
    elif spec.get("nodeName") is not None:
        yield invalid("spec.nodeName", "", "must be either unset or set to a non-empty string")
    if selector is not None:
        yield from node_selector_problems("spec.nodeSelector", selector)
        if len(selector.get("nodeSelectorTerms") or ()) != 1:
            yield invalid(
                "spec.nodeSelector.nodeSelectorTerms",
                selector.get("nodeSelectorTerms"),
                "must have exactly one node selector term",
            )
    for field in PLACE_FIELDS[2:]:
        if spec.get(field) is False:
            yield invalid(f"spec.{field}", False, "must be either unset or set to true")
    set_fields = [
        f"`{field}`" for field in PLACE_FIELDS if spec.get(field) not in (None, False, "")
    ]
    if not set_fields:
        yield required("spec", ONE_PLACE)
    elif len(set_fields) > 1:
        yield invalid(
            "spec", "{" + ", ".join(set_fields) + "}", f"{ONE_PLACE}, but multiple fields are set"
        )


def contents_problems(spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Check the devices or the shared counters; a slice has only one of them."""
    devices, shared = spec.get("devices"), spec.get("sharedCounters")
    if devices is not None and shared is not None:
        yield invalid("spec", "", "only one of `sharedCounters` or `devices` is allowed")
    has_taints_or_counters = any(
        device.get("taints") or device.get("consumesCounters") for device in devices or ()
    )

    def device_rule(path: str, device: Mapping[str, Any]) -> Iterator[Problem]:
        return device_problems(path, device, bool(spec.get("perDeviceNodeSelection")))

    def shared_rule(path: str, counters: Mapping[str, Any]) -> Iterator[Problem]:
        return counters_problems(path, counters, "name")

    yield from check_distinct_list(
        "spec.devices",
        devices or [],
        64 if has_taints_or_counters else 128,
        device_rule,
        name_of_entry,
    )
    yield from check_distinct_list(
        "spec.sharedCounters", shared or [], MAX_COUNTER_SETS, shared_rule, name_of_entry
    )
