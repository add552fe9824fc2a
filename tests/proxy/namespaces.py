"""A cluster's network for the kernel: namespaces for somebody outside, a node and each of its pods,
with real sockets in them.

Everything runs in the test's own process: a socket belongs to the namespace in which it was made,
so a thread enters one, makes the socket, and leaves. Every pod answers with who was reached and who
asked.
"""

import contextlib
import ctypes
import os
import selectors
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence

NEW_NET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)
PATIENCE = {"dropped": 0.3}  # seconds to wait for an answer; where none is awaited, not long
SETTINGS = {
    "ipv4/ip_forward": 1,
    "ipv4/icmp_ratelimit": 0,
    "ipv4/conf/all/rp_filter": 0,
    "ipv4/conf/default/rp_filter": 0,
    "ipv4/conf/all/route_localnet": 1,
    "ipv4/conf/all/send_redirects": 0,
    "ipv4/conf/default/send_redirects": 0,
    "ipv6/conf/all/forwarding": 1,
    "ipv6/icmp/ratelimit": 0,
    "ipv6/conf/default/accept_dad": 0,
}


def missing(*more: str) -> str:
    """Why there can be no namespaces here; empty, if there can be."""
    tools = [tool for tool in ("ip", *more) if not shutil.which(tool)]
    if os.geteuid() or tools:
        return f"needs {', '.join(tools) or 'root'}"
    name = f"minik-try-{os.getpid()}"
    tried = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True)
    if tried.returncode:
        return f"needs network namespaces: {tried.stderr.strip()}"
    subprocess.run(["ip", "netns", "del", name], check=True)
    return ""


def ip(commands: Sequence[str], namespace: str = "") -> None:
    """Some commands of `ip`, in one process."""
    text = "".join(f"{command}\n" for command in commands)
    subprocess.run(
        ["ip", *(["-n", namespace] if namespace else []), "-batch", "-"],
        input=text,
        text=True,
        check=True,
    )


@contextlib.contextmanager
def inside(namespace: str) -> Iterator[None]:
    """This thread, for a while, in another network."""
    with (
        open("/proc/thread-self/ns/net", "rb") as home,
        open(f"/run/netns/{namespace}", "rb") as there,
    ):
        _enter(there.fileno())
        try:
            yield
        finally:
            _enter(home.fileno())


def _enter(handle: int) -> None:
    if LIBC.setns(handle, NEW_NET):
        raise OSError(ctypes.get_errno(), "setns")


class Network:
    """One node, in one family, whoever is attached to it, and their answers. `neighbours`: name →
    addresses of each.
    """

    def __init__(self, node: str, neighbours: Mapping[str, Sequence[str]]) -> None:
        self.node, self.neighbours = node, neighbours
        self.family, self.bits = (socket.AF_INET6, 128) if ":" in node else (socket.AF_INET, 32)
        self.prefix = f"minik-{os.getpid()}"
        self.selector, self.ends = selectors.DefaultSelector(), os.pipe()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        ip([f"netns add {self.name(who)}" for who in ("node", *neighbours)])
        for who in ("node", *neighbours):
            self._set(who)
        self._attach()

    def name(self, who: str) -> str:
        return f"{self.prefix}-{who}"

    def _set(self, who: str) -> None:
        with inside(self.name(who)):
            for setting, value in SETTINGS.items():
                with open(f"/proc/sys/net/{setting}", "w") as file:
                    file.write(str(value))

    def _attach(self) -> None:
        """A cable from the node to every neighbour; each has the node as its way to everybody else."""
        node = ["link set lo up"]
        at_once = " nodad" * (
            self.family == socket.AF_INET6
        )  # no wait for others of the same address
        for who, addresses in self.neighbours.items():
            ip(
                [
                    f"link add {who} netns {self.name('node')} type veth peer name eth0 netns {self.name(who)}"
                ]
            )
            node += [
                f"addr add {self.node}/{self.bits} dev {who}{at_once}",
                f"link set {who} up",
                *(f"route add {address}/{self.bits} dev {who}" for address in addresses),
            ]
            ip(
                [
                    "link set lo up",
                    "link set eth0 up",
                    *(f"addr add {address}/{self.bits} dev eth0{at_once}" for address in addresses),
                    f"route add {self.node}/{self.bits} dev eth0",
                    f"route add default via {self.node} dev eth0",
                ],
                self.name(who),
            )
        ip(node, self.name("node"))

    def way_out(self, who: str, everything: str) -> None:
        """What the node has neither rule nor route for goes to a neighbour, who has every address
        of a range.
        """
        ip([f"route add default via {self.neighbours[who][0]} dev {who} onlink"], self.name("node"))
        ip([f"route add local {everything} dev lo"], self.name(who))

    def load(self, command: Sequence[str], text: str) -> None:
        """The rules, into the node."""
        subprocess.run(
            ["ip", "netns", "exec", self.name("node"), *command], input=text, text=True, check=True
        )

    def serve(self, pods: Mapping[str, str], port: int) -> None:
        """Every pod answers at its address, by TCP and UDP."""
        for who, address in pods.items():
            self.listen(who, address, port)
            self.listen(who, address, port, socket.SOCK_DGRAM)
        self.selector.register(self.ends[0], selectors.EVENT_READ)
        self.thread.start()

    def listen(self, who: str, address: str, port: int, kind: int = socket.SOCK_STREAM) -> None:
        """Somebody answers at an address; without one, at all."""
        with inside(self.name(who)):
            listening = socket.socket(self.family, kind)
        try:
            listening.bind((address, port))
        except OSError:
            listening.close()
            raise
        if kind == socket.SOCK_STREAM:
            listening.listen(128)
        self.selector.register(listening, selectors.EVENT_READ)

    def _serve(self) -> None:
        while True:
            for key, _ in self.selector.select():
                if not isinstance(key.fileobj, socket.socket):
                    return
                _answer(key.fileobj)

    def ask(
        self, who: str, source: str, place: tuple[str, int], protocol: str, awaited: str
    ) -> tuple[str, str]:
        """Who was reached and who that saw, or how it ended: `rejected` or `dropped`."""
        with inside(self.name(who)):
            asking = socket.socket(
                self.family, socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
            )
        with asking:
            asking.settimeout(PATIENCE.get(awaited, 10))
            try:
                asking.bind((source, 0))
                asking.connect(place)
                if protocol == "udp":
                    asking.send(b"who?")
                reached, _, seen = asking.recv(200).decode().partition(" ")
                return reached, seen
            except ConnectionRefusedError:
                return "rejected", ""
            except TimeoutError:
                return "dropped", ""

    def close(self) -> None:
        """Nothing is left of it."""
        os.write(self.ends[1], b"end")
        if self.thread.ident:
            self.thread.join(10)
        for key in list(self.selector.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self.selector.close()
        for end in self.ends:
            os.close(end)
        for who in ("node", *self.neighbours):
            subprocess.run(
                ["ip", "netns", "del", self.name(who)], check=False, stderr=subprocess.DEVNULL
            )


def _answer(listening: socket.socket) -> None:
    if listening.type == socket.SOCK_DGRAM:
        _, peer = listening.recvfrom(100)
        listening.sendto(_said(listening, peer), peer)
        return
    connection, peer = listening.accept()
    with connection:
        connection.send(_said(connection, peer))


def _said(mine: socket.socket, peer: tuple[str, int]) -> bytes:
    address, port, *_ = mine.getsockname()
    return f"{f'[{address}]' if ':' in address else address}:{port} {peer[0]}".encode()
