"""DeviceTaintRules: devices that an administrator keeps pods away from. Upstream rule: resource `ValidateDeviceTaintRule`."""
from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._device import pool_name_problems, since, taint_problems
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import csi_driver_name, named
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read, write


def prepare(rule: Object, old: Object | None, draft: Draft) -> Object:
    """The taint says since when it is there; what came of it is the controller's to write."""
    rule = write(rule, "spec.taint", since(read(rule, "spec.taint", {}), draft))
    return {**rule, "status": (old or {}).get("status") or {}}


def problems(rule: Object) -> Iterator[Problem]:
    yield from metadata_problems(rule, namespaced=False)
    path, selector = "spec.deviceSelector", read(rule, "spec.deviceSelector", {})
    if selector.get("driver") is not None:
        yield from csi_driver_name(f"{path}.driver", selector["driver"])
    if selector.get("pool") is not None:
        yield from pool_name_problems(f"{path}.pool", selector["pool"])
    if selector.get("device") is not None:
        yield from named(f"{path}.device", selector["device"], names.label)
    yield from taint_problems("spec.taint", read(rule, "spec.taint", {}))


KIND = Kind("DeviceTaintRule", prepare=prepare, problems=problems, update_problems=metadata_update_problems)
