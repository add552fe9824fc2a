"""The volumes of a pod: what each of the many sources needs.

Upstream rules: `ValidateVolumes`, `validateVolumeSource` and one function a source. Paths are upstream's, slips of the pen included.
"""
from collections.abc import Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds._rules import csi_driver_name, filled, named, named_if_set, named_required
from minik.kinds._volume_sources import Rule, azure_disk, fibre_channel, flex, flocker, host_path, iscsi, needs, nfs, partitioned, quobyte
from minik.kinds.pod import words
from minik.kinds.pod.claims import ephemeral_problems
from minik.kinds.pod.container_rules import pull_problems
from minik.kinds.pod.projections import downward_problems, key_path_problems, projected_problems
from minik.model import names, quantity
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, required

MORE = "may not specify more than 1 volume type"


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


def empty_dir(source: Object, path: str) -> Iterator[Problem]:
    if source.get("sizeLimit") is not None and quantity.parse(source["sizeLimit"]).nano < 0:
        yield forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def git_repo(source: Object, path: str) -> Iterator[Problem]:
    yield from filled(path, source, "repository")
    yield from words.descending(source.get("directory") or "", f"{path}.directory")


def keyed(field: str) -> Rule:
    """The entries of a ConfigMap or a Secret as files."""
    def rule(source: Object, path: str) -> Iterator[Problem]:
        yield from filled(path, source, field)
        yield from words.mode_problems(source.get("defaultMode"), f"{path}.defaultMode")
        for index, item in enumerate(source.get("items") or ()):
            yield from key_path_problems(item, f"{path}.items[{index}]")
    return rule


def referring(field: str) -> Rule:
    """A source whose secret, if it has one, has a name."""
    def rule(source: Object, path: str) -> Iterator[Problem]:
        yield from filled(path, source, field)
        if source.get("secretRef") is not None:
            yield from filled(f"{path}.secretRef", source["secretRef"], "name")
    return rule


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
