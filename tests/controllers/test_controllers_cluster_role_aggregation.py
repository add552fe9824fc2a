"""Aggregated ClusterRoles."""

from minik.controllers import cluster_role_aggregation
from minik.model.change import Put
from minik.model.cluster import Cluster
from minik.model.object import Object, name
from minik.model.source import Objects

LIST, READ = (
    {"apiGroups": [""], "resources": ["pods"], "verbs": [verb]} for verb in ("list", "get")
)


def role(
    called: str, labels: dict[str, str], rules: list[Object], *selected: dict[str, str]
) -> Object:
    chosen = [{"matchLabels": labels} for labels in selected]
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": called, "labels": labels},
        "rules": rules,
        **({"aggregationRule": {"clusterRoleSelectors": chosen}} if chosen else {}),
    }


def changed(*roles: Object) -> dict[str, list[Object]]:
    cluster = Cluster(Objects({"ClusterRole": {f"/{name(obj)}": obj for obj in roles}}))
    changes = list(cluster_role_aggregation.reconcile(cluster))
    return {
        name(change.object): change.object["rules"] for change in changes if isinstance(change, Put)
    }


def test_a_role_gets_the_rules_of_those_with_its_labels() -> None:
    parts = [
        role("a", {"to": "x"}, [READ]),
        role("b", {"to": "x"}, [LIST, READ]),
        role("c", {}, [LIST]),
    ]
    assert changed(role("x", {}, [], {"to": "x"}), *parts) == {"x": [READ, LIST]}


def test_what_nobody_has_any_more_goes() -> None:
    assert changed(role("x", {}, [READ], {"to": "x"})) == {"x": []}


def test_nothing_changes_where_all_is_so() -> None:
    parts = [role("a", {"to": "x"}, [READ])]
    assert changed(role("x", {"to": "x"}, [READ], {"to": "x"}), *parts) == {}
