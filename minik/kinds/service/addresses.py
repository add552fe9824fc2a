"""The fields that belong together: clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy.

Upstream rule: core validation `ValidateServiceClusterIPsRelatedFields`, which is asked once before addresses are allocated, and again
when the whole service is judged.
"""
from collections.abc import Container, Iterator

from minik.errors import Problem
from minik.kinds.service.fields import NONE, families, is_external_name, is_headless
from minik.model import ip
from minik.model.object import Object, spec
from minik.model.problem import duplicate, invalid, not_supported, required

FAMILIES = frozenset(("IPv4", "IPv6"))
POLICIES = frozenset(("SingleStack", "PreferDualStack", "RequireDualStack"))


def address_problems(service: Object, known: Container[str] = ()) -> Iterator[Problem]:
    """What is wrong with addresses and families; addresses that it had before are let in as they are."""
    if is_external_name(service):
        return
    wanted = spec(service).get("clusterIPs") or []
    yield from agreement_problems(spec(service).get("clusterIP") or "", wanted)
    yield from family_problems(service)
    wrong = [problem for index, address in enumerate(wanted) for problem in ip_problems(wanted, index, address, known)]
    yield from wrong
    if len(wanted) > 2:
        yield invalid("spec.clusterIPs", wanted, "may only hold up to 2 values")
    if not wrong:
        yield from pairing_problems(service, wanted)


def agreement_problems(single: str, wanted: list[str]) -> Iterator[Problem]:
    """The singular and the plural say the same."""
    if single and not wanted:
        yield required("spec.clusterIPs")
    elif single and wanted[0] != single:
        yield invalid("spec.clusterIPs", wanted, "first value must match `clusterIP`")
    elif not single and wanted:
        yield invalid("spec.clusterIPs", wanted, "must be empty when `clusterIP` is not specified")


def family_problems(service: Object) -> Iterator[Problem]:
    """Families and their policy are known words, and no family stands twice."""
    named = list(families(service))
    for index, family in enumerate(named):
        if family not in FAMILIES:
            yield not_supported(f"spec.ipFamilies[{index}]", family, FAMILIES)
        if family in named[:index]:
            yield duplicate(f"spec.ipFamilies[{index}]", family)
    policy = spec(service).get("ipFamilyPolicy")
    if policy is not None and policy not in POLICIES:
        yield not_supported("spec.ipFamilyPolicy", policy, POLICIES)


def ip_problems(wanted: list[str], index: int, address: str, known: Container[str]) -> Iterator[Problem]:
    """`None` stands first and alone, or each is an address."""
    if index == 0 and address == NONE:
        if len(wanted) > 1:
            yield invalid("spec.clusterIPs", wanted, "'None' must be the first and only value")
        return
    yield from ip.problems(f"spec.clusterIPs[{index}]", address, known)


def pairing_problems(service: Object, wanted: list[str]) -> Iterator[Problem]:
    """Two addresses are of two families, and each is of the family that stands at its place."""
    if len(wanted) > 1 and len({ip.family(address) for address in wanted}) < 2:
        yield invalid("spec.clusterIPs", wanted, "may specify no more than one IP for each IP family")
    if is_headless(service):
        return
    for index, (address, family) in enumerate(zip(wanted, families(service))):
        if family in FAMILIES and ip.family(address) != family:
            yield invalid(f"spec.clusterIPs[{index}]", address, f"expected an {family} value as indicated by `ipFamilies[{index}]`")
