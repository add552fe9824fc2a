"""Storage drivers: CSIDrivers, CSINodes, CSIStorageCapacities and VolumeAttachments."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model import names
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
SUBDOMAIN = next(iter(names.subdomain("A b")))
NODE = "spec.drivers[0]"


def of(kind: str, name: str = "one", **fields: Any) -> Object:
    return {"apiVersion": "storage.k8s.io/v1", "kind": kind, "metadata": {"name": name}, **fields}


def driver(**spec: Any) -> Object:
    return of("CSIDriver", "disk.example.com", spec=spec)


def node(*drivers: Object) -> Object:
    return of("CSINode", "n1", spec={"drivers": list(drivers)})


def capacity(name: str = "fast", **fields: Any) -> Object:
    return of("CSIStorageCapacity", storageClassName=name, **fields)


def attachment(
    attacher: str = "disk.example.com", status: Object | None = None, **source: Any
) -> Object:
    return of(
        "VolumeAttachment",
        spec={"attacher": attacher, "nodeName": "n1", "source": source},
        status=status or {},
    )


DISK = {"name": "disk.example.com", "nodeID": "1"}
INLINE = {
    "accessModes": ["ReadWriteOnce"],
    "csi": {"driver": "disk.example.com", "volumeHandle": "1"},
}


def test_a_driver_wants_its_volumes_attached(admit: Admit) -> None:
    assert admit(driver())[0]["spec"] == {
        "attachRequired": True,
        "fsGroupPolicy": "ReadWriteOnceWithFSType",
        "podInfoOnMount": False,
        "requiresRepublish": False,
        "seLinuxMount": False,
        "storageCapacity": False,
        "volumeLifecycleModes": ["Persistent"],
    }
    assert admit(driver(attachRequired=False))[0]["spec"]["attachRequired"] is False


def test_whether_a_volume_is_attached_is_its_drivers_to_say(admit: Admit) -> None:
    assert admit(attachment(persistentVolumeName="disk", status={"attached": True}))[0][
        "status"
    ] == {"attached": False}


CASES: dict[str, tuple[Object, list[str]]] = {
    "a driver": (driver(), []),
    "in full": (
        driver(
            fsGroupPolicy="All",
            volumeLifecycleModes=["Eternal"],
            nodeAllocatableUpdatePeriodSeconds=9,
        ),
        [
            'spec.fsGroupPolicy: Unsupported value: "All": supported values: "File", "None", "ReadWriteOnceWithFSType"',
            'spec.volumeLifecycleModes: Unsupported value: "Eternal": supported values: "Persistent", "Ephemeral"',
            "spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 9: must be greater than or equal to 10 seconds",
        ],
    ),
    "a token an audience": (
        driver(tokenRequests=[{"audience": ""}, {"audience": ""}]),
        ['spec.tokenRequests[1].audience: Duplicate value: ""'],
    ),
    "for some time": (
        driver(
            tokenRequests=[
                {"expirationSeconds": 599},
                {"audience": "a", "expirationSeconds": 2**32 + 1},
            ]
        ),
        [
            "spec.tokenRequests[0].expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes",
            f"spec.tokenRequests[1].expirationSeconds: Invalid value: {2**32 + 1}: may not specify a duration larger than 2^32 seconds",
        ],
    ),
    "a node": (node(DISK), []),
    "its drivers have names and numbers": (
        node({}),
        [
            f"{NODE}.name: Required value",
            f'{NODE}.name: Invalid value: "": {SUBDOMAIN}',
            f"{NODE}.nodeID: Required value",
        ],
    ),
    "that differ": (
        node(DISK, DISK),
        ['spec.drivers[1].name: Duplicate value: "disk.example.com"'],
    ),
    "and are not endless": (
        node({**DISK, "nodeID": "x" * 257, "allocatable": {"count": -1}}),
        [
            f'{NODE}.nodeID: Invalid value: "{"x" * 257}": must be 256 characters or less',
            f"{NODE}.allocatable.count: Invalid value: -1: must be greater than or equal to 0",
        ],
    ),
    "its labels too": (
        node({**DISK, "topologyKeys": ["zone", "zone"]}),
        [f'{NODE}: Duplicate value: "zone"'],
    ),
    "a capacity": (capacity(capacity="1Gi", nodeTopology={"matchLabels": {"zone": "a"}}), []),
    "of a class": (
        capacity("A b", capacity="-1"),
        [
            f'storageClassName: Invalid value: "A b": {SUBDOMAIN}',
            'capacity: Invalid value: "-1": must be greater than or equal to 0',
        ],
    ),
    "an attachment": (attachment(persistentVolumeName="disk"), []),
    "of something": (
        attachment(""),
        [
            "spec.attacher: Required value",
            "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName",
            "spec.attacher: Required value",
            f'spec.attacher: Invalid value: "": {SUBDOMAIN}',
        ],
    ),
    "of one thing": (
        attachment(persistentVolumeName="disk", inlineVolumeSpec=INLINE),
        [
            "spec.source: Forbidden: must specify exactly one of inlineVolumeSpec and persistentVolumeName"
        ],
    ),
    "in place": (attachment(inlineVolumeSpec=INLINE), []),
    "but not as an object": (
        attachment(
            inlineVolumeSpec={
                "capacity": {"storage": "1"},
                "claimRef": {"name": "a"},
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "fast",
                "persistentVolumeReclaimPolicy": "Delete",
                "nodeAffinity": {},
                "volumeMode": "Block",
                "hostPath": {"path": "/a"},
            }
        ),
        [
            "spec.source.inlineVolumeSpec." + words + " in the context of inline volumes"
            for words in (
                "claimRef: Forbidden: may not be specified",
                "capacity: Forbidden: may not be specified",
                "csi: Required value: has to be specified",
                "persistentVolumeReclaimPolicy: Forbidden: may only be Retain",
                "nodeAffinity: Forbidden: may not be specified",
                "storageClassName: Forbidden: may not be specified",
                "volumeMode: Forbidden: may not specify volumeMode other than Filesystem",
            )
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


UPDATES: dict[str, tuple[Object, Object, list[str]]] = {
    "how a driver attaches stays": (
        driver(),
        driver(attachRequired=False, volumeLifecycleModes=["Ephemeral"]),
        [
            "spec.attachedRequired: Invalid value: false: field is immutable",
            'spec.volumeLifecycleModes: Invalid value: ["Ephemeral"]: field is immutable',
        ],
    ),
    "a driver may come and go": (node(DISK), node(), []),
    "but stays what it is": (
        node(DISK),
        node({**DISK, "nodeID": "2"}),
        [
            'spec.drivers: Invalid value: {"name":"disk.example.com","nodeID":"2","allocatable":null}: field is immutable'
        ],
    ),
    "a capacity changes": (capacity(capacity="1Gi"), capacity(capacity="2Gi"), []),
    "not its class": (
        capacity(),
        capacity("slow"),
        ['storageClassName: Invalid value: "slow": field is immutable'],
    ),
}


@pytest.mark.parametrize(("old", "new", "reasons"), UPDATES.values(), ids=UPDATES)
def test_what_cannot_change(
    refusals: Refusals, old: Object, new: Object, reasons: list[str]
) -> None:
    assert refusals(new, old) == reasons


def test_their_tables(cells: Callable[[Object], list[str]]) -> None:
    given = driver(
        attachRequired=True,
        tokenRequests=[{"audience": "a"}, {"audience": "b"}],
        volumeLifecycleModes=["Persistent"],
    )
    assert cells(given) == ["true", "false", "false", "a,b", "false", "Persistent"]
    assert cells(driver()) == ["false", "false", "false", "<unset>", "false", "<none>"]
    assert cells(node(DISK, DISK)) == ["2"]
    assert cells(capacity()) == ["one", "fast", "<unset>"]
    assert cells(attachment(persistentVolumeName="disk", status={"attached": True})) == [
        "disk.example.com",
        "disk",
        "n1",
        "true",
    ]


def test_a_nodes_drivers_are_described(described: Callable[..., str]) -> None:
    assert (
        described(node({**DISK, "allocatable": {"count": 4}, "topologyKeys": ["zone", "rack"]}))
        == """\
Name:               n1
Labels:             <none>
Annotations:        <none>
CreationTimestamp:  Mon, 01 Jan 0001 00:00:00 +0000
Spec:
  Drivers:
    disk.example.com:
      Node ID:  1
      Allocatables:
        Count:        4
      Topology Keys:  [zone rack]
"""
    )
