"""Validation of volume mounts and volume devices of a container.

Upstream rules: `ValidateVolumeMounts`, `ValidateVolumeDevices`.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds.pod._scope import Scope
from minik.kinds.pod.value_rules import no_backsteps, relative_path
from minik.model.object import Object
from minik.model.problem import forbidden, invalid, not_found, not_supported, required

PROPAGATIONS = frozenset(("Bidirectional", "HostToContainer", "None"))
RECURSIVE_MODES = frozenset(("Disabled", "Enabled", "IfPossible"))


def mount_problems(scope: Scope, container: Object, path: str) -> Iterator[Problem]:
    """Check that every mount is of a valid volume, at a unique path."""
    devices = _paths_by_name(container.get("volumeDevices") or (), "devicePath")
    seen: set[str] = set()
    for index, mount in enumerate(container.get("volumeMounts") or ()):
        item_path = f"{path}[{index}]"
        yield from _mount_path_problems(mount, scope, devices, seen, item_path)
        yield from _sub_path_problems(mount, path, item_path)
        yield from _propagation_problems(mount, container, f"{path}.mountPropagation")
        yield from _recursive_mode_problems(mount, f"{path}.recursiveReadOnly")


def _paths_by_name(entries: Sequence[Object], field: str) -> Mapping[str, str]:
    return {entry.get("name") or "": entry.get(field) or "" for entry in entries}


def _mount_path_problems(
    mount: Object, scope: Scope, devices: Mapping[str, str], seen: set[str], path: str
) -> Iterator[Problem]:
    name, mount_path = mount.get("name") or "", mount.get("mountPath") or ""
    if not name:
        yield required(f"{path}.name")
    if name not in scope.volumes:
        yield not_found(f"{path}.name", name)
    if not mount_path:
        yield required(f"{path}.mountPath")
    if mount_path in seen:
        yield invalid(f"{path}.mountPath", mount_path, "must be unique")
    seen.add(mount_path)
    if name in devices:
        yield invalid(f"{path}.name", name, "must not already exist in volumeDevices")
    if mount_path in devices.values():
        yield invalid(
            f"{path}.mountPath", mount_path, "must not already exist as a path in volumeDevices"
        )


def _sub_path_problems(mount: Object, path: str, item_path: str) -> Iterator[Problem]:
    plain, expression = mount.get("subPath") or "", mount.get("subPathExpr") or ""
    if plain:
        yield from relative_path(plain, f"{path}.subPath")
    if expression and plain:
        yield invalid(
            f"{item_path}.subPathExpr", expression, "subPathExpr and subPath are mutually exclusive"
        )
    if expression:
        yield from relative_path(expression, f"{path}.subPathExpr")


def _propagation_problems(mount: Object, container: Object, path: str) -> Iterator[Problem]:
    mode = mount.get("mountPropagation")
    if mode is None:
        return
    if mode not in PROPAGATIONS:
        yield not_supported(path, mode, PROPAGATIONS)
    if mode == "Bidirectional" and not (container.get("securityContext") or {}).get("privileged"):
        yield forbidden(
            path, "Bidirectional mount propagation is available only to privileged containers"
        )


def _recursive_mode_problems(mount: Object, path: str) -> Iterator[Problem]:
    mode = mount.get("recursiveReadOnly")
    if mode is None or mode == "Disabled":
        return
    if mode not in RECURSIVE_MODES:
        yield not_supported(path, mode, RECURSIVE_MODES)
        return
    if not mount.get("readOnly"):
        yield forbidden(path, "may only be specified when readOnly is true")
    if mount.get("mountPropagation") not in (None, "None"):
        yield forbidden(
            path, "may only be specified when mountPropagation is None or not specified"
        )


def device_problems(scope: Scope, container: Object, path: str) -> Iterator[Problem]:
    """Check that every device is of a claim, at a unique path."""
    mounts = _paths_by_name(container.get("volumeMounts") or (), "mountPath")
    names: set[str] = set()
    places: set[str] = set()
    for index, device in enumerate(container.get("volumeDevices") or ()):
        item_path = f"{path}[{index}]"
        yield from _device_name_problems(
            device.get("name") or "", scope, names, f"{item_path}.name"
        )
        yield from _device_path_problems(
            device.get("devicePath") or "", places, f"{item_path}.devicePath"
        )
        if (device.get("name") or "") in mounts:
            yield invalid(
                f"{item_path}.name",
                device.get("name") or "",
                "must not already exist in volumeMounts",
            )
        if (device.get("devicePath") or "") in mounts.values():
            yield invalid(
                f"{item_path}.devicePath",
                device.get("devicePath") or "",
                "must not already exist as a path in volumeMounts",
            )


def _device_name_problems(name: str, scope: Scope, names: set[str], path: str) -> Iterator[Problem]:
    volume = scope.volumes.get(name)
    if not name:
        yield required(path)
    if name in names:
        yield invalid(path, name, "must be unique")
    if volume is None:
        yield not_found(path, name)
    elif volume.get("persistentVolumeClaim") is None and volume.get("ephemeral") is None:
        yield invalid(
            path,
            name,
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode",
        )
    if name:
        names.add(name)


def _device_path_problems(device_path: str, seen: set[str], path: str) -> Iterator[Problem]:
    if not device_path:
        yield required(path)
    if device_path in seen:
        yield invalid(path, device_path, "must be unique")
    if any(no_backsteps(device_path, path)):
        yield invalid(path, device_path, "can not contain backsteps ('..')")
    else:
        seen.add(device_path)
