"""`proxy serve`: processes of this machine behind Services, while the state changes; and the
setting that lets them be there.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from typing_in import Terminal

LOOPBACK = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-local, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: http, port: 9000}]
endpoints: [{addresses: [127.0.0.2]}]
"""
ENDPOINTS = """
apiVersion: v1
kind: Endpoints
metadata: {name: web}
subsets: [{addresses: [{ip: 127.0.0.2}], ports: [{name: http, port: 9000}]}]
"""
RULE = 'Invalid value: "127.0.0.2": may not be in the loopback range (127.0.0.0/8, ::1/128)'


@pytest.mark.parametrize("document", [LOOPBACK, ENDPOINTS], ids=["slice", "endpoints"])
def test_endpoints_on_the_loopback_are_refused_unless_the_cluster_allows_them(
    terminal: Terminal, document: str
) -> None:
    Path("given.yaml").write_text(document)
    refused = terminal("minik apply -f given.yaml")
    assert (
        refused.exit == 1
        and RULE in refused.err
        and "minik init --allow-loopback-endpoints" in refused.err
    )
    made = terminal("minik init --force --allow-loopback-endpoints")
    assert made.out.endswith("proxy mode iptables, endpoints on the loopback allowed\n")
    assert terminal("minik apply -f given.yaml").exit == 0
    assert terminal("minik reset --yes").exit == terminal("minik apply -f given.yaml").exit == 0


@pytest.mark.parametrize("line", ["minik apply -f given.yaml", "minik validate -f given.yaml"])
def test_other_addresses_and_other_fields_are_refused_as_ever(
    terminal: Terminal, line: str
) -> None:
    terminal("minik init --allow-loopback-endpoints")
    text = LOOPBACK.replace("127.0.0.2", "169.254.0.1").replace(
        "ports: [{name: http, port: 80}]", "externalIPs: [127.0.0.9]"
    )
    Path("given.yaml").write_text(text)
    said = terminal(line)
    assert (
        said.exit == 1
        and "link-local range" in said.out + said.err
        and '"127.0.0.9": may not be in the loopback' in said.out + said.err
    )


MISUSE = {
    "minik proxy serve --listen nowhere": '--listen="nowhere" is not an address',
    "minik proxy serve --port web": '--port="web" names no service port and local port',
    "minik proxy serve --drain soon": 'invalid argument "soon" for "--drain" flag',
    "minik proxy serve --drain -1s": "--drain must not be negative",
    "minik proxy serve --udp-timeout 5": 'invalid argument "5" for "--udp-timeout" flag: time: missing unit',
    "minik proxy serve --port several=8080": "could be several ports of a Service",
    "minik proxy serve --listen 192.0.2.1": "cannot listen on 192.0.2.1:",
    "minik proxy serve web": "unexpected extra argument",
}


@pytest.mark.parametrize("line", MISUSE)
def test_wrong_use_gets_one_clear_sentence(terminal: Terminal, line: str) -> None:
    terminal("minik create svc clusterip several --tcp=80 --tcp=81")
    said = terminal(line)
    assert (said.exit, said.out) == (1, "") and MISUSE[line] in said.err


@contextmanager
def saying(name: bytes) -> Iterator[int]:
    """A process of this machine, nearly: something that listens and says its name."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            while True:
                try:
                    with listening.accept()[0] as connection:
                        connection.sendall(name)
                except OSError:
                    return

        thread = Thread(target=run)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


@contextmanager
def serving(*options: str) -> Iterator["subprocess.Popen[str]"]:
    words = [sys.executable, "-m", "minik", "proxy", "serve", *options]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(place: str) -> bytes:
    host, _, port = place.rpartition(":")
    with socket.create_connection((host, int(port)), 5) as sock:
        return sock.recv(100)


@pytest.mark.proves("D1", "D3")
def test_processes_stand_behind_a_service_while_the_state_changes(terminal: Terminal) -> None:
    terminal("minik init --allow-loopback-endpoints")
    with (
        saying(b"one") as one,
        saying(b"two") as two,
        serving("--port", "web/http=0", "--port", "later=0") as process,
    ):
        assert process.stdout and process.stderr
        assert process.stdout.readline().split() == [
            "SERVICE",
            "PORT",
            "PROTOCOL",
            "ADDRESS",
            "BACKENDS",
        ]
        assert process.stdout.readline().split()[0] == "default/kubernetes:https"
        assert (
            process.stderr.readline()
            == "Warning: --port web/http=0: there is no such Service port yet\n"
        )

        Path("given.yaml").write_text(
            LOOPBACK.replace("127.0.0.2", "127.0.0.1").replace("9000", str(one))
        )
        assert terminal("minik apply -f given.yaml").exit == 0
        told = process.stdout.readline().split()
        assert (
            told[:4] == ["default/web:http/TCP", "is", "served", "at"] and said(told[4]) == b"one"
        )

        Path("given.yaml").write_text(Path("given.yaml").read_text().replace(str(one), str(two)))
        assert (
            terminal("minik apply -f given.yaml").exit
            == terminal("minik create svc clusterip later --tcp=80").exit
            == 0
        )
        assert (
            process.stdout.readline().startswith("default/later:80/TCP is served at")
            and said(told[4]) == b"two"
        )

        process.send_signal(signal.SIGUSR1)
        assert process.stderr.readline().startswith("Warning: --port later=0")
        assert process.stderr.readline().startswith("# HELP minik_proxy_connections_total")
        terminal("minik delete svc later")
        assert process.stdout.readline().startswith("default/later:80/TCP is served no more")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        counted = process.stderr.read()
        assert (
            'minik_proxy_connections_total{service_port="default/web:http",protocol="TCP"} 2\n'
            in counted
        )
        assert counted.endswith(
            'minik_proxy_bytes_total{service_port="default/web:http",protocol="TCP",direction="to_client"} 6\n'
        )


def test_two_proxies_find_ports_of_their_own_unless_one_is_wished_for(terminal: Terminal) -> None:
    with serving() as first:
        assert first.stdout
        first.stdout.readline()
        number = first.stdout.readline().split()[2].rpartition(":")[2]
        refused = terminal(f"minik proxy serve --port kubernetes={number}")
        assert refused.exit == 1 and "Address already in use" in refused.err and refused.out == ""
        with serving() as second:
            assert second.stdout
            second.stdout.readline()
            assert second.stdout.readline().split()[2].rpartition(":")[2] != number
