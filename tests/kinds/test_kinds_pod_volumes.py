"""What is wrong with a volume, source by source, and what the server fills in in each."""

from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.kinds.pod.volume_defaults import default_volume
from minik.model.object import Object

HERE = "spec.volumes[0]"
KEY = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  "
    "or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}

WRONG: list[tuple[Object, list[str]]] = [
    (
        {"emptyDir": {"sizeLimit": "-1"}},
        [".emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity"],
    ),
    (
        {"emptyDir": {}, "hostPath": {"path": "/a"}},
        [".hostPath: Forbidden: may not specify more than 1 volume type"],
    ),
    ({"hostPath": {}}, [".hostPath.path: Required value"]),
    (
        {"hostPath": {"path": "/a/../b"}},
        [".hostPath.path: Invalid value: \"/a/../b\": must not contain '..'"],
    ),
    (
        {"hostPath": {"path": "/a", "type": "Hole"}},
        [
            '.hostPath.type: Unsupported value: "Hole": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", '
            '"File", "FileOrCreate", "Socket"'
        ],
    ),
    (
        {"gitRepo": {"directory": "/a"}},
        [
            ".gitRepo.repository: Required value",
            '.gitRepo.directory: Invalid value: "/a": must be a relative path',
        ],
    ),
    (
        {"gcePersistentDisk": {"partition": 256}},
        [
            ".persistentDisk.pdName: Required value",
            ".persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive",
        ],
    ),
    ({"awsElasticBlockStore": {}}, [".awsElasticBlockStore.volumeID: Required value"]),
    (
        {"secret": {"defaultMode": 512}},
        [
            ".secret.secretName: Required value",
            ".secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive",
        ],
    ),
    (
        {"configMap": {"name": "c", "items": [{"key": "k", "path": "../p"}, {"path": "/p"}]}},
        [
            ".configMap.items[0].path: Invalid value: \"../p\": must not contain '..'",
            ".configMap.items[1].key: Required value",
            '.configMap.items[1].path: Invalid value: "/p": must be a relative path',
        ],
    ),
    (
        {"secret": {"secretName": "s", "items": [{"key": "k", "path": "..p"}]}},
        [".secret.items[0].path: Invalid value: \"..p\": must not start with '..'"],
    ),
    (
        {"nfs": {}},
        [
            ".nfs.server: Required value",
            ".nfs.path: Required value",
            '.nfs.path: Invalid value: "": must be an absolute path',
        ],
    ),
    (
        {"nfs": {"server": "s", "path": "a"}},
        ['.nfs.path: Invalid value: "a": must be an absolute path'],
    ),
    (
        {"iscsi": {"targetPortal": "10.0.0.1", "iqn": "iqn.no", "lun": 256}},
        [
            '.iscsi.iqn: Invalid value: "iqn.no": must be valid format',
            ".iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive",
        ],
    ),
    (
        {"iscsi": {"targetPortal": "10.0.0.1", "iqn": "foo"}},
        ['.iscsi.iqn: Invalid value: "foo": must be valid format starting with iqn, eui, or naa'],
    ),
    (
        {
            "iscsi": {
                "targetPortal": "10.0.0.1",
                "iqn": "iqn.2015-02.example.com:test",
                "chapAuthSession": True,
            }
        },
        [".iscsi.secretRef: Required value"],
    ),
    ({"iscsi": {"iqn": "iqn.2015-02.example.com:test"}}, [".iscsi.targetPortal: Required value"]),
    (
        {"iscsi": {"targetPortal": "p", "iqn": "naa." + "0" * 32, "initiatorName": "eui.0"}},
        ['.iscsi.initiatorname: Invalid value: "eui.0": must be valid format'],
    ),
    (
        {
            "iscsi": {
                "targetPortal": "p" * 60,
                "iqn": "iqn.2015-02.example.com:test",
                "initiatorName": "iqn.2015-02.example.com:init",
            }
        },
        [
            '.name: Invalid value: "data": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if '
            "iscsi.initiatorName is specified."
        ],
    ),
    (
        {"glusterfs": {}},
        [".glusterfs.endpoints: Required value", ".glusterfs.path: Required value"],
    ),
    ({"flocker": {}}, [".flocker: Required value: one of datasetName and datasetUUID is required"]),
    (
        {"flocker": {"datasetName": "a/b"}},
        [".flocker.datasetName: Invalid value: \"a/b\": must not contain '/'"],
    ),
    (
        {"flocker": {"datasetName": "a", "datasetUUID": "b"}},
        [
            '.flocker: Invalid value: "resource": datasetName and datasetUUID can not be specified simultaneously'
        ],
    ),
    ({"persistentVolumeClaim": {}}, [".persistentVolumeClaim.claimName: Required value"]),
    ({"rbd": {}}, [".rbd.monitors: Required value", ".rbd.image: Required value"]),
    ({"cinder": {}}, [".cinder.volumeID: Required value"]),
    ({"cinder": {"volumeID": "v", "secretRef": {}}}, [".cinder.secretRef.name: Required value"]),
    ({"cephfs": {}}, [".cephfs.monitors: Required value"]),
    (
        {"quobyte": {"registry": "a", "volume": "v"}},
        [
            '.quobyte.registry: Invalid value: "a": must be a host:port pair or multiple pairs separated by commas'
        ],
    ),
    (
        {"quobyte": {}},
        [
            ".quobyte.registry: Required value: must be a host:port pair or multiple pairs separated by commas",
            ".quobyte.volume: Required value",
        ],
    ),
    (
        {"quobyte": {"registry": "a:1", "volume": "v", "tenant": "t" * 65}},
        [
            ".quobyte.tenant: Required value: must be a UUID and may not exceed a length of 64 characters"
        ],
    ),
    (
        {"fc": {"targetWWNs": ["a"], "wwids": ["b"], "lun": 256}},
        [
            '.fc.targetWWNs: Invalid value: ["a"]: targetWWNs and wwids can not be specified simultaneously',
            ".fc.lun: Invalid value: 256: must be between 0 and 255, inclusive",
        ],
    ),
    (
        {"fc": {}},
        [".fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both"],
    ),
    (
        {"fc": {"targetWWNs": ["a"]}},
        [".fc.lun: Required value: lun is required if targetWWNs is specified"],
    ),
    (
        {"flexVolume": {"options": {"x.k8s.io/a": "b"}}},
        [
            ".flexVolume.driver: Required value",
            '.flexVolume.options[x.k8s.io/a]: Invalid value: "x.k8s.io/a": kubernetes.io and k8s.io namespaces are reserved',
        ],
    ),
    (
        {"azureFile": {}},
        [".azureFile.secretName: Required value", ".azureFile.shareName: Required value"],
    ),
    (
        {"azureDisk": {"diskName": "d", "diskURI": "http://d", "kind": "Managed"}},
        [
            '.azureDisk.diskURI: Unsupported value: "http://d": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/'
            'providers/microsoft.compute/disks/{disk-id}"'
        ],
    ),
    (
        {"azureDisk": {"cachingMode": "Maybe", "kind": "Blue"}},
        [
            ".azureDisk.diskName: Required value",
            ".azureDisk.diskURI: Required value",
            '.azureDisk.cachingMode: Unsupported value: "Maybe": supported values: "None", "ReadOnly", "ReadWrite"',
            '.azureDisk.kind: Unsupported value: "Blue": supported values: "Dedicated", "Managed", "Shared"',
            '.azureDisk.diskURI: Unsupported value: "": supported values: "https://{account-name}.blob.core.windows.net/{container-name}/'
            '{disk-name}.vhd"',
        ],
    ),
    (
        {"storageos": {"volumeNamespace": "a.b", "secretRef": {}}},
        [
            ".storageos.volumeName: Required value",
            '.storageos.volumeNamespace: Invalid value: "a.b": must not contain dots',
            ".storageos.secretRef.name: Required value",
        ],
    ),
    ({"vsphereVolume": {}}, [".vsphereVolume.volumePath: Required value"]),
    ({"photonPersistentDisk": {}}, [".photonPersistentDisk.pdID: Required value"]),
    ({"portworxVolume": {}}, [".portworxVolume.volumeID: Required value"]),
    (
        {"scaleIO": {}},
        [
            ".scaleIO.gateway: Required value",
            ".scaleIO.system: Required value",
            ".scaleIO.volumeName: Required value",
        ],
    ),
    (
        {"csi": {"driver": "Bad_"}},
        [
            ".csi.driver: Invalid value: \"Bad_\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
            "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        ],
    ),
    (
        {"csi": {"driver": "d", "nodePublishSecretRef": {"name": "a_b"}}},
        [
            ".csi.name: Invalid value: \"a_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
            "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        ],
    ),
    (
        {"csi": {"driver": "d", "nodePublishSecretRef": {}}},
        [".csi.nodePublishSecretRef.name: Required value"],
    ),
    (
        {"image": {"reference": "i", "pullPolicy": "Maybe"}},
        [
            '.image.pullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"'
        ],
    ),
    ({"image": {}}, [".image.reference: Required value"]),
    ({"ephemeral": {}}, [".ephemeral.volumeClaimTemplate: Required value"]),
    (
        {"ephemeral": {"volumeClaimTemplate": {"spec": {**CLAIM, "accessModes": []}}}},
        [
            ".ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required"
        ],
    ),
    (
        {"ephemeral": {"volumeClaimTemplate": {"metadata": {"name": "n"}, "spec": CLAIM}}},
        [".ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set"],
    ),
    (
        {
            "ephemeral": {
                "volumeClaimTemplate": {
                    "metadata": {"labels": {"a": "-"}, "annotations": {"-": "b"}},
                    "spec": CLAIM,
                }
            }
        },
        [
            f'.ephemeral.volumeClaimTemplate.metadata.annotations: Invalid value: "-": name part {KEY}',
            '.ephemeral.volumeClaimTemplate.metadata.labels: Invalid value: "-": a valid label must be an empty string or consist of '
            "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
            "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ],
    ),
    (
        {"downwardAPI": {"items": [{"path": "p"}]}},
        [".downwardAPI: Required value: one of fieldRef and resourceFieldRef is required"],
    ),
    (
        {"downwardAPI": {"items": [{"path": "p", "resourceFieldRef": {"resource": "limits.cpu"}}]}},
        [".downwardAPI.resourceFieldRef.containerName: Required value"],
    ),
    (
        {"downwardAPI": {"items": [{"path": "p", "fieldRef": {"fieldPath": "status.podIP"}}]}},
        [
            '.downwardAPI.fieldRef.fieldPath: Unsupported value: "status.podIP": supported values: "metadata.annotations", "metadata.labels", '
            '"metadata.name", "metadata.namespace", "metadata.uid"'
        ],
    ),
    (
        {
            "downwardAPI": {
                "defaultMode": -1,
                "items": [
                    {
                        "mode": 512,
                        "fieldRef": {"fieldPath": "metadata.name"},
                        "resourceFieldRef": {"containerName": "web", "resource": "limits.cpu"},
                    }
                ],
            }
        },
        [
            ".downwardAPI.defaultMode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive",
            ".downwardAPI.path: Required value",
            '.downwardAPI: Invalid value: "resource": fieldRef and resourceFieldRef can not be specified simultaneously',
            ".downwardAPI.mode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive",
        ],
    ),
    (
        {"downwardAPI": {"items": [{"path": "/p", "fieldRef": {"fieldPath": "metadata.name"}}]}},
        ['.downwardAPI.path: Invalid value: "/p": must be a relative path'],
    ),
    (
        {"configMap": {"name": "c", "items": [{"key": "k", "path": "p", "mode": 512}]}},
        [
            ".configMap.items[0].mode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive"
        ],
    ),
    (
        {
            "projected": {
                "defaultMode": 512,
                "sources": [
                    {"secret": {"items": [{"key": "k"}]}},
                    {"downwardAPI": {"items": [{"path": "p"}]}},
                ],
            }
        },
        [
            ".projected.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive",
            ".projected.sources[0].secret.name: Required value",
            ".projected.sources[0].secret.items[0].path: Required value",
            ".projected.sources[1].downwardAPI: Required value: one of fieldRef and resourceFieldRef is required",
        ],
    ),
    (
        {
            "projected": {
                "sources": [
                    {"serviceAccountToken": {"expirationSeconds": 2**32 + 1}},
                    {"serviceAccountToken": {"path": "../t"}},
                ]
            }
        },
        [
            ".projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 "
            "seconds",
            ".projected.path: Required value",
            ".projected.path: Invalid value: \"../t\": must not contain '..'",
        ],
    ),
    (
        {
            "projected": {
                "sources": [
                    {"secret": {"name": "a", "items": [{"key": "k", "path": "p"}]}},
                    {"configMap": {"name": "b", "items": [{"key": "k", "path": "p"}]}},
                ]
            }
        },
        ['.projected: Invalid value: "b": conflicting duplicate paths'],
    ),
    (
        {"projected": {"sources": [{"secret": {"name": "a"}, "configMap": {"name": "b"}}]}},
        [".projected.sources[0]: Forbidden: may not specify more than 1 volume type per source"],
    ),
    (
        {
            "projected": {
                "sources": [{"serviceAccountToken": {"path": "t", "expirationSeconds": 599}}]
            }
        },
        [
            ".projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes"
        ],
    ),
]
FILLED: list[tuple[Object, Object]] = [
    ({}, {"emptyDir": {}}),
    ({"configMap": {"name": "c"}}, {"configMap": {"name": "c", "defaultMode": 420}}),
    (
        {"secret": {"secretName": "s", "defaultMode": 256}},
        {"secret": {"secretName": "s", "defaultMode": 256}},
    ),
    ({"hostPath": {"path": "/a"}}, {"hostPath": {"path": "/a", "type": ""}}),
    ({"iscsi": {}}, {"iscsi": {"iscsiInterface": "default"}}),
    (
        {"rbd": {"image": "i", "pool": "p"}},
        {"rbd": {"image": "i", "pool": "p", "user": "admin", "keyring": "/etc/ceph/keyring"}},
    ),
    (
        {"azureDisk": {"diskName": "d"}},
        {
            "azureDisk": {
                "diskName": "d",
                "cachingMode": "ReadWrite",
                "kind": "Shared",
                "fsType": "ext4",
                "readOnly": False,
            }
        },
    ),
    (
        {"image": {"reference": "a:1"}},
        {"image": {"reference": "a:1", "pullPolicy": "IfNotPresent"}},
    ),
    ({"image": {"reference": "a"}}, {"image": {"reference": "a", "pullPolicy": "Always"}}),
    (
        {"downwardAPI": {"items": [{"path": "p", "fieldRef": {"fieldPath": "metadata.name"}}]}},
        {
            "downwardAPI": {
                "items": [
                    {"path": "p", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}
                ],
                "defaultMode": 420,
            }
        },
    ),
    (
        {"projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}},
        {
            "projected": {
                "sources": [{"serviceAccountToken": {"path": "t", "expirationSeconds": 3600}}],
                "defaultMode": 420,
            }
        },
    ),
    (
        {"ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}},
        {
            "ephemeral": {
                "volumeClaimTemplate": {
                    "metadata": {},
                    "spec": {**CLAIM, "volumeMode": "Filesystem"},
                }
            }
        },
    ),
]


def problems(*volumes: Object, pod: str = "p", **spec: Any) -> list[str]:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    obj = build(
        "Pod",
        pod,
        "default",
        spec={
            "serviceAccountName": "default",
            "containers": [{"name": "web", "image": "nginx"}],
            "volumes": [*volumes],
            **spec,
        },
    )
    return list(map(str, kind.problems(kind.default(obj))))


@pytest.mark.parametrize(("source", "expected"), WRONG)
def test_what_is_wrong_with_a_source_is_told(source: Object, expected: list[str]) -> None:
    assert problems({"name": "data", **source}) == [HERE + told for told in expected]


@pytest.mark.parametrize(("source", "filled"), FILLED)
def test_a_source_is_filled_in(source: Object, filled: Object) -> None:
    assert default_volume({"name": "data", **source}) == {"name": "data", **filled}


def test_volumes_have_names_of_their_own() -> None:
    one: Object = {"name": "data", "emptyDir": {}}
    assert problems(one, one) == ['spec.volumes[1].name: Duplicate value: "data"']
    assert problems({"emptyDir": {}}) == ["spec.volumes[0].name: Required value"]
    assert problems({**one, "name": "a.b"}) == [
        'spec.volumes[0].name: Invalid value: "a.b": must not contain dots'
    ]


def test_a_volume_that_is_not_sound_cannot_be_mounted() -> None:
    mounting = [
        {"name": "web", "image": "nginx", "volumeMounts": [{"name": "data", "mountPath": "/a"}]}
    ]
    assert problems({"name": "data", "hostPath": {}}, containers=mounting) == [
        "spec.volumes[0].hostPath.path: Required value",
        'spec.containers[0].volumeMounts[0].name: Not found: "data"',
    ]


def test_the_claim_of_an_ephemeral_volume_belongs_to_that_volume() -> None:
    ephemeral: Object = {"name": "data", "ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}}
    other: Object = {"name": "other", "persistentVolumeClaim": {"claimName": "p-data"}}
    assert problems(ephemeral, other) == [
        'spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "p-data": must not reference a '
        "PVC that gets created for an ephemeral volume"
    ]


def test_the_claim_of_an_ephemeral_volume_has_a_name() -> None:
    found = problems(
        {"name": "d" * 60, "ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}}, pod="p" * 200
    )
    detail = "must be no more than 253 characters"
    assert found == [
        f'{HERE}.name: Invalid value: "{"d" * 60}": PVC name "{"p" * 200}-{"d" * 60}": {detail}'
    ]


def test_a_token_needs_an_account() -> None:
    token: Object = {
        "name": "token",
        "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]},
    }
    assert problems(token) == []
    assert problems(token, serviceAccountName="") == [
        "spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set"
    ]
