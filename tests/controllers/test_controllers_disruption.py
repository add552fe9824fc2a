"""Disruption budgets: how many pods there should be, and how many may go."""

from typing import Any

import pytest
import stage

from minik.controllers import disruption
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

WEB = {"app": "web"}


def budget(**spec: Any) -> Object:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"selector": {"matchLabels": WEB}, **spec},
    }


def status(cluster: Cluster) -> Any:
    return stage.one(cluster, "PodDisruptionBudget", "web")["status"]


def numbers(cluster: Cluster) -> tuple[int, int, int, int]:
    found = status(cluster)
    return (
        found["expectedPods"],
        found["currentHealthy"],
        found["desiredHealthy"],
        found["disruptionsAllowed"],
    )


def beside(*found: Object) -> Cluster:
    return stage.applied(stage.saved(stage.new()), list(found))


DEPLOYMENT = stage.workload("Deployment", "web", WEB, replicas=3)
BARE = [stage.pod("one", WEB), stage.pod("two", WEB)]


@pytest.mark.parametrize(
    "spec, counted",
    [
        ({"minAvailable": 1}, (3, 3, 1, 2)),
        ({"minAvailable": 5}, (3, 3, 5, 0)),
        ({"minAvailable": "50%"}, (3, 3, 2, 1)),
        ({"maxUnavailable": 1}, (3, 3, 2, 1)),
        ({"maxUnavailable": "100%"}, (3, 3, 0, 3)),
        ({"maxUnavailable": 0}, (3, 3, 3, 0)),
    ],
)
def test_the_pods_of_a_deployment(spec: Any, counted: tuple[int, ...]) -> None:
    assert numbers(beside(DEPLOYMENT, budget(**spec))) == counted


@pytest.mark.parametrize(
    "spec, counted, reasons",
    [
        ({"minAvailable": 1}, (2, 2, 1, 1), []),
        ({"maxUnavailable": 1}, (0, 2, 0, 0), ["UnmanagedPods"]),
        ({"minAvailable": "50%"}, (0, 2, 0, 0), ["UnmanagedPods"]),
    ],
)
def test_bare_pods_are_counted_only_against_a_number(
    spec: Any, counted: tuple[int, ...], reasons: list[str]
) -> None:
    cluster = beside(*BARE, budget(**spec))
    assert numbers(cluster) == counted and told(cluster) == reasons


def told(cluster: Cluster) -> list[str]:
    return [
        event["reason"]
        for event in cluster.of("Event")
        if event["involvedObject"]["kind"] == "PodDisruptionBudget"
    ]


def test_a_budget_of_nobody_allows_nothing_and_says_so() -> None:
    cluster = beside(budget(maxUnavailable=1))
    assert numbers(cluster) == (0, 0, 0, 0) and told(cluster) == ["NoPods"]
    (condition,) = status(cluster)["conditions"]
    assert (condition["status"], condition["reason"]) == ("False", "InsufficientPods")


@pytest.mark.parametrize(
    "owner, message",
    [
        (stage.workload("DaemonSet", "web", WEB), "daemonsets.apps does not implement the scale"),
        (stage.workload("Job", "web", WEB), "jobs.batch does not implement the scale subresource"),
    ],
    ids=["daemon set", "job"],
)
def test_who_has_no_scale_makes_the_budget_fail_unless_it_is_a_number(
    owner: Object, message: str
) -> None:
    if owner["kind"] == "Job":
        owner = objects.drop(objects.drop(owner, "spec.selector"), "spec.replicas")
        owner = objects.write(owner, "spec.template.spec.restartPolicy", "Never")
    cluster = beside(owner, budget(maxUnavailable=1))
    (condition,) = status(cluster)["conditions"]
    assert condition["reason"] == "SyncFailed" and condition["message"].startswith(message)
    assert status(cluster)["disruptionsAllowed"] == 0
    assert told(cluster) == ["CalculateExpectedPodCountFailed"]
    assert status(beside(owner, budget(minAvailable=1)))["conditions"][0]["reason"] != "SyncFailed"


def test_a_pod_whose_owner_is_gone_makes_the_budget_fail() -> None:
    reference = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "gone", "uid": "u"}
    running = stage.applied(stage.saved(stage.new()), [stage.pod("one", WEB)])
    draft = running.as_baseline().draft()
    draft.put(
        objects.write(
            stage.one(running, "Pod", "one"),
            "metadata.ownerReferences",
            [{**reference, "controller": True}],
        )
    )
    cluster = stage.applied(draft.cluster().as_baseline(), [budget(maxUnavailable=1)])
    (condition,) = status(cluster)["conditions"]
    assert condition["message"] == 'found no controllers for pod "one"'


def test_pods_that_go_or_are_not_ready_are_not_healthy() -> None:
    cluster = beside(DEPLOYMENT, budget(minAvailable=1))
    pod = cluster.of("Pod")[0]
    unready = [
        {**item, "status": "False"} if item["type"] == "Ready" else item
        for item in pod["status"]["conditions"]
    ]
    after = stage.with_put(cluster, objects.write(pod, "status.conditions", unready))
    assert numbers(after) == (3, 2, 1, 1)


def test_a_budget_that_cannot_be_computed_allows_no_disruption() -> None:
    """Upstream: `failSafe`; what the status said of pods stays."""
    budget = {"metadata": {"name": "b", "generation": 2}, "spec": {}}
    first = disruption.failed_status(budget, "no scale", "2026-11-23T08:00:00Z")
    counts = {"currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0, "disruptionsAllowed": 0}
    assert {name: first[name] for name in counts} == counts
    (condition,) = first["conditions"]
    assert (condition["type"], condition["status"], condition["reason"]) == (
        "DisruptionAllowed",
        "False",
        "SyncFailed",
    )
    known = {**budget, "status": {"currentHealthy": 3, "disruptionsAllowed": 2}}
    later = disruption.failed_status(known, "no scale", "2026-11-23T08:00:00Z")
    assert (later["currentHealthy"], later["disruptionsAllowed"]) == (3, 0)
