"""Drains: which pods go in which round, what is said of them, and why a node is not emptied."""

from typing import Any

import pytest
import stage

from minik.client.draining import DrainOptions
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.simulation import draining

APP = {"app": "web"}
WEB = f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: 2
  selector: {{matchLabels: {APP}}}
  template:
    metadata: {{labels: {APP}}}
    spec: {{containers: [{{name: c, image: i}}]}}
"""
BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: %d, selector: {matchLabels: {app: web}}}
"""


def cluster(*documents: str) -> Cluster:
    return stage.applied(stage.new(workers=1, control_planes=1), "---".join(documents))


def lone(name: str, **metadata: Any) -> Object:
    obj = stage.pod(name)
    spec = {**obj["spec"], "nodeName": "node-1", "tolerations": [{"operator": "Exists"}]}
    return {**obj, "metadata": {**obj["metadata"], **metadata}, "spec": spec}


def drain(where: Cluster, **how: Any) -> draining.DrainResult:
    given = {name: how.pop(name) for name in ("dry_run", "timeout") if name in how}
    options = DrainOptions(**{"force": True, "ignore_daemon_sets": True, **how})
    return draining.drain(where, stage.one(where, "Node", "node-1", ""), options, **given)


def told(result: draining.DrainResult) -> list[str]:
    return [("> " if line.talk else "") + line.text for line in result.lines]


def left(result: draining.DrainResult) -> list[str]:
    return sorted(
        obj["metadata"]["name"]
        for obj in result.cluster.of("Pod")
        if obj["metadata"]["namespace"] == "default" and obj["spec"].get("nodeName") == "node-1"
    )


FORCED = "> Warning: deleting Pods that declare no controller: default/a, default/b"


def pair() -> Cluster:
    return stage.applied(cluster(), [lone("a"), lone("b")])


def test_pods_are_evicted_the_last_one_first_and_told_by_name() -> None:
    result = drain(pair())
    assert told(result) == [
        FORCED,
        "evicting pod default/b",
        "evicting pod default/a",
        "pod/a evicted",
        "pod/b evicted",
    ]
    assert left(result) == [] and result.error is None


def test_without_evictions_they_are_deleted() -> None:
    result = drain(pair(), deleting=True)
    assert told(result) == [FORCED, "pod/a deleted", "pod/b deleted"]
    assert left(result) == [] and result.error is None


@pytest.mark.parametrize(("how", "words"), [("client", "dry run"), ("server", "server dry run")])
def test_a_dry_run_evicts_nobody(how: str, words: str) -> None:
    result = drain(pair(), dry_run=how)
    assert told(result) == [
        FORCED,
        f"evicting pod default/b ({words})",
        f"evicting pod default/a ({words})",
    ]
    assert left(result) == ["a", "b"]


def test_who_is_refused_at_once_evicts_nobody() -> None:
    result = drain(pair(), force=False)
    assert told(result) == [] and left(result) == ["a", "b"]
    assert result.error is not None and result.error.message == (
        "cannot delete Pods that declare no controller (use --force to override): "
        "default/a, default/b"
    )


def test_an_empty_node_is_drained_without_a_word() -> None:
    result = drain(cluster())
    assert (told(result), result.error) == ([], None)


GLOBAL = 'error when evicting pods/"{}" -n "default": global timeout reached: 7s'
RETRY = (
    '> error when evicting pods/"{}" -n "default" (will retry after 5s): Cannot evict pod as it '
    "would violate the pod's disruption budget."
)
PENDING = '> There are pending pods in node "node-1" when an error occurred: '


def test_a_budget_that_allows_nothing_ends_in_a_timeout() -> None:
    where = cluster(WEB, BUDGET % 2)
    one, two = left(draining.DrainResult(where, []))
    result = drain(where, timeout="7s")
    joined = f"[{GLOBAL.format(two)}, {GLOBAL.format(one)}]"
    assert told(result) == [
        f"evicting pod default/{two}",
        RETRY.format(two),
        f"evicting pod default/{one}",
        RETRY.format(one),
        PENDING + joined,
        f"> pod/{two}",
        f"> pod/{one}",
    ]
    assert result.error is not None and result.error.message == joined
    assert left(result) == [one, two]


def test_a_finalizer_holds_a_pod_beyond_the_timeout() -> None:
    where = stage.applied(cluster(), [lone("a", finalizers=["x/y"])])
    result = drain(where, timeout="7s")
    why = (
        'error when waiting for pod "a" in namespace "default" to terminate: global timeout '
        "reached: 7s"
    )
    assert told(result)[1:] == ["evicting pod default/a", PENDING + why, "> pod/a"]
    assert result.error is not None and result.error.message == why


POLICY = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: stay}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [%s], resources: [%s]}
  validations: [{expression: "%s", message: stays}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: stay}
spec: {policyName: stay, validationActions: [Deny]}
"""


@pytest.mark.parametrize("deleting", [False, True])
def test_a_policy_that_lets_a_pod_not_go_is_told_and_the_others_go(deleting: bool) -> None:
    what = ("DELETE", "pods") if deleting else ("CREATE", "pods/eviction")
    name = "oldObject.metadata.name" if deleting else "object.metadata.name"
    where = stage.applied(pair(), POLICY % (*what, f"{name} != 'a'"))
    result = drain(where, deleting=deleting)
    assert left(result) == ["a"]
    verb = "deleting" if deleting else "evicting"
    error = result.error
    assert error is not None
    assert error.message.startswith(f'error when {verb} pods/"a" -n "default": ')
    assert error.message.endswith("denied request: stays")
    done = f"pod/b {'deleted' if deleting else 'evicted'}"
    assert told(result)[-3:] == [done, PENDING + error.message, "> pod/a"]


def test_a_pod_of_the_same_name_is_another_one() -> None:
    where = stage.applied(cluster(), [lone("a")])
    old = stage.one(where, "Pod", "a")
    assert draining.still_exists(where, old)
    assert not draining.still_exists(where, {**old, "metadata": {**old["metadata"], "uid": "x"}})
    assert not draining.still_exists(cluster(), old)
