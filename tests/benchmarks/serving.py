"""What the servers carry, beside a plain asyncio echo measured in the same run: `python
tests/benchmarks/serving.py [--quick]`.

Everything is a process of its own on the loopback: the proxy, its backends (the same echo that is
the baseline), the DNS server, and the clients, which ask one after the other and wait for each
answer.
"""

import asyncio
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias, cast

from measure import Row, tell

Place: TypeAlias = tuple[str, int]
MINIK = [sys.executable, "-m", "minik"]
CLIENTS, AT_ONCE, WINDOW, NAMES = 4, 500, 64, 1000
WORDS = 64


class Echo(asyncio.Protocol):
    """Says everything again, and writes down what it read before it answers."""

    log = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self.log >= 0:
            os.write(self.log, data)
        self.transport.write(data)


class EchoDatagrams(asyncio.DatagramProtocol):
    """Says every datagram again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Place) -> None:
        self.transport.sendto(data, addr)


async def echo(log: str) -> None:
    """The baseline, and what stands behind the proxy: TCP and UDP at one port."""
    Echo.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT) if log else -1
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, "127.0.0.1", 0, backlog=1024)
    place = server.sockets[0].getsockname()
    await loop.create_datagram_endpoint(EchoDatagrams, local_addr=place)
    print(place[1], flush=True)
    await server.serve_forever()


@contextmanager
def process(
    words: Sequence[str], begins: str = ""
) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A process that runs, and the first line that it says that begins so."""
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as found:
        assert found.stdout
        try:
            yield found, next(said for said in found.stdout if said.startswith(begins))
        finally:
            found.terminate()


@contextmanager
def echoing(log: str = "") -> Iterator[tuple["subprocess.Popen[str]", int]]:
    with process([sys.executable, __file__, "echo", log]) as (found, said):
        yield found, int(said)


def state(folder: Path, ports: Sequence[int]) -> None:
    """A Service with these local ports behind it, in the state that MINIK_STATE names, and some to
    be asked for.
    """
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"ports": [{"port": 80}]},
    }
    slices = [
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "addressType": "IPv4",
            "ports": [{"name": "", "port": port}],
            "metadata": {"name": f"web-{port}", "labels": {"kubernetes.io/service-name": "web"}},
            "endpoints": [{"addresses": ["127.0.0.1"]}],
        }
        for port in ports
    ]
    others = [{**service, "metadata": {"name": f"web-{number}"}} for number in range(100)]
    (folder / "given.json").write_text(
        json.dumps({"apiVersion": "v1", "kind": "List", "items": [service, *slices, *others]})
    )
    for verb in (
        ["init", "--force", "--allow-loopback-endpoints"],
        ["apply", "-f", str(folder / "given.json")],
    ):
        subprocess.run([*MINIK, *verb], check=True, capture_output=True)


@contextmanager
def proxy() -> Iterator[tuple[Place, "subprocess.Popen[str]"]]:
    """A proxy for the state, and where it serves the Service web."""
    with process([*MINIK, "proxy", "serve", "--drain", "0s"], "default/web ") as (found, said):
        yield ("127.0.0.1", int(said.split()[2].rpartition(":")[2])), found


def counted(found: "subprocess.Popen[str]", metric: str) -> int:
    """What a proxy that is told to end has counted."""
    found.terminate()
    assert found.stderr
    return sum(
        int(said.split()[-1]) for said in found.stderr if said.startswith(f"minik_proxy_{metric}")
    )


def asking(place: Place, seconds: float, keep: bool, first: int) -> tuple[int, list[int]]:
    """One client: how many requests were answered, and the numbers of those that were not. `keep`:
    over one connection.
    """
    done, failed, until, number = 0, list[int](), time.monotonic() + seconds, first
    sock = socket.create_connection(place, 10) if keep else None
    while time.monotonic() < until:
        number += 1
        words = f"{number:0{WORDS}}".encode()
        try:
            with ExitStack() as stack:
                used = sock or stack.enter_context(socket.create_connection(place, 10))
                used.sendall(words)
                heard = answered(used)
        except OSError:
            heard = b""
        done += heard == words
        failed += [number] * (heard != words)
    return done, failed


def answered(sock: socket.socket) -> bytes:
    found = b""
    while len(found) < WORDS and (more := sock.recv(WORDS - len(found))):
        found += more
    return found


def rate(place: Place, seconds: float, keep: bool) -> float:
    """Requests a second that so many clients at once are answered."""
    with ProcessPoolExecutor(CLIENTS) as pool:
        found = list(
            pool.map(
                asking, *zip(*((place, seconds, keep, number * 10**9) for number in range(CLIENTS)))
            )
        )
    if lost := sum(len(failed) for _, failed in found):
        print(f"{lost} requests were lost")
    return sum(done for done, _ in found) / seconds


def at_once(place: Place, number: int) -> int:
    """How many of so many connections, all open before any speaks, hear their words again."""
    with ExitStack() as stack:
        socks = [stack.enter_context(socket.create_connection(place, 10)) for _ in range(number)]
        for index, sock in enumerate(socks):
            sock.sendall(f"{index:0{WORDS}}".encode())
        return sum(
            answered(sock) == f"{index:0{WORDS}}".encode() for index, sock in enumerate(socks)
        )


def killing(folder: Path, seconds: float) -> None:
    """One of two backends is killed under load: what that costs."""
    with (
        echoing(str(folder / "killed")) as (killed, one),
        echoing(str(folder / "stays")) as (_, two),
    ):
        state(folder, [one, two])
        with proxy() as (place, serving), ProcessPoolExecutor(CLIENTS * 4) as pool:
            running = [
                pool.submit(asking, place, seconds, False, number * 10**9)
                for number in range(CLIENTS * 4)
            ]
            time.sleep(seconds / 2)
            killed.send_signal(signal.SIGKILL)
            found = [one.result() for one in running]
            broken = counted(serving, "broken_total")
    data = (folder / "killed").read_bytes()
    read = {int(data[start : start + WORDS]) for start in range(0, len(data) - WORDS + 1, WORDS)}
    failed = [number for _, numbers in found for number in numbers]
    unread = len(set(failed) - read)
    print(
        f"a backend killed under load: {sum(done for done, _ in found):,} requests answered, {len(failed)} failed: "
        f"{len(failed) - unread} it had read, {min(unread, broken)} were in its socket, {max(unread - broken, 0)} not (target 0)"
    )


def questions(place: Place, packets: Sequence[bytes], seconds: float) -> float:
    """Datagrams a second that come back, a window full of them at once."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(5)
        sock.connect(place)
        sent = got = 0
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            while sent - got < WINDOW:
                sock.send(struct.pack("!H", sent % 65536) + packets[sent % len(packets)][2:])
                sent += 1
            sock.recv(4096)
            got += 1
        return got / (time.monotonic() - started)


def question(name: str) -> bytes:
    """A question for an address, as `dig` asks it."""
    labels = b"".join(
        bytes([len(label)]) + label.encode()
        for label in f"{name}.default.svc.cluster.local".split(".")
    )
    return (
        struct.pack("!6H", 0, 0x0120, 1, 0, 0, 1)
        + labels
        + b"\0\0\1\0\1"
        + b"\0\0\x29\x04\xd0\0\0\0\0\0\0"
    )


def row(work: str, number: float, against: str, baseline: float, target: str) -> None:
    """Print a row, and the figures of which it was made."""
    share = number / baseline
    tell(Row(work, against, share, share, ">= 0"))
    print(f"  {number:,.0f}/s of {baseline:,.0f}/s ({target})")


def main() -> None:
    seconds = 1.0 if "--quick" in sys.argv else 5.0
    with tempfile.TemporaryDirectory() as name, echoing() as (_, port):
        os.environ["MINIK_STATE"] = f"{name}/state.json"
        echo_place = ("127.0.0.1", port)
        state(Path(name), [port])
        with proxy() as (place, _):
            for keep, what in ((False, "a connection each"), (True, "connections kept")):
                row(
                    f"proxy, {what}",
                    rate(place, seconds, keep),
                    "the echo itself",
                    rate(echo_place, seconds, keep),
                    ">= 2,000/s",
                )
            print(
                f"{AT_ONCE} connections open at once: {at_once(place, AT_ONCE)} heard their words (target {AT_ONCE})"
            )
        killing(Path(name), 2 * seconds)
        with process([*MINIK, "dns", "serve", "--listen", "127.0.0.1:0"]) as (_, said):
            server = ("127.0.0.1", int(said.split()[2].rpartition(":")[2]))
            for what, packets in (
                ("names of Services", [question(f"web-{number % 100}") for number in range(NAMES)]),
                ("each name a new one", [question(f"new-{number}") for number in range(200_000)]),
            ):
                asked, echoed = (
                    questions(server, packets, seconds),
                    questions(echo_place, packets, seconds),
                )
                row(f"dns, {what}", asked, "a UDP echo", echoed, ">= 5,000/s")


if __name__ == "__main__":
    if sys.argv[1:2] == ["echo"]:
        asyncio.run(echo(sys.argv[2]))
    else:
        main()
