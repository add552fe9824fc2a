"""Completion of URLs, Ingresses, Gateways and routes; and `check` of a URL."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

DATA = Path(__file__).parents[1] / "data/edges"
ROUTES = """
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: edge}
spec: {controller: example.com/edge}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: wild}
spec: {hostnames: ["*.example.org", www.example.org]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  ingressClassName: edge
  tls: [{hosts: [secure.example.net], secretName: t}]
  rules:
  - {host: secure.example.net, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
  - {host: plain.example.net, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: none, port: {number: 80}}}}]}}
"""


@pytest.fixture
def edge(terminal: Terminal) -> Terminal:
    """A terminal at a cluster with a Gateway, routes and an Ingress."""
    terminal("minik init --gateway-api")
    assert terminal(f"minik apply -f {DATA}/envoy.yaml").exit == 0
    assert terminal("minik apply -f -", ROUTES).exit == 0
    return terminal


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("resolve ing", [":nospace", "ingress/"]),
        ("resolve ingress/", ["ingress/shop"]),
        ("resolve ing/s", ["ing/shop"]),
        ("resolve httproute/w", ["httproute/web", "httproute/wild"]),
        ("resolve gateway/", []),
        ("-n infra resolve gateway/e", ["gateway/edge"]),
        ("resolve tcpr", []),
        ("resolve http://s", [":nospace", "http://shop.example.com/"]),
        ("resolve https:", [":nospace", "https://secure.example.net/"]),
        ("resolve ingress/shop ", []),
        ("trace http://p", [":nospace", "http://plain.example.net/"]),
        ("trace --to http://ww", [":nospace", "http://www.example.org/"]),
        ("trace --to ingress/", ["ingress/shop"]),
        ("trace --to we", [":nospace", "web:"]),
        ("resolve web --from ingress/", ["ingress/shop"]),
        ("resolve web --from out", ["outside"]),
        ("resolve web --from op", ["open"]),
        ("why ingress/", ["ingress/shop"]),
        ("why httproute/wi", ["httproute/wild"]),
        ("graph httproute/wi", ["httproute/wild"]),
        ("graph we", ["web"]),
        ("check httproute/wi", ["httproute/wild"]),
    ],
)
def test_what_is_offered(edge: Terminal, line: str, expected: list[str]) -> None:
    *before, current = line.split(" ")
    answer = edge(f"minik __complete fish -- {' '.join(before)} {current or repr('')}")
    lines = [one.partition("\t")[0] for one in answer.out.splitlines() if one]
    assert (answer.exit, answer.err) == (0, "")
    assert sorted(lines) == sorted(expected)


def test_check_takes_a_url(edge: Terminal) -> None:
    found = edge("minik check http://plain.example.net/ -o json")
    assert {one["object"]["name"] for one in json.loads(found.out)["findings"]} == {"shop"}
    assert found.exit == 1
    found = edge("minik check http://shop.example.com/")
    assert (found.exit, "no findings" in found.out) == (0, True)
    found = edge("minik check http://shop.example.com:81/")
    assert (found.exit, "nobody takes http://shop.example.com:81/" in found.err) == (2, True)
    assert edge("minik check ftp://shop.example.com/").exit == 2
