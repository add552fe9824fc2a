"""What controllers change and delete meets the policies, as requests of their own accounts."""

from datetime import UTC, datetime, timedelta

import policy_cluster as stage
import pytest

from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.intake import scaling
from minik.kinds import kind_of_key
from minik.light_typing import Any
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.settings import DEFAULT

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LABELS = {"app": "web"}
WEB: Object = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "default"},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": LABELS},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {"containers": [{"name": "c", "image": "nginx"}]},
        },
    },
}


@pytest.fixture(scope="module")
def running() -> Cluster:
    """A cluster with two pods that run."""
    cluster = settle(new_cluster.create_cluster(DEFAULT, NOW))
    return settle(created(cluster, WEB)).as_baseline()


def created(cluster: Cluster, *documents: Object) -> Cluster:
    draft = cluster.draft()
    stage.create(draft, *documents)
    return draft.cluster()


def guard(text: str, operation: str, *resources: str) -> list[Object]:
    rule = stage.rule(*resources, operations=[operation], apiGroups=["*"])
    return [stage.policy(text, matchConstraints={"resourceRules": [rule]}), stage.binding()]


def scaled(cluster: Cluster, replicas: int) -> Cluster:
    draft = cluster.draft()
    current = draft.get("Deployment", "default", "web")
    assert current is not None
    scaling.set_replicas(draft, kind_of_key("Deployment"), current, replicas)
    return settle(draft.cluster())


def pods(cluster: Cluster) -> list[Any]:
    return list(cluster.within("Pod", "default"))


def replica_set(cluster: Cluster) -> Any:
    [found] = cluster.within("ReplicaSet", "default")
    return found


def test_a_deletion_that_is_denied_leaves_the_pod(running: Cluster) -> None:
    frozen = created(running, *guard("false", "DELETE", "pods"))
    after = scaled(frozen, 1)
    assert replica_set(after)["spec"]["replicas"] == 1
    assert len(pods(after)) == 2
    assert len(pods(scaled(running, 1))) == 1


def test_a_change_that_is_denied_is_not_made(running: Cluster) -> None:
    other = "request.userInfo.username != 'system:serviceaccount:kube-system:deployment-controller'"
    frozen = created(running, *guard(other, "UPDATE", "replicasets"))
    assert replica_set(scaled(frozen, 5))["spec"]["replicas"] == 2


def test_what_is_reported_is_a_request_for_the_status(running: Cluster) -> None:
    frozen = created(running, *guard("false", "UPDATE", "deployments/status"))
    after = scaled(frozen, 3)
    assert len(pods(after)) == 3
    assert read(after.get("Deployment", "default", "web") or {}, "status.replicas") == 2


def test_the_scheduler_binds_pods_by_a_request_that_is_judged(running: Cluster) -> None:
    by = "request.userInfo.username == 'system:kube-scheduler' && object.target.name != 'node-1'"
    frozen = created(running, *guard(by, "CREATE", "pods/binding"))
    after = scaled(frozen, 12)
    new = [
        pod for pod in pods(after) if running.get("Pod", "default", pod["metadata"]["name"]) is None
    ]
    nodes = {read(pod, "spec.nodeName", "") for pod in new}
    assert len(new) == 10
    assert "node-1" not in nodes
    assert "node-2" in nodes


def test_kubelets_are_known_by_their_nodes(running: Cluster) -> None:
    own = "!has(object.spec.nodeName) || request.userInfo.username == 'system:node:' + object.spec.nodeName"
    frozen = created(
        running,
        *guard(
            f"{own} || request.userInfo.username.endsWith('controller')", "UPDATE", "pods/status"
        ),
    )
    after = scaled(frozen, 4)
    assert {read(pod, "status.phase") for pod in pods(after)} == {"Running"}


def test_what_a_policy_makes_of_a_change_stays(running: Cluster) -> None:
    label = 'Object{metadata: Object.metadata{labels: {"seen": request.operation}}}'
    rule = stage.rule("replicasets", operations=["UPDATE"], apiGroups=["apps"])
    constraints = {"resourceRules": [rule]}
    policies = stage.mutating(label, matchConstraints=constraints), stage.mutating_binding()
    after = scaled(created(running, *policies), 3)
    assert replica_set(after)["metadata"]["labels"]["seen"] == "UPDATE"


def test_the_clock_goes_on_although_all_is_denied(running: Cluster) -> None:
    mine = "!request.userInfo.username.startsWith('system:')"
    frozen = created(running, *guard(mine, "*", "*/*"))
    later = settle(frozen.at(NOW + timedelta(hours=1)))
    assert len(pods(later)) == 2


def test_the_binding_of_the_scheduler_is_a_request_as_the_scheduler_sends_it(
    running: Cluster,
) -> None:
    """Each field of the Binding is asked for: the pod is bound only if all are as they are sent."""
    fields = (
        "object.kind == 'Binding' && object.apiVersion == 'v1' && object.metadata.name == 'lone' "
        "&& object.metadata.namespace == 'default' && object.metadata.uid != '' "
        "&& object.target.kind == 'Node' && object.target.name.startsWith('node-')"
    )
    lone = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "lone", "namespace": "default"},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
    }
    for text, bound in ((fields, True), (f"!({fields})", False)):
        asked = created(running, *guard(text, "CREATE", "pods/binding"))
        found = settle(created(asked, lone)).get("Pod", "default", "lone")
        assert found is not None and bool(read(found, "spec.nodeName", "")) is bound


@pytest.mark.parametrize("resources", [("*",), ("replicasets", "deployments"), ("*/*",)])
def test_a_rule_for_all_resources_is_for_controllers_too(
    running: Cluster, resources: tuple[str, ...]
) -> None:
    mine = "!request.userInfo.username.endsWith(':deployment-controller')"
    frozen = created(running, *guard(mine, "UPDATE", *resources))
    assert replica_set(scaled(frozen, 5))["spec"]["replicas"] == 2
