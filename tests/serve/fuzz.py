"""Mutated questions at the DNS server and random bytes at the proxy, both as they are run: `fuzz.py
[--count N] [--seed N]`.

So many packets go to each server, over UDP and TCP, the same ones for the same seed. Every now and
then a good question must be answered and good words must come back; and what the proxy carries must
arrive as it was sent, whatever it is. Loopback only.
"""

import argparse
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import NamedTuple, TypeAlias

Place: TypeAlias = tuple[str, int]
MINIK = [sys.executable, "-m", "minik"]
BATCH = 64  # packets before it is asked whether the server still serves
OFTEN = 16  # one batch of so many goes over TCP
LONGEST = 10.0  # seconds that a server may take to come to itself
LINGER = struct.pack("ii", 1, 0)
NAMES = (
    "web.default.svc.cluster.local",
    "_http._tcp.web.default.svc.cluster.local",
    "10-244-0-7.default.pod.cluster.local",
    "7.0.96.10.in-addr.arpa",
    "cluster.local",
    "example.com",
)
KINDS = (1, 2, 5, 6, 12, 15, 16, 28, 33, 41, 255)
STATE = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.96.0.7, ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-local, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: http, port: PORT}, {name: dns, port: PORT, protocol: UDP}]
endpoints: [{addresses: [127.0.0.1]}]
"""


class Outcome(NamedTuple):
    """What came of it."""

    packets: int
    answers: int
    seconds: float


def question(name: str, kind: int, edns: bool, number: int = 7) -> bytes:
    """A good question."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    options = b"\0\0\x29\x04\xd0\0\0\0\0\0\0" if edns else b""
    return (
        struct.pack("!6H", number, 0x0100, 1, 0, 0, int(edns))
        + labels
        + b"\0"
        + struct.pack("!2H", kind, 1)
        + options
    )


SEEDS = [question(name, kind, edns) for name in NAMES for kind in KINDS for edns in (False, True)]
GOOD = question(NAMES[0], 1, False, 0xBEEF)


def mutated(chance: random.Random) -> bytes:
    """A good question with some of its bytes changed, cut, doubled or made a pointer; or noise."""
    if not chance.randrange(8):
        return chance.randbytes(chance.randrange(80))
    packet = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(packet) or 1)
        change = chance.randrange(4)
        packet[place : place + 1] = (
            bytes([chance.randrange(256)]),
            b"",
            packet[place : place + 1] * 2,
            b"\xc0\x0c",
        )[change]
    return bytes(packet)


def still_answers(place: Place) -> None:
    """A good question is answered, however full the server's socket was."""
    until = time.monotonic() + LONGEST
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(0.5)
        sock.connect(place)
        while time.monotonic() < until:
            sock.send(GOOD)
            try:
                found = sock.recv(4096)
            except TimeoutError:
                continue
            assert found[:2] == GOOD[:2] and found.endswith(bytes((10, 96, 0, 7))), found
            return
    raise AssertionError("the DNS server serves no more")


def at_dns(place: Place, count: int, seed: int) -> Outcome:
    """So many mutated questions: whatever has a number and is no answer itself gets an answer with
    that number, or none.
    """
    chance, started, answers = random.Random(seed), time.monotonic(), 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.connect(place)
        for sent in range(0, count, BATCH):
            packets = [mutated(chance) for _ in range(min(BATCH, count - sent))]
            if sent // BATCH % OFTEN:
                for packet in packets:
                    sock.send(packet)
            else:
                by_stream(place, packets, chance)
            still_answers(place)
            answers += drained(sock)
    return Outcome(count, answers, time.monotonic() - started)


def by_stream(place: Place, packets: list[bytes], chance: random.Random) -> None:
    """Packets over one connection, each with its length before it, which may be a lie; the server
    may end it at any time.
    """
    with socket.create_connection(place, LONGEST) as sock:
        try:
            for packet in packets:
                length = len(packet) if chance.randrange(8) else chance.randrange(65536)
                sock.sendall(length.to_bytes(2) + packet)
        except OSError:
            pass


def drained(sock: socket.socket) -> int:
    """How many answers lie in a socket."""
    found = 0
    while True:
        try:
            answer = sock.recv(65535)
        except OSError:
            return found
        assert answer[2] & 0x80 and len(answer) <= 1232, answer
        found += 1


def at_proxy(streams: Place, datagrams: Place, count: int, seed: int) -> Outcome:
    """So many pieces of random bytes, over connections that end in every way and as datagrams: what
    comes back is what was sent.
    """
    chance, started, answers = random.Random(seed), time.monotonic(), 0
    for sent in range(0, count, BATCH):
        pieces = [chance.randbytes(chance.randrange(200)) for _ in range(min(BATCH, count - sent))]
        answers += (by_connection if sent // BATCH % 2 else by_datagram)(
            streams if sent // BATCH % 2 else datagrams, pieces, chance
        )
    return Outcome(count, answers, time.monotonic() - started)


def by_connection(place: Place, pieces: list[bytes], chance: random.Random) -> int:
    """A connection that says all that, then hears it again, goes, or breaks off."""
    with socket.create_connection(place, LONGEST) as sock:
        sock.sendall(b"".join(pieces))
        end = chance.randrange(4)
        if end == 0:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
        if end < 2:
            return 0
        sock.shutdown(socket.SHUT_WR)
        heard = b"".join(iter(lambda: sock.recv(65536), b""))
        assert heard == b"".join(pieces), "the proxy carried something else"
        return len(pieces)


def by_datagram(place: Place, pieces: list[bytes], _: random.Random) -> int:
    """Each piece a datagram; the loopback loses none of so few."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(LONGEST)
        sock.connect(place)
        for piece in pieces:
            sock.send(piece)
        assert [sock.recv(4096) for _ in pieces] == pieces, "the proxy carried something else"
    return len(pieces)


@contextmanager
def echoing() -> Iterator[int]:
    """A backend that says everything again, TCP and UDP at one port."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=64) as streams,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
    ):
        port = streams.getsockname()[1]
        datagrams.bind(("127.0.0.1", port))
        ends = threads((lambda: echo_streams(streams)), (lambda: echo_datagrams(datagrams)))
        try:
            yield port
        finally:
            streams.shutdown(socket.SHUT_RDWR)
            datagrams.sendto(b"end", datagrams.getsockname())
            for thread in ends:
                thread.join(LONGEST)


def threads(*works: Callable[[], None]) -> list[Thread]:
    found = [Thread(target=work, daemon=True) for work in works]
    for thread in found:
        thread.start()
    return found


def echo_streams(listening: socket.socket) -> None:
    while True:
        try:
            connection = listening.accept()[0]
        except OSError:
            return
        with connection:
            try:
                while piece := connection.recv(65536):
                    connection.sendall(piece)
            except OSError:
                pass


def echo_datagrams(sock: socket.socket) -> None:
    own = sock.getsockname()
    while (found := sock.recvfrom(65535))[1] != own:
        sock.sendto(*found)


@contextmanager
def running(begins: tuple[str, ...], *words: str) -> Iterator[list[str]]:
    """A server as a process, and what it says of where it listens; in the end it must end well and
    have had nothing to complain of.
    """
    process = subprocess.Popen(
        [*MINIK, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        yield [next(said for said in process.stdout if said.startswith(begin)) for begin in begins]
        process.terminate()
        said = process.communicate(timeout=LONGEST)[1]
        assert process.returncode == 0 and "Traceback" not in said, said
    finally:
        process.kill()
        process.communicate()


def fuzz(count: int, seed: int) -> tuple[Outcome, Outcome]:
    """Both servers at a state of their own, and so many packets for each."""
    with tempfile.TemporaryDirectory() as folder, echoing() as port:
        os.environ["MINIK_STATE"] = f"{folder}/state.json"
        given = Path(folder, "given.yaml")
        given.write_text(STATE.replace("PORT", str(port)))
        for verb in (
            ["init", "--force", "--allow-loopback-endpoints"],
            ["apply", "-f", str(given)],
        ):
            subprocess.run([*MINIK, *verb], check=True, capture_output=True)
        with running(("listening",), "dns", "serve", "--listen", "127.0.0.1:0") as said:
            dns = at_dns(("127.0.0.1", int(said[0].split()[2].rpartition(":")[2])), count, seed)
        rows = ("default/web:dns", "default/web:http")
        with running(
            rows,
            "proxy",
            "serve",
            "--port",
            "web:http=0",
            "--port",
            "web:dns=0",
            "--drain",
            "5s",
            "--udp-timeout",
            "5s",
        ) as said:
            datagrams, streams = (
                ("127.0.0.1", int(row.split()[2].rpartition(":")[2])) for row in said
            )
            proxy = at_proxy(streams, datagrams, count, seed)
    return dns, proxy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=53)
    wanted = parser.parse_args()
    for name, outcome in zip(("dns serve", "proxy serve"), fuzz(wanted.count, wanted.seed)):
        sys.stdout.write(
            f"{name}: {outcome.packets:,} packets in {outcome.seconds:.0f} s, {outcome.answers:,} answers, still serving\n"
        )


if __name__ == "__main__":
    main()
