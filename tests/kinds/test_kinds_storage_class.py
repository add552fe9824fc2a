"""StorageClasses and VolumeAttributesClasses: rules, what cannot be changed, which is the default,
table and description.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model import names
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
DEFAULT = "storageclass.kubernetes.io/is-default-class"
TOPOLOGY = "allowedTopologies[{}].matchLabelExpressions"
QUALIFIED = next(iter(names.qualified_name("a b")))


def storage(
    annotations: Object | None = None, provisioner: str = "example.com/disk", **fields: Any
) -> Object:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "provisioner": provisioner,
        **fields,
        "metadata": {"name": "fast", **({"annotations": annotations} if annotations else {})},
    }


def attributes(driver: str = "disk.example.com", **parameters: str) -> Object:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "VolumeAttributesClass",
        "metadata": {"name": "gold"},
        "driverName": driver,
        "parameters": parameters,
    }


def within(*terms: list[tuple[str, list[str]]]) -> Object:
    expressions = ([{"key": key, "values": values} for key, values in term] for term in terms)
    return storage(allowedTopologies=[{"matchLabelExpressions": term} for term in expressions])


def test_volumes_go_with_their_claims_and_are_made_at_once(admit: Admit) -> None:
    made, _ = admit(storage())
    assert (made["reclaimPolicy"], made["volumeBindingMode"]) == ("Delete", "Immediate")


CASES: dict[str, tuple[Object, list[str]]] = {
    "a provisioner": (storage(provisioner="kubernetes.io/AWS-ebs"), []),
    "there is one": (storage(provisioner=""), ["provisioner: Required value"]),
    "with a name": (
        storage(provisioner="a b"),
        [f'provisioner: Invalid value: "a b": {QUALIFIED}'],
    ),
    "policies are known": (
        storage(reclaimPolicy="Recycle"),
        ['reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"'],
    ),
    "modes are known": (
        storage(volumeBindingMode="Later"),
        [
            'volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"'
        ],
    ),
    "parameters have names": (
        storage(parameters={"": "x"}),
        ['parameters: Invalid value: "": field can not be empty.'],
    ),
    "not without end": (
        storage(parameters={"a": "x" * 262144}),
        ["parameters: Too long: may not be more than 262144 bytes"],
    ),
    "nor number": (
        storage(parameters={str(number): "" for number in range(513)}),
        ["parameters: Too long: may not be more than 512 bytes"],
    ),
    "a place": (within([("zone", ["a", "b"])], [("zone", ["c"])]), []),
    "some places": (within([("zone", [])]), [f"{TOPOLOGY.format(0)}[0].values: Required value"]),
    "a place once": (
        within([("zone", ["a", "a"])]),
        [f'{TOPOLOGY.format(0)}[0].values[1]: Duplicate value: "a"'],
    ),
    "a label once": (
        within([("zone", ["a"]), ("zone", ["b"])]),
        [f'{TOPOLOGY.format(0)}[1].key: Duplicate value: "zone"'],
    ),
    "a term once": (
        within([("zone", ["a", "b"])], [("zone", ["b", "a"])]),
        [f'{TOPOLOGY.format(1)}: Duplicate value: ""'],
    ),
    "attributes": (attributes(iops="5"), []),
    "attributes say something": (
        attributes(""),
        [
            "driverName: Required value",
            "parameters: Required value: must contain at least one key/value pair",
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


UPDATES: dict[str, tuple[Object, Object, list[str]]] = {
    "it may let volumes grow": (storage(), storage(allowVolumeExpansion=True), []),
    "all else stays": (
        storage(),
        storage(
            provisioner="other",
            parameters={"a": "b"},
            reclaimPolicy="Retain",
            volumeBindingMode="WaitForFirstConsumer",
        ),
        [
            "parameters: Forbidden: updates to parameters are forbidden.",
            "provisioner: Forbidden: updates to provisioner are forbidden.",
            "reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.",
            'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
        ],
    ),
    "attributes stay": (
        attributes(iops="5"),
        attributes("other", iops="6"),
        [
            "driverName: Forbidden: updates to driverName are forbidden.",
            "parameters: Forbidden: updates to parameters are forbidden.",
        ],
    ),
}


@pytest.mark.parametrize(("old", "new", "reasons"), UPDATES.values(), ids=UPDATES)
def test_what_cannot_change(
    refusals: Refusals, old: Object, new: Object, reasons: list[str]
) -> None:
    assert refusals(new, old) == reasons


def test_labels_that_are_going_are_warned_of(admit: Admit) -> None:
    assert admit(within([("failure-domain.beta.kubernetes.io/zone", ["a"])]))[1] == [
        f"{TOPOLOGY.format(0)}[0].key: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "
        '"topology.kubernetes.io/zone" instead'
    ]


@pytest.mark.parametrize(
    ("annotations", "name"),
    [
        ({}, "fast"),
        ({DEFAULT: "true"}, "fast (default)"),
        ({DEFAULT: "yes"}, "fast"),
        ({"storageclass.beta.kubernetes.io/is-default-class": "true"}, "fast (default)"),
    ],
)
def test_its_table_tells_which_is_the_default(
    cells: Callable[[Object], list[str]], annotations: Object, name: str
) -> None:
    assert cells(storage(annotations))[:1] == [name]


def test_the_rest_of_its_table(cells: Callable[[Object], list[str]]) -> None:
    made = storage(reclaimPolicy="Retain", allowVolumeExpansion=True)
    made["metadata"]["creationTimestamp"] = "2026-11-23T08:00:00Z"
    assert cells(made)[1:] == ["example.com/disk", "Retain", "Immediate", "true", "12m"]
    assert cells(attributes()) == ["gold", "disk.example.com", "<unknown>"]
    chosen = attributes()
    chosen["metadata"]["annotations"] = {
        "volumeattributesclass.alpha.kubernetes.io/is-default-class": "true"
    }
    assert cells(chosen)[0] == "gold (default)"


def test_their_descriptions(described: Callable[..., str]) -> None:
    given = {
        **within([("zone", ["a", "b"]), ("rack", ["1"])], []),
        "mountOptions": ["ro", "soft"],
        "reclaimPolicy": "Delete",
    }
    assert (
        described(
            {
                **given,
                "metadata": {"name": "fast", "annotations": {DEFAULT: "true"}},
                "parameters": {"b": "2", "a": "1"},
            }
        )
        == """\
Name:                  fast
IsDefaultClass:        Yes
Annotations:           storageclass.kubernetes.io/is-default-class=true
Provisioner:           example.com/disk
Parameters:            a=1,b=2
AllowVolumeExpansion:  <unset>
MountOptions:
  ro
  soft
ReclaimPolicy:      Delete
AllowedTopologies: \x20
  Term 0:           zone in [a, b]
                    rack in [1]
  Term 1:           <none>
"""
    )
    assert (
        described(attributes(iops="5"))
        == """\
Name:         gold
Annotations:  <none>
DriverName:   disk.example.com
Parameters:   iops=5
"""
    )
