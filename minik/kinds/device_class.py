"""DeviceClasses: classes of devices that a claim may request."""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._device import check_list, configuration_problems, selectors_problems
from minik.kinds._device_names import LIMIT
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds.resource_names import is_extended
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.problem import invalid


def problems(device_class: Object) -> Iterator[Problem]:
    yield from metadata_problems(device_class, namespaced=False, generate_name=False)
    spec = device_class.get("spec") or {}
    yield from selectors_problems("spec.selectors", spec.get("selectors") or [])
    yield from check_list("spec.config", spec.get("config") or [], LIMIT, configuration_problems)
    resource = spec.get("extendedResourceName")
    if resource is not None and not is_extended(resource):
        yield invalid(
            "spec.extendedResourceName", resource, "must be a valid extended resource name"
        )


KIND = Kind("DeviceClass", problems=problems, update_problems=metadata_update_problems)
