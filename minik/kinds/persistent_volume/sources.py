"""Where the storage of a persistent volume is: one kind of source, whole. Upstream rules: core `validate...PersistentVolumeSource`."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.kinds._rules import csi_driver_name, filled, named_if_set, named_required
from minik.kinds._volume_sources import Rule, azure_disk, fibre_channel, flex, flocker, host_path, iscsi, needs, nfs, partitioned, quobyte
from minik.kinds.pod.words import no_backsteps
from minik.model import names
from minik.model.object import Object
from minik.model.problem import invalid, required

IN_FULL = ("name", "namespace")
CSI_SECRETS = ("controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef")


def glusterfs(source: Object, path: str) -> Iterator[Problem]:
    yield from filled(path, source, "endpoints", "path")
    namespace = source.get("endpointsNamespace")
    if namespace == "":
        yield invalid(f"{path}.endpointsNamespace", "", "if the endpointnamespace is set, it must be a valid namespace name")
    yield from named_if_set(f"{path}.endpointsNamespace", namespace, names.label)


def with_secret(rule: Rule, *fields: str) -> Rule:
    """A source whose secret, if it has one, is named as fully as it must be."""
    def whole(source: Object, path: str) -> Iterator[Problem]:
        yield from rule(source, path)
        if source.get("secretRef") is not None:
            yield from filled(f"{path}.secretRef", source["secretRef"], *fields)
    return whole


def azure_file(source: Object, path: str) -> Iterator[Problem]:
    yield from filled(path, source, "secretName", "shareName")
    if source.get("secretNamespace") == "":
        yield required(f"{path}.secretNamespace")


def local(source: Object, path: str) -> Iterator[Problem]:
    return no_backsteps(source["path"], f"{path}.path") if source.get("path") else filled(path, source, "path")


def storage_os(source: Object, path: str) -> Iterator[Problem]:
    yield from named_required(f"{path}.volumeName", source.get("volumeName"), names.label)
    yield from named_if_set(f"{path}.volumeNamespace", source.get("volumeNamespace"), names.label)


def csi(source: Object, path: str) -> Iterator[Problem]:
    """Whatever a driver makes of a handle."""
    yield from csi_driver_name(f"{path}.driver", source.get("driver"))
    yield from filled(path, source, "volumeHandle")
    for field in CSI_SECRETS:
        secret = source.get(field)
        if secret is not None:
            yield from named_required(f"{path}.{field}.name", secret.get("name"), names.subdomain)
            yield from named_required(f"{path}.{field}.namespace", secret.get("namespace"), names.label)


# field → its rule, in the order in which they are judged
RULES: Mapping[str, Rule] = {
    "hostPath": host_path, "gcePersistentDisk": partitioned("pdName"), "awsElasticBlockStore": partitioned("volumeID"),
    "glusterfs": glusterfs, "flocker": flocker, "nfs": nfs, "rbd": needs("monitors", "image"), "quobyte": quobyte,
    "cephfs": needs("monitors"), "iscsi": with_secret(iscsi, "name"), "cinder": with_secret(needs("volumeID"), *IN_FULL),
    "fc": fibre_channel, "flexVolume": flex, "azureFile": azure_file, "vsphereVolume": needs("volumePath"),
    "photonPersistentDisk": needs("pdID"), "portworxVolume": needs("volumeID"), "azureDisk": azure_disk,
    "scaleIO": needs("gateway", "system", "volumeName"), "local": local, "storageos": with_secret(storage_os, *IN_FULL), "csi": csi,
}
RULE_PATH = {"gcePersistentDisk": "persistentDisk"}
OTHER_PATH = {"cephfs": "cephFS"}
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "azureFile": {"secretNamespace": None}, "hostPath": {"type": ""}, "iscsi": {"iscsiInterface": "default"},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "azureDisk": {"cachingMode": "ReadWrite", "kind": "Shared", "fsType": "ext4", "readOnly": False},
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
}


def default(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A volume with what the server fills in in its source."""
    filled_in = {field: {**values, **spec[field]} for field, values in DEFAULTS.items() if spec.get(field) is not None}
    return {**spec, **filled_in}


def named_in(spec: Mapping[str, Any]) -> list[str]:
    """The sources that a volume names: there should be one."""
    return [field for field in RULES if spec.get(field) is not None]
