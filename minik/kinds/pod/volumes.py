"""The volumes of a pod: what each of the many sources needs.

Upstream rules: `ValidateVolumes`, `validateVolumeSource` and one function a source. Paths are upstream's, slips of the pen included.
"""
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds._rules import among_if_set, csi_driver_name, filled, named, named_if_set, named_required
from minik.kinds.pod import words
from minik.kinds.pod.claims import ephemeral_problems
from minik.kinds.pod.container_rules import pull_problems
from minik.kinds.pod.projections import downward_problems, key_path_problems, projected_problems
from minik.model import names, quantity
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, not_supported, required

HOST_PATHS = frozenset(("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"))
CACHING = frozenset(("None", "ReadOnly", "ReadWrite"))
DISKS = frozenset(("Dedicated", "Managed", "Shared"))
MANAGED_DISK = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
BLOB_DISK = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
IQN = r"iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)\Z"
INITIATORS = {"iqn": IQN, "eui": r"\Aeui.[A-Za-z0-9]{16}\Z", "naa": r"\Anaa.[A-Za-z0-9]{32}\Z"}
MORE = "may not specify more than 1 volume type"
PAIRS = "must be a host:port pair or multiple pairs separated by commas"
Rule = Callable[[Object, str], Iterator[Problem]]


def volumes_problems(volumes: Sequence[Object], pod: str, is_pod: bool, path: str) -> tuple[Mapping[str, Object], list[Problem]]:
    """Those that are sound, by name, and what is wrong with the others; `pod` is a pod's name, nothing in a template."""
    sound: dict[str, Object] = {}
    problems: list[Problem] = []
    created = {f"{pod}-{volume.get('name') or ''}" for volume in volumes if pod and volume.get("ephemeral") is not None}
    for index, volume in enumerate(volumes):
        here, name = f"{path}[{index}]", volume.get("name") or ""
        wrong = [*source_problems(volume, pod, is_pod, here), *named_required(f"{here}.name", name, names.label)]
        if name in sound:
            wrong.append(duplicate(f"{here}.name", name))
        if not wrong:
            sound[name] = volume
        claim = (volume.get("persistentVolumeClaim") or {}).get("claimName") or ""
        if claim in created:
            detail = "must not reference a PVC that gets created for an ephemeral volume"
            wrong.append(invalid(f"{here}.persistentVolumeClaim.claimName", claim, detail))
        problems += wrong
    return sound, problems


def source_problems(volume: Object, pod: str, is_pod: bool, path: str) -> Iterator[Problem]:
    """Exactly one source, and that one sound."""
    said = [kind for kind in RULES if volume.get(kind) is not None]
    if not said:
        yield required(path, "must specify a volume type")
    for kind in said[:1]:
        yield from RULES[kind](volume[kind], f"{path}.{CALLED.get(kind, kind)}")
        if kind == "image" and is_pod and not volume["image"].get("reference"):
            yield required(f"{path}.image.reference")
        if kind == "ephemeral" and pod and volume.get("name"):
            for message in names.subdomain(f"{pod}-{volume['name']}"):
                yield invalid(f"{path}.name", volume["name"], f'PVC name "{pod}-{volume["name"]}": {message}')
    for kind in said[1:]:
        yield forbidden(f"{path}.{CALLED_AGAIN.get(kind, kind)}", MORE)
    iscsi = volume.get("iscsi") or {}
    if iscsi.get("initiatorName") is not None and len(f"{volume.get('name') or ''}:{iscsi.get('targetPortal') or ''}".encode()) > 64:
        yield invalid(f"{path}.name", volume.get("name") or "", "Total length of <volume name>:<iscsi.targetPortal> must be under 64 "
                                                               "characters if iscsi.initiatorName is specified.")


def needs(*fields: str) -> Rule:
    """A source of which these fields must not be empty, and nothing else is asked."""
    return lambda source, path: filled(path, source, *fields)


def empty_dir(source: Object, path: str) -> Iterator[Problem]:
    if source.get("sizeLimit") is not None and quantity.parse(source["sizeLimit"]).nano < 0:
        yield forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def host_path(source: Object, path: str) -> Iterator[Problem]:
    """A file or directory of the node."""
    if not source.get("path"):
        yield required(f"{path}.path")
        return
    yield from words.no_backsteps(source["path"], f"{path}.path")
    yield from among_if_set(f"{path}.type", source.get("type"), HOST_PATHS)


def git_repo(source: Object, path: str) -> Iterator[Problem]:
    yield from filled(path, source, "repository")
    yield from words.descending(source.get("directory") or "", f"{path}.directory")


def partitioned(field: str) -> Rule:
    """A disk of a cloud, and which of its partitions."""
    def rule(source: Object, path: str) -> Iterator[Problem]:
        yield from filled(path, source, field)
        if not 0 <= (source.get("partition") or 0) <= 255:
            yield invalid(f"{path}.partition", source["partition"], "must be between 1 and 255, inclusive")
    return rule


def keyed(field: str) -> Rule:
    """The entries of a ConfigMap or a Secret as files."""
    def rule(source: Object, path: str) -> Iterator[Problem]:
        yield from filled(path, source, field)
        yield from words.mode_problems(source.get("defaultMode"), f"{path}.defaultMode")
        for index, item in enumerate(source.get("items") or ()):
            yield from key_path_problems(item, f"{path}.items[{index}]")
    return rule


def nfs(source: Object, path: str) -> Iterator[Problem]:
    """A directory of a file server."""
    yield from filled(path, source, "server", "path")
    if not (source.get("path") or "").startswith("/"):
        yield invalid(f"{path}.path", source.get("path") or "", "must be an absolute path")


def iscsi(source: Object, path: str) -> Iterator[Problem]:
    """A disk that is reached by iSCSI: its portal, its name and its number."""
    yield from filled(path, source, "targetPortal")
    yield from named_required(f"{path}.iqn", source.get("iqn"), initiator)
    if not 0 <= (source.get("lun") or 0) <= 255:
        yield invalid(f"{path}.lun", source["lun"], "must be between 0 and 255, inclusive")
    if (source.get("chapAuthDiscovery") or source.get("chapAuthSession")) and source.get("secretRef") is None:
        yield required(f"{path}.secretRef")
    if source.get("initiatorName") is not None:
        yield from named(f"{path}.initiatorname", source["initiatorName"], initiator)


def initiator(text: str) -> Iterator[str]:
    """The name of an iSCSI node."""
    pattern = INITIATORS.get(text[:3])
    if pattern is None:
        yield "must be valid format starting with iqn, eui, or naa"
    elif not re.search(pattern, text, re.ASCII):
        yield "must be valid format"


def flocker(source: Object, path: str) -> Iterator[Problem]:
    """A data set, by its name or its UUID."""
    name, uuid = source.get("datasetName") or "", source.get("datasetUUID") or ""
    if not name and not uuid:
        yield required(path, "one of datasetName and datasetUUID is required")
    if name and uuid:
        yield invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously")
    if "/" in name:
        yield invalid(f"{path}.datasetName", name, "must not contain '/'")


def referring(field: str) -> Rule:
    """A source whose secret, if it has one, has a name."""
    def rule(source: Object, path: str) -> Iterator[Problem]:
        yield from filled(path, source, field)
        if source.get("secretRef") is not None:
            yield from filled(f"{path}.secretRef", source["secretRef"], "name")
    return rule


def quobyte(source: Object, path: str) -> Iterator[Problem]:
    """A volume of one of several registries."""
    registry = source.get("registry") or ""
    if not registry:
        yield required(f"{path}.registry", PAIRS)
    elif len((source.get("tenant") or "").encode()) >= 65:
        yield required(f"{path}.tenant", "must be a UUID and may not exceed a length of 64 characters")
    else:
        yield from (invalid(f"{path}.registry", registry, PAIRS) for pair in registry.split(",") if not is_host_and_port(pair))
    yield from filled(path, source, "volume")


def is_host_and_port(text: str) -> bool:
    """`host:port`, or `[host]:port` where the host itself has colons. Upstream rule: Go's `net.SplitHostPort`."""
    return re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*):[^:\[\]]*", text) is not None


def fibre_channel(source: Object, path: str) -> Iterator[Problem]:
    """A disk of a storage network, by its target and number or by its worldwide name."""
    targets, identifiers = source.get("targetWWNs") or [], source.get("wwids") or []
    if not targets and not identifiers:
        yield required(f"{path}.targetWWNs", "must specify either targetWWNs or wwids, but not both")
    if targets and identifiers:
        yield invalid(f"{path}.targetWWNs", targets, "targetWWNs and wwids can not be specified simultaneously")
    if targets and source.get("lun") is None:
        yield required(f"{path}.lun", "lun is required if targetWWNs is specified")
    elif targets and not 0 <= source["lun"] <= 255:
        yield invalid(f"{path}.lun", source["lun"], "must be between 0 and 255, inclusive")


def flex(source: Object, path: str) -> Iterator[Problem]:
    """A driver of its own, and options that do not pass for Kubernetes' own."""
    yield from filled(path, source, "driver")
    for option in sorted(source.get("options") or ()):
        if f".{option.partition('/')[0].lower()}".endswith((".kubernetes.io", ".k8s.io")):
            yield invalid(f"{path}.options[{option}]", option, "kubernetes.io and k8s.io namespaces are reserved")


def azure_disk(source: Object, path: str) -> Iterator[Problem]:
    """A disk of Azure, managed or a blob, by its address."""
    yield from filled(path, source, "diskName", "diskURI")
    yield from among_if_set(f"{path}.cachingMode", source.get("cachingMode"), CACHING)
    yield from among_if_set(f"{path}.kind", source.get("kind"), DISKS)
    kind, address = source.get("kind"), source.get("diskURI") or ""
    if kind == "Managed" and not address.startswith("/subscriptions/"):
        yield not_supported(f"{path}.diskURI", address, (MANAGED_DISK,))
    if kind is not None and kind != "Managed" and not address.startswith("https://"):
        yield not_supported(f"{path}.diskURI", address, (BLOB_DISK,))


def storage_os(source: Object, path: str) -> Iterator[Problem]:
    """A volume of StorageOS."""
    yield from named_required(f"{path}.volumeName", source.get("volumeName"), names.label)
    yield from named_if_set(f"{path}.volumeNamespace", source.get("volumeNamespace"), names.label)
    if source.get("secretRef") is not None:
        yield from filled(f"{path}.secretRef", source["secretRef"], "name")


def csi(source: Object, path: str) -> Iterator[Problem]:
    """A driver that makes volumes for one pod."""
    yield from csi_driver_name(f"{path}.driver", source.get("driver"))
    if source.get("nodePublishSecretRef") is not None:
        name = source["nodePublishSecretRef"].get("name")
        yield from named(f"{path}.name", name, names.subdomain) if name else (required(f"{path}.nodePublishSecretRef.name"),)


def image(source: Object, path: str) -> Iterator[Problem]:
    yield from pull_problems(source.get("pullPolicy") or "", f"{path}.pullPolicy")


# In the order in which upstream looks at them: the first that is there counts.
RULES: dict[str, Rule] = {
    "emptyDir": empty_dir, "hostPath": host_path, "gitRepo": git_repo, "gcePersistentDisk": partitioned("pdName"),
    "awsElasticBlockStore": partitioned("volumeID"), "secret": keyed("secretName"), "nfs": nfs, "iscsi": iscsi,
    "glusterfs": needs("endpoints", "path"), "flocker": flocker, "persistentVolumeClaim": needs("claimName"),
    "rbd": needs("monitors", "image"), "cinder": referring("volumeID"), "cephfs": needs("monitors"), "quobyte": quobyte,
    "downwardAPI": downward_problems, "fc": fibre_channel,
    "flexVolume": flex, "configMap": keyed("name"), "azureFile": needs("secretName", "shareName"), "vsphereVolume": needs("volumePath"),
    "photonPersistentDisk": needs("pdID"), "portworxVolume": needs("volumeID"), "azureDisk": azure_disk, "storageos": storage_os,
    "projected": projected_problems, "scaleIO": needs("gateway", "system", "volumeName"), "csi": csi, "ephemeral": ephemeral_problems,
    "image": image,
}
CALLED = {"gcePersistentDisk": "persistentDisk"}
CALLED_AGAIN = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
