"""What settings a cluster can have: values of the right type that no later command could use are refused."""

from collections.abc import Callable, Sequence

from minik import shelf
from minik.light_typing import Any
from minik.model import ip, names

FARTHEST_YEARS = 1000
FARTHEST = FARTHEST_YEARS * 366 * 24 * 3600  # seconds that a cluster's clock may be ahead
MOST_NODES = 100_000
LARGEST_PORT = 65535
WIDEST, FEWEST_BITS = (
    {4: 8, 6: 64},
    3,
)  # of a service range: shortest prefix, and bits for addresses


def impossible(settings: Any) -> str:
    """Return the name of the first setting whose value no cluster can have; "" if there is none."""
    return next((name for name, rule in RULES.items() if not rule(getattr(settings, name))), "")


def are_pod_ranges(cidrs: Sequence[str]) -> bool:
    """Return whether these are one or two ranges, of different families."""
    networks = [parsed[1] for cidr in cidrs if (parsed := ip.parse_network(cidr))]
    versions = {network.version for network in networks}
    return 0 < len(networks) == len(cidrs) == len(versions)


def are_service_ranges(cidrs: Sequence[str]) -> bool:
    """Return whether these are ranges that Services can get their addresses from."""
    networks = [parsed[1] for cidr in cidrs if (parsed := ip.parse_network(cidr))]
    return are_pod_ranges(cidrs) and all(
        WIDEST[network.version] <= network.prefixlen <= network.max_prefixlen - FEWEST_BITS
        for network in networks
    )


def is_pool(text: str) -> bool:
    """Return whether this is a list of addresses, ranges (`a-b`) and CIDRs; "" is the empty one."""
    return all(map(is_part_of_pool, filter(None, (part.strip() for part in text.split(",")))))


def is_part_of_pool(text: str) -> bool:
    if "/" in text:
        return ip.parse_network(text) is not None
    ends = [ip.parse_strict(end.strip()) for end in text.split("-", 1)]
    return None not in ends and len({end.version for end in ends if end}) == 1


def is_number_of_nodes(number: int) -> bool:
    return 0 <= number <= MOST_NODES


def is_span(seconds: int) -> bool:
    return 0 <= seconds <= FARTHEST


def is_version(text: str) -> bool:
    """Return whether this is a version of Kubernetes that minik knows, or none."""
    if not text:
        return True
    from minik.schemas.older import VERSIONS  # noqa: PLC0415 few clusters are of another version

    return text in VERSIONS


RULES: dict[str, Callable[[Any], bool]] = {
    "pod_cidrs": are_pod_ranges,
    "service_cidrs": are_service_ranges,
    "node_ports": lambda ports: len(ports) == 2 and 0 < ports[0] <= ports[1] <= LARGEST_PORT,
    "load_balancer_pool": is_pool,
    "cluster_domain": lambda name: not any(names.subdomain(name)),
    "proxy_mode": lambda name: name.isidentifier() and shelf.has("minik.proxy.modes", name),
    "clock": is_span,
    "job_duration": is_span,
    "control_planes": is_number_of_nodes,
    "workers": is_number_of_nodes,
    "kubernetes_version": is_version,
}
