"""ResourceSlices: devices that a driver offers on some nodes."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._device_names import with_time_added
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.kinds._rules import check_csi_driver_name
from minik.kinds.resource_slice.rules import contents_problems, place_problems, pool_problems
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read

LIST_TYPES = ("bools", "ints", "strings", "versions")


def default(resource_slice: Object) -> Object:
    """Drop the alpha fields that this version of Kubernetes does not serve."""
    devices = read(resource_slice, "spec.devices")
    if not devices:
        return resource_slice
    return {
        **resource_slice,
        "spec": {
            **resource_slice["spec"],
            "devices": [without_alpha_fields(device) for device in devices],
        },
    }


def prepare(resource_slice: Object, _: Object | None, draft: Draft) -> Object:
    """Set timeAdded of the devices' taints."""
    devices = [
        {**device, "taints": [with_time_added(taint, draft) for taint in device["taints"]]}
        if device.get("taints")
        else device
        for device in read(resource_slice, "spec.devices", [])
    ]
    return (
        {**resource_slice, "spec": {**resource_slice["spec"], "devices": devices}}
        if devices
        else resource_slice
    )


def without_alpha_fields(device: Object) -> Object:
    """Return a device without list attributes and nodeAllocatableResourceMappings."""
    fields = {
        field: value
        for field, value in device.items()
        if field != "nodeAllocatableResourceMappings"
    }
    if fields.get("attributes"):
        fields["attributes"] = {
            name: {field: value for field, value in attribute.items() if field not in LIST_TYPES}
            for name, attribute in fields["attributes"].items()
        }
    return fields


def problems(resource_slice: Object) -> Iterator[Problem]:
    yield from metadata_problems(resource_slice, namespaced=False)
    spec = resource_slice.get("spec") or {}
    yield from check_csi_driver_name("spec.driver", spec.get("driver"))
    yield from pool_problems("spec.pool", spec.get("pool") or {})
    yield from place_problems(spec)
    yield from contents_problems(spec)


def text_column(header: str, path: str) -> Column:
    """Return the column of one field."""

    def cell(resource_slice: Object, _: datetime) -> str:
        return str(read(resource_slice, path, ""))

    return Column(header, cell)


KIND = Kind(
    "ResourceSlice",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=immutable_fields("spec.pool.name", "spec.driver", "spec.nodeName"),
    columns=(
        text_column("NODE", "spec.nodeName"),
        text_column("DRIVER", "spec.driver"),
        text_column("POOL", "spec.pool.name"),
    ),
)
