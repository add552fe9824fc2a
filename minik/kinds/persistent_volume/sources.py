"""Where the storage of a persistent volume is: one kind of source, whole. Upstream rules: core `validate...PersistentVolumeSource`."""
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from minik.errors import Problem
from minik.kinds._rules import among, among_if_set, csi_driver_name, filled, named_if_set, named_required
from minik.model import names
from minik.model.problem import invalid, not_supported, required

Source: TypeAlias = Mapping[str, Any]
Rule: TypeAlias = Callable[[str, Source], Iterator[Problem]]

PARTITION = "must be between 0 and 255, inclusive"
HOST_PATHS = ("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket")
ISCSI_NAMES = {"iqn": r"iqn\.[0-9]{4}-[0-9]{2}\.[A-Za-z0-9.-]+(:[^,;*&$|\s]+)", "eui": "eui.[A-Za-z0-9]{16}", "naa": "naa.[A-Za-z0-9]{32}"}
REGISTRY = "must be a host:port pair or multiple pairs separated by commas"
CACHING, DISKS = ("None", "ReadOnly", "ReadWrite"), ("Dedicated", "Managed", "Shared")
MANAGED = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
BLOB = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
CSI_SECRETS = ("controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef")


def needs(*fields: str) -> Rule:
    """A source of which some fields must not be empty."""
    return lambda path, source: filled(path, source, *fields)


def no_steps_back(path: str, text: str) -> Iterator[Problem]:
    if ".." in text.split("/"):
        yield invalid(path, text, "must not contain '..'")


def host_path(path: str, source: Source) -> Iterator[Problem]:
    if not source.get("path"):
        yield required(f"{path}.path")
        return
    yield from no_steps_back(f"{path}.path", source["path"])
    yield from among_if_set(f"{path}.type", source.get("type"), HOST_PATHS)


def disk(field: str) -> Rule:
    """A disk of a cloud, with a partition."""
    def rule(path: str, source: Source) -> Iterator[Problem]:
        yield from filled(path, source, field)
        partition = source.get("partition") or 0
        if not 0 <= partition <= 255:
            yield invalid(f"{path}.partition", partition, PARTITION)
    return rule


def glusterfs(path: str, source: Source) -> Iterator[Problem]:
    yield from filled(path, source, "endpoints", "path")
    namespace = source.get("endpointsNamespace")
    if namespace == "":
        yield invalid(f"{path}.endpointsNamespace", "", "if the endpointnamespace is set, it must be a valid namespace name")
    yield from named_if_set(f"{path}.endpointsNamespace", namespace, names.label)


def flocker(path: str, source: Source) -> Iterator[Problem]:
    """A dataset, by name or by id."""
    name, uid = source.get("datasetName") or "", source.get("datasetUUID")
    if not name and not uid:
        yield required(path, "one of datasetName and datasetUUID is required")
    if name and uid:
        yield invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously")
    if "/" in name:
        yield invalid(f"{path}.datasetName", name, "must not contain '/'")


def nfs(path: str, source: Source) -> Iterator[Problem]:
    yield from filled(path, source, "server", "path")
    where = source.get("path") or ""
    if not where.startswith("/"):
        yield invalid(f"{path}.path", where, "must be an absolute path")


def quobyte(path: str, source: Source) -> Iterator[Problem]:
    """A volume of a registry."""
    registry = source.get("registry") or ""
    if not registry:
        yield required(f"{path}.registry", REGISTRY)
    elif len(source.get("tenant") or "") >= 65:
        yield required(f"{path}.tenant", "must be a UUID and may not exceed a length of 64 characters")
    else:
        wrong = [pair for pair in registry.split(",") if pair.count(":") != 1 and "]:" not in pair]
        yield from (invalid(f"{path}.registry", registry, REGISTRY) for _ in wrong)
    yield from filled(path, source, "volume")


def iscsi(path: str, source: Source) -> Iterator[Problem]:
    """A unit of a target, over the network."""
    yield from filled(path, source, "targetPortal", "iqn")
    if source.get("iqn") and not is_initiator(source["iqn"]):
        yield invalid(f"{path}.iqn", source["iqn"], "must be valid format")
    lun = source.get("lun") or 0
    if not 0 <= lun <= 255:
        yield invalid(f"{path}.lun", lun, PARTITION)
    if (source.get("chapAuthDiscovery") or source.get("chapAuthSession")) and source.get("secretRef") is None:
        yield required(f"{path}.secretRef")
    if source.get("secretRef") is not None:
        yield from filled(f"{path}.secretRef", source["secretRef"], "name")
    if source.get("initiatorName") is not None and not is_initiator(source["initiatorName"]):
        yield invalid(f"{path}.initiatorname", source["initiatorName"], "must be valid format")


def is_initiator(text: str) -> bool:
    pattern = ISCSI_NAMES.get(text[:3])
    return pattern is not None and re.search(f"{pattern}$", text) is not None


def with_secret(rule: Rule) -> Rule:
    """A source whose secret is named in full."""
    def whole(path: str, source: Source) -> Iterator[Problem]:
        yield from rule(path, source)
        if source.get("secretRef") is not None:
            yield from filled(f"{path}.secretRef", source["secretRef"], "name", "namespace")
    return whole


def fc(path: str, source: Source) -> Iterator[Problem]:
    """A unit over fibre channel, by its names or its number."""
    targets, wwids, lun = source.get("targetWWNs"), source.get("wwids"), source.get("lun")
    if not targets and not wwids:
        yield required(f"{path}.targetWWNs", "must specify either targetWWNs or wwids, but not both")
    if targets and wwids:
        yield invalid(f"{path}.targetWWNs", targets, "targetWWNs and wwids can not be specified simultaneously")
    if targets and lun is None:
        yield required(f"{path}.lun", "lun is required if targetWWNs is specified")
    elif targets and not 0 <= (lun or 0) <= 255:
        yield invalid(f"{path}.lun", lun, PARTITION)


def flex_volume(path: str, source: Source) -> Iterator[Problem]:
    yield from filled(path, source, "driver")
    for key in sorted(source.get("options") or {}):
        if f".{key.partition('/')[0].lower()}".endswith((".kubernetes.io", ".k8s.io")):
            yield invalid(f"{path}.options[{key}]", key, "kubernetes.io and k8s.io namespaces are reserved")


def azure_file(path: str, source: Source) -> Iterator[Problem]:
    yield from filled(path, source, "secretName", "shareName")
    if source.get("secretNamespace") == "":
        yield required(f"{path}.secretNamespace")


def azure_disk(path: str, source: Source) -> Iterator[Problem]:
    """A disk, which is either a blob or managed."""
    yield from filled(path, source, "diskName", "diskURI")
    yield from among_if_set(f"{path}.cachingMode", source.get("cachingMode"), CACHING)
    kind, uri = source.get("kind"), source.get("diskURI") or ""
    if kind is None:
        return
    yield from among(f"{path}.kind", kind, DISKS)
    if kind == "Managed" and not uri.startswith("/subscriptions/"):
        yield not_supported(f"{path}.diskURI", uri, (MANAGED,))
    if kind != "Managed" and not uri.startswith("https://"):
        yield not_supported(f"{path}.diskURI", uri, (BLOB,))


def local(path: str, source: Source) -> Iterator[Problem]:
    return no_steps_back(f"{path}.path", source["path"]) if source.get("path") else filled(path, source, "path")


def storage_os(path: str, source: Source) -> Iterator[Problem]:
    yield from named_required(f"{path}.volumeName", source.get("volumeName"), names.label)
    yield from named_if_set(f"{path}.volumeNamespace", source.get("volumeNamespace"), names.label)


def csi(path: str, source: Source) -> Iterator[Problem]:
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
    "hostPath": host_path, "gcePersistentDisk": disk("pdName"), "awsElasticBlockStore": disk("volumeID"), "glusterfs": glusterfs,
    "flocker": flocker, "nfs": nfs, "rbd": needs("monitors", "image"), "quobyte": quobyte, "cephfs": needs("monitors"), "iscsi": iscsi,
    "cinder": with_secret(needs("volumeID")), "fc": fc, "flexVolume": flex_volume, "azureFile": azure_file,
    "vsphereVolume": needs("volumePath"), "photonPersistentDisk": needs("pdID"), "portworxVolume": needs("volumeID"),
    "azureDisk": azure_disk,
    "scaleIO": needs("gateway", "system", "volumeName"), "local": local, "storageos": with_secret(storage_os), "csi": csi,
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
