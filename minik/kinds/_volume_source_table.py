"""Which lines describe prints for each kind of volume source."""

from collections.abc import Sequence

from minik.kinds.layout import NONE
from minik.light_typing import Any, NamedTuple, TypeAlias

Line: TypeAlias = tuple[str, str, Any]  # title, field, what an unset field is shown as
LONGEST_ATTRIBUTE = 140


class Source(NamedTuple):
    """A type of volume source: its description, and a line for each of its fields."""

    meaning: str
    lines: Sequence[Line]


FILE_SYSTEM: Line = ("FSType:", "fsType", "")
READ_ONLY: Line = ("ReadOnly:", "readOnly", False)
SECRET: Line = ("SecretRef:", "secretRef", None)
PARTITION: Line = ("Partition:", "partition", 0)
SOURCES = {
    "hostPath": Source(
        "HostPath (bare host directory volume)",
        (("Path:", "path", ""), ("HostPathType:", "type", NONE)),
    ),
    "emptyDir": Source(
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        (("Medium:", "medium", ""), ("SizeLimit:", "sizeLimit", "<unset>")),
    ),
    "gcePersistentDisk": Source(
        "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
        (("PDName:", "pdName", ""), FILE_SYSTEM, PARTITION, READ_ONLY),
    ),
    "awsElasticBlockStore": Source(
        "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
        (("VolumeID:", "volumeID", ""), FILE_SYSTEM, PARTITION, READ_ONLY),
    ),
    "gitRepo": Source(
        "GitRepo (a volume that is pulled from git when the pod is created)",
        (("Repository:", "repository", ""), ("Revision:", "revision", "")),
    ),
    "secret": Source(
        "Secret (a volume populated by a Secret)",
        (("SecretName:", "secretName", ""), ("Optional:", "optional", False)),
    ),
    "configMap": Source(
        "ConfigMap (a volume populated by a ConfigMap)",
        (("Name:", "name", ""), ("Optional:", "optional", False)),
    ),
    "nfs": Source(
        "NFS (an NFS mount that lasts the lifetime of a pod)",
        (("Server:", "server", ""), ("Path:", "path", ""), READ_ONLY),
    ),
    "iscsi": Source(
        "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
        (
            ("TargetPortal:", "targetPortal", ""),
            ("IQN:", "iqn", ""),
            ("Lun:", "lun", 0),
            ("ISCSIInterface", "iscsiInterface", ""),
            FILE_SYSTEM,
            READ_ONLY,
            ("Portals:", "portals", ()),
            ("DiscoveryCHAPAuth:", "chapAuthDiscovery", False),
            ("SessionCHAPAuth:", "chapAuthSession", False),
            SECRET,
            ("InitiatorName:", "initiatorName", NONE),
        ),
    ),
    "glusterfs": Source(
        "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
        (("EndpointsName:", "endpoints", ""), ("Path:", "path", ""), READ_ONLY),
    ),
    "persistentVolumeClaim": Source(
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        (("ClaimName:", "claimName", ""), READ_ONLY),
    ),
    "ephemeral": Source(
        "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
        (),
    ),
    "rbd": Source(
        "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
        (
            ("CephMonitors:", "monitors", ()),
            ("RBDImage:", "image", ""),
            FILE_SYSTEM,
            ("RBDPool:", "pool", ""),
            ("RadosUser:", "user", ""),
            ("Keyring:", "keyring", ""),
            SECRET,
            READ_ONLY,
        ),
    ),
    "quobyte": Source(
        "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
        (("Registry:", "registry", ""), ("Volume:", "volume", ""), READ_ONLY),
    ),
    "downwardAPI": Source("DownwardAPI (a volume populated by information about the pod)", ()),
    "azureDisk": Source(
        "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
        (
            ("DiskName:", "diskName", ""),
            ("DiskURI:", "diskURI", ""),
            ("Kind: ", "kind", "Shared"),
            ("FSType:", "fsType", "ext4"),
            ("CachingMode:", "cachingMode", "ReadWrite"),
            READ_ONLY,
        ),
    ),
    "vsphereVolume": Source(
        "vSphereVolume (a Persistent Disk resource in vSphere)",
        (
            ("VolumePath:", "volumePath", ""),
            FILE_SYSTEM,
            ("StoragePolicyName:", "storagePolicyName", ""),
        ),
    ),
    "cinder": Source(
        "Cinder (a Persistent Disk resource in OpenStack)",
        (("VolumeID:", "volumeID", ""), FILE_SYSTEM, READ_ONLY, SECRET),
    ),
    "photonPersistentDisk": Source(
        "PhotonPersistentDisk (a Persistent Disk resource in photon platform)",
        (("PdID:", "pdID", ""), FILE_SYSTEM),
    ),
    "portworxVolume": Source(
        "PortworxVolume (a Portworx Volume resource)", (("VolumeID:", "volumeID", ""),)
    ),
    "scaleIO": Source(
        "ScaleIO (a persistent volume backed by a block device in ScaleIO)",
        (
            ("Gateway:", "gateway", ""),
            ("System:", "system", ""),
            ("Protection Domain:", "protectionDomain", ""),
            ("Storage Pool:", "storagePool", ""),
            ("Storage Mode:", "storageMode", ""),
            ("VolumeName:", "volumeName", ""),
            FILE_SYSTEM,
            READ_ONLY,
        ),
    ),
    "cephfs": Source(
        "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
        (
            ("Monitors:", "monitors", ()),
            ("Path:", "path", ""),
            ("User:", "user", ""),
            ("SecretFile:", "secretFile", ""),
            SECRET,
            READ_ONLY,
        ),
    ),
    "storageos": Source(
        "StorageOS (a StorageOS Persistent Disk resource)",
        (
            ("VolumeName:", "volumeName", ""),
            ("VolumeNamespace:", "volumeNamespace", ""),
            FILE_SYSTEM,
            READ_ONLY,
        ),
    ),
    "fc": Source(
        "FC (a Fibre Channel disk)",
        (("TargetWWNs:", "targetWWNs", ""), ("LUN:", "lun", NONE), FILE_SYSTEM, READ_ONLY),
    ),
    "azureFile": Source(
        "AzureFile (an Azure File Service mount on the host and bind mount to the pod)",
        (("SecretName:", "secretName", ""), ("ShareName:", "shareName", ""), READ_ONLY),
    ),
    "flexVolume": Source(
        "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
        (("Driver:", "driver", ""), FILE_SYSTEM, SECRET, READ_ONLY, ("Options:", "options", {})),
    ),
    "flocker": Source(
        "Flocker (a Flocker volume mounted by the Flocker agent)",
        (("DatasetName:", "datasetName", ""), ("DatasetUUID:", "datasetUUID", "")),
    ),
    "projected": Source(
        "Projected (a volume that contains injected data from multiple sources)", ()
    ),
    "csi": Source(
        "CSI (a Container Storage Interface (CSI) volume source)",
        (("Driver:", "driver", ""), FILE_SYSTEM, READ_ONLY),
    ),
    "image": Source(
        "Image (a container image or OCI artifact)",
        (("Reference:", "reference", ""), ("PullPolicy:", "pullPolicy", "")),
    ),
}
# The sources whose lines differ between a PersistentVolume and a pod's volume.
PERSISTENT = {
    "local": Source(
        "LocalVolume (a persistent volume backed by local storage on a node)",
        (("Path:", "path", ""),),
    ),
    "glusterfs": Source(
        SOURCES["glusterfs"].meaning,
        (
            ("EndpointsName:", "endpoints", ""),
            ("EndpointsNamespace:", "endpointsNamespace", "<unset>"),
            ("Path:", "path", ""),
            READ_ONLY,
        ),
    ),
    "scaleIO": Source(
        SOURCES["scaleIO"].meaning,
        (
            *SOURCES["scaleIO"].lines[:6],
            ("SecretName:", "secretRef.name", ""),
            ("SecretNamespace:", "secretRef.namespace", ""),
            FILE_SYSTEM,
            READ_ONLY,
        ),
    ),
    "azureFile": Source(
        SOURCES["azureFile"].meaning,
        (
            ("SecretName:", "secretName", ""),
            ("SecretNamespace:", "secretNamespace", ""),
            ("ShareName:", "shareName", ""),
            READ_ONLY,
        ),
    ),
    "csi": Source(
        SOURCES["csi"].meaning,
        (("Driver:", "driver", ""), FILE_SYSTEM, ("VolumeHandle:", "volumeHandle", ""), READ_ONLY),
    ),
}
