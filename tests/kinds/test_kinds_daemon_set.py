"""DaemonSets: one pod a node, replaced one node at a time."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.kinds.daemon_set import GENERATION
from minik.model.object import Object, write

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
ROLLING = "spec.updateStrategy.rollingUpdate"


def daemon_set(**changes: Any) -> Object:
    made: Object = {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "agent"},
        "spec": {
            "selector": {"matchLabels": {"app": "agent"}},
            "template": {
                "metadata": {"labels": {"app": "agent"}},
                "spec": {"containers": [{"name": "c", "image": "registry.example/c:1"}]},
            },
        },
    }
    for path, value in changes.items():
        made = write(made, path.replace("__", "."), value)
    return made


def test_what_the_server_fills_in(admit: Admit) -> None:
    stored = admit(daemon_set())[0]
    assert stored["spec"]["updateStrategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0},
    }
    assert stored["spec"]["revisionHistoryLimit"] == 10
    assert stored["metadata"]["annotations"] == {GENERATION: "1"}


def test_its_template_has_a_generation_of_its_own(admit: Admit) -> None:
    other = daemon_set(
        spec__template__spec__containers=[{"name": "c", "image": "registry.example/c:2"}],
        metadata__annotations={"a": "b"},
    )
    assert admit(other, daemon_set())[0]["metadata"]["annotations"] == {GENERATION: "2", "a": "b"}
    assert admit(daemon_set(spec__minReadySeconds=1), daemon_set())[0]["metadata"][
        "annotations"
    ] == {GENERATION: "1"}


@pytest.mark.parametrize(
    ("strategy", "reasons"),
    [
        ({"type": "OnDelete"}, []),
        (
            {"type": "Magic"},
            [
                'spec.updateStrategy: Unsupported value: {"Type":"Magic","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"'
            ],
        ),
        (
            {"rollingUpdate": {"maxUnavailable": 0}},
            [f"{ROLLING}.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"],
        ),
        ({"rollingUpdate": {"maxUnavailable": 0, "maxSurge": "10%"}}, []),
        (
            {"rollingUpdate": {"maxSurge": 1}},
            [
                f"{ROLLING}.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero"
            ],
        ),
        (
            {"rollingUpdate": {"maxUnavailable": "120%"}},
            [f'{ROLLING}.maxUnavailable: Invalid value: "120%": must not be greater than 100%'],
        ),
    ],
)
def test_strategies(refusals: Refusals, strategy: Object, reasons: list[str]) -> None:
    assert refusals(daemon_set(spec__updateStrategy=strategy)) == reasons


def test_it_holds_no_pod_for_longer_than_it_says(refusals: Refusals) -> None:
    assert refusals(daemon_set(spec__minReadySeconds=-1, spec__revisionHistoryLimit=-2)) == [
        "spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0",
        "spec.revisionHistoryLimit: Invalid value: -2: must be greater than or equal to 0",
    ]
