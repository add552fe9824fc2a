"""What a slice as a whole may say. Upstream rule: resource `validateResourceSliceSpec`."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.kinds._device import by_name, distinct, pool_name_problems
from minik.kinds._node_selector import node_selector_problems
from minik.kinds._rules import named
from minik.kinds.resource_slice.device import counters_problems, device_problems
from minik.model import names
from minik.model.problem import invalid, required

SETS = 8
PLACES = ("nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection")
ONE = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"


def pool_problems(path: str, pool: Mapping[str, Any]) -> Iterator[Problem]:
    """The devices of one driver that belong together, perhaps told in several slices."""
    yield from pool_name_problems(f"{path}.name", pool.get("name") or "")
    if (pool.get("resourceSliceCount") or 0) <= 0:
        yield invalid(f"{path}.resourceSliceCount", pool.get("resourceSliceCount") or 0, "must be greater than zero")
    if (pool.get("generation") or 0) < 0:
        yield invalid(f"{path}.generation", pool["generation"], "must be greater than or equal to zero")


def place_problems(spec: Mapping[str, Any]) -> Iterator[Problem]:
    """On which nodes the devices are: it has to be said in one way."""
    selector = spec.get("nodeSelector")
    if spec.get("nodeName"):
        yield from named("spec.nodeName", spec["nodeName"], names.subdomain)
    elif spec.get("nodeName") is not None:
        yield invalid("spec.nodeName", "", "must be either unset or set to a non-empty string")
    if selector is not None:
        yield from node_selector_problems("spec.nodeSelector", selector)
        if len(selector.get("nodeSelectorTerms") or ()) != 1:
            yield invalid("spec.nodeSelector.nodeSelectorTerms", selector.get("nodeSelectorTerms"),
                          "must have exactly one node selector term")
    for field in PLACES[2:]:
        if spec.get(field) is False:
            yield invalid(f"spec.{field}", False, "must be either unset or set to true")
    said = [f"`{field}`" for field in PLACES if spec.get(field) not in (None, False, "")]
    if not said:
        yield required("spec", ONE)
    elif len(said) > 1:
        yield invalid("spec", "{" + ", ".join(said) + "}", f"{ONE}, but multiple fields are set")


def contents_problems(spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Devices, or what several of them share."""
    devices, shared = spec.get("devices"), spec.get("sharedCounters")
    if devices is not None and shared is not None:
        yield invalid("spec", "", "only one of `sharedCounters` or `devices` is allowed")
    elaborate = any(device.get("taints") or device.get("consumesCounters") for device in devices or ())

    def device_rule(path: str, device: Mapping[str, Any]) -> Iterator[Problem]:
        return device_problems(path, device, bool(spec.get("perDeviceNodeSelection")))

    def shared_rule(path: str, counters: Mapping[str, Any]) -> Iterator[Problem]:
        return counters_problems(path, counters, "name")

    yield from distinct("spec.devices", devices or [], 64 if elaborate else 128, device_rule, by_name)
    yield from distinct("spec.sharedCounters", shared or [], SETS, shared_rule, by_name)
