"""PersistentVolumes: one source, whole; what cannot be changed; table, description, warnings."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model import names
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
SUBDOMAIN = next(iter(names.subdomain("A")))
CLASS = "volume.beta.kubernetes.io/storage-class"


def volume(annotations: Object | None = None, status: Object | None = None, **spec: Any) -> Object:
    """A volume that holds a gibibyte, on a path unless it has another source."""
    source = {} if set(spec) & SOURCES else {"hostPath": {"path": "/data"}}
    whole = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], **source, **spec}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "spec": {name: value for name, value in whole.items() if value is not None},
        "metadata": {"name": "disk", **({"annotations": annotations} if annotations else {})},
        **({"status": status} if status else {}),
    }


SOURCES = {
    "hostPath",
    "nfs",
    "csi",
    "local",
    "iscsi",
    "fc",
    "rbd",
    "cephfs",
    "glusterfs",
    "azureDisk",
    "gcePersistentDisk",
    "flexVolume",
    "scaleIO",
    "azureFile",
    "cinder",
    "quobyte",
    "flocker",
    "storageos",
    "portworxVolume",
    "vsphereVolume",
    "photonPersistentDisk",
    "awsElasticBlockStore",
}
LOCAL = {
    "required": {
        "nodeSelectorTerms": [
            {
                "matchExpressions": [
                    {"key": "kubernetes.io/hostname", "operator": "In", "values": ["n1"]}
                ]
            }
        ]
    }
}


def test_a_new_one_is_pending_and_protected(admit: Admit) -> None:
    made, _ = admit(volume(status={"phase": "Bound"}))
    assert made["status"]["phase"] == "Pending"
    assert made["metadata"]["finalizers"] == ["kubernetes.io/pv-protection"]


DEFAULTS: dict[str, tuple[Object, Object]] = {
    "kept, and a file system": (
        volume(),
        {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"},
    ),
    "what is said stays": (
        volume(persistentVolumeReclaimPolicy="Delete", volumeMode="Block"),
        {"persistentVolumeReclaimPolicy": "Delete", "volumeMode": "Block"},
    ),
    "a path of any type": (volume(), {"hostPath": {"path": "/data", "type": ""}}),
    "iSCSI": (
        volume(iscsi={"targetPortal": "10.0.0.1", "iqn": "iqn.2001-04.com.example:disk", "lun": 0}),
        {
            "iscsi": {
                "targetPortal": "10.0.0.1",
                "iqn": "iqn.2001-04.com.example:disk",
                "lun": 0,
                "iscsiInterface": "default",
            }
        },
    ),
    "rbd": (
        volume(rbd={"monitors": ["a"], "image": "b"}),
        {
            "rbd": {
                "monitors": ["a"],
                "image": "b",
                "pool": "rbd",
                "user": "admin",
                "keyring": "/etc/ceph/keyring",
            }
        },
    ),
    "a disk of Azure": (
        volume(azureDisk={"diskName": "a", "diskURI": "https://x/y.vhd"}),
        {
            "azureDisk": {
                "diskName": "a",
                "diskURI": "https://x/y.vhd",
                "cachingMode": "ReadWrite",
                "kind": "Shared",
                "fsType": "ext4",
                "readOnly": False,
            }
        },
    ),
}


@pytest.mark.parametrize(("given", "stored"), DEFAULTS.values(), ids=DEFAULTS)
def test_defaults(admit: Admit, given: Object, stored: Object) -> None:
    assert stored.items() <= admit(given)[0]["spec"].items()


ONE = "Forbidden: may not specify more than 1 volume type"
CASES: dict[str, tuple[Object, list[str]]] = {
    "a path": (volume(), []),
    "no modes": (volume(accessModes=[]), ["spec.accessModes: Required value"]),
    "modes are known": (
        volume(accessModes=["Some"]),
        [
            'spec.accessModes: Unsupported value: "Some": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", '
            '"ReadWriteOncePod"'
        ],
    ),
    "one pod alone": (
        volume(accessModes=["ReadWriteOncePod", "ReadOnlyMany"]),
        ["spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes"],
    ),
    "it holds something": (
        volume(capacity=None),
        [
            "spec.capacity: Required value",
            'spec.capacity: Unsupported value: null: supported values: "storage"',
        ],
    ),
    "storage, not memory": (
        volume(capacity={"memory": "1"}),
        ['spec.capacity: Unsupported value: {"memory":"1"}: supported values: "storage"'],
    ),
    "more than nothing": (
        volume(capacity={"storage": "0"}),
        ['spec.capacity[storage]: Invalid value: "0": must be greater than zero'],
    ),
    "no source": (volume(hostPath=None), ["spec: Required value: must specify a volume type"]),
    "two sources": (
        volume(hostPath={"path": "/a"}, nfs={"server": "s", "path": "/b"}),
        [f"spec.nfs: {ONE}"],
    ),
    "no steps back": (
        volume(hostPath={"path": "/a/../b", "type": "Thing"}),
        [
            "spec.hostPath.path: Invalid value: \"/a/../b\": must not contain '..'",
            'spec.hostPath.type: Unsupported value: "Thing": supported values: "", "BlockDevice", "CharDevice", "Directory", '
            '"DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
        ],
    ),
    "NFS has a server and a path": (
        volume(nfs={"path": "b"}),
        [
            "spec.nfs.server: Required value",
            'spec.nfs.path: Invalid value: "b": must be an absolute path',
        ],
    ),
    "a local one is on a node": (
        volume(local={"path": "/a"}),
        ["spec.nodeAffinity: Required value: Local volume requires node affinity"],
    ),
    "so": (volume(local={"path": "/a"}, nodeAffinity=LOCAL), []),
    "an affinity says something": (
        volume(nodeAffinity={}),
        ["spec.nodeAffinity.required: Required value: must specify required node constraints"],
    ),
    "in some term": (
        volume(nodeAffinity={"required": {}}),
        [
            "spec.nodeAffinity.required.nodeSelectorTerms: Required value: must have at least one node selector term"
        ],
    ),
    "CSI has a driver and a handle": (
        volume(csi={}),
        [
            "spec.csi.driver: Required value",
            f'spec.csi.driver: Invalid value: "": {SUBDOMAIN}',
            "spec.csi.volumeHandle: Required value",
        ],
    ),
    "and for staging any secret": (
        volume(
            csi={
                "driver": "a.b",
                "volumeHandle": "1",
                "nodeStageSecretRef": {"name": "A", "namespace": "b"},
            }
        ),
        [],
    ),
    "and secrets with names": (
        volume(csi={"driver": "a.b", "volumeHandle": "1", "nodePublishSecretRef": {"name": "A"}}),
        [
            f'spec.csi.nodePublishSecretRef.name: Invalid value: "A": {SUBDOMAIN}',
            "spec.csi.nodePublishSecretRef.namespace: Required value",
        ],
    ),
    "classes are names": (
        volume(storageClassName="A"),
        [f'spec.storageClassName: Invalid value: "A": {SUBDOMAIN}'],
    ),
    "modes of use are known": (
        volume(volumeMode="Tape"),
        ['spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"'],
    ),
    "policies are known": (
        volume(persistentVolumeReclaimPolicy="Burn"),
        [
            'spec.persistentVolumeReclaimPolicy: Unsupported value: "Burn": supported values: "Delete", "Recycle", "Retain"'
        ],
    ),
    "the root is not recycled": (
        volume(hostPath={"path": "/"}, persistentVolumeReclaimPolicy="Recycle"),
        [
            "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"
        ],
    ),
    "attributes are CSI's": (
        volume(volumeAttributesClassName=""),
        [
            "spec.volumeAttributesClassName: Required value: an empty string is disallowed",
            "spec.csi: Required value: has to be specified when using volumeAttributesClassName",
        ],
    ),
    "a partition has a number": (
        volume(gcePersistentDisk={"partition": 256}),
        [
            "spec.persistentDisk.pdName: Required value",
            "spec.persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive",
        ],
    ),
    "gluster is somewhere": (
        volume(glusterfs={"endpointsNamespace": ""}),
        [
            "spec.glusterfs.endpoints: Required value",
            "spec.glusterfs.path: Required value",
            'spec.glusterfs.endpointsNamespace: Invalid value: "": if the endpointnamespace is set, it must be a valid namespace name',
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_where_it_is_does_not_change(refusals: Refusals) -> None:
    (reason,) = refusals(volume(hostPath={"path": "/other"}), volume())
    assert reason.startswith(
        "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation\n"
    )
    assert '- \t\tpath: "/data",' in reason
    assert '+ \t\tpath: "/other",' in reason


UPDATES: dict[str, tuple[Object, Object, list[str]]] = {
    "it grows": (volume(), volume(capacity={"storage": "2Gi"}), []),
    "it stays what it is used as": (
        volume(),
        volume(volumeMode="Block"),
        ['volumeMode: Invalid value: "Block": field is immutable'],
    ),
    "nodes may be told once": (volume(), volume(nodeAffinity=LOCAL), []),
    "not twice": (
        volume(nodeAffinity=LOCAL),
        volume(),
        ["nodeAffinity: Invalid value: null: field is immutable"],
    ),
    "a secret for growing may come": (
        volume(csi={"driver": "a.b", "volumeHandle": "1"}),
        volume(
            csi={
                "driver": "a.b",
                "volumeHandle": "1",
                "controllerExpandSecretRef": {"name": "s", "namespace": "d"},
            }
        ),
        [],
    ),
}


@pytest.mark.parametrize(("old", "new", "reasons"), UPDATES.values(), ids=UPDATES)
def test_what_cannot_change(
    refusals: Refusals, old: Object, new: Object, reasons: list[str]
) -> None:
    assert refusals(new, old) == reasons


WARNINGS: dict[str, tuple[Object, list[str]]] = {
    "none": (volume(), []),
    "annotations": (
        volume({CLASS: "x", "volume.beta.kubernetes.io/mount-options": "ro"}),
        [
            f'metadata.annotations[{CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead',
            'metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use "mountOptions" attribute instead',
        ],
    ),
    "recycling": (
        volume(persistentVolumeReclaimPolicy="Recycle"),
        [
            "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic "
            "provisioning."
        ],
    ),
    "plugins that are gone": (
        volume(rbd={"monitors": ["a"], "image": "b"}),
        ["spec.rbd: deprecated in v1.28, non-functional in v1.31+"],
    ),
    "labels that are going": (
        volume(
            nodeAffinity={
                "required": {
                    "nodeSelectorTerms": [
                        {
                            "matchExpressions": [
                                {"key": "beta.kubernetes.io/os", "operator": "Exists"}
                            ]
                        }
                    ]
                }
            }
        ),
        [
            "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "
            '"kubernetes.io/os" instead'
        ],
    ),
}


@pytest.mark.parametrize(("given", "told"), WARNINGS.values(), ids=WARNINGS)
def test_warnings(admit: Admit, given: Object, told: list[str]) -> None:
    assert admit(given)[1] == told


BOUND = volume(
    claimRef={"namespace": "shop", "name": "data"},
    storageClassName="fast",
    accessModes=["ReadOnlyMany", "ReadWriteOnce"],
    persistentVolumeReclaimPolicy="Retain",
    volumeMode="Filesystem",
    nodeAffinity=LOCAL,
    status={"phase": "Bound"},
)


def test_its_table(cells: Callable[[Object], list[str]]) -> None:
    assert cells(BOUND) == [
        "1Gi",
        "RWO,ROX",
        "Retain",
        "Bound",
        "shop/data",
        "fast",
        "<unset>",
        "",
        "Filesystem",
    ]
    leaving = {
        **volume(),
        "metadata": {"name": "disk", "deletionTimestamp": "2026-11-23T08:00:00Z"},
    }
    assert cells(leaving)[3] == "Terminating"


def test_its_description(described: Callable[..., str]) -> None:
    assert (
        described(BOUND)
        == """\
Name:              disk
Labels:            <none>
Annotations:       <none>
Finalizers:        []
StorageClass:      fast
Status:            Bound
Claim:             shop/data
Reclaim Policy:    Retain
Access Modes:      RWO,ROX
VolumeMode:        Filesystem
Capacity:          1Gi
Node Affinity:    \x20
  Required Terms: \x20
    Term 0:        kubernetes.io/hostname in [n1]
Message:          \x20
Source:
    Type:          HostPath (bare host directory volume)
    Path:          /data
    HostPathType:  <none>
"""
    )
