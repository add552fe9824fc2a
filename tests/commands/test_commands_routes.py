"""`resolve` as somebody, in some mode, and picking; `trace`; `proxy rules` of all modes."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import objects
import pytest
from typing_in import Terminal


@pytest.fixture
def web(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Three nodes, a pod on each but the third, a Service of type LoadBalancer that keeps to the
    node, a plain one, and a client.
    """
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T12:00:00Z")
    pods = [pod(f"web-{number}", f"node-{number}", {"app": "web"}) for number in (1, 2)]
    documents = [
        *pods,
        pod("client", "node-3", {}),
        {
            **pod("lost", "node-3", {}),
            "spec": {**pod("lost", "node-3", {})["spec"], "dnsPolicy": "Default"},
        },
        service("web"),
        service("edge", type="LoadBalancer", externalTrafficPolicy="Local"),
        service("inner", internalTrafficPolicy="Local"),
        service("sticky", sessionAffinity="ClientIP"),
    ]
    (tmp_path / "all.json").write_text(
        json.dumps({"apiVersion": "v1", "kind": "List", "items": documents})
    )
    assert terminal("minik apply -f all.json").exit == 0
    return terminal


def pod(name: str, node: str, labels: dict[str, str]) -> dict[str, Any]:
    container = {**objects.CONTAINER, "ports": [{"containerPort": 8080}]}
    return objects.pod(name, labels=labels, containers=[container], nodeName=node)


service = partial(
    objects.service, selector={"app": "web"}, ports=[{"port": 80, "targetPort": 8080}]
)


def node_port(web: Terminal) -> int:
    found = json.loads(web("minik get svc edge -o json").out)["spec"]["ports"][0]["nodePort"]
    assert isinstance(found, int)
    return found


ASKED = [
    ("web --from outside", 1, "A cluster IP is known to the nodes alone"),
    ("web --from outside", 1, '"type":"NodePort"'),
    ("web --from client", 0, "2 of 2 pods"),
    ("web --from pod/client", 0, "asked by pod/client"),
    ("web --from node/node-1", 0, "2 of 2 pods"),
    ("web --from 198.51.100.1", 1, "asked by 198.51.100.1"),
    ("edge --from outside", 0, "<pending>"),
    ("edge --from outside --node node-1", 0, "1 of 2 pods"),
    (
        "edge --from outside --node node-3",
        1,
        "externalTrafficPolicy is Local, and no ready backend is on node node-3; 2 are on other",
    ),
    ("edge --from outside --node node-3 --mode ipvs", 1, "the reply is discarded"),
    ("inner --from client", 1, "internalTrafficPolicy is Local"),
    ("inner --from web-1", 0, "1 of 2 pods"),
    ("inner --from client --mode userspace", 0, "userspace mode, round robin"),
    ("web --from lost", 1, "dnsPolicy Default"),
]


@pytest.mark.proves("F45", "F49", "G1", "G3")
@pytest.mark.parametrize(("words", "status", "said"), ASKED)
def test_the_answer_depends_on_who_asks(web: Terminal, words: str, status: int, said: str) -> None:
    answer = web(f"minik resolve {words}")
    assert answer.exit == status and said in " ".join(answer.out.split()), answer


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("web --from nobody", 'pods "nobody" not found'),
        ("web --from node/x", 'nodes "x" not found'),
        ("web --from svc/web", "is not a client"),
        ("web --mode magic", "iptables, ipvs, nftables, userspace"),
        ("web --pick --seed x", "a whole number"),
        ("web --pick --mode ipvs --scheduler x", "rr, wrr, lc, sh, dh"),
    ],
)
def test_wrong_words_get_one_sentence(web: Terminal, words: str, said: str) -> None:
    answer = web(f"minik resolve {words}")
    assert (answer.exit, answer.out) == (1, "") and said in answer.err


@pytest.mark.proves("F46")
def test_localhost_has_node_ports_in_some_modes_alone(web: Terminal) -> None:
    target = f"127.0.0.1:{node_port(web)}"
    assert web(f"minik resolve {target} --from node-1").exit == 0
    said = web(f"minik resolve {target} --from node-1 --mode nftables")
    assert said.exit == 1 and "do not answer on 127.0.0.1" in said.out


@pytest.mark.proves("F47")
def test_source_ranges_are_judged(web: Terminal) -> None:
    assert web("minik init --force --lb-pool 192.0.2.10-192.0.2.20").exit == 0
    assert web("minik apply -f all.json").exit == 0
    patch = (
        '{"spec":{"loadBalancerSourceRanges":["203.0.113.0/25"],"externalTrafficPolicy":"Cluster"}}'
    )
    assert web(f"minik patch svc edge -p '{patch}'").exit == 0
    assert web("minik resolve 192.0.2.10:80 --from 203.0.113.5").exit == 0
    said = web("minik resolve 192.0.2.10:80 --from 198.51.100.1")
    assert said.exit == 1 and "lets in only 203.0.113.0/25, and not 198.51.100.1" in said.out


@pytest.mark.proves("D1")
def test_turns_are_remembered_from_one_command_to_the_next(web: Terminal) -> None:
    for mode in ("userspace", "ipvs"):
        found = [web(f"minik resolve web --mode {mode} --pick").out for _ in range(4)]
        assert found[0] != found[1] and found[:2] == found[2:]
        assert web(f"minik resolve web --mode {mode} --pick --count 2").out == "".join(found[:2])


def test_the_same_seed_draws_the_same_lots_and_leaves_no_trace(web: Terminal) -> None:
    first = web("minik resolve web --pick --count 20 --seed 4").out
    assert first == web("minik resolve web --pick --count 20 --seed 4").out
    assert len(set(first.split())) == 2


@pytest.mark.proves("H20")
def test_a_client_comes_back_to_its_pod_until_the_clock_has_moved_on(
    web: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    mode = "minik resolve sticky --mode userspace --from client --pick"
    assert len({web(mode).out for _ in range(4)}) == 1
    before = web(mode).out
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T15:00:00Z")
    assert web(mode).out != before


def test_a_pod_means_names_in_its_own_namespace(web: Terminal, tmp_path: Path) -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
    far = pod("far", "node-1", {})
    items = [namespace, {**far, "metadata": {"name": "far", "namespace": "shop"}}]
    (tmp_path / "far.json").write_text(
        json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    )
    assert web("minik apply -f far.json").exit == 0
    said = web("minik resolve web --from shop/far")
    assert (
        said.exit == 1
        and "found in another namespace: web.default" in said.err
        and "web.shop.svc.cluster.local" in said.err
    )
    assert web("minik resolve web.default --from shop/far").exit == 0


@pytest.mark.parametrize("mode", ["iptables", "nftables", "ipvs", "userspace"])
def test_a_packet_is_traced_to_pods(web: Terminal, mode: str) -> None:
    said = web(f"minik trace --from pod/client --to web:80 --mode {mode}")
    assert said.exit == 0 and said.out.count("50.0%") >= 2 and f"on node-3, {mode} mode" in said.out


def test_a_packet_to_a_node_is_met_there_and_dropped_where_nobody_is(web: Terminal) -> None:
    assert "on node-2" in web(f"minik trace --to 192.168.0.12:{node_port(web)}").out
    said = web(f"minik trace --to 192.168.0.13:{node_port(web)}")
    assert said.exit == 1 and "dropped" in said.out


TRACED = [
    ("--from client --to edge:80", 0, "50.0%"),
    ("--to web:80", 0, "192.168.0.10:41000 → "),
    ("--from outside --to web:80", 1, "known inside the cluster alone"),
    ("--from outside --to edge:80", 0, "arrives"),
    ("--from outside --to edge:80 --mode ipvs", 0, "arrives"),
    ("--to 192.168.0.13:PORT --mode ipvs", 1, "the reply is discarded"),
    ("--from node-3 --to 192.168.0.13:PORT --mode ipvs", 0, "50.0%"),
    ("--from client --to 192.168.0.12:PORT", 0, "to the node that has the address"),
    ("--from node-3 --to 192.168.0.12:PORT", 0, "on node-2, iptables mode"),
    ("--from node-3 --to 192.168.0.13:PORT", 0, "50.0%"),
    ("--from node-1 --to 127.0.0.1:PORT", 0, "127.0.0.1:41000 → 127.0.0.1"),
    ("--from client --to 127.0.0.1:PORT", 1, "known inside the cluster alone"),
    ("--to names:53", 0, "/UDP"),
    ("--to names:53 --protocol udp", 0, "/UDP"),
    ("--to 192.168.0.11:30053", 0, "/UDP"),
    ("--to 192.168.0.11:30053 --protocol tcp", 1, "no rule of the proxy applies"),
]


@pytest.mark.parametrize(("words", "status", "said"), TRACED)
def test_a_packet_goes_on_until_its_reply_is_known(
    web: Terminal, tmp_path: Path, words: str, status: int, said: str
) -> None:
    ports = [{"port": 53, "targetPort": 8080, "protocol": "UDP", "nodePort": 30053}]
    names = service("names", type="NodePort", ports=ports)
    (tmp_path / "names.json").write_text(json.dumps(names))
    assert web("minik apply -f names.json").exit == 0
    answer = web(f"minik trace {words.replace('PORT', str(node_port(web)))}")
    assert answer.exit == status and said in answer.out, answer


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "--to says where"),
        ("--to web:80 --protocol udp", "has no port 80/UDP"),
        ("--to 10.99.99.99", "a packet needs a port"),
        ("--to nope:80", 'services "nope" not found'),
        ("--to 10.96.0.1:443 --protocol icmp", "tcp, udp or sctp"),
        ("--to web:81", 'no port "81"'),
    ],
)
def test_a_packet_without_an_aim_is_refused(web: Terminal, words: str, said: str) -> None:
    answer = web(f"minik trace {words}")
    assert (answer.exit, answer.out) == (1, "") and said in answer.err


@pytest.mark.proves("D6")
def test_all_modes_are_printed_one_after_the_other(web: Terminal) -> None:
    said = web("minik proxy rules --all-modes")
    assert [line for line in said.out.splitlines() if line.startswith("### ")] == [
        "### iptables",
        "### ipvs",
        "### nftables",
        "### userspace",
    ]
    assert "deprecated since Kubernetes 1.35" in said.err and "1.26" in said.err
    assert web("minik proxy rules --mode iptables").err == ""
