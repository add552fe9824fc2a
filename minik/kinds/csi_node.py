"""CSINodes: the CSI drivers on a node."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds import _volumes, layout
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_csi_driver_name, check_immutable, check_name, check_nonnegative
from minik.light_typing import Any
from minik.model import names
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object, read
from minik.model.problem import duplicate, invalid, required

LONGEST_ID = 256


def drivers(node: Object) -> Sequence[Mapping[str, Any]]:
    entries: Sequence[Mapping[str, Any]] = read(node, "spec.drivers", [])
    return entries


def problems(node: Object) -> Iterator[Problem]:
    yield from metadata_problems(node, namespaced=False)
    seen = set()
    for index, driver in enumerate(drivers(node)):
        path, name = f"spec.drivers[{index}]", driver.get("name") or ""
        yield from check_csi_driver_name(f"{path}.name", name)
        yield from identity_problems(f"{path}.nodeID", driver.get("nodeID") or "")
        yield from check_nonnegative(
            f"{path}.allocatable.count", read(driver, "allocatable.count", 0)
        )
        if name in seen:
            yield duplicate(f"{path}.name", name)
        seen.add(name)
        yield from topology_problems(path, driver.get("topologyKeys") or ())


def identity_problems(path: str, identity: str) -> Iterator[Problem]:
    if not identity:
        yield required(path)
    if names.byte_count(identity) > LONGEST_ID:
        yield invalid(path, identity, f"must be {LONGEST_ID} characters or less")


def topology_problems(path: str, keys: Sequence[str]) -> Iterator[Problem]:
    for index, key in enumerate(keys):
        if not key:
            yield required(path)
        if key in keys[:index]:
            yield duplicate(path, key)
        yield from check_name(path, key, names.qualified_name)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    after = {driver.get("name"): driver for driver in drivers(new)}
    for driver in drivers(old):
        if driver.get("name") in after:
            yield from check_immutable(
                "spec.drivers",
                *({**entry, "allocatable": None} for entry in (after[driver.get("name")], driver)),
            )


def drivers_column(node: Object, _: datetime) -> str:
    return str(len(drivers(node)))


def describe(node: Object, _: Cluster) -> str:
    lines = [
        *layout.header(node),
        f"CreationTimestamp:\t{layout.format_date(node['metadata'].get('creationTimestamp'))}",
        "Spec:",
    ]
    if read(node, "spec.drivers") is not None:
        lines.append("  Drivers:")
    for driver in drivers(node):
        lines += [f"    {driver.get('name', '')}:", f"      Node ID:\t{driver.get('nodeID', '')}"]
        if read(driver, "allocatable.count") is not None:
            lines += ["      Allocatables:", f"        Count:\t{read(driver, 'allocatable.count')}"]
        if driver.get("topologyKeys") is not None:
            lines.append(f"      Topology Keys:\t{_volumes.format_value(driver['topologyKeys'])}")
    return "\n".join(lines)


KIND = Kind(
    "CSINode",
    problems=problems,
    update_problems=update_problems,
    describe=describe,
    has_status=False,
    columns=(Column("DRIVERS", drivers_column),),
)
