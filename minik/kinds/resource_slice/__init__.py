"""ResourceSlices: devices that a driver offers on some nodes."""
from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._device import since
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import csi_driver_name, immutable
from minik.kinds.resource_slice.offer import contents_problems, place_problems, pool_problems
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read

LISTS = ("bools", "ints", "strings", "versions")


def default(offer: Object) -> Object:
    """Without what this version of Kubernetes only has as an alpha feature."""
    devices = read(offer, "spec.devices")
    if not devices:
        return offer
    return {**offer, "spec": {**offer["spec"], "devices": [plain(device) for device in devices]}}


def prepare(offer: Object, _: Object | None, draft: Draft) -> Object:
    """Taints say since when they are there."""
    devices = [{**device, "taints": [since(taint, draft) for taint in device["taints"]]} if device.get("taints") else device
               for device in read(offer, "spec.devices", [])]
    return {**offer, "spec": {**offer["spec"], "devices": devices}} if devices else offer


def plain(device: Object) -> Object:
    """A device whose attributes have no lists of values, and which stands for nothing that a node has."""
    kept = {field: value for field, value in device.items() if field != "nodeAllocatableResourceMappings"}
    if kept.get("attributes"):
        kept["attributes"] = {name: {field: value for field, value in attribute.items() if field not in LISTS}
                              for name, attribute in kept["attributes"].items()}
    return kept


def problems(offer: Object) -> Iterator[Problem]:
    yield from metadata_problems(offer, namespaced=False)
    spec = offer.get("spec") or {}
    yield from csi_driver_name("spec.driver", spec.get("driver"))
    yield from pool_problems("spec.pool", spec.get("pool") or {})
    yield from place_problems(spec)
    yield from contents_problems(spec)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    for field in ("spec.pool.name", "spec.driver", "spec.nodeName"):
        yield from immutable(field, read(new, field), read(old, field))


def text_column(header: str, path: str) -> Column:
    """A column of one field as it is."""
    def cell(offer: Object, _: datetime) -> str:
        return str(read(offer, path, ""))
    return Column(header, cell)


KIND = Kind("ResourceSlice", default=default, prepare=prepare, problems=problems, update_problems=update_problems,
            columns=(text_column("NODE", "spec.nodeName"), text_column("DRIVER", "spec.driver"), text_column("POOL", "spec.pool.name")))
