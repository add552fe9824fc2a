"""Rules for the volume sources that pods and PersistentVolumes share.

Upstream rules: core `validate...VolumeSource`.
"""

from collections.abc import Callable, Iterator

from minik import light_re as re
from minik.errors import Problem
from minik.kinds._rules import check_choice_if_set, check_name, check_not_empty, check_required_name
from minik.kinds.pod.value_rules import no_backsteps
from minik.light_typing import TypeAlias
from minik.model.object import Object
from minik.model.problem import invalid, not_supported, required

Rule: TypeAlias = Callable[[Object, str], Iterator[Problem]]

HOST_PATHS = frozenset(
    (
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket",
    )
)
CACHING = frozenset(("None", "ReadOnly", "ReadWrite"))
DISKS = frozenset(("Dedicated", "Managed", "Shared"))
MANAGED_DISK = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
BLOB_DISK = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
IQN = r"iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)\Z"
INITIATORS = {"iqn": IQN, "eui": r"\Aeui.[A-Za-z0-9]{16}\Z", "naa": r"\Anaa.[A-Za-z0-9]{32}\Z"}
PAIRS = "must be a host:port pair or multiple pairs separated by commas"


def required_fields_rule(*fields: str) -> Rule:
    """Return a rule for a source that only requires some fields."""
    return lambda source, path: check_not_empty(path, source, *fields)


def host_path(source: Object, path: str) -> Iterator[Problem]:
    """Yield the problems of a hostPath source."""
    if not source.get("path"):
        yield required(f"{path}.path")
        return
    yield from no_backsteps(source["path"], f"{path}.path")
    yield from check_choice_if_set(f"{path}.type", source.get("type"), HOST_PATHS)


def partition_rule(field: str) -> Rule:
    """Return a rule for a cloud disk with a partition number."""

    def rule(source: Object, path: str) -> Iterator[Problem]:
        yield from check_not_empty(path, source, field)
        if not 0 <= (source.get("partition") or 0) <= 255:
            yield invalid(
                f"{path}.partition", source["partition"], "must be between 1 and 255, inclusive"
            )

    return rule


def nfs(source: Object, path: str) -> Iterator[Problem]:
    """Yield the problems of an NFS source."""
    yield from check_not_empty(path, source, "server", "path")
    if not (source.get("path") or "").startswith("/"):
        yield invalid(f"{path}.path", source.get("path") or "", "must be an absolute path")


def iscsi(source: Object, path: str) -> Iterator[Problem]:
    """Yield the problems of an iSCSI source: portal, IQN and LUN."""
    yield from check_not_empty(path, source, "targetPortal")
    yield from check_required_name(f"{path}.iqn", source.get("iqn"), initiator)
    if not 0 <= (source.get("lun") or 0) <= 255:
        yield invalid(f"{path}.lun", source["lun"], "must be between 0 and 255, inclusive")
    if (source.get("chapAuthDiscovery") or source.get("chapAuthSession")) and source.get(
        "secretRef"
    ) is None:
        yield required(f"{path}.secretRef")
    if source.get("initiatorName") is not None:
        yield from check_name(f"{path}.initiatorname", source["initiatorName"], initiator)


def initiator(text: str) -> Iterator[str]:
    """Yield what is wrong with the name of an iSCSI node."""
    pattern = INITIATORS.get(text[:3])
    if pattern is None:
        yield "must be valid format starting with iqn, eui, or naa"
    elif not re.search(pattern, text, re.ASCII):
        yield "must be valid format"


def flocker(source: Object, path: str) -> Iterator[Problem]:
    """Yield the problems of a Flocker source: either datasetName or datasetUUID."""
    name, uuid = source.get("datasetName") or "", source.get("datasetUUID") or ""
    if not name and not uuid:
        yield required(path, "one of datasetName and datasetUUID is required")
    if name and uuid:
        yield invalid(
            path, "resource", "datasetName and datasetUUID can not be specified simultaneously"
        )
    if "/" in name:
        yield invalid(f"{path}.datasetName", name, "must not contain '/'")


def quobyte(source: Object, path: str) -> Iterator[Problem]:
    """Yield the problems of a Quobyte source."""
    registry = source.get("registry") or ""
    if not registry:
        yield required(f"{path}.registry", PAIRS)
    elif len((source.get("tenant") or "").encode()) >= 65:
        yield required(
            f"{path}.tenant", "must be a UUID and may not exceed a length of 64 characters"
        )
    else:
        yield from (
            invalid(f"{path}.registry", registry, PAIRS)
            for pair in registry.split(",")
            if not is_host_and_port(pair)
        )
    yield from check_not_empty(path, source, "volume")


def is_host_and_port(text: str) -> bool:
    """`host:port`, or `[host]:port` where the host itself has colons. Upstream rule: Go's
    `net.SplitHostPort`.
    """
    return re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*):[^:\[\]]*", text) is not None


def fibre_channel(source: Object, path: str) -> Iterator[Problem]:
    """Yield the problems of a Fibre Channel source: either targetWWNs and lun, or wwids."""
    targets, identifiers = source.get("targetWWNs") or [], source.get("wwids") or []
    if not targets and not identifiers:
        yield required(
            f"{path}.targetWWNs", "must specify either targetWWNs or wwids, but not both"
        )
    if targets and identifiers:
        yield invalid(
            f"{path}.targetWWNs",
            targets,
            "targetWWNs and wwids can not be specified simultaneously",
        )
    if targets and source.get("lun") is None:
        yield required(f"{path}.lun", "lun is required if targetWWNs is specified")
    elif targets and not 0 <= source["lun"] <= 255:
        yield invalid(f"{path}.lun", source["lun"], "must be between 0 and 255, inclusive")


def flex_volume(source: Object, path: str) -> Iterator[Problem]:
    """Yield the problems of a FlexVolume source; options may not have Kubernetes' prefixes."""
    yield from check_not_empty(path, source, "driver")
    for option in sorted(source.get("options") or ()):
        if f".{option.partition('/')[0].lower()}".endswith((".kubernetes.io", ".k8s.io")):
            yield invalid(
                f"{path}.options[{option}]",
                option,
                "kubernetes.io and k8s.io namespaces are reserved",
            )


def azure_disk(source: Object, path: str) -> Iterator[Problem]:
    """Yield the problems of an Azure disk source, managed or a blob."""
    yield from check_not_empty(path, source, "diskName", "diskURI")
    yield from check_choice_if_set(f"{path}.cachingMode", source.get("cachingMode"), CACHING)
    yield from check_choice_if_set(f"{path}.kind", source.get("kind"), DISKS)
    kind, address = source.get("kind"), source.get("diskURI") or ""
    if kind == "Managed" and not address.startswith("/subscriptions/"):
        yield not_supported(f"{path}.diskURI", address, (MANAGED_DISK,))
    if kind is not None and kind != "Managed" and not address.startswith("https://"):
        yield not_supported(f"{path}.diskURI", address, (BLOB_DISK,))
