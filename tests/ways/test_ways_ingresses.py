"""Ingresses: classes, default backends, TLS, ports by name, addresses."""

from typing import Any

import crossroads
import pytest
import stage

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

MARK = {"ingressclass.kubernetes.io/is-default-class": "true"}


def ingress_class(name: str = "edge", **annotations: str) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IngressClass",
        "metadata": {"name": name, "annotations": annotations},
        "spec": {"controller": f"example.com/{name}"},
    }


def backend(port: Any = 80, name: str = "web") -> Object:
    which = "number" if isinstance(port, int) else "name"
    return {"service": {"name": name, "port": {which: port}}}


def ingress(
    name: str, host: str = "", path: str = "/", kind: str = "Prefix", **more: Any
) -> Object:
    rule = {
        **({"host": host} if host else {}),
        "http": {
            "paths": [{"path": path, "pathType": kind, "backend": more.pop("backend", backend())}]
        },
    }
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": name, **more.pop("metadata", {})},
        "spec": {"ingressClassName": "edge", "rules": [rule], **more},
    }


def cluster(*documents: Object, pool: str = "") -> Cluster:
    ports = [{"name": "main", "port": 80}]
    web = stage.service("web", {"app": "web"}, ports=ports)
    found = [web, stage.pod("web", {"app": "web"}), ingress_class(), *documents]
    return crossroads.applied(found, crossroads.new(pool))


def status(found: Cluster, url: str) -> Any:
    got = crossroads.asked(found, url)
    return "web" if got["answers"] else got["status"]


@pytest.mark.parametrize(
    "documents, url, answer",
    [
        ([ingress("a", "a.example")], "http://a.example/x", "web"),
        ([ingress("a", "a.example")], "https://a.example/x", "web"),
        ([ingress("a", "a.example")], "http://b.example/x", 404),
        ([ingress("a", "*.a.example")], "http://b.a.example/", "web"),
        ([ingress("a", "*.a.example")], "http://c.b.a.example/", 404),
        ([ingress("a", "a.example", backend=backend("main"))], "http://a.example/", "web"),
        ([ingress("a", "a.example", backend=backend("other"))], "http://a.example/", 503),
        ([ingress("a", "a.example", kind="ImplementationSpecific")], "http://a.example/x", "web"),
        ([ingress("a", "a.example", ingressClassName="other")], "http://a.example/", 404),
        ([ingress("a", "a.example", "/x", defaultBackend=backend())], "http://b.example/", "web"),
        ([ingress("a", "a.example")], "http://a.example:8080/", 0),
        ([ingress("a", "a.example")], "https://a.example:80/", 0),
    ],
)
def test_where_a_request_leads(documents: list[Object], url: str, answer: Any) -> None:
    assert status(cluster(*documents), url) == answer


def test_the_older_ingress_has_a_path_that_two_have() -> None:
    found = cluster(ingress("b", "a.example"))
    later = crossroads.applied([ingress("a", "a.example", backend=backend(name="no"))], found)
    assert crossroads.asked(later, "http://a.example/")["rule"]["name"] == "b"


def test_without_a_class_nobody_takes_it_and_what_would_help_is_said() -> None:
    bare = ingress("a", "a.example")
    bare = {**bare, "spec": {"rules": bare["spec"]["rules"]}}
    got = crossroads.asked(cluster(bare), "http://a.example/")
    assert got["status"] == 404 and "no IngressClass" in got["reason"]
    assert (
        got["fix"] == """minik patch ing a -n default -p '{"spec":{"ingressClassName":"edge"}}'"""
    )
    marked = crossroads.applied([ingress_class("main", **MARK)])
    assert (
        objects.spec(stage.one(crossroads.applied([bare], marked), "Ingress", "a"))[
            "ingressClassName"
        ]
        == "main"
    )


def test_the_old_annotation_names_a_class_that_need_not_be_there() -> None:
    bare = ingress(
        "a", "a.example", metadata={"annotations": {"kubernetes.io/ingress.class": "old"}}
    )
    bare = {**bare, "spec": {"rules": bare["spec"]["rules"]}}
    assert status(crossroads.applied([bare], cluster()), "http://a.example/") == "web"


def test_all_ingresses_of_a_class_have_one_address_of_the_pool() -> None:
    pool = "192.0.2.7-192.0.2.9"
    found = cluster(ingress("a", "a.example"), ingress("b", "b.example"), pool=pool)
    said = [
        objects.status(stage.one(found, "Ingress", name))["loadBalancer"]["ingress"]
        for name in ("a", "b")
    ]
    assert said == [[{"ip": "192.0.2.7"}]] * 2
    assert crossroads.asked(found, "http://192.0.2.7/", "Host: b.example")["rule"]["name"] == "b"
    without = cluster(ingress("a", "a.example"))
    assert objects.status(stage.one(without, "Ingress", "a"))["loadBalancer"] == {}


def test_a_backend_that_is_no_service_is_named() -> None:
    bucket = {"resource": {"apiGroup": "store.example", "kind": "Bucket", "name": "files"}}
    got = crossroads.asked(cluster(ingress("a", "a.example", backend=bucket)), "http://a.example/")
    assert got["backends"][0]["kind"] == "Bucket" and got["answers"]
