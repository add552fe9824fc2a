"""Paths that look like patterns, and hosts with a certificate or a rule alone."""

from typing import Any

import pytest
from crafting import check, obj

from minik.model.object import Object

PATTERN, UNRULED, UNSECURED = "path-like-pattern", "tls-host-without-rule", "host-without-tls"
BACKEND = {"service": {"name": "web", "port": {"number": 80}}}


def ingress(
    rules: dict[str, tuple[str, str]], tls: Any = (), name: str = "web", **annotations: str
) -> Object:
    """An Ingress with a path and its type for each host."""
    made = [
        {
            **({"host": host} if host else {}),
            "http": {"paths": [{"path": path, "pathType": kind, "backend": BACKEND}]},
        }
        for host, (path, kind) in rules.items()
    ]
    spec = {"rules": made, **({"tls": tls} if tls else {})}
    noted = {key.replace("_", "/"): value for key, value in annotations.items()}
    metadata = {"annotations": noted} if noted else {}
    return obj("networking.k8s.io/v1", "Ingress", name, metadata=metadata, spec=spec)


def found(*docs: Object) -> list[tuple[str, str, str]]:
    codes = (PATTERN, UNRULED, UNSECURED)
    return [(one.code.name, one.severity, one.fix) for one in check(docs) if one.code.name in codes]


@pytest.mark.parametrize(
    ("path", "kind", "expected"),
    [
        ("/*", "Prefix", ["path: /"]),
        ("/api/*", "Prefix", ["path: /api"]),
        ("/api/.*", "Prefix", ["path: /api"]),
        ("/api/*", "Exact", ["path: /api, as Prefix"]),
        ("/api(/|$)(.*)", "Prefix", [""]),
        ("/api/v[0-9]+", "Exact", [""]),
        ("/*", "ImplementationSpecific", []),
        ("/api(/|$)(.*)", "ImplementationSpecific", []),
        ("/files/a*b", "Prefix", []),
        ("/api", "Prefix", []),
        ("/~user/a.html", "Exact", []),
    ],
)
def test_a_path_of_an_ingress(path: str, kind: str, expected: list[str]) -> None:
    said = found(ingress({"shop.example.com": (path, kind)}))
    assert [fix for _, _, fix in said] == expected


def test_a_controller_may_take_paths_as_patterns() -> None:
    one = {"": ("/api(/|$)(.*)", "Prefix")}
    assert found(ingress(one))
    note = {"nginx.ingress.kubernetes.io_use-regex": "true"}
    assert not found(ingress(one, **note))


@pytest.mark.parametrize(("kind", "count"), [("PathPrefix", 1), ("RegularExpression", 0)])
def test_a_path_of_a_route(kind: str, count: int) -> None:
    match = {"path": {"type": kind, "value": "/api/*"}}
    rules = [{"matches": [match], "backendRefs": [{"name": "web", "port": 80}]}]
    route = obj("gateway.networking.k8s.io/v1", "HTTPRoute", "web", spec={"rules": rules})
    said = found(route)
    assert [fix for _, _, fix in said] == ["value: /api"] * count


SHOP, WWW, ALL = "shop.example.com", "www.example.com", ("/", "Prefix")
WARNING, INFO = "warning", "info"


@pytest.mark.parametrize(
    ("hosts", "secured", "expected"),
    [
        ([SHOP], [[SHOP]], []),
        ([SHOP], [["shop.example.org"]], [(UNRULED, WARNING)]),
        ([SHOP], [["other.net"]], [(UNRULED, WARNING), (UNSECURED, WARNING)]),
        ([SHOP, WWW], [[SHOP]], [(UNSECURED, WARNING)]),
        ([SHOP, WWW], [["*.example.com"]], []),
        (["*.example.com"], [[SHOP]], []),
        ([SHOP], [["example.com", "*.example.com"]], [(UNRULED, INFO)]),
        ([SHOP], [[SHOP, "www.shop.example.com"]], [(UNRULED, INFO)]),
        (["", SHOP], [["other.net", SHOP]], []),
        ([SHOP, WWW], [], []),
    ],
)
def test_hosts_of_rules_and_of_certificates(
    hosts: list[str], secured: list[list[str]], expected: list[tuple[str, str]]
) -> None:
    tls = [{"hosts": names, "secretName": f"t{index}"} for index, names in enumerate(secured)]
    said = found(ingress(dict.fromkeys(hosts, ALL), tls))
    assert sorted((code, level) for code, level, _ in said) == sorted(expected)


def test_another_ingress_may_have_the_other_half() -> None:
    tls = [{"hosts": ["console.net"], "secretName": "t"}]
    one, other = ingress({SHOP: ALL}, tls), ingress({"console.net": ALL}, name="other")
    assert [code for code, _, _ in found(one)] == [UNSECURED, UNRULED]
    assert [code for code, _, _ in found(one, other)] == [UNSECURED]


def test_a_controller_may_send_other_hosts_on() -> None:
    tls = [{"hosts": [SHOP, WWW], "secretName": "t"}]
    note = {"nginx.ingress.kubernetes.io_from-to-www-redirect": "true"}
    assert found(ingress({SHOP: ALL}, tls)) and not found(ingress({SHOP: ALL}, tls, **note))


def listened(protocol: str, kind: str) -> list[tuple[str, str, str]]:
    """What is said of a Gateway with one listener, and of a route of a kind at it."""
    group = "gateway.networking.k8s.io/v1"
    tls = {"tls": {"certificateRefs": [{"name": "t"}]}} if protocol == "TLS" else {}
    spec = {
        "gatewayClassName": "edge",
        "listeners": [{"name": "x", "port": 443, "protocol": protocol, **tls}],
    }
    rules = [{"backendRefs": [{"name": "web", "port": 80}]}]
    route = {"parentRefs": [{"name": "g"}], "rules": rules}
    docs = [obj(group, "Gateway", "g", spec=spec), obj(group, kind, "r", spec=route)]
    codes = ("listener-broken", "route-not-attached")
    return [
        (one.code.name, one.severity, one.near) for one in check(docs) if one.code.name in codes
    ]


@pytest.mark.parametrize(
    ("protocol", "kind", "expected"),
    [
        ("HTTP", "HTTPRoute", []),
        ("TLS", "TCPRoute", [("route-not-attached", "info", "")]),
        ("TLS", "HTTPRoute", [("route-not-attached", "error", "")]),
        ("HBONE", "HTTPRoute", [("listener-broken", "info", "")]),
        ("HTTPSS", "HTTPRoute", [("listener-broken", "warning", "HTTPS")]),
    ],
)
def test_what_some_controllers_take_is_no_error(
    protocol: str, kind: str, expected: list[tuple[str, str, str]]
) -> None:
    assert [one for one in listened(protocol, kind) if one[0] == code_of(expected)] == expected


def code_of(expected: list[tuple[str, str, str]]) -> str:
    return expected[0][0] if expected else "listener-broken"


@pytest.mark.parametrize(("name", "count"), [("nginx", 1), ("alb", 0), ("gce", 0)])
def test_ingresses_with_load_balancers_of_their_own_do_not_shadow_each_other(
    name: str, count: int
) -> None:
    note = {"kubernetes.io_ingress.class": name}
    docs = [ingress({SHOP: ALL}, name=one, **note) for one in ("a", "b")]
    assert [one.code.name for one in check(docs)].count("rule-shadowed") == count


@pytest.mark.parametrize(("port", "count"), [("use-annotation", 0), ("http", 1)])
def test_an_action_of_an_annotation_is_no_service(port: str, count: int) -> None:
    one = ingress({SHOP: ALL})
    paths = one["spec"]["rules"][0]["http"]["paths"]
    paths[0]["backend"] = {"service": {"name": "go", "port": {"name": port}}}
    other = obj("v1", "Service", "other", spec={"ports": [{"port": 80}]})
    assert [each.code.name for each in check([one, other])].count("backend-missing") == count
