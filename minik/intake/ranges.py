"""The settings of a cluster, read off its objects: its families and ranges, its domain, its proxy mode.

Pod ranges are told by the nodes, service ranges by the ServiceCIDR `kubernetes`, else by the addresses that are in use, domain and mode
by the ConfigMaps that kubeadm writes; for what nobody tells, the settings of a new cluster hold.
"""
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.kinds.service import fields as services
from minik.model import ip
from minik.model.ip import Network
from minik.model.object import Object, read
from minik.model.settings import DEFAULT, Settings

DEFAULTS = {"IPv4": Settings(), "IPv6": Settings(pod_cidrs=("fd00:10:244::/56",), service_cidrs=("fd00:10:96::/112",))}
WIDEST = {4: 16, 6: 56}
MODES = ("iptables", "ipvs", "nftables", "userspace")

Source = Mapping[str, Mapping[str, Object]]


def settings(source: Source) -> Settings:
    """The settings under which these objects live."""
    pods = tuple(pod_ranges(source.get("Node", {}).values()))
    ranges = tuple(service_ranges(source)) or tuple(DEFAULTS[family].service_cidrs[0] for family in map(family_of, pods))
    ranges = ranges or DEFAULT.service_cidrs
    pods = pods or tuple(DEFAULTS[family_of(cidr)].pod_cidrs[0] for cidr in ranges)
    return DEFAULT._replace(pod_cidrs=pods, service_cidrs=ranges, cluster_domain=domain(source) or DEFAULT.cluster_domain,
                            proxy_mode=mode(source) or DEFAULT.proxy_mode)


def family_of(cidr: str) -> str:
    return "IPv6" if ":" in cidr else "IPv4"


def pod_ranges(nodes: Iterable[Object]) -> Iterator[str]:
    """For each family the range from which the nodes have theirs."""
    families: dict[str, list[Network]] = {}
    for node in nodes:
        for cidr in read(node, "spec.podCIDRs", []) or [read(node, "spec.podCIDR", "")]:
            found = ip.lenient_network(cidr)
            if found:
                families.setdefault(family_of(cidr), []).append(found[1])
    for family, networks in families.items():
        usual = ip.lenient_network(DEFAULTS[family].pod_cidrs[0])
        yield str(usual[1] if usual and all(_within(network, usual[1]) for network in networks) else around(networks))


def around(networks: Sequence[Network]) -> Network:
    """The smallest range that holds them all, but one of the usual size at least."""
    whole = networks[0]
    while whole.prefixlen and (whole.prefixlen > WIDEST[whole.version] or not all(_within(network, whole) for network in networks)):
        whole = whole.supernet()
    return whole


def _within(network: Network, whole: Network) -> bool:
    return network.version == whole.version and network.network_address in whole and network.prefixlen >= whole.prefixlen


def service_ranges(source: Source) -> Iterator[str]:
    """For each family the range from which services have their addresses, the first family first."""
    told = source.get("ServiceCIDR", {}).get("kubernetes")
    if told:
        yield from read(told, "spec.cidrs", [])
        return
    first = source.get("Service", {}).get("default/kubernetes")
    families: dict[str, list[Network]] = {}
    for service in (*([first] if first else []), *source.get("Service", {}).values()):
        for address in services.addresses(service):
            found = ip.lenient_network(f"{address}/{128 if ':' in address else 32}")
            if found:
                families.setdefault(family_of(address), []).append(found[1])
    for family, networks in families.items():
        usual = ip.lenient_network(DEFAULTS[family].service_cidrs[0])
        yield str(usual[1] if usual and all(_within(network, usual[1]) for network in networks) else around(networks))


def domain(source: Source) -> str:
    """The domain that CoreDNS answers for."""
    text = read(source.get("ConfigMap", {}).get("kube-system/coredns", {}), "data.Corefile", "")
    found = re.search(r"^\s*kubernetes\s+([a-z0-9.-]+)", text, re.MULTILINE)
    return found[1].rstrip(".") if found else ""


def mode(source: Source) -> str:
    """The mode that kube-proxy is told to use."""
    data = read(source.get("ConfigMap", {}).get("kube-system/kube-proxy", {}), "data", {})
    found = re.search(r"^mode:\s*[\"']?(\w+)", str(data.get("config.conf") or ""), re.MULTILINE)
    return found[1] if found and found[1] in MODES else ""
