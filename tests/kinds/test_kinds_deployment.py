"""Deployments: how pods are replaced."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.kinds import deployment as deployments
from minik.model.cluster import Cluster
from minik.model.object import Object, read, write
from minik.model.source import Objects

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
ROLLING = "spec.strategy.rollingUpdate"


def deployment(**changes: Any) -> Object:
    made: Object = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "c", "image": "registry.example/c:1"}]},
            },
        },
    }
    for path, value in changes.items():
        made = write(made, path.replace("__", "."), value)
    return made


def test_what_the_server_fills_in(admit: Admit) -> None:
    spec = admit(deployment())[0]["spec"]
    assert {
        name: value for name, value in spec.items() if name not in ("selector", "template")
    } == {
        "replicas": 1,
        "strategy": {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"},
        },
        "revisionHistoryLimit": 10,
        "progressDeadlineSeconds": 600,
    }
    assert admit(deployment(spec__strategy={"type": "Recreate"}))[0]["spec"]["strategy"] == {
        "type": "Recreate"
    }


PERCENT = (
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', "
    "regex used for validation is '[0-9]+%')"
)
STRATEGIES = [
    (
        {"type": "Recreate", "rollingUpdate": {}},
        [f"{ROLLING}: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ),
    (
        {"type": "Magic"},
        [
            'spec.strategy: Unsupported value: {"Type":"Magic","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"'
        ],
    ),
    (
        {"rollingUpdate": {"maxUnavailable": 0, "maxSurge": 0}},
        [f"{ROLLING}.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"],
    ),
    (
        {"rollingUpdate": {"maxUnavailable": "0%", "maxSurge": "0%"}},
        [f'{ROLLING}.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
    ),
    (
        {"rollingUpdate": {"maxUnavailable": "101%"}},
        [f'{ROLLING}.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
    ),
    (
        {"rollingUpdate": {"maxUnavailable": "many"}},
        [f'{ROLLING}.maxUnavailable: Invalid value: "many": {PERCENT}'],
    ),
    (
        {"rollingUpdate": {"maxSurge": -1}},
        [f"{ROLLING}.maxSurge: Invalid value: -1: must be greater than or equal to 0"],
    ),
    ({"rollingUpdate": {"maxUnavailable": 0, "maxSurge": "200%"}}, []),
]


@pytest.mark.parametrize(("strategy", "reasons"), STRATEGIES)
def test_strategies(refusals: Refusals, strategy: Object, reasons: list[str]) -> None:
    assert refusals(deployment(spec__strategy=strategy)) == reasons


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        (
            {"spec__minReadySeconds": -1},
            ["spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0"],
        ),
        (
            {"spec__revisionHistoryLimit": -1},
            ["spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0"],
        ),
        (
            {"spec__minReadySeconds": 600},
            [
                "spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds"
            ],
        ),
        (
            {"spec__progressDeadlineSeconds": 0},
            [
                "spec.progressDeadlineSeconds: Invalid value: 0: must be greater than minReadySeconds"
            ],
        ),
    ],
)
def test_patience(refusals: Refusals, changes: dict[str, int], reasons: list[str]) -> None:
    assert refusals(deployment(**changes)) == reasons


def test_a_change_of_its_annotations_is_a_new_generation(admit: Admit) -> None:
    assert (
        admit(deployment(metadata__annotations={"a": "b"}), deployment())[0]["metadata"][
            "generation"
        ]
        == 2
    )


def replica_set(name: str, image: str, created: str, owner: str = "u1", pods: int = 0) -> Object:
    containers = [{"name": "c", "image": f"registry.example/{image}"}]
    template = write(deployment()["spec"]["template"], "spec.containers", containers)
    template = write(template, "metadata.labels.pod-template-hash", name)
    metadata = {
        "name": name,
        "namespace": "default",
        "creationTimestamp": f"2026-11-23T{created}Z",
        "ownerReferences": [{"uid": owner, "controller": True}],
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": metadata,
        "spec": {"replicas": pods, "template": template},
        "status": {"replicas": pods},
    }


def test_the_replica_set_of_the_present_template_is_the_new_one() -> None:
    sets = [
        replica_set("a", "c:0", "08:00:01"),
        replica_set("b", "c:1", "08:00:00", pods=2),
        replica_set("c", "c:2", "08:00:00"),
        replica_set("d", "c:1", "07:00:00", "u2"),
    ]
    cluster = Cluster(
        Objects({"ReplicaSet": {f"default/{one['metadata']['name']}": one for one in sets}})
    )
    made = deployment(metadata__uid="u1")
    new, old = deployments.replica_sets(made, cluster)
    assert new is sets[1]
    assert [one["metadata"]["name"] for one in old] == ["c", "a"]
    described = deployments.describe(made, cluster).splitlines()
    assert described[-2:] == [
        "OldReplicaSets:\tc (0/0 replicas created), a (0/0 replicas created)",
        "NewReplicaSet:\tb (2/2 replicas created)",
    ]


def test_ready_of_wanted(admit: Admit) -> None:
    found = {
        **admit(deployment(spec__replicas=3))[0],
        "status": {"readyReplicas": 2, "updatedReplicas": 1},
    }
    cells = {column.title: column.cell(found, None) for column in deployments.KIND.columns}  # type: ignore[arg-type]
    assert cells == {
        "READY": "2/3",
        "UP-TO-DATE": "1",
        "AVAILABLE": "0",
        "CONTAINERS": "c",
        "IMAGES": "registry.example/c:1",
        "SELECTOR": "app=web",
    }
    assert read(found, "metadata.generation") == 1
