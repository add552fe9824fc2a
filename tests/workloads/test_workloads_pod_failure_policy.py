"""Which conditions of a pod a rule of a Job's podFailurePolicy matches (status "True" if not said)."""

from typing import Any

import pytest

from minik.workloads import pod_failure_policy


@pytest.mark.parametrize(
    ("pattern", "status", "is_matched"),
    [
        ({}, "True", True),
        ({}, "False", False),
        ({"status": "False"}, "False", True),
        ({"status": "False"}, "True", False),
        ({"type": "Other"}, "True", False),
    ],
)
def test_a_condition_matches_by_type_and_status(
    pattern: dict[str, str], status: str, is_matched: bool
) -> None:
    pod: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"namespace": "shop", "name": "p"},
        "status": {"conditions": [{"type": "DisruptionTarget", "status": status}]},
    }
    rule = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", **pattern}]}
    matched = list(pod_failure_policy.condition_matches(rule, pod))
    assert matched == (["Pod shop/p has condition DisruptionTarget"] if is_matched else [])


def test_init_containers_come_before_containers() -> None:
    status = {"initContainerStatuses": [{"name": "a"}], "containerStatuses": [{"name": "b"}]}
    statuses = pod_failure_policy.container_statuses({"status": status})
    assert [one["name"] for one in statuses] == ["a", "b"]
    assert list(pod_failure_policy.container_statuses({"status": {}})) == []
