"""Evictions: what disruption budgets allow, and what remains of it."""

from typing import Any

import objects
import pytest
import stage

from minik.errors import InternalError
from minik.intake import eviction
from minik.intake.eviction import TooManyRequests
from minik.model.cluster import Draft
from minik.model.object import Object, read

CLUSTER = stage.new()
NEVER = "Cannot evict pod as it would violate the pod's disruption budget."
READY = [{"type": "Ready", "status": "True"}]


def budget(name: str = "b", selector: Any = None, **status: Any) -> Object:
    policy = status.pop("policy", None)
    spec = {"unhealthyPodEvictionPolicy": policy} if policy else {}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {
            "name": name,
            "namespace": status.pop("namespace", "default"),
            "generation": status.pop("generation", 1),
        },
        "spec": {
            **spec,
            "selector": {"matchLabels": {"app": "a"}} if selector is None else selector,
        },
        "status": {"observedGeneration": 1, **status},
    }


def pod(ready: bool = True, phase: str = "Running", **metadata: Any) -> Object:
    status = {"phase": phase, "conditions": READY if ready else []}
    known = {"uid": "u", "labels": {"app": "a"}, **metadata}
    return objects.pod("x", "default", metadata=known, status=status)


def draft_with(*found: Object) -> Draft:
    draft = CLUSTER.draft()
    for obj in found:
        draft.put(obj)
    return draft.cluster().draft()


def left(draft: Draft) -> Any:
    found = draft.get("PodDisruptionBudget", "default", "b")
    return read(found or {}, "status.disruptionsAllowed")


def test_an_eviction_is_charged_and_the_pod_goes() -> None:
    draft = draft_with(pod(), budget(disruptionsAllowed=2))
    eviction.evict(draft, pod())
    assert left(draft) == 1 and draft.get("Pod", "default", "x") is None
    eviction.charge(draft, pod())
    with pytest.raises(TooManyRequests):
        eviction.charge(draft, pod())


def test_a_pod_that_goes_says_why() -> None:
    old = {"type": "DisruptionTarget", "status": "False", "reason": "Before"}
    marked = eviction.marked(draft_with(), {**pod(), "status": {"conditions": [*READY, old]}})
    assert read(marked, "status.conditions") == [
        *READY,
        {
            "type": "DisruptionTarget",
            "status": "True",
            "reason": "EvictionByEvictionAPI",
            "message": "Eviction API: evicting",
            "lastProbeTime": None,
            "lastTransitionTime": "2026-11-23T08:00:00Z",
        },
    ]


@pytest.mark.parametrize(
    ("obj", "found"),
    [
        (pod(), []),
        (pod(labels={"app": "b"}), [budget(disruptionsAllowed=0)]),
        (pod(), [budget(disruptionsAllowed=0, namespace="other")]),
        (pod(phase="Pending"), [budget(disruptionsAllowed=0)]),
        (pod(phase="Succeeded"), [budget(disruptionsAllowed=0)]),
        (pod(phase="Failed"), [budget(disruptionsAllowed=0)]),
        (pod(deletionTimestamp="2026-01-01T00:00:00Z"), [budget(disruptionsAllowed=0)]),
        (pod(ready=False), [budget(policy="AlwaysAllow", disruptionsAllowed=0)]),
        (pod(ready=False), [budget(currentHealthy=2, desiredHealthy=2, disruptionsAllowed=0)]),
        (pod(ready=False), [budget(currentHealthy=3, desiredHealthy=2, disruptionsAllowed=0)]),
    ],
    ids=["no budget", "of others", "elsewhere", "pending", "succeeded", "failed", "going",
         "unready, which may go", "unready, and just enough are not", "and more than enough"],
)  # fmt: skip
def test_what_no_budget_holds_goes_for_nothing(obj: Object, found: list[Object]) -> None:
    draft = draft_with(obj, *found)
    eviction.evict(draft, obj)
    assert left(draft) in (0, None) and draft.get("Pod", "default", "x") is None


HOLDS = "The disruption budget b needs {} healthy pods and has {} currently"
BUSY = "The disruption budget b is still being processed by the server."


@pytest.mark.parametrize(
    ("obj", "held", "hint"),
    [
        (pod(), budget(disruptionsAllowed=0), HOLDS.format(0, 0)),
        (pod(), budget(), HOLDS.format(0, 0)),
        (pod(), budget(currentHealthy=2, desiredHealthy=2), HOLDS.format(2, 2)),
        (pod(), budget(disruptionsAllowed=-1, currentHealthy=1, desiredHealthy=2),
         HOLDS.format(2, 1)),
        (pod(ready=False), budget(currentHealthy=1, desiredHealthy=2), HOLDS.format(2, 1)),
        (pod(ready=False), budget(policy="IfHealthyBudget", currentHealthy=1, desiredHealthy=2),
         HOLDS.format(2, 1)),
        (pod(ready=False), budget(currentHealthy=0, desiredHealthy=0), HOLDS.format(0, 0)),
        (pod(), budget(disruptionsAllowed=5, generation=2), BUSY),
        (pod(), budget(disruptionsAllowed=5, observedGeneration=0), BUSY),
        (pod(), budget(selector={}), HOLDS.format(0, 0)),
    ],
)  # fmt: skip
def test_what_a_budget_holds_stays(obj: Object, held: Object, hint: str) -> None:
    draft = draft_with(obj, held)
    with pytest.raises(TooManyRequests) as refused:
        eviction.evict(draft, obj)
    assert (refused.value.message, refused.value.hint) == (NEVER, hint)
    assert (refused.value.code, refused.value.reason) == (429, "TooManyRequests")
    assert draft.get("Pod", "default", "x") is not None


def test_two_budgets_are_one_too_many() -> None:
    two = (budget(disruptionsAllowed=5), budget("c", disruptionsAllowed=5))
    with pytest.raises(InternalError) as refused:
        eviction.evict(draft_with(pod(), *two), pod())
    assert refused.value.message == (
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not "
        "support."
    )


def test_a_budget_without_a_selector_holds_nobody() -> None:
    held = budget(disruptionsAllowed=0)
    bare = {**held, "spec": {}}
    assert eviction.find_budgets(draft_with(bare).base, pod()) == []
