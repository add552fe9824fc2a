"""Validation of volumes, by source.

Upstream rules: `ValidateVolumes`, `validateVolumeSource` and one function per source. Paths are
upstream's, typos included.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds._rules import (
    check_csi_driver_name,
    check_name,
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
from minik.kinds.pod import value_rules
from minik.kinds.pod.claims import ephemeral_problems
from minik.kinds.pod.container_rules import pull_problems
from minik.kinds.pod.projections import downward_problems, key_path_problems, projected_problems
from minik.model import names, quantity
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, required

ONE_SOURCE = "may not specify more than 1 volume type"


def volumes_problems(
    volumes: Sequence[Object], pod: str, is_pod: bool, path: str
) -> tuple[Mapping[str, Object], list[Problem]]:
    """Return the valid volumes by name, and the problems of the others; `pod` is the pod's name, ""
    in a template.
    """
    valid: dict[str, Object] = {}
    problems: list[Problem] = []
    created_claims = {
        f"{pod}-{volume.get('name') or ''}"
        for volume in volumes
        if pod and volume.get("ephemeral") is not None
    }
    for index, volume in enumerate(volumes):
        volume_path, name = f"{path}[{index}]", volume.get("name") or ""
        wrong = [
            *source_problems(volume, pod, is_pod, volume_path),
            *check_required_name(f"{volume_path}.name", name, names.label),
        ]
        if name in valid:
            wrong.append(duplicate(f"{volume_path}.name", name))
        if not wrong:
            valid[name] = volume
        claim = (volume.get("persistentVolumeClaim") or {}).get("claimName") or ""
        if claim in created_claims:
            detail = "must not reference a PVC that gets created for an ephemeral volume"
            wrong.append(invalid(f"{volume_path}.persistentVolumeClaim.claimName", claim, detail))
        problems += wrong
    return valid, problems


def source_problems(volume: Object, pod: str, is_pod: bool, path: str) -> Iterator[Problem]:
    """Check that exactly one source is set, and that it is valid."""
    set_kinds = [kind for kind in RULES if volume.get(kind) is not None]
    if not set_kinds:
        yield required(path, "must specify a volume type")
    for kind in set_kinds[:1]:
        yield from RULES[kind](volume[kind], f"{path}.{SOURCE_PATHS.get(kind, kind)}")
        if kind == "image" and is_pod and not volume["image"].get("reference"):
            yield required(f"{path}.image.reference")
        if kind == "ephemeral" and pod and volume.get("name"):
            for message in names.subdomain(f"{pod}-{volume['name']}"):
                yield invalid(
                    f"{path}.name", volume["name"], f'PVC name "{pod}-{volume["name"]}": {message}'
                )
    for kind in set_kinds[1:]:
        yield forbidden(f"{path}.{EXTRA_SOURCE_PATHS.get(kind, kind)}", ONE_SOURCE)
    iscsi = volume.get("iscsi") or {}
    if (
        iscsi.get("initiatorName") is not None
        and len(f"{volume.get('name') or ''}:{iscsi.get('targetPortal') or ''}".encode()) > 64
    ):
        yield invalid(
            f"{path}.name",
            volume.get("name") or "",
            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 "
            "characters if iscsi.initiatorName is specified.",
        )


def empty_dir(source: Object, path: str) -> Iterator[Problem]:
    if source.get("sizeLimit") is not None and quantity.parse(source["sizeLimit"]).nano < 0:
        yield forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def git_repo(source: Object, path: str) -> Iterator[Problem]:
    yield from check_not_empty(path, source, "repository")
    yield from value_rules.relative_path(source.get("directory") or "", f"{path}.directory")


def key_items_rule(field: str) -> Rule:
    """Return the rule of a ConfigMap or Secret volume."""

    def rule(source: Object, path: str) -> Iterator[Problem]:
        yield from check_not_empty(path, source, field)
        yield from value_rules.mode_problems(source.get("defaultMode"), f"{path}.defaultMode")
        for index, item in enumerate(source.get("items") or ()):
            yield from key_path_problems(item, f"{path}.items[{index}]")

    return rule


def secret_ref_rule(field: str) -> Rule:
    """Return the rule of a source that requires a field, and the name of its secretRef if set."""

    def rule(source: Object, path: str) -> Iterator[Problem]:
        yield from check_not_empty(path, source, field)
        if source.get("secretRef") is not None:
            yield from check_not_empty(f"{path}.secretRef", source["secretRef"], "name")

    return rule


def storage_os(source: Object, path: str) -> Iterator[Problem]:
    """Check a StorageOS volume."""
    yield from check_required_name(f"{path}.volumeName", source.get("volumeName"), names.label)
    yield from check_name_if_set(
        f"{path}.volumeNamespace", source.get("volumeNamespace"), names.label
    )
    if source.get("secretRef") is not None:
        yield from check_not_empty(f"{path}.secretRef", source["secretRef"], "name")


def csi(source: Object, path: str) -> Iterator[Problem]:
    """Check a CSI ephemeral volume."""
    yield from check_csi_driver_name(f"{path}.driver", source.get("driver"))
    if source.get("nodePublishSecretRef") is not None:
        name = source["nodePublishSecretRef"].get("name")
        yield from (
            check_name(f"{path}.name", name, names.subdomain)
            if name
            else (required(f"{path}.nodePublishSecretRef.name"),)
        )


def image(source: Object, path: str) -> Iterator[Problem]:
    yield from pull_problems(source.get("pullPolicy") or "", f"{path}.pullPolicy")


# In the order in which upstream looks at them: the first that is there counts.
RULES: dict[str, Rule] = {
    "emptyDir": empty_dir,
    "hostPath": host_path,
    "gitRepo": git_repo,
    "gcePersistentDisk": partition_rule("pdName"),
    "awsElasticBlockStore": partition_rule("volumeID"),
    "secret": key_items_rule("secretName"),
    "nfs": nfs,
    "iscsi": iscsi,
    "glusterfs": required_fields_rule("endpoints", "path"),
    "flocker": flocker,
    "persistentVolumeClaim": required_fields_rule("claimName"),
    "rbd": required_fields_rule("monitors", "image"),
    "cinder": secret_ref_rule("volumeID"),
    "cephfs": required_fields_rule("monitors"),
    "quobyte": quobyte,
    "downwardAPI": downward_problems,
    "fc": fibre_channel,
    "flexVolume": flex_volume,
    "configMap": key_items_rule("name"),
    "azureFile": required_fields_rule("secretName", "shareName"),
    "vsphereVolume": required_fields_rule("volumePath"),
    "photonPersistentDisk": required_fields_rule("pdID"),
    "portworxVolume": required_fields_rule("volumeID"),
    "azureDisk": azure_disk,
    "storageos": storage_os,
    "projected": projected_problems,
    "scaleIO": required_fields_rule("gateway", "system", "volumeName"),
    "csi": csi,
    "ephemeral": ephemeral_problems,
    "image": image,
}
SOURCE_PATHS = {"gcePersistentDisk": "persistentDisk"}
EXTRA_SOURCE_PATHS = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
