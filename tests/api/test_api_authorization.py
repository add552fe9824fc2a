"""Which rights a request needs, and how the server words a refusal."""

import pytest

from minik.api import authorization, paths
from minik.bootstrap import new_cluster
from minik.errors import Forbidden
from minik.kinds.rbac_rules import Request, Subject, subject_of
from minik.model.duration import parse_time
from minik.model.settings import DEFAULT

NOW = parse_time("2026-11-23T08:00:00Z")
CLUSTER = new_cluster.create_cluster(DEFAULT._replace(service_accounts=True), NOW, whole=True)
BOB = subject_of("bob")
POD = "/api/v1/namespaces/shop/pods"
SCALE = "/apis/apps/v1/namespaces/shop/deployments/web/scale"

# method, path, query → verb, group, resource, subresource, name, namespace
RIGHTS = {
    ("GET", POD, ""): ("list", "", "pods", "", "", "shop"),
    ("GET", f"{POD}/web", ""): ("get", "", "pods", "", "web", "shop"),
    ("GET", POD, "watch=true"): ("watch", "", "pods", "", "", "shop"),
    ("GET", POD, "watch=0"): ("list", "", "pods", "", "", "shop"),
    ("GET", POD, "fieldSelector=metadata.name=web"): ("list", "", "pods", "", "web", "shop"),
    ("GET", "/api/v1/watch/pods", ""): ("watch", "", "pods", "", "", ""),
    ("HEAD", "/api/v1/nodes", ""): ("list", "", "nodes", "", "", ""),
    ("POST", POD, ""): ("create", "", "pods", "", "", "shop"),
    ("PUT", SCALE, ""): ("update", "apps", "deployments", "scale", "web", "shop"),
    ("PATCH", SCALE, ""): ("patch", "apps", "deployments", "scale", "web", "shop"),
    ("DELETE", f"{POD}/web", ""): ("delete", "", "pods", "", "web", "shop"),
    ("DELETE", POD, ""): ("deletecollection", "", "pods", "", "", "shop"),
    ("GET", "/api/v1/namespaces/shop", ""): ("get", "", "namespaces", "", "shop", "shop"),
}


@pytest.mark.parametrize(("method", "path", "query"), RIGHTS)
def test_a_request_needs_a_right(method: str, path: str, query: str) -> None:
    place = paths.place(CLUSTER, path)
    parameters = dict([query.split("=", 1)]) if query else {}
    found = authorization.request_at(place, method, parameters)
    assert tuple(found)[:6] == RIGHTS[method, path, query]


REFUSALS = [
    (
        Request("list", "", "pods", namespace="shop"),
        'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "shop"',
        {"kind": "pods"},
    ),
    (
        Request("update", "apps", "deployments", "scale", "web", "shop"),
        'deployments.apps "web" is forbidden: User "bob" cannot update resource "deployments/scale" in API '
        'group "apps" in the namespace "shop"',
        {"name": "web", "group": "apps", "kind": "deployments"},
    ),
    (
        Request("get", "", "nodes", name="n"),
        'nodes "n" is forbidden: User "bob" cannot get resource "nodes" in API group "" at the cluster scope',
        {"name": "n", "kind": "nodes"},
    ),
    (
        authorization.request_of_path("GET", "/metrics"),
        'forbidden: User "bob" cannot get path "/metrics"',
        {},
    ),
]


@pytest.mark.parametrize(("request_", "message", "details"), REFUSALS)
def test_what_no_role_allows_is_refused_in_the_words_of_the_server(
    request_: Request, message: str, details: dict[str, str]
) -> None:
    with pytest.raises(Forbidden) as refused:
        authorization.require_allowed(CLUSTER, BOB, request_)
    assert (refused.value.message, refused.value.details) == (message, details)


def test_masters_may_do_everything() -> None:
    masters = Subject("admin", ("system:masters",))
    authorization.require_allowed(CLUSTER, masters, Request("delete", "", "nodes"))


def test_everybody_who_is_known_may_discover() -> None:
    authorization.require_allowed(CLUSTER, BOB, authorization.request_of_path("GET", "/apis/apps"))
