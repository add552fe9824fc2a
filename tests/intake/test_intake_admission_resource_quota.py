"""ResourceQuota: what a namespace may use in all, object by object and for controllers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from minik import controllers, kinds
from minik.bootstrap import new_cluster
from minik.errors import Forbidden
from minik.intake import registry
from minik.kinds import resource_quota as quotas
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, read
from minik.model.settings import DEFAULT

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def create(where: Draft, kind: str, name: str, **fields: Any) -> Object:
    served = kinds.kind_of_key(kind)
    metadata = {"name": name, "namespace": "default"}
    obj = {"apiVersion": served.api_version, "kind": kind, "metadata": metadata, **fields}
    return registry.create(where, served, obj)[0]


def limited(**hard: str) -> Cluster:
    """A cluster whose namespace default has a quota with a status."""
    draft = new_cluster.create_cluster(DEFAULT, NOW).draft()
    names = {name.replace("_", "."): amount for name, amount in hard.items()}
    create(draft, "ResourceQuota", "q", spec={"hard": names})
    return controllers.settle(draft.cluster())


def container(name: str = "c", **requests: str) -> Object:
    return {"name": name, "image": "nginx", "resources": {"requests": requests}}


def refusal(where: Draft, kind: str, name: str, **fields: Any) -> str:
    with pytest.raises(Forbidden) as error:
        create(where, kind, name, **fields)
    return error.value.message


def test_each_object_is_charged_at_once() -> None:
    draft = limited(secrets="2").draft()
    create(draft, "Secret", "a")
    create(draft, "Secret", "b")
    assert refusal(draft, "Secret", "c") == (
        'secrets "c" is forbidden: exceeded quota: q, requested: secrets=1, used: secrets=2, limited: secrets=2'
    )
    quota = draft.get("ResourceQuota", "default", "q")
    assert quota is not None and quotas.used(quota) == {"secrets": "2"}


def test_a_pod_states_what_is_limited_and_stays_below_it() -> None:
    draft = limited(requests_cpu="1", pods="3").draft()
    spec = {"containers": [container("b"), container("a", cpu="1m")]}
    assert refusal(draft, "Pod", "web", spec=spec) == (
        'pods "web" is forbidden: failed quota: q: must specify requests.cpu for: b'
    )
    create(draft, "Pod", "web", spec={"containers": [container(cpu="600m")]})
    spec = {"containers": [container(cpu="500m")]}
    assert refusal(draft, "Pod", "more", spec=spec) == (
        'pods "more" is forbidden: exceeded quota: q, '
        "requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1"
    )


def test_a_service_is_charged_for_what_an_update_adds() -> None:
    draft = limited(services_nodeports="0", services="2").draft()
    ports = [{"port": 80}]
    web = create(draft, "Service", "web", spec={"ports": ports})
    changed = {**web, "spec": {**web["spec"], "type": "NodePort"}}
    with pytest.raises(Forbidden, match=r"requested: services.nodeports=1, used: "):
        registry.update(draft, kinds.kind_of_key("Service"), web, changed)
    relabelled = {**web, "metadata": {**web["metadata"], "labels": {"a": "b"}}}
    registry.update(draft, kinds.kind_of_key("Service"), web, relabelled)


def test_a_quota_that_was_not_counted_limits_nothing_yet() -> None:
    draft = new_cluster.create_cluster(DEFAULT, NOW).draft()
    create(draft, "ResourceQuota", "q", spec={"hard": {"secrets": "0"}})
    assert create(draft, "Secret", "a")


def test_controllers_are_limited_too_and_go_on_when_there_is_room() -> None:
    draft = limited(pods="2").draft()
    labels = {"matchLabels": {"app": "web"}}
    template = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
    }
    create(
        draft,
        "Deployment",
        "web",
        spec={"replicas": 3, "selector": labels, "template": template},
    )
    cluster = controllers.settle(draft.cluster())
    assert len(cluster.of("Pod")) == 2
    draft = cluster.draft()
    quota = draft.get("ResourceQuota", "default", "q")
    assert quota is not None
    wider = {**quota, "spec": {"hard": {"pods": "9"}}}
    registry.update(draft, kinds.kind_of_key("ResourceQuota"), quota, wider)
    cluster = controllers.settle(draft.cluster(), {"ResourceQuota"})
    assert len(cluster.of("Pod")) == 3
    assert read(cluster.of("ResourceQuota")[0], "status.used.pods") == "3"
