"""A proxy mode as one record: what everything outside `proxy/modes/` may know of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from minik import shelf
from minik.light_typing import NamedTuple, Protocol, TypeAlias
from minik.model.cluster import Cluster
from minik.model.settings import DEFAULT
from minik.proxy import modes
from minik.proxy.algorithms import Algorithm, pick_random
from minik.proxy.backends import Backend
from minik.proxy.node_view import NodeView
from minik.proxy.packets import End, Packet, Step
from minik.proxy.service_ports import ServicePort


class Walk(Protocol):
    """The parsed rules of one mode, and the steps taken through them."""

    @property
    def steps(self) -> Sequence[Step]:
        """Every rule that applied, in order."""

    def ends_of(self, packet: Packet) -> Iterator[End]:
        """Yield every end of a packet."""


Rules: TypeAlias = Callable[[Iterable[ServicePort], NodeView], Iterator[str]]
Backends: TypeAlias = Callable[[ServicePort, str, bool], tuple[Backend, ...]]


def backends_by_policy(port: ServicePort, entry: str, short_cut: bool) -> tuple[Backend, ...]:
    """Return the backends of a service port at one kind of entry, as the traffic policies say; by a
    short cut, those of the whole cluster.
    """
    if entry == "ClusterIP":
        return port.internal
    return port.cluster if short_cut else port.external


class Mode(NamedTuple):
    """One way in which kube-proxy programs a node.

    `rules` writes the text of one node in one family; `walk` reads it again and sends packets
    through it. `backends` says which of its backends a service port uses at a kind of entry
    (ClusterIP, NodePort, ExternalIP, LoadBalancer).
    """

    name: str
    rules: Rules
    walk: Callable[[Iterable[str], NodeView], Walk]
    backends: Backends = backends_by_policy
    choice: str = "random"  # how it chooses, in two words
    algorithm: Algorithm = pick_random
    schedulers: Mapping[str, Algorithm] = {}  # where it can be told how to choose
    per_entry: bool = False  # each entry takes turns and remembers clients on its own
    follows_policies: bool = True  # traffic policies, topology hints, source ranges
    short_cuts: bool = True  # pods and nodes skip externalTrafficPolicy at external entries
    node_port_ranges: tuple[str, ...] = ()  # where node ports answer by default; (): everywhere
    fixed_node_ports: bool = False  # whether --nodeport-addresses is unknown to it
    loopback_node_ports: bool = False  # whether node ports answer at 127.0.0.1
    carries: bool = False  # the proxy itself is the client of the backends
    dual_stack: bool = False  # its text is loaded by one tool for all families of the cluster
    parts: tuple[str, ...] = ()  # the tools that read its text where it is not whole
    warning: str = ""

    def node_port_addresses(self, node: NodeView) -> tuple[str, ...]:
        """Return the addresses of a node, of its family, at which node ports answer to others."""
        addresses = node.node_port_addresses(self.node_port_ranges)
        candidates = node.addresses if addresses is None else addresses
        return tuple(address for address in candidates if address != node.loopback)


def find(name: str) -> Mode:
    """Return the mode of that name. Raises ClientError where there is no such mode."""
    mode: Mode = shelf.load_one(modes.__name__, modes.check(name)).MODE
    return mode


def of_cluster(cluster: Cluster) -> Mode:
    """Return the mode of a cluster's nodes; the default one where minik does not know it, as that of
    Windows nodes.
    """
    name = cluster.settings.proxy_mode
    return find(name if name in modes.names() else DEFAULT.proxy_mode)


def all_modes() -> Iterator[Mode]:
    """Yield every mode, sorted by name."""
    return map(find, modes.names())
