"""DeviceTaintRules: taints on devices. Upstream rule: resource `ValidateDeviceTaintRule`."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._device_names import pool_name_problems, taint_problems, with_time_added
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_csi_driver_name, check_name
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read, write


def prepare(rule: Object, old: Object | None, draft: Draft) -> Object:
    """Return the rule with timeAdded on its taint, and with its old status."""
    rule = write(rule, "spec.taint", with_time_added(read(rule, "spec.taint", {}), draft))
    return {**rule, "status": (old or {}).get("status") or {}}


def problems(rule: Object) -> Iterator[Problem]:
    yield from metadata_problems(rule, namespaced=False)
    path, selector = "spec.deviceSelector", read(rule, "spec.deviceSelector", {})
    if selector.get("driver") is not None:
        yield from check_csi_driver_name(f"{path}.driver", selector["driver"])
    if selector.get("pool") is not None:
        yield from pool_name_problems(f"{path}.pool", selector["pool"])
    if selector.get("device") is not None:
        yield from check_name(f"{path}.device", selector["device"], names.label)
    yield from taint_problems("spec.taint", read(rule, "spec.taint", {}))


KIND = Kind(
    "DeviceTaintRule", prepare=prepare, problems=problems, update_problems=metadata_update_problems
)
