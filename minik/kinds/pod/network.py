"""Validation of a pod's DNS settings, host names and use of host namespaces.

Upstream rules: `validatePodDNSConfig`, `ValidateHostAliases`, `validatePodHostName`,
`validatePodHostNetworkDeps`, `validateHostUsers`.
"""

from collections.abc import Iterator, Sequence
from ipaddress import AddressValueError, IPv6Address

from minik import light_re as re
from minik.errors import Problem
from minik.kinds._rules import check_name
from minik.kinds.pod import value_rules
from minik.kinds.pod._scope import Scope, located_containers
from minik.model import names
from minik.model.object import Object
from minik.model.problem import forbidden, invalid, not_supported, required, too_long

DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
MAX_SERVERS, MAX_SEARCHES, MAX_SEARCH_LENGTH = 3, 32, 2048


def policy_problems(policy: str, path: str) -> Iterator[Problem]:
    """Check dnsPolicy."""
    if policy not in DNS_POLICIES:
        yield not_supported(path, policy, DNS_POLICIES)


def dns_problems(config: Object | None, policy: str, path: str) -> Iterator[Problem]:
    """Check dnsConfig; with dnsPolicy None it needs a nameserver."""
    if policy == "None" and config is None:
        yield required(path, "must provide `dnsConfig` when `dnsPolicy` is None")
    elif policy == "None" and config is not None and not config.get("nameservers"):
        yield required(
            f"{path}.nameservers",
            "must provide at least one DNS nameserver when `dnsPolicy` is None",
        )
    elif config is not None:
        yield from _servers_problems(config.get("nameservers") or (), f"{path}.nameservers")
        yield from _searches_problems(config.get("searches") or (), f"{path}.searches")
        for index, option in enumerate(config.get("options") or ()):
            if not option.get("name"):
                yield required(f"{path}.options[{index}]", "must not be empty")


def _servers_problems(servers: Sequence[str], path: str) -> Iterator[Problem]:
    if len(servers) > MAX_SERVERS:
        yield invalid(path, servers, f"must not have more than {MAX_SERVERS} nameservers")
    for index, server in enumerate(servers):
        yield from check_name(f"{path}[{index}]", server, address)


def _searches_problems(searches: Sequence[str], path: str) -> Iterator[Problem]:
    if len(searches) > MAX_SEARCHES:
        yield invalid(path, searches, f"must not have more than {MAX_SEARCHES} search paths")
    if len(" ".join(searches).encode()) > MAX_SEARCH_LENGTH:
        yield invalid(
            path,
            searches,
            f"must not have more than {MAX_SEARCH_LENGTH} characters (including spaces) in the search list",
        )
    for index, domain in enumerate(searches):
        if domain != ".":
            yield from check_name(
                f"{path}[{index}]", domain.removesuffix("."), value_rules.search_domain
            )


def address(text: str) -> Iterator[str]:
    """Yield what is wrong with an IP address: leading zeros, an IPv4-mapped IPv6 address, other
    syntax.
    """
    octets = text.split(".") if re.fullmatch(r"\d+(\.\d+){3}", text, re.ASCII) else []
    if octets:
        if any(
            len(octet.lstrip("0")) > 3 or int(octet.lstrip("0") or "0") > 255 for octet in octets
        ):
            yield "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
        elif any(len(octet) > 1 and octet[0] == "0" for octet in octets):
            yield "must not have leading 0s"
        return
    try:
        parsed = IPv6Address(text) if "%" not in text else None
    except AddressValueError:
        parsed = None
    if parsed is None:
        yield "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
    elif parsed.ipv4_mapped:
        yield "must not be an IPv4-mapped IPv6 address"


def canonical_address(text: str) -> str:
    """Return an IPv6 address in RFC 5952 form; any other text unchanged."""
    return str(IPv6Address(text)) if ":" in text and not any(address(text)) else text


def aliases_problems(aliases: Sequence[Object], path: str) -> Iterator[Problem]:
    """Check hostAliases."""
    for index, alias in enumerate(aliases):
        yield from check_name(f"{path}[{index}].ip", alias.get("ip") or "", address)
        for number, name in enumerate(alias.get("hostnames") or ()):
            yield from check_name(f"{path}[{index}].hostnames[{number}]", name, names.subdomain)


def override_problems(spec: Object, path: str) -> Iterator[Problem]:
    """Check hostnameOverride."""
    name = spec.get("hostnameOverride")
    if name is None:
        return
    if spec.get("setHostnameAsFQDN"):
        yield forbidden(
            f"{path}.hostnameOverride", "may not be specified when setHostnameAsFQDN is true"
        )
    if spec.get("hostNetwork"):
        yield forbidden(f"{path}.hostnameOverride", "may not be specified when hostNetwork is true")
    if len(name.encode()) > 64:
        yield too_long(f"{path}.hostnameOverride", 64)
    yield from check_name(f"{path}.hostnameOverride", name, names.subdomain)


def host_network_problems(spec: Object, scope: Scope, path: str) -> Iterator[Problem]:
    """Check that host ports equal container ports on the host network; a template may leave them
    out.
    """
    if not spec.get("hostNetwork"):
        return
    for index, container in enumerate(spec.get("containers") or ()):
        for number, port in enumerate(container.get("ports") or ()):
            host = port.get("hostPort") or 0
            if (scope.is_pod or host) and host != (port.get("containerPort") or 0):
                yield invalid(
                    f"{path}.containers[{index}].ports[{number}].hostPort",
                    host,
                    "must match `containerPort` when `hostNetwork` is true",
                )


def host_users_problems(spec: Object, path: str) -> Iterator[Problem]:
    """Check that hostUsers false is not combined with host namespaces or volume devices."""
    if spec.get("hostUsers") is not False:
        return
    for field, label in (
        ("hostNetwork", "hostNetwork"),
        ("hostPID", "HostPID"),
        ("hostIPC", "HostIPC"),
    ):
        if spec.get(field):
            yield forbidden(f"{path}.{label}", "when `hostUsers` is false")
    for container, container_path in located_containers(spec, path):
        if container.get("volumeDevices"):
            yield forbidden(f"{container_path}.volumeDevices", "when `hostUsers` is false")
