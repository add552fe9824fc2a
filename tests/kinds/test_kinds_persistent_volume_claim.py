"""PersistentVolumeClaims: their class, what they may ask for, what of a bound one may change; table
and description.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik import kinds
from minik.intake import registry
from minik.model import names
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
SUBDOMAIN = next(iter(names.subdomain("A")))
CLASS = "volume.beta.kubernetes.io/storage-class"
NAMESPACE: Object = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}


def claim(
    annotations: Object | None = None,
    size: str | None = "1Gi",
    status: Object | None = None,
    **spec: Any,
) -> Object:
    asked = {
        "accessModes": ["ReadWriteOnce"],
        **({"resources": {"requests": {"storage": size}}} if size else {}),
        **spec,
    }
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "spec": asked,
        "metadata": {
            "name": "data",
            "namespace": "default",
            **({"annotations": annotations} if annotations else {}),
        },
        **({"status": status} if status else {}),
    }


def storage_class(name: str, made: str, default: str = "true") -> Object:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "provisioner": "x",
        "metadata": {
            "name": name,
            "creationTimestamp": made,
            "annotations": {"storageclass.kubernetes.io/is-default-class": default},
        },
    }


def class_given(document: Object, *classes: Object) -> str | None:
    """The class that a claim gets in a cluster with some classes."""
    found = Objects({"Namespace": {"default": NAMESPACE}, "StorageClass.storage.k8s.io": {}})
    found[kinds.kind_of_key("StorageClass").key] = {one["metadata"]["name"]: one for one in classes}
    made, _ = registry.create(
        Cluster(found).draft(), kinds.kind_of_key("PersistentVolumeClaim"), document
    )
    name: str | None = made["spec"].get("storageClassName")
    return name


def test_a_claim_that_names_no_class_gets_the_youngest_default() -> None:
    old, young = (
        storage_class("old", "2026-01-01T00:00:00Z"),
        storage_class("young", "2026-02-01T00:00:00Z"),
    )
    other = storage_class("other", "2026-03-01T00:00:00Z", "false")
    assert class_given(claim(), old, young, other) == "young"
    assert class_given(claim(), other) is None
    assert class_given(claim(storageClassName=""), old) == ""
    assert class_given(claim({CLASS: "slow"}), old) is None


def test_a_new_one_is_pending_and_protected(admit: Admit) -> None:
    made, _ = admit(claim(status={"phase": "Bound"}))
    assert made["status"] == {"phase": "Pending"}
    assert made["metadata"]["finalizers"] == ["kubernetes.io/pvc-protection"]
    assert made["spec"]["volumeMode"] == "Filesystem"


SNAPSHOT = {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "s"}


def test_what_it_is_filled_from_is_told_twice(admit: Admit) -> None:
    for given in (claim(dataSource=SNAPSHOT), claim(dataSourceRef=SNAPSHOT)):
        spec = admit(given)[0]["spec"]
        assert (spec["dataSource"], spec["dataSourceRef"]) == (SNAPSHOT, SNAPSHOT)
    assert (
        "dataSource"
        not in admit(claim(dataSourceRef={**SNAPSHOT, "namespace": "other"}))[0]["spec"]
    )


EMPTY = [
    "{0}.name: Required value",
    "{0}.kind: Required value",
    "{0}: Invalid value: \"\": must be 'PersistentVolumeClaim' when referencing the default apiGroup",
]
CASES: dict[str, tuple[Object, list[str]]] = {
    "a gibibyte": (claim(), []),
    "no mode": (
        claim(accessModes=[]),
        ["spec.accessModes: Required value: at least 1 access mode is required"],
    ),
    "modes are known": (
        claim(accessModes=["Some"]),
        [
            'spec.accessModes: Unsupported value: "Some": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", '
            '"ReadWriteOncePod"'
        ],
    ),
    "no size": (claim(size=None), ["spec.resources[storage]: Required value"]),
    "something": (
        claim(size="0"),
        ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
    ),
    "a class is a name": (
        claim(storageClassName="A"),
        [f'spec.storageClassName: Invalid value: "A": {SUBDOMAIN}'],
    ),
    "uses are known": (
        claim(volumeMode="Tape"),
        ['spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"'],
    ),
    "a selector is one": (
        claim(selector={"matchExpressions": [{"key": "a", "operator": "Is"}]}),
        [
            'spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator'
        ],
    ),
    "a source has a name and a kind": (
        claim(dataSource={}),
        [
            words.format(f"spec.{field}")
            for field in ("dataSource", "dataSourceRef")
            for words in EMPTY
        ],
    ),
    "the same source": (
        claim(dataSource=SNAPSHOT, dataSourceRef={**SNAPSHOT, "name": "t"}),
        ["spec: Invalid value: {}: must match dataSourceRef"],
    ),
    "not from elsewhere and here": (
        claim(dataSource=SNAPSHOT, dataSourceRef={**SNAPSHOT, "namespace": "a"}),
        ["spec: Invalid value: {}: may not be specified when dataSourceRef.namespace is specified"],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


SEALED = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
BOUND = {"phase": "Bound", "capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"]}


def updated(old: Object, new: Object) -> list[str]:
    """The first lines of what is wrong with an update of a claim that is stored as it is."""
    kind = kinds.kind_of_key("PersistentVolumeClaim")
    return [
        str(problem).partition("\n")[0]
        for problem in kind.update_problems({**new, "status": old.get("status") or {}}, old)
    ]


UPDATES: dict[str, tuple[Object, Object, list[str]]] = {
    "a volume can be given": (claim(), claim(volumeName="disk"), []),
    "not another": (
        claim(volumeName="disk"),
        claim(volumeName="other"),
        [f"spec: Forbidden: {SEALED}"],
    ),
    "a class can be given": (claim(), claim(storageClassName="fast"), []),
    "not another class": (
        claim(storageClassName="fast"),
        claim(storageClassName="slow"),
        [f"spec: Forbidden: {SEALED}"],
    ),
    "a class moves out of its annotation": (
        claim({CLASS: "fast"}),
        claim(storageClassName="fast"),
        [],
    ),
    "an annotation stays": (
        claim({CLASS: "fast"}),
        claim({CLASS: "slow"}),
        [f'metadata.annotations[{CLASS}]: Invalid value: "slow": field is immutable'],
    ),
    "a bound one grows": (
        claim(volumeName="disk", status=BOUND),
        claim(volumeName="disk", size="2Gi"),
        [],
    ),
    "a pending one does not": (claim(), claim(size="2Gi"), [f"spec: Forbidden: {SEALED}"]),
    "none shrinks": (
        claim(status=BOUND),
        claim(size="512Mi"),
        ["spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"],
    ),
    "an attributes class is not taken away": (
        claim(volumeAttributesClassName="gold", status=BOUND),
        claim(),
        [
            "spec.volumeAttributesClassName: Forbidden: update from non-nil value to nil is forbidden"
        ],
    ),
    "it stays what it is used as": (
        claim(volumeMode="Block"),
        claim(volumeMode="Filesystem"),
        [
            f"spec: Forbidden: {SEALED}",
            'volumeMode: Invalid value: "Filesystem": field is immutable',
        ],
    ),
}


@pytest.mark.parametrize(("old", "new", "reasons"), UPDATES.values(), ids=UPDATES)
def test_what_cannot_change(old: Object, new: Object, reasons: list[str]) -> None:
    assert updated(old, new) == reasons


def test_a_refusal_tells_what_would_change(refusals: Refusals) -> None:
    (reason,) = refusals(claim(accessModes=["ReadOnlyMany"]), claim())
    assert '- \taccessModes: ["ReadWriteOnce"],\n+ \taccessModes: ["ReadOnlyMany"],' in reason


def test_an_old_annotation_and_half_bytes_are_warned_of(admit: Admit) -> None:
    assert admit(claim({CLASS: "fast"}, size="1500m"))[1] == [
        f'metadata.annotations[{CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead',
        'spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
    ]


GOT = claim(volumeName="disk", storageClassName="fast", volumeMode="Filesystem", status=BOUND)


def test_its_table(cells: Callable[[Object], list[str]]) -> None:
    assert cells(GOT) == ["Bound", "disk", "1Gi", "RWO", "fast", "<unset>", "Filesystem"]
    assert cells(claim(status={"phase": "Pending", "capacity": {"storage": "1Gi"}})) == [
        "Pending",
        "",
        "",
        "",
        "",
        "<unset>",
        "<unset>",
    ]


def test_its_description_names_the_pods_that_use_it(described: Callable[..., str]) -> None:
    pods = [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]},
        }
        for namespace, name in (("default", "a"), ("default", "b"), ("other", "c"))
    ]
    conditions = [
        {"type": "Resizing", "status": "True", "lastTransitionTime": "2026-11-23T08:00:00Z"}
    ]
    given = {**GOT, "status": {**BOUND, "conditions": conditions}}
    assert (
        described(given, *pods)
        == """\
Name:          data
Namespace:     default
StorageClass:  fast
Status:        Bound
Volume:        disk
Labels:        <none>
Annotations:   <none>
Finalizers:    []
Capacity:      1Gi
Access Modes:  RWO
VolumeMode:    Filesystem
Used By:       a
               b
Conditions:
  Type       Status  LastProbeTime                     LastTransitionTime                Reason  Message
  ----       ------  -----------------                 ------------------                ------  -------
  Resizing   True    Mon, 01 Jan 0001 00:00:00 +0000   Mon, 23 Nov 2026 08:00:00 +0000          \x20
"""
    )


def test_a_claim_that_was_made_for_a_pod_is_used_by_it(described: Callable[..., str]) -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "namespace": "default", "uid": "1"},
        "spec": {"volumes": [{"name": "scratch", "ephemeral": {"volumeClaimTemplate": {}}}]},
    }
    owned = [
        {
            **GOT,
            "metadata": {
                **GOT["metadata"],
                "ownerReferences": [{"kind": "Pod", "name": "web", "uid": uid}],
            },
        }
        for uid in "12"
    ]
    assert "Used By:       web\n" in described(owned[0], pod)
    assert "Used By:       <none>\n" in described(owned[1], pod)


def test_one_that_is_going_says_so(described: Callable[..., str]) -> None:
    going = {
        "deletionTimestamp": "2026-11-23T08:00:00Z",
        "finalizers": ["kubernetes.io/pvc-protection"],
    }
    leaving = {**GOT, "metadata": {**GOT["metadata"], **going}}
    text = described(leaving)
    assert "Status:        Terminating (lasts 12m)\n" in text
    assert "Finalizers:    [kubernetes.io/pvc-protection]\n" in text
