"""`dns` and `env` as people type them, and the DNS server as a process."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import dns.message
import dns.query
import objects
import pytest
from typing_in import Terminal

EARLY, LATE = "2026-01-01T12:00:00Z", "2026-01-01T12:03:12Z"
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "client", "labels": {"app": "web"}},
    "spec": {"containers": [{"name": "main", "image": "registry.example/app:1"}]},
}


def service(name: str, namespace: str = "default", **spec: Any) -> dict[str, Any]:
    ports = [{"port": 80, "name": "http"}]
    return objects.service(name, namespace, **{"selector": {"app": "web"}, "ports": ports, **spec})


def applied(terminal: Terminal, *documents: object, now: str = EARLY) -> None:
    terminal.monkeypatch.setenv("MINIK_NOW", now)
    Path("given.yaml").write_text(
        "".join(f"---\n{json.dumps(document)}\n" for document in documents)
    )
    said = terminal("minik apply -f given.yaml")
    assert said.exit == 0, said.err


@pytest.fixture
def small(terminal: Terminal) -> Terminal:
    """A pod, a service with a name and an address of its own, and what came too late or leads
    elsewhere.
    """
    applied(
        terminal,
        service("web", clusterIP="10.96.12.7"),
        service("peers", clusterIP="None"),
        POD,
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "prod"}},
        service("db", "prod", clusterIP="10.96.12.8"),
    )
    applied(terminal, service("api"), now=LATE)
    return terminal


@pytest.mark.proves("E1")
@pytest.mark.parametrize(
    "line",
    [
        "minik dns web --from pod/client",
        "minik dns --from client web",
        "minik dns web A",
        "minik dns web a -n default",
    ],
)
def test_a_short_name_is_answered_at_the_first_try(small: Terminal, line: str) -> None:
    said = small(line)
    assert (said.exit, said.err) == (0, "")
    assert said.out == (
        "web  →  10.96.12.7\n\n"
        "  web.default.svc.cluster.local.  30  IN  A  10.96.12.7      (1st of 4 names tried: ndots 5)\n"
    )


@pytest.mark.proves("F55")
def test_a_name_of_another_namespace_is_found_there(small: Terminal) -> None:
    said = small("minik dns db")
    assert said.exit == 1 and said.err == ""
    assert said.out.splitlines() == [
        "db  →  no answer",
        "",
        "  tried   db.default.svc.cluster.local.   NXDOMAIN",
        "          db.svc.cluster.local.           NXDOMAIN",
        "          db.cluster.local.               NXDOMAIN",
        "          db.                             outside the cluster, not asked",
        "",
        '  There is no Service "db" in namespace "default".',
        "  Found in another namespace: db.prod. Ask for db.prod.",
    ]
    assert small("minik dns db.prod").exit == 0


QUESTIONS = {
    "minik dns web SRV": "0 100 80 web.default.svc.cluster.local.",
    "minik dns _http._tcp.web.default.svc.cluster.local. SRV": "0 100 80",
    "minik dns 10.96.12.7": "7.12.96.10.in-addr.arpa.  30  IN  PTR  web.default.svc.cluster.local.",
    "minik dns cluster.local. SOA": "ns.dns.cluster.local. hostmaster.cluster.local.",
    "minik dns dns-version.cluster.local. TXT": '"1.1.0"',
    "minik dns web.default": "2nd of 4 names tried",
}


@pytest.mark.parametrize("line", QUESTIONS)
def test_questions_of_every_kind(small: Terminal, line: str) -> None:
    said = small(line)
    assert said.exit == 0 and QUESTIONS[line] in said.out


NOES = {
    "minik dns web AAAA": "has no AAAA record",
    "minik dns web.default.cluster.local": "web.default.svc.cluster.local was meant?",
    "minik dns example.com.": "outside the cluster, not asked",
    "minik dns 10.96.200.200": "Nothing that DNS knows has the address 10.96.200.200",
    "minik dns client.peers": "pod client has no hostname",
}


@pytest.mark.proves("F56", "F58")
@pytest.mark.parametrize("line", NOES)
def test_a_no_has_a_reason(small: Terminal, line: str) -> None:
    said = small(line)
    assert said.exit == 1 and NOES[line].lower() in said.out.lower() and "no answer" in said.out


@pytest.mark.proves("F64", "F65")
@pytest.mark.parametrize(
    "spec, wanted",
    [
        ({"hostNetwork": True}, "set dnsPolicy: ClusterFirstWithHostNet"),
        ({"dnsPolicy": "Default"}, "asks its node's servers"),
    ],
)
def test_a_pod_that_does_not_ask_the_cluster(
    small: Terminal, spec: dict[str, object], wanted: str
) -> None:
    applied(small, {**POD, "metadata": {"name": "odd"}, "spec": {**POD["spec"], **spec}})  # type: ignore[dict-item]
    said = small("minik dns web --from odd")
    assert said.exit == 1 and wanted in said.out and "(10.96.0.10) is not asked at all" in said.out


def test_programs_get_every_step(small: Terminal) -> None:
    said = small("minik dns web.default -o json")
    found = json.loads(said.out)
    assert [(step["name"], step["rcode"]) for step in found["steps"]] == [
        ("web.default.default.svc.cluster.local.", "NXDOMAIN"),
        ("web.default.svc.cluster.local.", "NOERROR"),
    ]
    assert found["answers"] == [
        {"name": "web.default.svc.cluster.local.", "type": "A", "value": "10.96.12.7", "ttl": 30}
    ]
    assert found["resolver"]["nameservers"] == ["10.96.0.10"] and len(found["notDone"]) == 2


MISUSE = {
    "minik dns web FOO": 'unknown record type "FOO"',
    "minik dns a..b": '"a..b" is not a valid DNS name',
    "minik dns web -o xml": '"xml": use text, json or yaml',
    "minik dns web --from gone": 'pods "gone" not found',
    "minik dns web --from node/node-1": '"node/node-1" is not a pod',
    "minik dns web --nope": "unknown flag: --nope",
    f"minik dns {'x' * 64}": "is not a valid DNS name",
    "minik dns serve --listen nonsense": '--listen="nonsense" is not an address and port',
    "minik dns serve --listen 127.0.0.1:99999": "is not an address",
    "minik dns serve --listen 127.0.0.1": "is not an address",
    "minik dns serve --upstream nowhere": '--upstream="nowhere" is not an address',
    "minik env gone": 'pods "gone" not found',
    "minik env client -c gone": "container gone not found",
    "minik env node/node-1": "is not a pod",
}


@pytest.mark.parametrize("line", MISUSE)
def test_wrong_use_gets_one_clear_sentence(small: Terminal, line: str) -> None:
    said = small(line)
    assert (said.exit, said.out) == (1, "") and MISUSE[line] in said.err


@pytest.mark.proves("E1", "E3", "E7")
@pytest.mark.parametrize(
    "line", ["minik env client", "minik env pod/client", "minik env po/client -c main"]
)
def test_the_variables_of_a_pod(small: Terminal, line: str) -> None:
    lines = small(line).out.splitlines()
    assert {
        "WEB_SERVICE_HOST=10.96.12.7",
        "WEB_SERVICE_PORT=80",
        "WEB_SERVICE_PORT_HTTP=80",
        "WEB_PORT=tcp://10.96.12.7:80",
        "KUBERNETES_SERVICE_HOST=10.96.0.1",
    } <= set(lines)
    assert not [line for line in lines if line.startswith(("API_", "PEERS_", "DB_", "not there"))]


@pytest.mark.proves("E6", "F66", "F67")
def test_why_a_variable_is_not_there(small: Terminal) -> None:
    lines = small("minik env pod/client --explain").out.splitlines()
    assert [line for line in lines if line.startswith("not there")] == [
        "not there: API_*      Service api is younger than the container (by 3m12s); restart the pod, or use DNS",
        "not there: PEERS_*    Service peers is headless",
        "not there: (others)   db.prod: of other namespaces; use DNS",
    ]


@pytest.mark.proves("E6")
def test_a_pod_that_is_made_anew_is_told(small: Terminal) -> None:
    assert small("minik delete pod client").exit == 0
    applied(small, POD, now=LATE)
    assert "API_SERVICE_PORT=80" in small("minik env client").out


@pytest.mark.proves("E8")
def test_dns_is_recommended_over_variables(small: Terminal) -> None:
    assert "DNS is the better way" in " ".join(small("minik env --help").out.split())


def test_the_server_follows_the_state_and_ends_when_told(small: Terminal) -> None:
    words = [sys.executable, "-m", "minik", "dns", "serve", "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    try:
        assert process.stdout
        told = process.stdout.readline()
        assert told.startswith("listening on 127.0.0.1:"), told
        port = int(told.split()[2].rpartition(":")[2])

        def ask(name: str) -> list[str]:
            query = dns.message.make_query(f"{name}.default.svc.cluster.local.", "A")
            return [
                item.to_text()
                for rrset in dns.query.udp(query, "127.0.0.1", port=port, timeout=5).answer
                for item in rrset
            ]

        assert (ask("web"), ask("new")) == (["10.96.12.7"], [])
        applied(small, service("new", clusterIP="10.96.12.9"), now=LATE)
        assert ask("new") == ["10.96.12.9"]
        small("minik delete svc web")
        assert ask("web") == []
        taken = small(f"minik dns serve --listen 127.0.0.1:{port}")
        assert taken.exit == 1 and f"cannot listen on 127.0.0.1:{port}" in taken.err
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
            assert sock.connect_ex(("127.0.0.1", port)) != 0
    finally:
        process.kill()
        process.communicate()
