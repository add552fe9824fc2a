"""Load balancers from end to end: the pool, the address that is asked for, classes, ipMode Proxy, the
nodes' health checks, and a packet from outside.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from typing_in import Terminal

POOL = "--lb-pool 192.168.0.200-192.168.0.201"
WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "x:1", ports: [{containerPort: 80}]}]}
---
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: %s}
spec: {type: LoadBalancer, selector: {app: web}, ports: [%s], %s}
---
"""
TCP = "{name: http, port: 80}"
BOTH = "{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}"


def services(*several: tuple[str, str]) -> str:
    return WEB + "".join(SERVICE % (name, TCP, spec) for name, spec in several)


def applied(terminal: Terminal, text: str) -> None:
    Path("all.yaml").write_text(text)
    assert terminal("minik apply -f all.yaml").exit == 0


def addresses(terminal: Terminal) -> dict[str, str]:
    lines = terminal("minik get svc --no-headers").out.splitlines()
    return {line.split()[0]: line.split()[3] for line in lines if "LoadBalancer" in line}


@pytest.fixture
def pool(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    assert terminal(f"minik init {POOL} --lb-class example.com/inner").exit == 0
    return terminal


def test_who_gets_which_address(pool: Terminal) -> None:
    asked = [
        ("a", "loadBalancerIP: 192.168.0.201"),
        ("b", ""),
        ("c", "loadBalancerIP: 192.168.0.200"),
        ("d", "loadBalancerIP: 10.0.0.1"),
        ("e", "loadBalancerClass: other.com/x"),
        ("f", ""),
    ]
    applied(pool, services(*asked))
    assert addresses(pool) == {
        "a": "192.168.0.201",
        "b": "192.168.0.200",
        **dict.fromkeys("cdef", "<pending>"),
    }
    said = pool("minik check").out
    for why in (
        "192.168.0.200 is that of Service default/b",
        "10.0.0.1 is not in the pool 192.168.0.200-192.168.0.201",
        "its class is other.com/x: nothing in the cluster gives it one",
        "the pool 192.168.0.200-192.168.0.201 has no free one left",
    ):
        assert why in said
    pool("minik delete svc a b")
    assert addresses(pool)["c"] == "192.168.0.200"


def test_a_class_that_the_pool_serves(pool: Terminal) -> None:
    applied(pool, services(("a", "loadBalancerClass: example.com/inner")))
    assert addresses(pool) == {"a": "192.168.0.200"}


def test_an_address_that_is_asked_for_later_is_given_if_it_is_free(pool: Terminal) -> None:
    applied(pool, services(("a", ""), ("b", "")))
    patch = 'minik patch svc a -p \'{"spec": {"loadBalancerIP": "%s"}}\''
    pool(patch % "192.168.0.201")
    assert addresses(pool)["a"] == "192.168.0.200", "it is taken"
    pool("minik delete svc b")
    assert addresses(pool)["a"] == "192.168.0.201"
    pool(patch % "10.0.0.1")
    assert addresses(pool)["a"] == "192.168.0.201", "the pool does not have it"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ("--lb-class example.com/x", "give --lb-pool too"),
        (f"{POOL} --lb-class a//b", "--lb-class a//b: must be a qualified name"),
        (f"{POOL} --lb-ip-mode Direct", 'unknown ipMode "Direct": it is one of VIP, Proxy'),
    ],
)
def test_options_that_make_no_cluster(terminal: Terminal, options: str, error: str) -> None:
    answer = terminal(f"minik init {options}")
    assert answer.exit == 1 and error in answer.err


def test_nodes_answer_health_checks_by_their_own_endpoints(pool: Terminal) -> None:
    applied(pool, services(("a", "externalTrafficPolicy: Local")))
    said = pool("minik resolve a --from outside").out
    assert ", /healthz" in said
    assert "control-plane 503, node-1 200, node-2 200, node-3 503" in said
    found = json.loads(pool("minik resolve a --from outside -o json").out)["healthChecks"]
    assert [(one["node"], one["localEndpoints"], one["status"]) for one in found] == [
        ("control-plane", 0, 503),
        ("node-1", 1, 200),
        ("node-2", 1, 200),
        ("node-3", 0, 503),
    ]
    pool('minik patch svc a -p \'{"spec": {"externalTrafficPolicy": "Cluster"}}\'')
    assert not json.loads(pool("minik resolve a --from outside -o json").out)["healthChecks"]


def test_both_protocols_of_one_address(pool: Terminal) -> None:
    applied(pool, WEB + SERVICE % ("a", BOTH, "sessionAffinity: None"))
    said = pool("minik resolve a --from outside").out
    assert "192.168.0.200:80/TCP" in said and "192.168.0.200:53/UDP" in said
    assert pool("minik trace --from outside --to 192.168.0.200:53 --protocol udp").exit == 0


@pytest.mark.parametrize("policy", ["Cluster", "Local"])
@pytest.mark.parametrize("mode", ["iptables", "nftables", "ipvs"])
def test_a_balancer_that_proxies_hands_on_to_node_ports(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, mode: str
) -> None:
    monkeypatch.chdir(tmp_path)
    terminal(f"minik init {POOL} --lb-ip-mode Proxy --proxy-mode {mode}")
    applied(terminal, services(("a", f"externalTrafficPolicy: {policy}")))
    found = json.loads(terminal("minik resolve 192.168.0.200 --from outside -o json").out)
    (route,) = found["routes"]
    assert route["isProxied"] and len(route["backends"]) == 2 and found["answers"]
    for client in ("outside", "node-3"):
        walked = terminal(f"minik trace --from {client} --to 192.168.0.200:80 -o json")
        trace = json.loads(walked.out)
        sent = trace["hops"][0]["packet"]
        assert walked.exit == 0 and trace["packet"]["destination"] == "192.168.0.200"
        assert (sent["source"], sent["destination"]) == ("192.168.0.200", "192.168.0.11")
    assert "hands it on to 192.168.0.11:3" in terminal("minik trace --to 192.168.0.200:80").out
    rules = terminal("minik proxy rules --node node-1").out
    assert "192.168.0.200" not in rules, "no rule of a node is about it"


def test_without_node_ports_it_reaches_the_pods_themselves(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    terminal(f"minik init {POOL} --lb-ip-mode Proxy")
    applied(terminal, services(("a", "allocateLoadBalancerNodePorts: false")))
    said = terminal("minik trace --from outside --to 192.168.0.200:80")
    assert said.exit == 0 and "hands it on to 10.244.1.2:80" in said.out


def test_the_port_of_the_health_checks_is_told_from_a_node_port(pool: Terminal) -> None:
    applied(pool, services(("a", "externalTrafficPolicy: Local")))
    number = pool("minik get svc a -o jsonpath={.spec.healthCheckNodePort}").out
    for host, status in (("192.168.0.11", 200), ("192.168.0.13", 503)):
        said = pool(f"minik resolve {host}:{number} --from outside").err
        assert "of Service default/a: load balancers ask there for /healthz, which" in said
        assert f"answers with {status}" in said


NAME = "a1.us-east-1.elb.amazonaws.com"


@pytest.fixture
def cloud(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: Any
) -> Terminal:
    """A terminal at a cluster whose load balancer has a name and no address, as in AWS."""
    monkeypatch.chdir(tmp_path)
    terminal("minik init")
    applied(terminal, services(("a", getattr(request, "param", "externalTrafficPolicy: Cluster"))))
    ready = json.dumps({"status": {"loadBalancer": {"ingress": [{"hostname": NAME}]}}})
    assert terminal(f"minik patch svc a --subresource status -p '{ready}'").exit == 0
    return terminal


def test_a_balancer_with_a_name_alone_is_an_entry(cloud: Terminal) -> None:
    found = json.loads(cloud("minik resolve a --from outside -o json").out)
    named = [route for route in found["routes"] if route["address"] == NAME]
    assert [(route["isProxied"], len(route["backends"])) for route in named] == [(True, 2)]
    for target in (f"{NAME}:80", "a:80"):
        said = cloud(f"minik trace --from outside --to {target}")
        assert said.exit == 0 and "hands it on to 192.168.0.11:3" in said.out
    assert "a.default.svc" in cloud(f"minik resolve {NAME}:80").out
    assert cloud("minik resolve b1.us-east-1.elb.amazonaws.com:80").exit == 1


@pytest.mark.parametrize(
    ("cloud", "destination"),
    [
        ("externalTrafficPolicy: Local", "192.168.0.11"),
        ("allocateLoadBalancerNodePorts: false", "10.244.1.2"),
    ],
    indirect=["cloud"],
)
def test_a_named_balancer_hands_on_as_the_service_asks(cloud: Terminal, destination: str) -> None:
    walked = json.loads(cloud(f"minik trace --from outside --to {NAME}:80 -o json").out)
    assert (walked["answers"], walked["packet"]["destination"]) == (True, NAME)
    assert walked["hops"][0]["packet"]["destination"] == destination
    assert walked["hops"][0]["packet"]["source"] == "203.0.113.7"


def test_a_service_in_aws_may_ask_for_its_pods(cloud: Terminal) -> None:
    kind = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"
    cloud(f"minik annotate svc a {kind}=ip")
    assert "hands it on to 10.244." in cloud(f"minik trace --from outside --to {NAME}:80").out


BLOCK = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: shut}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: %s}}]}]}
"""


@pytest.mark.parametrize(
    ("cidr", "policy", "client", "is_open"),
    [
        ("192.168.0.200/32", "Local", "198.51.100.9", True),
        ("198.51.100.0/24", "Local", "198.51.100.9", False),
        ("192.168.0.0/24", "Cluster", "198.51.100.9", True),
        ("192.168.0.200/32", "Local", "other", True),
        ("10.244.0.0/16", "Local", "other", False),
    ],
)
def test_behind_a_balancer_that_proxies_the_pod_sees_the_balancer(
    terminal: Terminal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cidr: str,
    policy: str,
    client: str,
    is_open: bool,
) -> None:
    """Its address is what a policy sees, or that of the node that masquerades it; never the client's."""
    monkeypatch.chdir(tmp_path)
    terminal(f"minik init {POOL} --lb-ip-mode Proxy")
    applied(terminal, services(("a", f"externalTrafficPolicy: {policy}")) + BLOCK % cidr)
    terminal("minik run other --image x:1")
    resolved = terminal(f"minik resolve 192.168.0.200:80 --from {client}").exit
    traced = terminal(f"minik trace --from {client} --to 192.168.0.200:80").exit
    assert (resolved, traced) == ((0, 0) if is_open else (1, 1))


CLEANUP = "service.kubernetes.io/load-balancer-cleanup"


def test_a_finalizer_holds_a_service_until_its_balancer_is_taken_down(pool: Terminal) -> None:
    applied(pool, services(("a", "externalTrafficPolicy: Cluster")))
    look = "minik get svc a -o jsonpath={.metadata.finalizers}{.status}"
    assert CLEANUP in pool(look).out
    pool("""minik patch svc a -p '{"spec":{"type":"ClusterIP"}}'""")
    assert pool(look).out == '{"loadBalancer":{}}'
    pool("""minik patch svc a -p '{"spec":{"type":"LoadBalancer"}}'""")
    assert CLEANUP in pool(look).out
    assert pool("minik delete svc a").exit == 0 and pool("minik get svc a").exit == 1


def test_without_a_pool_nobody_holds_a_service(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    applied(terminal, services(("a", "externalTrafficPolicy: Cluster")))
    assert terminal("minik get svc a -o jsonpath={.metadata.finalizers}").out == ""


def test_a_pod_on_the_host_network_answers_at_its_node(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    container = {"name": "a", "image": "a:1", "ports": [{"containerPort": 9100}]}
    spec = {"nodeName": "node-1", "hostNetwork": True, "containers": [container]}
    agent = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "agent"}, "spec": spec}
    applied(terminal, json.dumps(agent))
    for client in ("outside", "node-2"):
        said = terminal(f"minik resolve 192.168.0.11:9100 --from {client}")
        assert said.exit == 0 and "pod/agent" in said.out
        assert terminal(f"minik trace --from {client} --to 192.168.0.11:9100").exit == 0
    assert terminal("minik resolve 192.168.0.11:9101").exit == 1
    assert terminal("minik resolve 192.168.0.12:9100").exit == 1


CLASSES = """apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: other}
spec: {controller: example.com/other}
"""
INGRESS = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: NAME}
spec: {ingressClassName: CLASS, defaultBackend: {service: {name: web, port: {number: 80}}}}
"""
FRONT = """apiVersion: v1
kind: Service
metadata: {name: front}
spec: {type: LoadBalancer, selector: {app.kubernetes.io/name: ingress-nginx}, ports: [{port: 80}]}
"""


def test_ingresses_have_the_addresses_of_their_controller_s_service(terminal: Terminal) -> None:
    def addresses() -> dict[str, str]:
        line = "minik get ing -o jsonpath='{range .items[*]}{.metadata.name}={.status.loadBalancer.ingress} {end}'"
        return dict(one.split("=", 1) for one in terminal(line).out.split())

    terminal("minik init --lb-pool 203.0.113.0/28")
    ingresses = [
        INGRESS.replace("NAME", "shop").replace("CLASS", "nginx"),
        INGRESS.replace("NAME", "else").replace("CLASS", "other"),
    ]
    terminal("minik apply -f -", "---\n".join([CLASSES, *ingresses]))
    before = addresses()
    terminal("minik apply -f -", FRONT)
    front = terminal("minik get svc front -o jsonpath={.status.loadBalancer.ingress[0].ip}").out
    assert addresses() == {**before, "shop": f'[{{"ip":"{front}"}}]'} != before
    terminal("minik label ing shop a=b")
    assert front in addresses()["shop"]


def test_without_a_pool_an_ingress_gets_the_address_that_its_controller_has(
    terminal: Terminal,
) -> None:
    terminal("minik apply -f -", "---\n".join([CLASSES, FRONT]))
    status = '{"status":{"loadBalancer":{"ingress":[{"hostname":"lb.example.com"}]}}}'
    terminal(f"minik patch svc front --subresource=status -p '{status}'")
    terminal("minik apply -f -", INGRESS.replace("NAME", "shop").replace("CLASS", "nginx"))
    terminal("minik apply -f -", INGRESS.replace("NAME", "else").replace("CLASS", "other"))
    rows = terminal("minik get ing --no-headers").out.splitlines()
    assert "lb.example.com" in rows[1] and "lb.example.com" not in rows[0]
