"""Validation of each source of a PersistentVolume. Upstream rules: core
`validate...PersistentVolumeSource`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._rules import (
    check_csi_driver_name,
    check_name_if_set,
    check_not_empty,
    check_required_name,
)
from minik.kinds._volume_sources import (
    Rule,
    azure_disk,
    fibre_channel,
    flex_volume,
    flocker,
    host_path,
    iscsi,
    nfs,
    partition_rule,
    quobyte,
    required_fields_rule,
)
from minik.kinds.pod.value_rules import no_backsteps
from minik.light_typing import Any
from minik.model import names
from minik.model.object import Object
from minik.model.problem import invalid, required

NAME_AND_NAMESPACE = ("name", "namespace")
CSI_SECRETS = (
    "controllerPublishSecretRef",
    "controllerExpandSecretRef",
    "nodePublishSecretRef",
    "nodeExpandSecretRef",
)


def glusterfs(source: Object, path: str) -> Iterator[Problem]:
    """Yield the problems of a Glusterfs volume."""
    yield from check_not_empty(path, source, "endpoints", "path")
    namespace = source.get("endpointsNamespace")
    if namespace == "":
        yield invalid(
            f"{path}.endpointsNamespace",
            "",
            "if the endpointnamespace is set, it must be a valid namespace name",
        )
    yield from check_name_if_set(f"{path}.endpointsNamespace", namespace, names.label)


def with_secret(rule: Rule, *fields: str) -> Rule:
    """Return a source rule that also requires the given fields of secretRef, if it is set."""

    def whole(source: Object, path: str) -> Iterator[Problem]:
        yield from rule(source, path)
        if source.get("secretRef") is not None:
            yield from check_not_empty(f"{path}.secretRef", source["secretRef"], *fields)

    return whole


def azure_file(source: Object, path: str) -> Iterator[Problem]:
    yield from check_not_empty(path, source, "secretName", "shareName")
    if source.get("secretNamespace") == "":
        yield required(f"{path}.secretNamespace")


def local(source: Object, path: str) -> Iterator[Problem]:
    return (
        no_backsteps(source["path"], f"{path}.path")
        if source.get("path")
        else check_not_empty(path, source, "path")
    )


def storage_os(source: Object, path: str) -> Iterator[Problem]:
    yield from check_required_name(f"{path}.volumeName", source.get("volumeName"), names.label)
    yield from check_name_if_set(
        f"{path}.volumeNamespace", source.get("volumeNamespace"), names.label
    )


def csi(source: Object, path: str) -> Iterator[Problem]:
    """Check a volume of a CSI driver."""
    yield from check_csi_driver_name(f"{path}.driver", source.get("driver"))
    yield from check_not_empty(path, source, "volumeHandle")
    for field in CSI_SECRETS:
        secret = source.get(field)
        if secret is not None:
            yield from check_required_name(
                f"{path}.{field}.name", secret.get("name"), names.subdomain
            )
            yield from check_required_name(
                f"{path}.{field}.namespace", secret.get("namespace"), names.label
            )


# field → its rule, in the order in which they are judged
RULES: Mapping[str, Rule] = {
    "hostPath": host_path,
    "gcePersistentDisk": partition_rule("pdName"),
    "awsElasticBlockStore": partition_rule("volumeID"),
    "glusterfs": glusterfs,
    "flocker": flocker,
    "nfs": nfs,
    "rbd": required_fields_rule("monitors", "image"),
    "quobyte": quobyte,
    "cephfs": required_fields_rule("monitors"),
    "iscsi": with_secret(iscsi, "name"),
    "cinder": with_secret(required_fields_rule("volumeID"), *NAME_AND_NAMESPACE),
    "fc": fibre_channel,
    "flexVolume": flex_volume,
    "azureFile": azure_file,
    "vsphereVolume": required_fields_rule("volumePath"),
    "photonPersistentDisk": required_fields_rule("pdID"),
    "portworxVolume": required_fields_rule("volumeID"),
    "azureDisk": azure_disk,
    "scaleIO": required_fields_rule("gateway", "system", "volumeName"),
    "local": local,
    "storageos": with_secret(storage_os, *NAME_AND_NAMESPACE),
    "csi": csi,
}
RULE_PATH = {"gcePersistentDisk": "persistentDisk"}
OTHER_PATH = {"cephfs": "cephFS"}
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "azureFile": {"secretNamespace": None},
    "hostPath": {"type": ""},
    "iscsi": {"iscsiInterface": "default"},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "azureDisk": {
        "cachingMode": "ReadWrite",
        "kind": "Shared",
        "fsType": "ext4",
        "readOnly": False,
    },
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
}


def default(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the spec with the defaults of its source."""
    filled_in = {
        field: {**values, **spec[field]}
        for field, values in DEFAULTS.items()
        if spec.get(field) is not None
    }
    return {**spec, **filled_in}


def source_fields(spec: Mapping[str, Any]) -> list[str]:
    """Return the names of the sources that are set; a valid volume has exactly one."""
    return [field for field in RULES if spec.get(field) is not None]
