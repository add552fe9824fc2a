"""URLs that name a Service itself, and the routes of a service mesh for it."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

DATA = Path(__file__).parents[2] / "tests/data/edges"


@pytest.fixture
def shop(terminal: Terminal) -> Terminal:
    """A terminal at a cluster with a Service for two pods, another for one, and a client elsewhere."""
    terminal("minik init --gateway-api")
    assert terminal(f"minik apply -f {DATA}/mesh.yaml").exit == 0
    return terminal


def services(terminal: Terminal, line: str) -> list[tuple[str, int]]:
    document = json.loads(terminal(f"minik resolve {line} -o json").out)
    found = document["backends"]
    return [(one["service"], len(one["endpoints"])) for one in found if "service" in one]


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("http://web.shop.svc.cluster.local/x", 0, "svc/web.shop:80, 2 pods"),
        ("http://web.shop.svc/", 0, "svc/web.shop:80, 2 pods"),
        ("http://web.shop./", 0, "svc/web.shop:80, 2 pods"),
        ("tcp://web.shop:80", 0, "svc/web.shop:80, 2 pods"),
        ("http://v2/ --from v1 -n shop", 0, "svc/v2.shop:80, 1 pod"),
        ("http://v2/ --from asker -n client", 1, "no Gateway and no Ingress controller"),
        ("http://web.shop:81/", 1, "Service web has no port 81; it has 80"),
        ("http://web.shop/ --from outside", 1, "A cluster IP is known to the nodes alone"),
        ("http://web.nowhere/", 1, "no Gateway and no Ingress controller"),
    ],
)
def test_a_url_may_name_a_service(shop: Terminal, line: str, status: int, said: str) -> None:
    found = shop(f"minik resolve {line}")
    assert (found.exit, said in found.out) == (status, True), found


def test_a_url_may_have_the_address_of_a_service(shop: Terminal) -> None:
    address = shop("minik get svc web -n shop -o jsonpath={.spec.clusterIP}").out
    assert services(shop, f"http://{address}/") == [("web", 2)]
    traced = shop(f"minik trace http://{address}/ --from asker -n client")
    assert traced.exit == 0 and "From pod/asker to service/web -n shop:" in traced.out
    assert f"{address}:80/TCP" in traced.out and "50.0%" in traced.out


def test_routes_of_a_mesh_decide(shop: Terminal) -> None:
    shop(f"minik apply -f {DATA}/mesh-routes.yaml")
    assert services(shop, "http://web.shop/v2/x") == [("v2", 1)]
    found = shop("minik resolve http://web.shop/v2/x")
    assert "rule 1, path /v2, by a service mesh" in found.out
    assert "headers  of requests: set x-env: test; of requests: remove x-debug" in found.out
    assert "timeout  request 10s; each try 2s" in found.out
    assert shop("minik resolve http://web.shop/other").exit == 1
    assert "so the mesh answers 404" in shop("minik resolve http://web.shop/other").out
    assert services(shop, "tcp://web.shop:80") == [("web", 2)], "bytes are no requests"
    # a route of the client's namespace goes before that of the Service's
    assert services(shop, "http://web.shop/v2/x --from asker -n client") == [("web", 2)]
    assert services(shop, "http://web.shop/v2/x --from v1 -n shop") == [("v2", 1)]


def test_policies_decide_about_services_and_routes_of_a_mesh(shop: Terminal) -> None:
    shut = "{podSelector: {matchLabels: {version: v2}}, ingress: []}"
    policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: shut, namespace: shop}\n"
    shop("minik apply -f -", f"{policy}spec: {shut}\n")
    assert shop("minik resolve http://v2.shop/ --from asker -n client").exit == 1
    assert shop("minik resolve http://web.shop/ --from asker -n client").exit == 0
    shop(f"minik apply -f {DATA}/mesh-routes.yaml")
    found = shop("minik resolve http://web.shop/v2 --from v1 -n shop")
    assert (found.exit, "NetworkPolicy shop/shut keeps Pod shop/v1 from" in found.out) == (1, True)


def test_a_public_host_goes_before_a_service_of_the_same_name(shop: Terminal) -> None:
    ingress = """
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: edge}
spec: {controller: example.com/edge}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: public, namespace: shop}
spec:
  ingressClassName: edge
  rules: [{host: web.shop, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: v2, port: {number: 80}}}}]}}]
"""
    shop("minik apply -f -", ingress)
    assert services(shop, "http://web.shop/") == [("v2", 1)]
    assert services(shop, "http://web.shop.svc/") == [("web", 2)]
    assert services(shop, "http://web.shop/ --from asker -n client") == [("web", 2)]
