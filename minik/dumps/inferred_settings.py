"""Infer a cluster's settings from its objects: IP families, ranges, domain, proxy mode.

Pod ranges come from the nodes, service ranges from the ServiceCIDR `kubernetes`, else from the
cluster IPs in use, domain and mode from the ConfigMaps that kubeadm writes; otherwise the defaults
hold.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik import light_re as re
from minik.kinds.service import fields as services
from minik.model import ip, setting_rules
from minik.model.ip import Network
from minik.model.object import Object, name, read
from minik.model.settings import DEFAULT, Settings

DEFAULTS = {
    "IPv4": Settings(),
    "IPv6": Settings(pod_cidrs=("fd00:10:244::/56",), service_cidrs=("fd00:10:96::/112",)),
}
WIDEST = {4: 16, 6: 56}

Source = Mapping[str, Mapping[str, Object]]


def infer_settings(source: Source) -> Settings:
    """Return the settings of the cluster that these objects form."""
    pod_networks = tuple(pod_cidrs(source.get("Node", {}).values()))
    service_networks = tuple(service_cidrs(source)) or tuple(
        DEFAULTS[family].service_cidrs[0] for family in map(family_of, pod_networks)
    )
    service_networks = service_networks or DEFAULT.service_cidrs
    pod_networks = pod_networks or tuple(
        DEFAULTS[family_of(cidr)].pod_cidrs[0] for cidr in service_networks
    )
    settings = DEFAULT._replace(
        pod_cidrs=pod_networks,
        service_cidrs=service_networks,
        cluster_domain=cluster_domain(source) or DEFAULT.cluster_domain,
        proxy_mode=proxy_mode(source) or DEFAULT.proxy_mode,
        disabled_admission_plugins=() if has_accounts(source) else ("ServiceAccount",),
    )
    while name := setting_rules.impossible(settings):
        settings = settings._replace(**{name: getattr(DEFAULT, name)})
    return settings


def has_accounts(source: Source) -> bool:
    """Return whether a namespace has the account `default`, which a controller makes everywhere."""
    return any(name(account) == "default" for account in source.get("ServiceAccount", {}).values())


def family_of(cidr: str) -> str:
    return "IPv6" if ":" in cidr else "IPv4"


def pod_cidrs(nodes: Iterable[Object]) -> Iterator[str]:
    """Yield for each IP family the range that holds the nodes' pod CIDRs."""
    families: dict[str, list[Network]] = {}
    for node in nodes:
        for cidr in read(node, "spec.podCIDRs", []) or [read(node, "spec.podCIDR", "")]:
            network_pair = ip.parse_network(cidr)
            if network_pair:
                families.setdefault(family_of(cidr), []).append(network_pair[1])
    for family, networks in families.items():
        default = ip.parse_network(DEFAULTS[family].pod_cidrs[0])
        yield str(
            default[1]
            if default and all(_is_subnet(network, default[1]) for network in networks)
            else enclosing_network(networks)
        )


def enclosing_network(networks: Sequence[Network]) -> Network:
    """Return the smallest network that holds them all, at least of the family's usual size."""
    enclosing = networks[0]
    while enclosing.prefixlen and (
        enclosing.prefixlen > WIDEST[enclosing.version]
        or not all(_is_subnet(network, enclosing) for network in networks)
    ):
        enclosing = enclosing.supernet()
    return enclosing


def _is_subnet(network: Network, enclosing: Network) -> bool:
    return (
        network.version == enclosing.version
        and network.network_address in enclosing
        and network.prefixlen >= enclosing.prefixlen
    )


def service_cidrs(source: Source) -> Iterator[str]:
    """Yield for each IP family the range of the cluster IPs, the primary family first."""
    service_cidr = source.get("ServiceCIDR", {}).get("kubernetes")
    if service_cidr:
        yield from read(service_cidr, "spec.cidrs", [])
        return
    kubernetes_service = source.get("Service", {}).get("default/kubernetes")
    families: dict[str, list[Network]] = {}
    for service in (
        *([kubernetes_service] if kubernetes_service else []),
        *source.get("Service", {}).values(),
    ):
        for address in services.addresses(service):
            network_pair = ip.parse_network(f"{address}/{128 if ':' in address else 32}")
            if network_pair:
                families.setdefault(family_of(address), []).append(network_pair[1])
    for family, networks in families.items():
        default = ip.parse_network(DEFAULTS[family].service_cidrs[0])
        yield str(
            default[1]
            if default and all(_is_subnet(network, default[1]) for network in networks)
            else enclosing_network(networks)
        )


def cluster_domain(source: Source) -> str:
    """Return the domain in CoreDNS's Corefile; "" if unknown."""
    text = read(source.get("ConfigMap", {}).get("kube-system/coredns", {}), "data.Corefile", "")
    match = re.search(r"^\s*kubernetes\s+([a-z0-9.-]+)", text, re.MULTILINE)
    return match[1].rstrip(".") if match else ""


def proxy_mode(source: Source) -> str:
    """Return the mode in kube-proxy's configuration; "" if unknown."""
    data = read(source.get("ConfigMap", {}).get("kube-system/kube-proxy", {}), "data", {})
    match = re.search(r"^mode:\s*[\"']?(\w+)", str(data.get("config.conf") or ""), re.MULTILINE)
    return match[1] if match else ""
