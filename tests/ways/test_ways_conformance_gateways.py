"""Gateways, ListenerSets and routes of bytes as the conformance suite of Gateway API expects them: facts about
tests of these names (kubernetes-sigs/gateway-api, conformance/tests), on documents of the project's own.
"""

from typing import Any

import crossroads
import pytest
from conforming import (
    APP,
    INFRA,
    NOT_ACCEPTED,
    NOT_RESOLVED,
    OK,
    V1,
    V2,
    V3,
    Case,
    at,
    document,
    from_all,
    gateway,
    grant,
    listener,
    misses,
    parent,
    plain,
    played,
    prefix,
    route,
    rule,
    tls,
    to,
)

from minik.model import object as objects

HOST = "http://any.example"
PASS = tls(mode="Passthrough")
FOREIGN = {"name": "pair", "namespace": APP}


def listener_set(*listeners: Any, name: str = "set", namespace: str = INFRA) -> Any:
    ref = {
        "kind": "Gateway",
        "group": "gateway.networking.k8s.io",
        "name": "edge",
        "namespace": INFRA,
    }
    return document("ListenerSet", name, namespace, parentRef=ref, listeners=[*listeners])


def letting(who: str = "Same", **more: Any) -> dict[str, Any]:
    """What lets in ListenerSets."""
    return {"allowedListeners": {"namespaces": {"from": who, **more}}}


def of_set(name: str = "set", section: str = "") -> Any:
    return parent(name, section, kind="ListenerSet", group="gateway.networking.k8s.io")


def raw(kind: str, *several: Any, **more: Any) -> Any:
    return route(rule(*several), kind=kind, **more)


def secret(reason: str, **target: Any) -> Case:
    """A case in which a Gateway shows a certificate to backends that cannot be used."""
    ref = {"backend": {"clientCertificateRef": {"kind": "Secret", "group": "", **target}}}
    return Case(
        [
            gateway(tls=ref),
            plain("Secret", "odd", type="kubernetes.io/tls", data={"tls.crt": "", "tls.key": ""}),
        ],
        [],
        [
            ("gateway/edge", "", *NOT_RESOLVED, reason),
            ("gateway/edge", "", "Accepted", OK, "Accepted"),
        ],
    )


UDP = [listener(f"udp-{port}", port, "UDP") for port in (5300, 5301)]
TCP = [listener(f"tcp-{port}", port, "TCP") for port in (9001, 9002)]
DNS = {"port": 5300}
NO_BACKEND, NOT_PERMITTED = "BackendNotFound", "RefNotPermitted"
CASES = {
    "gateway-invalid-listeners-unsupported-protocol": Case(
        [
            gateway(listener("odd", 80, "example.com/odd"), name="none"),
            gateway(listener(), listener("odd", 81, "example.com/odd"), name="some"),
        ],
        [],
        [
            ("gateway/none", "", *NOT_ACCEPTED, "ListenersNotValid"),
            ("gateway/none", "odd", *NOT_ACCEPTED, "UnsupportedProtocol"),
            ("gateway/some", "", "Accepted", OK, "ListenersNotValid"),
            ("gateway/some", "http", "Accepted", OK, "Accepted"),
            ("gateway/some", "odd", *NOT_ACCEPTED, "UnsupportedProtocol"),
        ],
    ),
    "gateway-secret-missing-reference-grant": Case(
        [gateway(listener("https", 443, "HTTPS", **tls(FOREIGN)))],
        [],
        [("gateway/edge", "https", *NOT_RESOLVED, NOT_PERMITTED)],
    ),
    "gateway-secret-reference-grant-all-in-namespace": Case(
        [
            gateway(listener("https", 443, "HTTPS", **tls(FOREIGN))),
            grant("Gateway", to_kind="Secret"),
            route(rule(V1)),
        ],
        [("https://any.example/", V1)],
        [("gateway/edge", "https", "ResolvedRefs", OK, "ResolvedRefs")],
    ),
    "gateway-invalid-tls-backend-configuration (missing)": secret(
        "InvalidClientCertificateRef", name="none"
    ),
    "gateway-invalid-tls-backend-configuration (kind)": secret(
        "InvalidClientCertificateRef", name="pair", kind="Wrong"
    ),
    "gateway-invalid-tls-backend-configuration (content)": secret(
        "InvalidClientCertificateRef", name="odd"
    ),
    "gateway-invalid-tls-backend-configuration (no grant)": secret("RefNotPermitted", **FOREIGN),
    "gateway-optional-address-value": Case(
        [gateway(addresses=[{"type": "IPAddress"}])],
        [],
        [("gateway/edge", "", "Programmed", OK, "Programmed")],
    ),
    "httproute-multiple-gateways": Case(
        [
            gateway(addresses=[{"value": "192.0.2.101"}]),
            gateway(name="other", addresses=[{"value": "192.0.2.102"}]),
            route(rule(V1, matches=[prefix("/shared")]), at=[parent(), parent("other")]),
            route(rule(V2), name="own"),
            route(rule(V3), name="others", at=[parent("other")]),
        ],
        [
            ("http://192.0.2.101/shared", V1),
            ("http://192.0.2.102/shared", V1),
            ("http://192.0.2.101/", V2),
            ("http://192.0.2.102/", V3),
        ],
    ),
    "listenerset-http-routing": Case(
        [
            gateway(listener(hostname="gateway.org"), **letting()),
            listener_set(
                listener("one", hostname="one.org"), listener("two", 8080, hostname="two.org")
            ),
            route(rule(V1)),
            route(rule(V2), name="all", at=[of_set()]),
            route(rule(V3, matches=[prefix("/two")]), name="two", at=[of_set(section="two")]),
        ],
        [
            ("http://gateway.org/", V1),
            ("http://one.org/", V2),
            ("http://two.org:8080/", V2),
            ("http://two.org:8080/two", V3),
            ("http://two.org/", 404),
        ],
        [
            ("listenerset/set", "", "Accepted", OK, "Accepted"),
            ("listenerset/set", "", "Programmed", OK, "Programmed"),
        ],
    ),
    "listenerset-gateway-parent-section-name-not-found": Case(
        [
            gateway(listener(hostname="gateway.org"), **letting()),
            listener_set(listener("inner", hostname="set.org")),
            route(rule(V1), name="good", at=[of_set(section="inner")]),
            route(rule(V2), name="bad", at=[parent(section="inner")]),
        ],
        [("http://set.org/", V1), ("http://gateway.org/", 404)],
        [
            ("httproute/good", "set", "Accepted", OK, "Accepted"),
            ("httproute/bad", "edge", *NOT_ACCEPTED, "NoMatchingParent"),
        ],
    ),
    "listenerset-dual-parentref-independence": Case(
        [
            gateway(listener(hostname="gateway.org"), **letting()),
            listener_set(listener("inner", hostname="set.org")),
            route(rule(V1, matches=[prefix("/both")]), name="both", at=[parent(), of_set()]),
            route(
                rule(V2, matches=[prefix("/one")]),
                name="one",
                at=[parent(section="none"), of_set()],
            ),
        ],
        [
            ("http://gateway.org/both", V1),
            ("http://set.org/both", V1),
            ("http://set.org/one", V2),
            ("http://gateway.org/one", 404),
        ],
        [
            ("httproute/both", "edge", "Accepted", OK, "Accepted"),
            ("httproute/both", "set", "Accepted", OK, "Accepted"),
            ("httproute/one", "edge", *NOT_ACCEPTED, "NoMatchingParent"),
            ("httproute/one", "set", "Accepted", OK, "Accepted"),
        ],
    ),
    "listenerset-allowed-namespace-none": Case(
        [gateway(), listener_set(listener("inner", 8080))],
        [(f"{HOST}:8080/", 0)],
        [
            ("listenerset/set", "", *NOT_ACCEPTED, "NotAllowed"),
            ("listenerset/set", "", "Programmed", "False", "NotAllowed"),
        ],
    ),
    "listenerset-allowed-namespace-same": Case(
        [
            gateway(**letting()),
            listener_set(listener("inner", 8080)),
            listener_set(listener("inner", 8081), namespace=APP),
        ],
        [],
        [
            ("listenerset/set", "", "Accepted", OK, "Accepted"),
            ("listenerset/app/set", "", *NOT_ACCEPTED, "NotAllowed"),
        ],
    ),
    "listenerset-allowed-namespace-selector": Case(
        [
            gateway(
                **letting(
                    "Selector", selector={"matchLabels": {"kubernetes.io/metadata.name": APP}}
                )
            ),
            listener_set(listener("inner", 8080)),
            listener_set(listener("inner", 8081), namespace=APP),
        ],
        [],
        [
            ("listenerset/set", "", *NOT_ACCEPTED, "NotAllowed"),
            ("listenerset/app/set", "", "Accepted", OK, "Accepted"),
        ],
    ),
    "listenerset-allowed-routes-supported-kinds": Case(
        [
            gateway(**letting()),
            listener_set(
                listener("odd", 8080, allowedRoutes={"kinds": [{"kind": "TLSRoute"}]}),
                listener("good", 8081),
            ),
        ],
        [],
        [
            ("listenerset/set", "odd", *NOT_RESOLVED, "InvalidRouteKinds"),
            ("listenerset/set", "good", "ResolvedRefs", OK, "ResolvedRefs"),
        ],
    ),
    "listenerset-allowed-routes-namespaces": Case(
        [
            gateway(**letting("All")),
            listener_set(
                listener("all", 8080, **from_all()), listener("same", 8081), namespace=APP
            ),
            route(rule(V1), at=[{**of_set(section="all"), "namespace": APP}]),
            route(rule(V1), name="other", at=[{**of_set(section="same"), "namespace": APP}]),
            route(rule("a1"), name="own", at=[of_set(section="same")], namespace=APP),
        ],
        [(f"{HOST}:8080/", V1), (f"{HOST}:8081/", "app/a1:8080")],
        [
            ("httproute/r", "set", "Accepted", OK, "Accepted"),
            ("httproute/other", "set", *NOT_ACCEPTED, "NotAllowedByListeners"),
            ("httproute/app/own", "set", "Accepted", OK, "Accepted"),
        ],
    ),
    "listenerset-reference-grant": Case(
        [
            gateway(**letting()),
            listener_set(listener("https", 443, "HTTPS", **tls(FOREIGN))),
            listener_set(
                listener("https", 8443, "HTTPS", **tls({**FOREIGN, "name": "other"})), name="bad"
            ),
            grant("ListenerSet", "pair", to_kind="Secret"),
        ],
        [],
        [
            ("listenerset/set", "https", "ResolvedRefs", OK, "ResolvedRefs"),
            ("listenerset/bad", "https", *NOT_RESOLVED, NOT_PERMITTED),
        ],
    ),
    "listenerset-protocol-conflict": Case(
        [
            gateway(listener(port=8080), **letting()),
            listener_set(listener("tcp", 8080, "TCP"), listener("good", 8081)),
        ],
        [],
        [
            ("gateway/edge", "http", "Conflicted", "False", "NoConflicts"),
            ("listenerset/set", "tcp", "Conflicted", OK, "ProtocolConflict"),
            ("listenerset/set", "tcp", *NOT_ACCEPTED, "ProtocolConflict"),
            ("listenerset/set", "good", "Accepted", OK, "Accepted"),
        ],
    ),
    "listenerset-protocol-conflict, beside others of its port": Case(
        [
            gateway(listener(hostname="own.org"), **letting()),
            listener_set(
                listener("one", hostname="one.org"),
                listener("tcp", 80, "TCP"),
                listener("two", hostname="two.org"),
            ),
            listener_set(
                listener("three", hostname="three.org"), listener("two", 80, "TCP"), name="setb"
            ),
            listener_set(listener("four", 81), listener("five", 81, "TCP"), name="setc"),
        ],
        [],
        [
            ("listenerset/set", "", "Accepted", OK, ""),
            ("listenerset/set", "one", "Accepted", OK, "Accepted"),
            ("listenerset/set", "tcp", *NOT_ACCEPTED, "ProtocolConflict"),
            ("listenerset/set", "two", "Programmed", OK, "Programmed"),
            ("listenerset/setb", "three", "Accepted", OK, "Accepted"),
            ("listenerset/setb", "two", "Conflicted", OK, "ProtocolConflict"),
            ("listenerset/setc", "four", *NOT_ACCEPTED, "ProtocolConflict"),
            ("listenerset/setc", "five", *NOT_ACCEPTED, "ProtocolConflict"),
        ],
    ),
    "tlsroute-simple-same-namespace": Case(
        [
            gateway(listener("tls", 443, "TLS", "abc.example.com", **PASS)),
            raw("TLSRoute", V1, hosts=["abc.example.com"]),
        ],
        [("tls://abc.example.com:443", V1), ("tls://other.example.com:443", 0)],
        [("tlsroute/r", "edge", "Accepted", OK, "Accepted")],
    ),
    "tlsroute-hostname-intersection": Case(
        [
            gateway(listener("tls", 443, "TLS", "*.example.com", **PASS)),
            raw("TLSRoute", V1, name="exact", hosts=["abc.example.com"]),
            raw("TLSRoute", V2, name="wild", hosts=["*.com"]),
        ],
        [
            ("tls://abc.example.com:443", V1),
            ("tls://other.example.com:443", V2),
            ("tls://non.matching.com:443", 0),
        ],
        [("tlsroute/wild", "edge", "Accepted", OK, "Accepted")],
    ),
    "tlsroute-invalid-no-matching-listener": Case(
        [
            gateway(),
            gateway(listener("https", 443, "HTTPS", **tls("pair")), name="secure"),
            gateway(listener("tls", 443, "TLS", **PASS), name="pass"),
            raw("TLSRoute", V1, name="clear", hosts=["a.b"]),
            raw("TLSRoute", V1, name="https", hosts=["a.b"], at=[parent("secure")]),
            raw("TLSRoute", V1, name="section", hosts=["a.b"], at=[parent("pass", "none")]),
        ],
        [],
        [
            ("tlsroute/clear", "edge", *NOT_ACCEPTED, "NotAllowedByListeners"),
            ("tlsroute/https", "secure", *NOT_ACCEPTED, "NotAllowedByListeners"),
            ("tlsroute/section", "pass", *NOT_ACCEPTED, "NoMatchingParent"),
        ],
    ),
    "tlsroute-invalid-no-matching-listener-hostname": Case(
        [
            gateway(listener("tls", 443, "TLS", "abc.example.com", **PASS)),
            raw("TLSRoute", V1, hosts=["xyz.example.com"]),
        ],
        [],
        [("tlsroute/r", "edge", *NOT_ACCEPTED, "NoMatchingListenerHostname")],
    ),
    "tlsroute-invalid-backendref-nonexistent": Case(
        [gateway(listener("tls", 443, "TLS", **PASS)), raw("TLSRoute", "none", hosts=["a.b"])],
        [("tls://a.b:443", 0)],
        [("tlsroute/r", "edge", *NOT_RESOLVED, NO_BACKEND)],
    ),
    "tlsroute-invalid-backendref-unknown-kind": Case(
        [
            gateway(listener("tls", 443, "TLS", **PASS)),
            raw("TLSRoute", to(V1, kind="Wrong", group="x.y"), hosts=["a.b"]),
        ],
        [],
        [("tlsroute/r", "edge", *NOT_RESOLVED, "InvalidKind")],
    ),
    "tlsroute-invalid-reference-grant": Case(
        [
            gateway(listener("tls", 443, "TLS", **PASS)),
            grant("HTTPRoute"),
            raw("TLSRoute", to("a1", namespace=APP), hosts=["a.b"]),
        ],
        [("tls://a.b:443", 0)],
        [("tlsroute/r", "edge", *NOT_RESOLVED, NOT_PERMITTED)],
    ),
    "tlsroute-terminate-simple-same-namespace": Case(
        [
            gateway(listener("tls", 443, "TLS", "example.com", **tls("pair"))),
            raw("TLSRoute", V1, hosts=["example.com"]),
        ],
        [("tls://example.com:443", V1)],
        [
            ("tlsroute/r", "edge", "Accepted", OK, "Accepted"),
            ("gateway/edge", "tls", "Programmed", OK, "Programmed"),
        ],
    ),
    "tlsroute-mixed-termination-same-namespace": Case(
        [
            gateway(
                listener("end", 443, "TLS", "end.example.com", **tls("pair")),
                listener("pass", 443, "TLS", "pass.example.com", **PASS),
            ),
            raw("TLSRoute", V1, name="end", hosts=["end.example.com"]),
            raw("TLSRoute", V2, name="pass", hosts=["pass.example.com"]),
        ],
        [("tls://end.example.com:443", V1), ("tls://pass.example.com:443", V2)],
        [
            ("gateway/edge", "end", "Accepted", OK, "Accepted"),
            ("gateway/edge", "pass", "Accepted", OK, "Accepted"),
        ],
    ),
    "tlsroute-listener-passthrough-supported-kinds": Case(
        [
            gateway(
                listener(
                    "tls",
                    443,
                    "TLS",
                    **PASS,
                    allowedRoutes={"kinds": [{"kind": "TLSRoute"}, {"kind": "HTTPRoute"}]},
                )
            )
        ],
        [],
        [("gateway/edge", "tls", *NOT_RESOLVED, "InvalidRouteKinds")],
    ),
    "tcproute-parentref-attach-all": Case(
        [gateway(*TCP), raw("TCPRoute", V1)],
        [("tcp://any.example:9001", V1), ("tcp://any.example:9002", V1)],
        [("tcproute/r", "edge", "Accepted", OK, "Accepted")],
    ),
    "tcproute-weighted-routing": Case(
        [gateway(*TCP), raw("TCPRoute", to(V1, weight=70), to(V2, weight=30), to(V3, weight=0))],
        [("tcp://any.example:9001", {V1: 70.0, V2: 30.0})],
    ),
    "tcproute-invalid-backendref-nonexistent": Case(
        [gateway(*TCP), raw("TCPRoute", "none")],
        [("tcp://any.example:9001", 0)],
        [("tcproute/r", "edge", *NOT_RESOLVED, NO_BACKEND)],
    ),
    "tcproute-invalid-cross-namespace-backend-ref": Case(
        [gateway(*TCP), raw("TCPRoute", to("a1", namespace=APP))],
        [("tcp://any.example:9001", 0)],
        [("tcproute/r", "edge", *NOT_RESOLVED, NOT_PERMITTED)],
    ),
    "tcproute-reference-grant": Case(
        [gateway(*TCP), grant("TCPRoute", "a1"), raw("TCPRoute", to("a1", namespace=APP))],
        [("tcp://any.example:9001", "app/a1:8080")],
        [("tcproute/r", "edge", "ResolvedRefs", OK, "ResolvedRefs")],
    ),
    "tcproute-invalid-non-tcp-listener": Case(
        [gateway(listener()), raw("TCPRoute", V1)],
        [],
        [("tcproute/r", "edge", *NOT_ACCEPTED, "NotAllowedByListeners")],
    ),
    "udproute-simple": Case(
        [gateway(UDP[0]), raw("UDPRoute", to(V1, **DNS))],
        [("udp://any.example:5300", {"infra/v1:5300": 100.0})],
        [("udproute/r", "edge", "Accepted", OK, "Accepted")],
    ),
    "udproute-parentref-attach-all-listeners": Case(
        [gateway(*UDP), raw("UDPRoute", to(V1, **DNS))],
        [(f"udp://any.example:{port}", {"infra/v1:5300": 100.0}) for port in (5300, 5301)],
        [("gateway/edge", "udp-5300", "ResolvedRefs", OK, "ResolvedRefs")],
    ),
    "udproute-parentref-port-and-section-name": Case(
        [
            gateway(*UDP, listener("udp-both", 5302, "UDP")),
            raw("UDPRoute", to(V1, **DNS), name="port", at=[parent(port=5300)]),
            raw("UDPRoute", to(V2, **DNS), name="section", at=[parent(section="udp-5301")]),
            raw("UDPRoute", to(V3, **DNS), name="both", at=[parent(section="udp-both", port=5302)]),
        ],
        [
            (f"udp://any.example:{port}", {f"infra/{name}:5300": 100.0})
            for port, name in ((5300, V1), (5301, V2), (5302, V3))
        ],
    ),
    "udproute-invalid-backendref-nonexistent": Case(
        [gateway(*UDP), raw("UDPRoute", to("none", **DNS))],
        [],
        [("udproute/r", "edge", *NOT_RESOLVED, NO_BACKEND)],
    ),
    "udproute-invalid-cross-namespace-backend-ref": Case(
        [gateway(*UDP), raw("UDPRoute", to("a1", namespace=APP, **DNS))],
        [],
        [("udproute/r", "edge", *NOT_RESOLVED, NOT_PERMITTED)],
    ),
    "udproute-not-allowed-by-listeners": Case(
        [gateway(listener("tls", 443, "TLS", **PASS)), raw("UDPRoute", to(V1, **DNS))],
        [],
        [("udproute/r", "edge", *NOT_ACCEPTED, "NotAllowedByListeners")],
    ),
    "udproute-multiple-routes-attachment": Case(
        [
            gateway(UDP[0]),
            raw("UDPRoute", to(V1, **DNS), name="a"),
            raw("UDPRoute", to(V2, **DNS), name="b"),
        ],
        [("udp://any.example:5300", {"infra/v1:5300": 100.0})],
        [
            ("udproute/a", "edge", "Accepted", OK, "Accepted"),
            ("udproute/b", "edge", "Accepted", OK, "Accepted"),
        ],
    ),
    "udproute-weighted-routing": Case(
        [gateway(UDP[0]), raw("UDPRoute", to(V1, weight=70, **DNS), to(V2, weight=30, **DNS))],
        [("udp://any.example:5300", {"infra/v1:5300": 70.0, "infra/v2:5300": 30.0})],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_answers_and_conditions_are_those_of_the_suite(name: str) -> None:
    assert list(misses(CASES[name])) == []


ATTACHED = {
    "listenerset-dual-parentref-independence": ("listenerset/set", {"inner": 2}),
    "tlsroute-mixed-termination-same-namespace": ("gateway/edge", {"end": 1, "pass": 1}),
    "tlsroute-invalid-no-matching-listener": ("gateway/edge", {"http": 0}),
    "udproute-parentref-attach-all-listeners": ("gateway/edge", {"udp-5300": 1, "udp-5301": 1}),
    "udproute-not-allowed-by-listeners": ("gateway/edge", {"tls": 0}),
    "listenerset-http-routing": ("gateway/edge", {"http": 1}),
}


@pytest.mark.parametrize("name", ATTACHED)
def test_attached_routes_are_counted_as_by_the_suite(name: str) -> None:
    what, expected = ATTACHED[name]
    status = objects.status(crossroads.object_of(played(CASES[name]), *at(what)))
    assert {one["name"]: one["attachedRoutes"] for one in status["listeners"]} == expected


def test_a_listener_that_is_added_takes_routes_at_once() -> None:
    """gateway-modify-listeners, gateway-observed-generation-bump."""
    cluster = played(Case([gateway(listener("old", 8080)), route(rule(V1))]))
    after = crossroads.applied([gateway(listener("old", 8080), listener("new", 80))], cluster)
    status = objects.status(crossroads.object_of(after, *at("gateway/edge")))
    assert [(one["name"], one["attachedRoutes"]) for one in status["listeners"]] == [
        ("old", 1),
        ("new", 1),
    ]
    assert {one["observedGeneration"] for one in status["conditions"]} == {2}
    again = crossroads.applied([gateway(listener("new", 80))], after)
    status = objects.status(crossroads.object_of(again, *at("gateway/edge")))
    assert [(one["name"], one["attachedRoutes"]) for one in status["listeners"]] == [("new", 1)]


def test_only_parents_that_are_named_have_a_status() -> None:
    """listenerset-route-status-scoped-to-parentref."""
    cluster = played(
        Case(
            [
                gateway(**letting()),
                listener_set(listener("inner", 8080)),
                route(rule(V1), name="gateway"),
                route(rule(V1), name="set", at=[of_set()]),
            ]
        )
    )
    for name, kind in (("gateway", "Gateway"), ("set", "ListenerSet")):
        status = objects.status(crossroads.object_of(cluster, *at(f"httproute/{name}")))
        assert [one["parentRef"]["kind"] for one in status["parents"]] == [kind]


def test_a_class_says_what_is_supported() -> None:
    status = objects.status(crossroads.object_of(played(Case([])), *at("gatewayclass/edge")))
    names = [one["name"] for one in status["supportedFeatures"]]
    assert names == sorted(names) and len(names) <= 64
    assert {"Gateway", "HTTPRoute", "ListenerSet", "UDPRoute"} <= {*names}
