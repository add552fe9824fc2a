"""`resolve`, `why` and `trace` of URLs, Ingresses, Gateways and routes."""

from pathlib import Path

import pytest
from typing_in import Terminal

DATA = Path(__file__).parents[1] / "data/ways"


@pytest.fixture
def shop(terminal: Terminal) -> Terminal:
    """A terminal at a cluster with Gateways and Ingresses."""
    terminal("minik init --gateway-api")
    terminal(f"minik apply -f {DATA}/gateway/weights.yaml")
    terminal(f"minik apply -f {DATA}/ingress/backends-that-are-not-there.yaml")
    return terminal


def test_a_url_is_answered_first_and_explained_then(shop: Terminal) -> None:
    assert shop("minik resolve http://shop.example/half") == (
        0,
        "http://shop.example/half  →  gateway/edge  →  httproute/r  →  svc/v1.shop:8080, 1 pod, 50% fail\n"
        "\n"
        "  entry    203.0.113.1:80                       gateway/edge -n shop, listener http\n"
        "  rule     httproute/r -n shop                  rule 2, path /half\n"
        "  backend  svc/v1.shop:8080       50.0%   1 ready pod\n"
        "           svc/nobody.shop:8080   50.0%   500\n"
        "\n"
        "  there is no Service nobody in namespace shop\n"
        "  more     minik why httproute r -n shop\n",
        "",
    )


def test_what_answers_nobody_says_what_comes_nearest(shop: Terminal) -> None:
    said = shop("minik resolve http://p.example/")
    assert (said.exit, said.out.splitlines()[0]) == (
        1,
        "http://p.example/  →  ingressclass/edge  →  ingress/no-port  →  503",
    )
    assert (
        "Service a has no port 9999; it has 8080" in said.out and "fix      minik patch" in said.out
    )
    fix = next(line.split("fix")[1].strip() for line in said.out.splitlines() if "fix" in line)
    assert shop(fix).exit == 0 and shop("minik resolve http://p.example/").exit == 0


@pytest.mark.parametrize(
    "line, status, said",
    [
        ("resolve http://shop.example:81/", 1, "gateway/edge -n shop does at 80 (HTTP)"),
        ("resolve http://g.example/x -o name", 0, "pod/a"),
        ("resolve http://g.example/x -o addresses", 0, ":3000"),
        ("resolve ingress/no-port -n shop", 1, "0 of 1 request answered"),
        ("resolve gateway edge -n shop", 0, "http://any.example/quarter"),
        ("resolve httproute/r -n shop -o yaml", 0, "answers: true"),
        ("resolve ing/none -n shop", 1, 'ingresses.networking.k8s.io "none" not found'),
        ("resolve ftp://g.example/", 1, 'unknown scheme "ftp"'),
        ("resolve http://g.example/ -o csv", 1, 'unknown output format "csv"'),
        ("resolve http://g.example/ http://h.example/", 1, "one URL at a time"),
        ("resolve a -n shop --header 'x: y'", 1, "are for a URL"),
        ("trace http://g.example/", 0, "pod/a"),
        ("trace --to ing/good -n shop", 0, "1 of 1 request answered"),
        ("why http://g.example/", 0, "svc/a.shop:8080"),
        ("why ing/good -n shop", 0, "1 of 1 requests answered"),
        ("why ingress no-name -n shop", 1, "Service a has no port wrong"),
        ("why httproute/r -n shop", 1, "a part: there is no Service nobody"),
        ("why gtw/edge -n shop", 1, "1 of 1 listener take requests, 1 route attached"),
        ("resolve http://g.example/ --what-if 'delete svc/a -n shop'", 1, "there is no Service a"),
    ],
)
def test_what_is_asked_is_answered(shop: Terminal, line: str, status: int, said: str) -> None:
    found = shop(f"minik {line}")
    assert (found.exit, said in found.out + found.err) == (status, True), found.out + found.err


MANIFESTS = """\
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: edge}
spec: {controllerName: example.com/edge}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: edge, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: web, port: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: c, image: x}]}
"""


def test_files_are_asked_without_a_cluster_that_knows_their_kinds(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "web.yaml").write_text(MANIFESTS)
    said = terminal("minik resolve http://a.example/ -f web.yaml -o name")
    assert (said.exit, said.out) == (0, "pod/web\n")


def test_a_dump_without_definitions_is_read_by_those_of_minik(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "web.yaml").write_text(MANIFESTS)
    terminal("minik init --gateway-api")
    terminal("minik apply -f web.yaml")
    kinds = "gatewayclass,gateway,httproute,svc,pod,endpointslice,node"
    (tmp_path / "dump.yaml").write_text(terminal(f"minik get {kinds} -A -o yaml").out)
    said = terminal("minik import --force -f dump.yaml")
    assert "by minik's own definition: Gateway, GatewayClass, HTTPRoute" in said.err
    assert terminal("minik get httproute web -o name").out
    assert terminal("minik resolve http://a.example/").exit == 0
