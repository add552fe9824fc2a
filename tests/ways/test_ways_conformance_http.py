"""HTTPRoutes and GRPCRoutes as the conformance suite of Gateway API expects them: facts about tests of these
names (kubernetes-sigs/gateway-api, conformance/tests), on documents of the project's own.
"""

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
    document,
    exact,
    from_all,
    gateway,
    grant,
    listener,
    misses,
    parent,
    played,
    prefix,
    route,
    rule,
    tls,
    to,
)

from minik.diagnosis import way_resolution
from minik.render import way_text
from minik.ways import request

HOST = "http://any.example"


def filtered(kind: str, **value: object) -> dict[str, object]:
    """A filter of a type."""
    field = kind[0].lower() + kind[1:]
    field = {"uRLRewrite": "urlRewrite", "cORS": "cors"}.get(field, field)
    return {"type": kind, field: value}


def mirrored(name: str, **more: object) -> dict[str, object]:
    return filtered("RequestMirror", backendRef=to(name), **more)


def replaced(kind: str, value: str) -> dict[str, object]:
    """A path modifier."""
    return {"path": {"type": kind, kind[0].lower() + kind[1:]: value}}


REFUSED = ("httproute/r", "edge", *NOT_ACCEPTED)
UNRESOLVED = ("httproute/r", "edge", *NOT_RESOLVED)
ACCEPTED = ("httproute/r", "edge", "Accepted", OK, "Accepted")
RESOLVED = ("httproute/r", "edge", "ResolvedRefs", OK, "ResolvedRefs")
SECURE = [
    listener("https", 443, "HTTPS", **tls("pair")),
    listener("named", 443, "HTTPS", "second.example.org", **tls("pair")),
    listener("wild", 443, "HTTPS", "*.wild.org", **tls("pair")),
]
CASES = {
    "httproute-simple-same-namespace": Case(
        [gateway(), route(rule(V1))],
        [(f"{HOST}/", V1)],
        [ACCEPTED, RESOLVED, ("gateway/edge", "http", "Programmed", OK, "Programmed")],
    ),
    "httproute-exact-path-matching": Case(
        [
            gateway(),
            route(rule(V1, matches=[exact("/one")]), rule(V2, matches=[exact("/two")])),
        ],
        [
            (f"{HOST}/one", V1),
            (f"{HOST}/two", V2),
            *((f"{HOST}{path}", 404) for path in ("/", "/one/", "/one/example", "/Two")),
        ],
    ),
    "httproute-method-matching": Case(
        [
            gateway(),
            route(
                rule(V1, matches=[{"method": "POST"}]),
                rule(V2, matches=[{"method": "GET"}]),
                rule(V1, matches=[prefix("/path1", method="GET")]),
                rule(V2, matches=[{"method": "PUT", "headers": [{"name": "v", "value": "one"}]}]),
                rule(V3, matches=[prefix("/path2", method="POST")]),
            ),
        ],
        [
            (f"POST {HOST}/", V1),
            (f"GET {HOST}/", V2),
            (f"HEAD {HOST}/", 404),
            (f"GET {HOST}/path1", V1),
            (f"PUT {HOST}/", V2, "v: one"),
            (f"POST {HOST}/path2", V3),
            (f"PUT {HOST}/path2", 404),
        ],
    ),
    "httproute-listener-hostname-matching": Case(
        [
            gateway(
                listener("one", hostname="bar.com"),
                listener("two", hostname="foo.bar.com"),
                listener("three", hostname="*.bar.com"),
                listener("four", hostname="*.foo.com"),
            ),
            route(rule(V1), name="r1", at=[parent(section="one")]),
            route(rule(V2), name="r2", at=[parent(section="two")]),
            route(rule(V3), name="r3", at=[parent(section="three"), parent(section="four")]),
        ],
        [
            ("http://bar.com/", V1),
            ("http://foo.bar.com/", V2),
            *((f"http://{host}/", V3) for host in ("baz.bar.com", "a.b.bar.com", "a.b.foo.com")),
            ("http://foo.com/", 404),
            ("http://no.matching.host/", 404),
        ],
    ),
    "httproute-matching-across-routes": Case(
        [
            gateway(),
            route(
                rule(V1, matches=[prefix("/"), {"headers": [{"name": "v", "value": "one"}]}]),
                hosts=["example.com", "example.net"],
                name="r1",
            ),
            route(
                rule(V2, matches=[prefix("/v2"), {"headers": [{"name": "v", "value": "two"}]}]),
                hosts=["example.com"],
                name="r2",
            ),
        ],
        [
            ("http://example.com/", V1),
            ("http://example.com/example", V1),
            ("http://example.net/example", V1),
            ("http://example.com/example", V1, "v: one"),
            ("http://example.com/v2", V2),
            ("http://example.net/v2", V1),
            ("http://example.com/", V2, "v: two"),
            ("http://example.com/v2example", V1),
        ],
    ),
    "httproute-omitted-backendrefs": Case(
        [
            gateway(),
            route(
                rule(V1, matches=[prefix("/forward")]),
                rule(matches=[prefix("/omitted")]),
                rule(matches=[prefix("/empty")], backendRefs=[]),
            ),
        ],
        [(f"{HOST}/forward", V1), (f"{HOST}/omitted", 500), (f"{HOST}/empty", 500)],
        [ACCEPTED, RESOLVED],
    ),
    "httproute-partially-invalid-via-invalid-reference-grant": Case(
        [
            gateway(),
            grant("HTTPRoute", "a1"),
            route(
                rule(to("a2", namespace=APP), matches=[prefix("/v2")]),
                rule(to("a1", namespace=APP)),
            ),
        ],
        [(f"{HOST}/v2", 500), (f"{HOST}/", "app/a1:8080")],
        [ACCEPTED, (*UNRESOLVED, "RefNotPermitted")],
    ),
    "httproute-invalid-cross-namespace-backend-ref": Case(
        [gateway(), route(rule(to("a1", namespace=APP)))],
        [(f"{HOST}/", 500)],
        [ACCEPTED, (*UNRESOLVED, "RefNotPermitted")],
    ),
    "httproute-invalid-nonexistent-backendref": Case(
        [gateway(), route(rule("none"))],
        [(f"{HOST}/", 500)],
        [ACCEPTED, (*UNRESOLVED, "BackendNotFound")],
    ),
    "httproute-invalid-backendref-unknown-kind": Case(
        [gateway(), route(rule(to(V1, kind="Wrong", group="x.example.com")))],
        [(f"{HOST}/", 500)],
        [(*UNRESOLVED, "InvalidKind")],
    ),
    "httproute-invalid-cross-namespace-parent-ref": Case(
        [
            gateway(),
            route(rule("a1"), at=[parent(namespace=INFRA)], namespace=APP),
        ],
        [(f"{HOST}/", 404)],
        [("httproute/app/r", "edge", *NOT_ACCEPTED, "NotAllowedByListeners")],
    ),
    "httproute-disallowed-kind": Case(
        [
            gateway(listener("tls", 443, "TLS", **tls(mode="Passthrough"))),
            route(rule(V1)),
        ],
        [],
        [(*REFUSED, "NotAllowedByListeners"), RESOLVED],
    ),
    "httproute-invalid-parentref-not-matching-section-name": Case(
        [gateway(), route(rule(V1), at=[parent(section="none")])],
        [(f"{HOST}/", 404)],
        [(*REFUSED, "NoMatchingParent")],
    ),
    "httproute-invalid-parentref-not-matching-listener-port": Case(
        [gateway(), route(rule(V1), at=[parent(port=81)])], [], [(*REFUSED, "NoMatchingParent")]
    ),
    "httproute-invalid-parentref-section-name-not-matching-port": Case(
        [
            gateway(listener(), listener("other", 8080)),
            route(rule(V1), at=[parent(section="http", port=8080)]),
        ],
        [],
        [(*REFUSED, "NoMatchingParent")],
    ),
    "httproute-https-listener-detect-misdirected-requests": Case(
        [
            gateway(*SECURE),
            route(rule(V1), name="r1", at=[parent(section="https")], hosts=["example.org"]),
            route(rule(V2), name="r2", at=[parent(section="named")]),
            route(rule(V3), name="r3", at=[parent(section="wild")]),
        ],
        [
            ("https://example.org/", V1),
            ("https://second.example.org/", V2),
            ("https://a.wild.org/", V3),
            ("https://example.org/", 421, "Host: second.example.org"),
            ("https://second.example.org/", 421, "Host: example.org"),
            ("https://a.wild.org/", V3, "Host: b.wild.org"),
            ("https://a.wild.org/", 421, "Host: example.org"),
            ("https://example.org/", 404, "Host: unknown.org"),
        ],
    ),
    "httproute-redirect-path": Case(
        [
            gateway(),
            route(
                rule(
                    matches=[prefix("/original")],
                    filters=[filtered("RequestRedirect", **replaced("ReplacePrefixMatch", "/new"))],
                ),
                rule(
                    matches=[prefix("/full")],
                    filters=[
                        filtered("RequestRedirect", **replaced("ReplaceFullPath", "/replaced"))
                    ],
                ),
                rule(
                    matches=[prefix("/host")],
                    filters=[
                        filtered(
                            "RequestRedirect",
                            hostname="example.org",
                            **replaced("ReplacePrefixMatch", "/new"),
                        )
                    ],
                ),
            ),
        ],
        [
            (f"{HOST}/original/lemon", {"status": 302, "location": f"{HOST}/new/lemon"}),
            (f"{HOST}/full/path/x", {"status": 302, "location": f"{HOST}/replaced"}),
            (f"{HOST}/host/x", {"status": 302, "location": "http://example.org/new/x"}),
        ],
    ),
    "httproute-redirect-port-and-scheme": Case(
        [
            gateway(
                listener(), listener("other", 8080), listener("https", 443, "HTTPS", **tls("pair"))
            ),
            route(
                *(
                    rule(matches=[prefix(path)], filters=[filtered("RequestRedirect", **value)])
                    for path, value in (
                        ("/nil-nil", {"hostname": "example.org"}),
                        ("/nil-80", {"hostname": "example.org", "port": 80}),
                        ("/nil-8080", {"hostname": "example.org", "port": 8080}),
                        ("/http-nil", {"hostname": "example.org", "scheme": "http"}),
                        ("/https-nil", {"hostname": "example.org", "scheme": "https"}),
                        ("/https-443", {"hostname": "example.org", "scheme": "https", "port": 443}),
                        (
                            "/https-8443",
                            {"hostname": "example.org", "scheme": "https", "port": 8443},
                        ),
                    )
                )
            ),
        ],
        [
            (f"{start}{path}", {"status": 302, "location": f"{there}{path}"})
            for start, path, there in (
                (HOST, "/nil-nil", "http://example.org"),
                (HOST, "/nil-80", "http://example.org"),
                (HOST, "/nil-8080", "http://example.org:8080"),
                (HOST, "/https-nil", "https://example.org"),
                (HOST, "/https-443", "https://example.org"),
                (HOST, "/https-8443", "https://example.org:8443"),
                (f"{HOST}:8080", "/nil-nil", "http://example.org:8080"),
                (f"{HOST}:8080", "/nil-80", "http://example.org"),
                (f"{HOST}:8080", "/https-nil", "https://example.org"),
                ("https://any.example", "/nil-nil", "https://example.org"),
                ("https://any.example", "/nil-8080", "https://example.org:8080"),
                ("https://any.example", "/http-nil", "http://example.org"),
            )
        ],
    ),
    "httproute-backend-request-redirect": Case(
        [
            gateway(),
            route(
                rule(
                    to(V1, filters=[filtered("RequestRedirect", hostname="example.org")]),
                    matches=[prefix("/redirect")],
                )
            ),
        ],
        [(f"{HOST}/redirect", {"status": 302, "location": "http://example.org/redirect"})],
    ),
    "httproute-named-rule": Case(
        [
            gateway(),
            route(rule(V1, name="named", matches=[prefix("/named")]), rule(V2)),
        ],
        [(f"{HOST}/named", V1), (f"{HOST}/unnamed", V2)],
        [ACCEPTED],
    ),
    "httproute-request-multiple-mirrors": Case(
        [
            gateway(),
            route(
                rule(V1, matches=[prefix("/m")], filters=[mirrored(V2), mirrored(V3, percent=20)])
            ),
        ],
        [(f"{HOST}/m", V1)],
        [ACCEPTED, RESOLVED],
    ),
    "httproute-reference-grant": Case(
        [gateway(), grant("HTTPRoute", "a1"), route(rule(to("a1", namespace=APP)))],
        [(f"{HOST}/", "app/a1:8080")],
        [RESOLVED],
    ),
    "httproute-cross-namespace": Case(
        [
            gateway(listener(**from_all())),
            route(rule("a1"), at=[parent(namespace=INFRA)], namespace=APP),
        ],
        [(f"{HOST}/", "app/a1:8080")],
        [("httproute/app/r", "edge", "Accepted", OK, "Accepted")],
    ),
    "httproute-weight": Case(
        [
            gateway(),
            route(rule(to(V1, weight=70), to(V2, weight=30), to(V3, weight=0))),
        ],
        [(f"{HOST}/", {V1: 70.0, V2: 30.0})],
    ),
    "grpcroute-exact-method-matching": Case(
        [
            gateway(),
            route(
                rule(V1, matches=[{"method": {"service": "grpc.Echo", "method": "Echo"}}]),
                rule(V2, matches=[{"method": {"service": "grpc.Echo", "method": "EchoTwo"}}]),
                kind="GRPCRoute",
            ),
        ],
        [
            ("grpc://any.example/grpc.Echo/Echo", V1),
            ("grpc://any.example/grpc.Echo/EchoTwo", V2),
            ("grpc://any.example/grpc.Echo/EchoThree", 12),
        ],
        [("grpcroute/r", "edge", "Accepted", OK, "Accepted")],
    ),
    "grpcroute-weight": Case(
        [
            gateway(),
            route(rule(to(V1, weight=7), to(V2, weight=3), to(V3, weight=0)), kind="GRPCRoute"),
        ],
        [("grpc://any.example/s/M", {V1: 70.0, V2: 30.0})],
    ),
    "grpcroute-named-rule": Case(
        [
            gateway(),
            route(
                rule(V1, name="named", matches=[{"method": {"method": "Echo"}}]),
                rule(V2, matches=[{"method": {"service": "other.S"}}]),
                kind="GRPCRoute",
            ),
        ],
        [("grpc://any.example/a.S/Echo", V1), ("grpc://any.example/other.S/X", V2)],
    ),
    "backendtlspolicy-conflict-resolution": Case(
        [
            gateway(),
            route(rule(V1)),
            *(
                document(
                    "BackendTLSPolicy",
                    name,
                    targetRefs=[
                        {"group": "", "kind": "Service", "name": target}
                        | ({"sectionName": section} if section else {})
                    ],
                    validation={"wellKnownCACertificates": "System", "hostname": "x.example"},
                )
                for name, target, section in (
                    ("a-first", V1, ""),
                    ("b-second", V1, ""),
                    ("c-port", V1, "http"),
                    ("d-port", V1, "http"),
                )
            ),
        ],
        [(f"{HOST}/", V1)],
        [
            ("backendtlspolicy/a-first", "edge", "Accepted", OK, "Accepted"),
            ("backendtlspolicy/b-second", "edge", *NOT_ACCEPTED, "Conflicted"),
            ("backendtlspolicy/c-port", "edge", "Accepted", OK, "Accepted"),
            ("backendtlspolicy/d-port", "edge", *NOT_ACCEPTED, "Conflicted"),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_answers_and_conditions_are_those_of_the_suite(name: str) -> None:
    assert list(misses(CASES[name])) == []


def test_backends_that_share_requests_change_them_by_their_own_filters() -> None:
    """httproute-request-header-modifier-backend-weights, httproute-backend-url-rewrite."""
    setting = filtered("RequestHeaderModifier", set=[{"name": "backend", "value": "one"}])
    rewriting = filtered("URLRewrite", hostname="two.example")
    shared = rule(to(V1, filters=[setting]), to(V2, filters=[rewriting]), V3)
    cluster = played(Case([gateway(), route(shared)]))
    got = crossroads.asked(cluster, f"{HOST}/")
    one, two, three = got["backends"]
    assert one["effects"] == {"requestHeaderModifier": setting["requestHeaderModifier"]}
    assert two["rewrite"] == {"host": "two.example", "path": "/"} and "effects" not in two
    assert not {"rewrite", "effects"} & {*three} and got["rewrite"] is None
    text = way_text.text(way_resolution.resolve(cluster, request.parse(f"{HOST}/")))
    lines = [line.strip() for line in text.splitlines()]
    assert lines[lines.index("of requests: set backend: one") - 1].startswith("backend")
    assert "rewrite host two.example" in lines
