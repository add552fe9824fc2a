"""The options of `init` as cluster settings."""

from collections.abc import Sequence

from minik.dumps.inferred_settings import DEFAULTS, family_of
from minik.errors import ClientError
from minik.intake import admission
from minik.light_typing import Any
from minik.model import ip, names, setting_rules, suggestions
from minik.model.duration import BadDuration, parse_duration
from minik.model.settings import DEFAULT, Settings

OPTIONS = {
    "pod_cidrs": "pod-cidr",
    "service_cidrs": "service-cidr",
    "load_balancer_pool": "lb-pool",
}
FAMILIES = {"ipv4": ("IPv4",), "ipv6": ("IPv6",), "dual": ("IPv4", "IPv6")}
NO_ADDON = "none"
ADDONS = ("dns", NO_ADDON)
IP_MODES = ("VIP", "Proxy")
SHORTEST = 64  # the largest range of IPv6 addresses that services can have


def parse_settings(
    *,
    family: str = "",
    pod_cidr: str = "",
    service_cidr: str = "",
    proxy_mode: str = "",
    pool: str = "",
    control_planes: int = 1,
    workers: int = 3,
    allow_loopback_endpoints: bool = False,
    disable_admission_plugins: str = "",
    job_duration: str = "",
    probe_delays: bool = False,
    kubernetes_version: str = "",
    lb_class: str = "",
    lb_ip_mode: str = "",
) -> Settings:
    """Return the settings of a new cluster; IP families follow from the ranges unless given. Raise
    ClientError for an invalid option.
    """
    pods, services = parse_ranges(family, pod_cidr, service_cidr)
    if min(control_planes, workers) < 0:
        raise ClientError("a cluster cannot have fewer than 0 nodes")
    settings = DEFAULT._replace(
        pod_cidrs=pods,
        service_cidrs=services,
        proxy_mode=proxy_mode or DEFAULT.proxy_mode,
        **balancers(pool, lb_class, lb_ip_mode),
        control_planes=control_planes,
        workers=workers,
        loopback_endpoints=allow_loopback_endpoints,
        job_duration=parse_job_duration(job_duration),
        probe_delays=probe_delays,
        disabled_admission_plugins=parse_plugins(disable_admission_plugins),
        kubernetes_version=parse_kubernetes_version(kubernetes_version),
    )
    if wrong := setting_rules.impossible(settings):
        option = OPTIONS.get(wrong, wrong.replace("_", "-"))
        raise ClientError(f"--{option}: no cluster can have {getattr(settings, wrong)!r}")
    return settings


def parse_kubernetes_version(text: str) -> str:
    """Return `1.29` for `1.29`, `v1.29` or `1.29.4`, "" for ""; raise ClientError for a version that
    minik does not know.
    """
    if not text:
        return ""
    version = ".".join(text.removeprefix("v").split(".")[:2])
    from minik.schemas.older import VERSIONS  # noqa: PLC0415 few ask for another version

    if version not in VERSIONS:
        raise ClientError(
            f"--kubernetes-version {text}: minik knows {VERSIONS[0]} to {VERSIONS[-1]}"
        )
    return version


def parse_ranges(
    family: str, pod_cidr: str, service_cidr: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ranges of pods and of Services, one a family; raise ClientError otherwise."""
    pods = parse_networks("--pod-cidr", pod_cidr)
    services = parse_networks("--service-cidr", service_cidr)
    families = parse_family(family) or tuple(map(family_of, services or pods)) or DEFAULT.families
    pods = check_families("--pod-cidr", pods, families) or tuple(
        DEFAULTS[ip_family].pod_cidrs[0] for ip_family in families
    )
    services = check_families("--service-cidr", services, families) or tuple(
        DEFAULTS[ip_family].service_cidrs[0] for ip_family in families
    )
    for cidr in services:
        if ":" in cidr and int(cidr.rpartition("/")[2]) < SHORTEST:
            raise ClientError(
                f"--service-cidr {cidr}: shortest allowed prefix length for service CIDR is {SHORTEST}"
            )
    return pods, services


def parse_job_duration(text: str) -> int:
    """Return for how many seconds the pods of jobs run; raise ClientError for an invalid one."""
    try:
        seconds = parse_duration(text) if text else 0
    except BadDuration as error:
        raise ClientError(f"--job-duration: {error}") from None
    if seconds != int(seconds) or seconds < 0 or text and not seconds:
        raise ClientError(f"--job-duration {text}: must be whole seconds, at least 1s")
    return int(seconds)


def parse_family(family: str) -> tuple[str, ...]:
    if family and family not in FAMILIES:
        raise ClientError(f"unknown IP family {family!r}: it is one of {', '.join(FAMILIES)}")
    return FAMILIES.get(family, ())


def parse_networks(option: str, text: str) -> tuple[str, ...]:
    """Return the CIDRs of an option, separated by commas; raise ClientError for an invalid one."""
    cidrs = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        network = ip.parse_network(part)
        if network is None or network[0] != network[1].network_address:
            raise ClientError(
                f"{option} {part}: must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
            )
        cidrs.append(str(network[1]))
    return tuple(cidrs)


def check_families(option: str, cidrs: Sequence[str], families: Sequence[str]) -> tuple[str, ...]:
    """Return the CIDRs if there is one per family, in their order; raise ClientError otherwise."""
    if cidrs and [family_of(cidr) for cidr in cidrs] != list(families):
        order = ", ".join(families)
        raise ClientError(
            f"{option} {','.join(cidrs)}: the cluster needs one range for each of its families, in this order: {order}"
        )
    return tuple(cidrs)


def check_pool(text: str) -> str:
    """Return the load balancer pool if it is valid: ranges (`a-b`), CIDRs and addresses."""
    for part in filter(None, (part.strip() for part in text.split(","))):
        ends = [ip.parse_strict(end.strip()) for end in part.split("-", 1)]
        network = ip.parse_network(part) if "/" in part else None
        if not network and (None in ends or len({end.version for end in ends if end}) > 1):
            raise ClientError(
                f"--lb-pool {part}: must be an address, a range such as 192.168.0.200-192.168.0.250, or a CIDR"
            )
    return text


def balancers(pool: str, lb_class: str, lb_ip_mode: str) -> dict[str, Any]:
    """Return the settings of load balancers; raise ClientError for an invalid one."""
    return {
        "load_balancer_pool": check_pool(pool),
        "load_balancer_classes": parse_classes(lb_class, pool),
        "load_balancer_ip_mode": parse_ip_mode(lb_ip_mode),
    }


def parse_classes(text: str, pool: str) -> tuple[str, ...]:
    """Return the classes that the pool serves; raise ClientError for one that no Service can have, and
    where there is no pool.
    """
    found = tuple(filter(None, (part.strip() for part in text.split(","))))
    if found and not pool:
        raise ClientError("--lb-class names classes that the pool serves: give --lb-pool too")
    for name in found:
        if any(names.qualified_name(name)):
            raise ClientError(
                f"--lb-class {name}: must be a qualified name, such as example.com/internal"
            )
    return found


def parse_ip_mode(text: str) -> str:
    """Return how load balancers hand on; raise ClientError for an unknown way."""
    if text and text not in IP_MODES:
        raise ClientError(f'unknown ipMode "{text}": it is one of {", ".join(IP_MODES)}')
    return text or IP_MODES[0]


def parse_addons(text: str) -> tuple[str, ...]:
    """Return the add-ons to be set up; raise ClientError for an unknown one."""
    names = tuple(filter(None, (part.strip() for part in text.split(","))))
    for name in names:
        if name not in ADDONS:
            raise ClientError(f'unknown add-on "{name}": it is one of {", ".join(ADDONS)}')
    return tuple(name for name in names if name != NO_ADDON)


def parse_plugins(text: str) -> tuple[str, ...]:
    """Return the admission plugins to be switched off; raise ClientError for an unknown one."""
    names = tuple(filter(None, (part.strip() for part in text.split(","))))
    known = [plugin.name for plugin in admission.load_all()] if names else []
    for name in names:
        if name not in known:
            raise ClientError(
                f'unknown admission plugin "{name}": it is one of {", ".join(sorted(known))}',
                hint=suggestions.suggest(name, known),
            )
    return names


def describe_settings(settings: Settings) -> str:
    """Describe the cluster in one line."""
    return (
        f"{settings.control_planes} control-plane and {settings.workers} worker nodes, pods {', '.join(settings.pod_cidrs)}, "
        f"services {', '.join(settings.service_cidrs)}, proxy mode {settings.proxy_mode}"
        + ", endpoints on the loopback allowed" * settings.loopback_endpoints
        + ", probes wait for their initial delays" * settings.probe_delays
        + (f", jobs run for {settings.job_duration}s" if settings.job_duration else "")
    )
