"""StatefulSets: pods with names and storage of their own."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.kinds import stateful_set as stateful_sets
from minik.model.object import Object, read, write

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
CLAIM: Object = {
    "metadata": {"name": "data"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}
SEALED = (
    "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)


def stateful_set(**changes: Any) -> Object:
    made: Object = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "db"},
        "spec": {
            "selector": {"matchLabels": {"app": "db"}},
            "serviceName": "db",
            "template": {
                "metadata": {"labels": {"app": "db"}},
                "spec": {"containers": [{"name": "c", "image": "registry.example/c:1"}]},
            },
        },
    }
    for path, value in changes.items():
        made = write(made, path.replace("__", "."), value)
    return made


def test_what_the_server_fills_in(admit: Admit) -> None:
    spec = admit(stateful_set(spec__volumeClaimTemplates=[CLAIM]))[0]["spec"]
    assert {
        name: value
        for name, value in spec.items()
        if name not in ("selector", "template", "serviceName")
    } == {
        "replicas": 1,
        "podManagementPolicy": "OrderedReady",
        "revisionHistoryLimit": 10,
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
        "volumeClaimTemplates": [
            {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "metadata": {"name": "data"},
                "spec": {**CLAIM["spec"], "volumeMode": "Filesystem"},
                "status": {"phase": "Pending"},
            }
        ],
    }


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"type": "OnDelete"}, {"type": "OnDelete"}),
        ({"type": "RollingUpdate"}, {"type": "RollingUpdate"}),
        (
            {"type": "RollingUpdate", "rollingUpdate": {}},
            {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        ),
        ({}, {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}),
    ],
)
def test_only_a_strategy_that_is_left_out_is_filled_in_whole(
    admit: Admit, given: Object, stored: Object
) -> None:
    assert admit(stateful_set(spec__updateStrategy=given))[0]["spec"]["updateStrategy"] == stored


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"spec__podManagementPolicy": "Wild"},
            """spec.podManagementPolicy: Invalid value: "Wild": must be 'OrderedReady' or 'Parallel'""",
        ),
        (
            {"spec__updateStrategy": {"type": "Wild"}},
            """spec.updateStrategy: Invalid value: {"Type":"Wild","RollingUpdate":null}: must be 'RollingUpdate' or 'OnDelete'""",
        ),
        (
            {"spec__updateStrategy": {"type": "OnDelete", "rollingUpdate": {"partition": 1}}},
            """spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: """
            "only allowed for updateStrategy 'RollingUpdate'",
        ),
        (
            {"spec__updateStrategy__rollingUpdate__partition": -1},
            "spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            {"spec__updateStrategy__rollingUpdate__maxUnavailable": 0},
            "spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0",
        ),
        (
            {"spec__persistentVolumeClaimRetentionPolicy__whenScaled": "Sell"},
            'spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "Sell": supported values: "Retain", "Delete"',
        ),
        (
            {"spec__ordinals__start": -1},
            "spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            {"metadata__name": "db.v1"},
            'metadata.name: Invalid value: "db.v1": must not contain dots',
        ),
        (
            {"spec__serviceName": "db.v1"},
            'spec.serviceName: Invalid value: "db.v1": must not contain dots',
        ),
        (
            {"spec__volumeClaimTemplates": [write(CLAIM, "spec.accessModes", [])]},
            "spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required",
        ),
    ],
)
def test_refusals(refusals: Refusals, changes: Object, reason: str) -> None:
    assert refusals(stateful_set(**changes))[:1] == [reason]


def test_a_claim_is_a_volume_of_its_pods(refusals: Refusals) -> None:
    mounting = stateful_set(
        spec__template__spec__containers=[
            {
                "name": "c",
                "image": "registry.example/c:1",
                "volumeMounts": [{"name": "data", "mountPath": "/data"}],
            }
        ]
    )
    assert refusals(mounting) == [
        'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"'
    ]
    assert refusals(write(mounting, "spec.volumeClaimTemplates", [CLAIM])) == []


def test_host_names_are_not_the_templates_to_give(refusals: Refusals) -> None:
    assert refusals(stateful_set(spec__template__spec__hostname="Not A Name")) == []


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"spec__serviceName": "other"}, [SEALED]),
        ({"spec__podManagementPolicy": "Parallel"}, [SEALED]),
        ({"spec__volumeClaimTemplates": [CLAIM]}, [SEALED]),
        ({"spec__replicas": 3}, []),
        ({"spec__ordinals__start": 3}, []),
        ({"spec__updateStrategy": {"type": "OnDelete"}}, []),
        ({"spec__minReadySeconds": 3}, []),
        ({"spec__revisionHistoryLimit": 3}, []),
        ({"spec__persistentVolumeClaimRetentionPolicy__whenScaled": "Delete"}, []),
        (
            {"spec__template__spec__containers": [{"name": "c", "image": "registry.example/c:2"}]},
            [],
        ),
    ],
)
def test_what_may_change(refusals: Refusals, changes: Object, reasons: list[str]) -> None:
    assert refusals(stateful_set(**changes), stateful_set()) == reasons


def test_warnings(admit: Admit) -> None:
    odd = stateful_set(
        spec__revisionHistoryLimit=-1,
        spec__volumeClaimTemplates=[write(CLAIM, "spec.resources.requests.storage", "1500m")],
    )
    assert admit(odd)[1] == [
        'spec.volumeClaimTemplates[0].spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
        "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended",
    ]


def test_accessors(admit: Admit) -> None:
    found = admit(
        stateful_set(
            spec__ordinals__start=2,
            spec__podManagementPolicy="Parallel",
            spec__volumeClaimTemplates=[CLAIM],
        )
    )[0]
    assert (
        stateful_sets.first_ordinal(found),
        stateful_sets.service_name(found),
        stateful_sets.is_ordered(found),
    ) == (2, "db", False)
    assert [read(claim, "metadata.name") for claim in stateful_sets.claim_templates(found)] == [
        "data"
    ]
