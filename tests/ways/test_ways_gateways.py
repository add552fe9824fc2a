"""What else a Gateway does than what was recorded: certificates of clients, addresses, objects that no
server would have taken, kinds of routes beside each other.
"""

from typing import Any

import crossroads
import pytest
import stage

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

PAIR = {
    "tls.crt": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
    "tls.key": "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t",
}
SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "cert"},
    "type": "kubernetes.io/tls",
    "data": PAIR,
}
CONFIG = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "ca"},
    "data": {"ca.crt": "-----BEGIN CERTIFICATE-----"},
}
HTTP = {"name": "http", "port": 80, "protocol": "HTTP"}
HTTPS = {
    "name": "https",
    "port": 443,
    "protocol": "HTTPS",
    "tls": {"certificateRefs": [{"name": "cert"}]},
}


def gateway(*listeners: Object, **more: Any) -> Object:
    return {
        "apiVersion": f"{crossroads.GROUP}/v1",
        "kind": "Gateway",
        "metadata": {"name": "edge"},
        "spec": {"gatewayClassName": "edge", "listeners": list(listeners), **more},
    }


def route(name: str, *rules: Object, kind: str = "HTTPRoute", **more: Any) -> Object:
    return {
        "apiVersion": f"{crossroads.GROUP}/v1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": {"parentRefs": [{"name": "edge"}], "rules": list(rules), **more},
    }


def to(service: str, **more: Any) -> Object:
    return {"backendRefs": [{"name": service, "port": 80}], **more}


def cluster(*documents: Object, pool: str = "") -> Cluster:
    wanted = [
        crossroads.CLASS,
        stage.service("web", {"app": "web"}),
        stage.pod("web", {"app": "web"}),
    ]
    return crossroads.applied([*wanted, *documents], crossroads.new(pool))


def test_a_client_without_the_certificate_that_is_asked_for_is_turned_away() -> None:
    validation = {"caCertificateRefs": [{"group": "", "kind": "ConfigMap", "name": "ca"}]}
    frontend = {"default": {"validation": validation}}
    documents = (SECRET, CONFIG, route("web", to("web")))
    strict = cluster(gateway(HTTPS, tls={"frontend": frontend}), *documents)
    got = crossroads.asked(strict, "https://a.example/")
    assert (got["status"], got["code"]) == (0, "tls-refused") and "certificate" in got["reason"]
    lax = {"default": {"validation": {**validation, "mode": "AllowInsecureFallback"}}}
    open_to_all = cluster(gateway(HTTPS, tls={"frontend": lax}), *documents)
    assert crossroads.asked(open_to_all, "https://a.example/")["answers"]
    obj = crossroads.object_of(open_to_all, "gateway", "edge")
    said = crossroads.condition(obj, {}, "InsecureFrontendValidationMode")
    assert said == "True ConfigurationChanged"


def test_a_host_of_another_listener_is_misdirected() -> None:
    named = {**HTTPS, "name": "named", "hostname": "b.example"}
    found = cluster(gateway(HTTPS, named), SECRET, route("web", to("web")))
    assert crossroads.asked(found, "https://a.example/", "Host: b.example")["status"] == 421
    assert crossroads.asked(found, "https://b.example/")["answers"]


@pytest.mark.parametrize(
    "pool, wanted, addresses, programmed",
    [
        ("", (), ["203.0.113.1"], "True Programmed"),
        ("192.0.2.7-192.0.2.8", (), ["192.0.2.7"], "True Programmed"),
        ("192.0.2.7-192.0.2.8", ("192.0.2.8",), ["192.0.2.8"], "True Programmed"),
        ("192.0.2.7-192.0.2.8", ("192.0.2.9",), [], "False AddressNotUsable"),
    ],
)
def test_addresses_come_from_the_pool(
    pool: str, wanted: tuple[str, ...], addresses: list[str], programmed: str
) -> None:
    asked = {"addresses": [{"value": one} for one in wanted]} if wanted else {}
    obj = crossroads.object_of(cluster(gateway(HTTP, **asked), pool=pool), "gateway", "edge")
    assert [one["value"] for one in objects.status(obj)["addresses"]] == addresses
    assert crossroads.condition(obj, {}, "Programmed") == programmed


def test_a_gateway_and_a_load_balancer_never_share_an_address() -> None:
    pool = "192.0.2.7-192.0.2.8"
    service = stage.service("lb", {"app": "web"}, type="LoadBalancer")
    found = cluster(gateway(HTTP), service, pool=pool)
    gateways = objects.status(crossroads.object_of(found, "gateway", "edge"))["addresses"]
    balancers = objects.status(stage.one(found, "Service", "lb"))["loadBalancer"]["ingress"]
    assert gateways[0]["value"] != balancers[0]["ip"]


def test_the_address_of_a_gateway_says_which_one_is_meant() -> None:
    other = {**gateway({**HTTP, "hostname": "a.example"}), "metadata": {"name": "other"}}
    found = cluster(gateway(HTTP), other, route("web", to("web")))
    assert crossroads.asked(found, "http://a.example/")["status"] == 404
    got = crossroads.asked(found, "http://203.0.113.1/", "Host: a.example")
    assert got["answers"] and got["entrance"]["name"] == "edge"


def test_of_routes_of_two_kinds_with_a_host_in_common_the_first_is_taken() -> None:
    rule = {"backendRefs": [{"name": "web", "port": 80}]}
    found = cluster(gateway(HTTP), route("a", rule, kind="GRPCRoute"), route("b", to("web")))
    lost = crossroads.object_of(found, "httproute", "b")
    assert crossroads.condition(lost, {}, "Accepted") == "False RouteConflict"
    assert crossroads.asked(found, "grpc://a.example/shop.Cart/Add")["answers"]


@pytest.mark.parametrize(
    "rule, answer",
    [
        ({"filters": [{"type": "RequestRedirect", "requestRedirect": {"port": 81}}]}, 302),
        ({}, 500),
        (
            to(
                "web",
                filters=[
                    {
                        "type": "ExtensionRef",
                        "extensionRef": {"group": "x.y", "kind": "Z", "name": "z"},
                    }
                ],
            ),
            500,
        ),
        ({"backendRefs": [{"name": "web", "port": 80, "weight": 0}]}, 500),
        (to("web", matches=[{"path": {"type": "RegularExpression", "value": "/v[0-9]+"}}]), 404),
    ],
)
def test_rules_that_no_backend_answers(rule: Object, answer: int) -> None:
    got = crossroads.asked(cluster(gateway(HTTP), route("web", rule)), "http://a.example/v1/x")
    assert (got["redirect"] or {}).get("status", got["status"]) == answer


def test_a_backend_can_have_filters_of_its_own() -> None:
    change = {"type": "URLRewrite", "urlRewrite": {"hostname": "in.example"}}
    rule = {"backendRefs": [{"name": "web", "port": 80, "filters": [change]}]}
    got = crossroads.asked(cluster(gateway(HTTP), route("web", rule)), "http://a.example/x")
    assert got["rewrite"] == {"host": "in.example", "path": "/x"}


def test_what_no_server_would_have_taken_says_nothing() -> None:
    odd: dict[str, Any] = {
        **gateway(HTTP),
        "metadata": {"name": "odd", "namespace": "default", "generation": 1},
        "status": {"conditions": "none", "listeners": [3], "addresses": {"a": 1}},
    }
    odd["spec"] = {
        "gatewayClassName": "edge",
        "listeners": [7, {"name": 5, "port": "x", "protocol": ["HTTP"], "tls": "no"}, {**HTTP}],
        "addresses": "all",
        "allowedListeners": [],
    }
    bad = route("bad", to("web"))
    lost: dict[str, Any] = {**bad, "metadata": {"name": "bad", "namespace": "default"}}
    lost["spec"] = {
        "parentRefs": ["x", {"name": "odd"}],
        "hostnames": {"a": 1},
        "rules": [{"matches": [{"path": 3, "headers": "x"}], "backendRefs": [{"name": {}}, 4]}],
    }
    found = stage.with_put(cluster(), odd, lost)
    got = crossroads.asked(found, "http://a.example/")
    assert got["status"] == 500 and got["entrance"]["name"] == "odd"


def test_a_settled_cluster_rests() -> None:
    found = cluster(gateway(HTTP), route("web", to("web")))
    again = stage.applied(found, [])
    assert stage.everything(again) == stage.everything(found)
