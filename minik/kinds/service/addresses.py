"""Validation of clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy, which depend on each other.

Upstream rule: core validation `ValidateServiceClusterIPsRelatedFields`, called before addresses are
allocated and again when the whole service is validated.
"""

from collections.abc import Container, Iterator

from minik.errors import Problem
from minik.kinds.service.fields import NONE, families, is_external_name, is_headless
from minik.model import ip
from minik.model.object import Object, spec
from minik.model.problem import duplicate, invalid, not_supported, required

FAMILIES = frozenset(("IPv4", "IPv6"))
POLICIES = frozenset(("SingleStack", "PreferDualStack", "RequireDualStack"))


def address_problems(service: Object, old_addresses: Container[str] = ()) -> Iterator[Problem]:
    """Check addresses and families; addresses of the old service are accepted as they are."""
    if is_external_name(service):
        return
    cluster_ips = spec(service).get("clusterIPs") or []
    yield from agreement_problems(spec(service).get("clusterIP") or "", cluster_ips)
    yield from family_problems(service)
    wrong = [
        problem
        for index, address in enumerate(cluster_ips)
        for problem in ip_problems(cluster_ips, index, address, old_addresses)
    ]
    yield from wrong
    if len(cluster_ips) > 2:
        yield invalid("spec.clusterIPs", cluster_ips, "may only hold up to 2 values")
    if not wrong:
        yield from pairing_problems(service, cluster_ips)


def agreement_problems(cluster_ip: str, cluster_ips: list[str]) -> Iterator[Problem]:
    """Check that clusterIP is the first of clusterIPs."""
    if cluster_ip and not cluster_ips:
        yield required("spec.clusterIPs")
    elif cluster_ip and cluster_ips[0] != cluster_ip:
        yield invalid("spec.clusterIPs", cluster_ips, "first value must match `clusterIP`")
    elif not cluster_ip and cluster_ips:
        yield invalid(
            "spec.clusterIPs", cluster_ips, "must be empty when `clusterIP` is not specified"
        )


def family_problems(service: Object) -> Iterator[Problem]:
    """Check that families and policy are known, and no family is repeated."""
    family_names = list(families(service))
    for index, family in enumerate(family_names):
        if family not in FAMILIES:
            yield not_supported(f"spec.ipFamilies[{index}]", family, FAMILIES)
        if family in family_names[:index]:
            yield duplicate(f"spec.ipFamilies[{index}]", family)
    policy = spec(service).get("ipFamilyPolicy")
    if policy is not None and policy not in POLICIES:
        yield not_supported("spec.ipFamilyPolicy", policy, POLICIES)


def ip_problems(
    cluster_ips: list[str], index: int, address: str, old_addresses: Container[str]
) -> Iterator[Problem]:
    """Check one of clusterIPs: an address, or `None` as the only value."""
    if index == 0 and address == NONE:
        if len(cluster_ips) > 1:
            yield invalid("spec.clusterIPs", cluster_ips, "'None' must be the first and only value")
        return
    yield from ip.problems(f"spec.clusterIPs[{index}]", address, old_addresses)


def pairing_problems(service: Object, cluster_ips: list[str]) -> Iterator[Problem]:
    """Check that two addresses are of different families, and each matches its entry in ipFamilies."""
    if len(cluster_ips) > 1 and len({ip.family(address) for address in cluster_ips}) < 2:
        yield invalid(
            "spec.clusterIPs", cluster_ips, "may specify no more than one IP for each IP family"
        )
    if is_headless(service):
        return
    for index, (address, family) in enumerate(zip(cluster_ips, families(service))):
        if family in FAMILIES and ip.family(address) != family:
            yield invalid(
                f"spec.clusterIPs[{index}]",
                address,
                f"expected an {family} value as indicated by `ipFamilies[{index}]`",
            )
