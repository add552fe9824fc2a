"""Defaults of volumes, by source."""

from collections.abc import Callable

from minik.kinds.pod.image import pull_policy
from minik.light_typing import Any
from minik.model import quantity
from minik.model.object import Object

MODE = 0o644
# type → what stands in its fields where nothing is said
FIELD_DEFAULTS: dict[str, dict[str, Any]] = {
    "azureDisk": {
        "cachingMode": "ReadWrite",
        "kind": "Shared",
        "fsType": "ext4",
        "readOnly": False,
    },
    "configMap": {"defaultMode": MODE},
    "downwardAPI": {"defaultMode": MODE},
    "hostPath": {"type": ""},
    "iscsi": {"iscsiInterface": "default"},
    "projected": {"defaultMode": MODE},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs", "secretRef": None},
    "secret": {"defaultMode": MODE},
}
# of these, nothing and the empty text are the same
EMPTY_IS_UNSET = frozenset(("iscsi", "rbd", "scaleIO"))
UNSERVED = frozenset(("clusterTrustBundle", "podCertificate"))
SOURCES = frozenset(
    (
        "awsElasticBlockStore",
        "azureDisk",
        "azureFile",
        "cephfs",
        "cinder",
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "fc",
        "flexVolume",
        "flocker",
        "gcePersistentDisk",
        "gitRepo",
        "glusterfs",
        "hostPath",
        "image",
        "iscsi",
        "nfs",
        "persistentVolumeClaim",
        "photonPersistentDisk",
        "portworxVolume",
        "projected",
        "quobyte",
        "rbd",
        "scaleIO",
        "secret",
        "storageos",
        "vsphereVolume",
    )
)


def default_volume(volume: Object) -> Object:
    """Fill in the defaults of a volume; one without a source is an emptyDir."""
    filled = {**volume}
    for kind, source in volume.items():
        if kind in SOURCES and source is not None:
            filled[kind] = default_source(kind, source)
    return (
        filled
        if any(volume.get(kind) is not None for kind in SOURCES & volume.keys())
        else {**volume, "emptyDir": {}}
    )


def default_source(kind: str, source: Object) -> Object:
    """Fill in the defaults of a source of one type."""
    fields = FIELD_DEFAULTS.get(kind, {})
    missing = {
        name: value
        for name, value in fields.items()
        if source.get(name) is None or (kind in EMPTY_IS_UNSET and not source[name])
    }
    filled = {**source, **missing} if missing else source
    return NESTED_DEFAULTS[kind](filled) if kind in NESTED_DEFAULTS else filled


def default_downward(source: Object) -> Object:
    """Fill in the defaults of a downwardAPI source's files."""
    items = source.get("items")
    return (
        {**source, "items": [default_field_ref(item or {}) for item in items]} if items else source
    )


def default_projected(source: Object) -> Object:
    """Fill in the defaults of each projected source; no sources become null."""
    return {
        **source,
        "sources": [
            default_projection(projection or {}) for projection in source.get("sources") or ()
        ]
        or None,
    }


def default_projection(source: Object) -> Object:
    """Fill in the defaults of one projected source; drop trust bundles and certificates, which are
    not served.
    """
    if not UNSERVED.isdisjoint(source):
        source = {name: value for name, value in source.items() if name not in UNSERVED}
    token, downward = source.get("serviceAccountToken"), source.get("downwardAPI")
    if token is not None and token.get("expirationSeconds") is None:
        source = {**source, "serviceAccountToken": {**token, "expirationSeconds": 3600}}
    return {**source, "downwardAPI": default_downward(downward)} if downward else source


def default_ephemeral(source: Object) -> Object:
    """Fill in the defaults of an ephemeral volume's claim template."""
    template = source.get("volumeClaimTemplate")
    if template is None:
        return source
    spec = template.get("spec") or {}
    filled = {
        **template,
        "metadata": template.get("metadata") or {},
        "spec": {"resources": {}, "volumeMode": "Filesystem", **spec},
    }
    return {**source, "volumeClaimTemplate": filled}


def default_image(source: Object) -> Object:
    """Fill in an image volume's pull policy."""
    return (
        source
        if source.get("pullPolicy")
        else {**source, "pullPolicy": pull_policy(source.get("reference") or "")}
    )


def default_field_ref(source: Object) -> Object:
    """Fill in the API version of a fieldRef, or the divisor of a resourceFieldRef (0 stands for 1)."""
    field, resource = source.get("fieldRef"), source.get("resourceFieldRef")
    if field is not None and not field.get("apiVersion"):
        source = {
            **source,
            "fieldRef": {
                "apiVersion": "v1",
                **{name: value for name, value in field.items() if name != "apiVersion"},
            },
        }
    if resource is not None:
        source = {
            **source,
            "resourceFieldRef": {
                **resource,
                "divisor": quantity.canonical(resource.get("divisor") or "0"),
            },
        }
    return source


NESTED_DEFAULTS: dict[str, Callable[[Object], Object]] = {
    "downwardAPI": default_downward,
    "ephemeral": default_ephemeral,
    "image": default_image,
    "projected": default_projected,
}
