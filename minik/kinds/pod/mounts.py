"""Where a container finds the pod's volumes: mounted as directories, or as raw devices.

Upstream rules: `ValidateVolumeMounts`, `ValidateVolumeDevices`.
"""
from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds.pod._scope import Scope
from minik.kinds.pod.words import descending, no_backsteps
from minik.model.object import Object
from minik.model.problem import forbidden, invalid, not_found, not_supported, required

PROPAGATIONS = frozenset(("Bidirectional", "HostToContainer", "None"))
RECURSIONS = frozenset(("Disabled", "Enabled", "IfPossible"))


def mount_problems(scope: Scope, container: Object, path: str) -> Iterator[Problem]:
    """Every mount is of a sound volume, at a place of its own."""
    devices = _places(container.get("volumeDevices") or (), "devicePath")
    taken: set[str] = set()
    for index, mount in enumerate(container.get("volumeMounts") or ()):
        here = f"{path}[{index}]"
        yield from _place_problems(mount, scope, devices, taken, here)
        yield from _part_problems(mount, path, here)
        yield from _propagation_problems(mount, container, f"{path}.mountPropagation")
        yield from _recursion_problems(mount, f"{path}.recursiveReadOnly")


def _places(listed: Sequence[Object], field: str) -> Mapping[str, str]:
    return {each.get("name") or "": each.get(field) or "" for each in listed}


def _place_problems(mount: Object, scope: Scope, devices: Mapping[str, str], taken: set[str], path: str) -> Iterator[Problem]:
    name, place = mount.get("name") or "", mount.get("mountPath") or ""
    if not name:
        yield required(f"{path}.name")
    if name not in scope.volumes:
        yield not_found(f"{path}.name", name)
    if not place:
        yield required(f"{path}.mountPath")
    if place in taken:
        yield invalid(f"{path}.mountPath", place, "must be unique")
    taken.add(place)
    if name in devices:
        yield invalid(f"{path}.name", name, "must not already exist in volumeDevices")
    if place in devices.values():
        yield invalid(f"{path}.mountPath", place, "must not already exist as a path in volumeDevices")


def _part_problems(mount: Object, path: str, here: str) -> Iterator[Problem]:
    plain, expression = mount.get("subPath") or "", mount.get("subPathExpr") or ""
    if plain:
        yield from descending(plain, f"{path}.subPath")
    if expression and plain:
        yield invalid(f"{here}.subPathExpr", expression, "subPathExpr and subPath are mutually exclusive")
    if expression:
        yield from descending(expression, f"{path}.subPathExpr")


def _propagation_problems(mount: Object, container: Object, path: str) -> Iterator[Problem]:
    mode = mount.get("mountPropagation")
    if mode is None:
        return
    if mode not in PROPAGATIONS:
        yield not_supported(path, mode, PROPAGATIONS)
    if mode == "Bidirectional" and not (container.get("securityContext") or {}).get("privileged"):
        yield forbidden(path, "Bidirectional mount propagation is available only to privileged containers")


def _recursion_problems(mount: Object, path: str) -> Iterator[Problem]:
    mode = mount.get("recursiveReadOnly")
    if mode is None or mode == "Disabled":
        return
    if mode not in RECURSIONS:
        yield not_supported(path, mode, RECURSIONS)
        return
    if not mount.get("readOnly"):
        yield forbidden(path, "may only be specified when readOnly is true")
    if mount.get("mountPropagation") not in (None, "None"):
        yield forbidden(path, "may only be specified when mountPropagation is None or not specified")


def device_problems(scope: Scope, container: Object, path: str) -> Iterator[Problem]:
    """Every device is a claim's, under a path of its own."""
    mounts = _places(container.get("volumeMounts") or (), "mountPath")
    names: set[str] = set()
    places: set[str] = set()
    for index, device in enumerate(container.get("volumeDevices") or ()):
        here = f"{path}[{index}]"
        yield from _device_name_problems(device.get("name") or "", scope, names, f"{here}.name")
        yield from _device_path_problems(device.get("devicePath") or "", places, f"{here}.devicePath")
        if (device.get("name") or "") in mounts:
            yield invalid(f"{here}.name", device.get("name") or "", "must not already exist in volumeMounts")
        if (device.get("devicePath") or "") in mounts.values():
            yield invalid(f"{here}.devicePath", device.get("devicePath") or "", "must not already exist as a path in volumeMounts")


def _device_name_problems(name: str, scope: Scope, names: set[str], path: str) -> Iterator[Problem]:
    volume = scope.volumes.get(name)
    if not name:
        yield required(path)
    if name in names:
        yield invalid(path, name, "must be unique")
    if volume is None:
        yield not_found(path, name)
    elif volume.get("persistentVolumeClaim") is None and volume.get("ephemeral") is None:
        yield invalid(path, name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")
    if name:
        names.add(name)


def _device_path_problems(place: str, places: set[str], path: str) -> Iterator[Problem]:
    if not place:
        yield required(path)
    if place in places:
        yield invalid(path, place, "must be unique")
    if any(no_backsteps(place, path)):
        yield invalid(path, place, "can not contain backsteps ('..')")
    else:
        places.add(place)
