"""URLs whose Gateway or Ingress controller runs in the cluster: policies and the proxy's rules on the way."""

import json
from pathlib import Path

import pytest
from jsonschema import validate
from typing_in import Terminal

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/data/edges"
URL = "http://shop.example.com/"
SHUT = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: shut, namespace: {namespace}}}
spec: {{podSelector: {{}}, {side}}}
"""


@pytest.fixture
def nginx(terminal: Terminal) -> Terminal:
    """A terminal at a cluster with an Ingress controller behind a load balancer."""
    terminal("minik init --lb-pool 192.168.0.200-192.168.0.250")
    assert terminal(f"minik apply -f {DATA}/nginx.yaml").exit == 0
    return terminal


@pytest.fixture
def envoy(terminal: Terminal) -> Terminal:
    """A terminal at a cluster with a Gateway that runs in it, and a policy for one of two backends."""
    terminal("minik init --gateway-api --lb-pool 192.168.0.200-192.168.0.250")
    assert terminal(f"minik apply -f {DATA}/envoy.yaml").exit == 0
    return terminal


def shut(terminal: Terminal, namespace: str, side: str) -> None:
    text = SHUT.format(namespace=namespace, side=side)
    assert terminal("minik apply -f -", text).exit == 0


def test_a_policy_between_the_controller_and_the_pods_closes_the_way(nginx: Terminal) -> None:
    assert nginx(f"minik resolve {URL}").exit == 0
    nginx(f"minik apply -f {DATA}/own-namespace.yaml")
    found = nginx(f"minik resolve {URL}")
    first, said = found.out.splitlines()[0], " ".join(found.out.split())
    assert (found.exit, first.endswith("ingress/web  →  504")) == (1, True)
    assert "NetworkPolicy default/web keeps Pod ingress-nginx/controller-" in said
    assert "which carries the requests of ingressclass/nginx, from the pods of Service web" in said
    assert nginx(f"minik resolve {URL} -o addresses").out == ""
    assert "policy" in nginx("minik why ing/web").out


def test_a_policy_in_front_of_the_controller_closes_the_way(nginx: Terminal) -> None:
    shut(nginx, "ingress-nginx", "ingress: []")
    found = nginx(f"minik resolve {URL}")
    assert (found.exit, "no answer" in found.out) == (1, True)
    assert "is behind Service ingress-nginx/controller, where nobody answers" in found.out
    traced = nginx(f"minik trace {URL}")
    assert traced.exit == 1 and "closed by NetworkPolicy ingress-nginx/shut (ingress)" in traced.out


def test_a_controller_without_ready_pods_takes_nothing(nginx: Terminal) -> None:
    nginx("minik scale deploy/controller -n ingress-nginx --replicas 0")
    found = nginx(f"minik resolve {URL}")
    assert found.exit == 1 and "is behind Service ingress-nginx/controller" in found.out
    assert "has replicas: 0" in found.out
    nginx("minik scale deploy/controller -n ingress-nginx --replicas 1")
    assert nginx(f"minik resolve {URL}").exit == 0


def test_trace_walks_to_the_controller_and_from_it_to_each_pod(nginx: Terminal) -> None:
    text = nginx(f"minik trace {URL}").out
    assert "From outside to ingressclass/nginx by Service ingress-nginx/controller:" in text
    assert text.count("From Pod ingress-nginx/controller-") == 2
    assert text.count("no rule of the proxy applies to its own address") == 2
    document = json.loads(nginx(f"minik trace {URL} -o json").out)
    validate(document, json.loads((ROOT / "docs/schemas/trace-url.json").read_text()))
    assert [one["answers"] for one in document["journeys"]] == [True, True, True]
    nginx("minik annotate ing/web nginx.ingress.kubernetes.io/service-upstream=true")
    text = nginx(f"minik trace {URL}").out
    assert text.count("From Pod") == 1 and "-p tcp -d 10.96." in text and "to 10.244." in text


def test_who_carries_requests_unknown_is_said(nginx: Terminal) -> None:
    nginx("minik delete deploy/controller svc/controller -n ingress-nginx")
    found = nginx(f"minik trace {URL}")
    assert found.exit == 0
    assert "Where ingressclass/nginx runs is not known" in found.out


def test_a_share_behind_a_policy_fails(envoy: Terminal) -> None:
    found = envoy(f"minik resolve {URL}")
    assert (found.exit, "2 Services, 2 pods" in found.out) == (0, True)
    nothing = "minik apply -f " + str(DATA / "own-namespace.yaml")
    envoy(nothing)
    found = envoy(f"minik resolve {URL}")
    assert (found.exit, "75% fail" in found.out) == (0, True)
    document = json.loads(envoy(f"minik resolve {URL} -o json").out)
    assert [one.get("code", "") for one in document["backends"]] == ["policy", ""]
    assert document["backends"][0]["status"] == 503
    assert "policy-shuts-out-controller  HTTPRoute default/web" in envoy("minik check").out


def test_a_pod_that_is_not_let_out_does_not_get_to_the_gateway(envoy: Terminal) -> None:
    assert envoy(f"minik resolve {URL} --from open").exit == 0
    shut(envoy, "default", "policyTypes: [Egress]")
    assert envoy(f"minik resolve {URL}").exit == 0
    found = envoy(f"minik resolve {URL} --from open")
    assert found.exit == 1 and "NetworkPolicy default/shut" in found.out
    envoy("minik delete svc/edge pod/edge -n infra")
    found = envoy(f"minik resolve {URL} --from open")
    assert (found.exit, "from the address of gateway/edge -n infra" in found.out) == (1, True)


def test_an_ingress_and_a_gateway_ask_as_their_pods(envoy: Terminal) -> None:
    assert envoy("minik resolve web.default --from gateway/edge -n infra").exit == 0
    envoy(f"minik apply -f {DATA}/own-namespace.yaml")
    found = envoy("minik resolve web.default --from gateway/edge -n infra")
    assert (found.exit, "NetworkPolicy default/web" in found.out) == (1, True)
    envoy("minik delete pod/edge -n infra")
    found = envoy("minik resolve web.default --from gateway/edge -n infra")
    assert (found.exit, "the pods that carry the requests of gateway/edge" in found.err) == (
        1,
        True,
    )


@pytest.mark.parametrize("name", ["nginx", "envoy"])
def test_check_resolve_and_trace_agree(name: str, request: pytest.FixtureRequest) -> None:
    """What `check` says of policies in front of backends is what URLs say."""
    typed: Terminal = request.getfixturevalue(name)
    for policy in ("", f"{DATA}/own-namespace.yaml"):
        if policy:
            typed(f"minik apply -f {policy}")
        found = "policy-shuts-out-controller" in typed("minik check").out
        resolved = json.loads(typed(f"minik resolve {URL} -o json").out)
        traced = json.loads(typed(f"minik trace {URL} -o json").out)
        closed = any(one.get("code") == "policy" for one in resolved["backends"])
        walked = all(one["answers"] for one in traced["journeys"])
        assert (found, closed, walked) == (bool(policy), bool(policy), not policy)
