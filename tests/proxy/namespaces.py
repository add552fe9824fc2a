"""A cluster's network for the kernel: namespaces for somebody outside, a node and each of its pods, with real sockets in them.

Everything runs in the test's own process: a socket belongs to the namespace in which it was made, so a thread enters one, makes the
socket, and leaves. Every pod answers with who was reached and who asked.
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
SETTINGS = {"ip_forward": 1, "icmp_ratelimit": 0, "conf/all/rp_filter": 0, "conf/default/rp_filter": 0, "conf/all/route_localnet": 1,
            "conf/all/send_redirects": 0, "conf/default/send_redirects": 0}


def missing() -> str:
    """Why there can be no namespaces here; empty, if there can be."""
    tools = [tool for tool in ("ip", "nft", "iptables-restore") if not shutil.which(tool)]
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
    subprocess.run(["ip", *(["-n", namespace] if namespace else []), "-batch", "-"], input=text, text=True, check=True)


@contextlib.contextmanager
def inside(namespace: str) -> Iterator[None]:
    """This thread, for a while, in another network."""
    with open("/proc/thread-self/ns/net", "rb") as home, open(f"/run/netns/{namespace}", "rb") as there:
        _enter(there.fileno())
        try:
            yield
        finally:
            _enter(home.fileno())


def _enter(handle: int) -> None:
    if LIBC.setns(handle, NEW_NET):
        raise OSError(ctypes.get_errno(), "setns")


class Network:
    """One node, whoever is attached to it, and their answers. `neighbours`: name → addresses of each; those of pods are pods' own.

    What the node has neither rule nor route for leaves it for `beyond`, which has every address of `services` and answers at the ports of
    `anywhere`; so does the node itself at localhost.
    """

    def __init__(self, node: str, neighbours: Mapping[str, Sequence[str]], services: str, anywhere: Sequence[int]) -> None:
        self.node, self.neighbours = node, {**neighbours, "beyond": ()}
        self.prefix = f"minik-{os.getpid()}"
        self.selector, self.ends = selectors.DefaultSelector(), os.pipe()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self._attach(services)
        with inside(self.name("node")):
            for setting, value in SETTINGS.items():
                with open(f"/proc/sys/net/ipv4/{setting}", "w") as file:
                    file.write(str(value))
        for port in anywhere:
            self._listen("beyond", "", port)
            self._listen("node", "127.0.0.1", port)

    def name(self, who: str) -> str:
        return f"{self.prefix}-{who}"

    def _attach(self, services: str) -> None:
        """A cable from the node to every neighbour; each has the node as its way to everybody else."""
        names = [self.name(who) for who in ("node", *self.neighbours)]
        ip([f"netns add {name}" for name in names])
        ip([f"link add to{index} netns {names[0]} type veth peer name eth0 netns {name}" for index, name in enumerate(names[1:])])
        node = ["link set lo up"]
        for index, (who, addresses) in enumerate(self.neighbours.items()):
            mine = addresses or (f"169.254.0.{index + 1}",)
            node += [f"addr add {self.node}/32 dev to{index}", f"link set to{index} up",
                     *(f"route add {address}/32 dev to{index}" for address in mine)]
            ip(["link set lo up", "link set eth0 up", *(f"addr add {address}/32 dev eth0" for address in mine),
                f"route add {self.node}/32 dev eth0", f"route add default via {self.node} dev eth0"], self.name(who))
            if who == "beyond":
                node += [f"route add default via {mine[0]} dev to{index} onlink"]
                ip([f"route add local {services} dev lo"], self.name(who))
        ip(node, names[0])

    def load(self, command: Sequence[str], text: str) -> None:
        """The rules, into the node."""
        subprocess.run(["ip", "netns", "exec", self.name("node"), *command], input=text, text=True, check=True)

    def serve(self, pods: Sequence[str], port: int) -> None:
        """Every pod answers, by TCP and UDP."""
        for who in pods:
            self._listen(who, self.neighbours[who][0], port)
            self._listen(who, self.neighbours[who][0], port, socket.SOCK_DGRAM)
        self.selector.register(self.ends[0], selectors.EVENT_READ)
        self.thread.start()

    def _listen(self, who: str, address: str, port: int, kind: int = socket.SOCK_STREAM) -> None:
        with inside(self.name(who)):
            listening = socket.socket(socket.AF_INET, kind)
        listening.bind((address, port))
        if kind == socket.SOCK_STREAM:
            listening.listen(128)
        self.selector.register(listening, selectors.EVENT_READ)

    def _serve(self) -> None:
        while True:
            for key, _ in self.selector.select():
                if not isinstance(key.fileobj, socket.socket):
                    return
                _answer(key.fileobj)

    def ask(self, who: str, source: str, place: tuple[str, int], protocol: str, awaited: str) -> tuple[str, str]:
        """Who was reached and who that saw, or how it ended: `rejected` or `dropped`."""
        with inside(self.name(who)):
            asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM)
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
            subprocess.run(["ip", "netns", "del", self.name(who)], check=False, stderr=subprocess.DEVNULL)


def _answer(listening: socket.socket) -> None:
    if listening.type == socket.SOCK_DGRAM:
        _, peer = listening.recvfrom(100)
        listening.sendto(_said(listening, peer), peer)
        return
    connection, peer = listening.accept()
    with connection:
        connection.send(_said(connection, peer))


def _said(mine: socket.socket, peer: tuple[str, int]) -> bytes:
    address, port = mine.getsockname()
    return f"{address}:{port} {peer[0]}".encode()
