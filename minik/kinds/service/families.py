"""The IP families of a Service. Upstream rule: `initIPFamilyFields` in core's service
`storage/alloc.go`.

Without a policy a new service is single-stack and an updated one keeps its policy; a headless
service without a selector requires two families, even in a single-stack cluster, since its
endpoints are written by others. Missing families follow from the addresses, else from the cluster.
A PreferDualStack service changes between one and two families only if an update changes its policy,
families or addresses.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds.service.addresses import address_problems
from minik.kinds.service.fields import (
    NONE,
    cluster_ip,
    families,
    is_external_name,
    needs_node_ports,
    selector,
    service_type,
    with_spec,
)
from minik.light_typing import Any
from minik.model import ip
from minik.model.object import Object, spec
from minik.model.problem import invalid

SINGLE, PREFER, REQUIRE = "SingleStack", "PreferDualStack", "RequireDualStack"
OTHER_FAMILY = {"IPv4": "IPv6", "IPv6": "IPv4"}
POLICY = "spec.ipFamilyPolicy"
ADDRESS_FIELDS = ("ipFamilyPolicy", "ipFamilies", "clusterIP", "clusterIPs")


class Refusal(Exception):
    """An allocation that is refused; `problems` say why, `hint` what would be possible."""

    def __init__(self, problems: Sequence[Problem], hint: str = "") -> None:
        super().__init__(*problems)
        self.problems, self.hint = problems, hint


def needs_dual_stack(document: Any) -> bool:
    """Return whether a document is a Service that only a dual-stack cluster can accept."""
    if not isinstance(document, dict) or (document.get("apiVersion"), document.get("kind")) != (
        "v1",
        "Service",
    ):
        return False
    fields = document["spec"] if isinstance(document.get("spec"), dict) else {}
    if fields.get("clusterIP") == NONE and not fields.get("selector"):
        return False
    addresses = f"{fields.get('clusterIP')} {fields.get('clusterIPs')}"
    return (
        fields.get("ipFamilyPolicy") == REQUIRE
        or "IPv6" in str(fields.get("ipFamilies"))
        or ":" in addresses
    )


def fill_families(service: Object, old: Object | None, configured: Sequence[str]) -> Object:
    """Return the service with its families and policy; raises Refusal if they cannot be had."""
    if is_external_name(service) or is_unchanged_prefer_dual(service, old):
        return service
    if old is None and spec(service).keys().isdisjoint(ADDRESS_FIELDS):
        return with_spec(service, ipFamilyPolicy=SINGLE, ipFamilies=[configured[0]])
    service = with_policy(service, old)
    raise_if_any(address_problems(service, list_field(spec(old), "clusterIPs") if old else ()))
    service = drop_secondary(service, old)
    wrong = list(policy_problems(service, old))
    service, unknown = infer_families(service, configured)
    raise_if_any([*wrong, *unknown])
    if not is_headless_selectorless(service):
        raise_if_any(cluster_problems(service, configured))
    return complete_families(service, configured)


def raise_if_any(problems: Iterable[Problem]) -> None:
    """Raise Refusal if there are problems."""
    problem_list = list(problems)
    if problem_list:
        raise Refusal(problem_list)


def is_unchanged_prefer_dual(service: Object, old: Object | None) -> bool:
    """Return whether it was and is PreferDualStack with the same addresses and families. Nothing is
    then allocated or released.
    """
    if (
        old is None
        or service_type(old) != service_type(service)
        or not (needs_node_ports(service) or service_type(service) == "ClusterIP")
    ):
        return False
    before, after = spec(old), spec(service)
    return (
        after.get("ipFamilyPolicy") == PREFER
        and before.get("ipFamilyPolicy") in (PREFER, None)
        and list_field(after, "clusterIPs") == list_field(before, "clusterIPs")
        and list_field(after, "ipFamilies") == list_field(before, "ipFamilies")
    )


def with_policy(service: Object, old: Object | None) -> Object:
    """Set a missing ipFamilyPolicy: the old one, else RequireDualStack if headless without a
    selector, else SingleStack.
    """
    if spec(service).get("ipFamilyPolicy") is not None:
        return service
    inherited = spec(old).get("ipFamilyPolicy") if old else None
    return with_spec(
        service,
        ipFamilyPolicy=inherited or (REQUIRE if is_headless_selectorless(service) else SINGLE),
    )


def is_headless_selectorless(service: Object) -> bool:
    """Return whether it is headless without a selector, so it may use families the cluster lacks."""
    return cluster_ip(service) == NONE and not selector(service)


def drop_secondary(service: Object, old: Object | None) -> Object:
    """Drop the second address and family if they are unchanged and the policy is now SingleStack."""
    if old is None or spec(service).get("ipFamilyPolicy") != SINGLE:
        return service
    cut = {
        field: list_field(spec(service), field)[:1]
        for field in ("clusterIPs", "ipFamilies")
        if list_field(spec(service), field) == list_field(spec(old), field)
        and len(list_field(spec(service), field)) > 1
    }
    return with_spec(service, **cut) if cut else service


def policy_problems(service: Object, old: Object | None) -> Iterator[Problem]:
    """Check that the policy allows the number of addresses and families."""
    policy = spec(service).get("ipFamilyPolicy")
    counted_fields = (
        ("clusterIPs", "cluster IP", "cluster IPs"),
        ("ipFamilies", "IP family", "IP families"),
    )
    for field, singular, plural in counted_fields:
        count = len(list_field(spec(service), field))
        if old is not None and policy != SINGLE and 0 < count < len(list_field(spec(old), field)):
            yield invalid(
                POLICY, policy, f"must be 'SingleStack' to release the secondary {singular}"
            )
        if policy == SINGLE and count == 2:
            yield invalid(
                POLICY,
                policy,
                f"must be 'RequireDualStack' or 'PreferDualStack' when multiple {plural} are specified",
            )


def infer_families(service: Object, configured: Sequence[str]) -> tuple[Object, list[Problem]]:
    """Return the service with missing families taken from its addresses, and the problems."""
    cluster_ips, family_names, problems = (
        list_field(spec(service), "clusterIPs"),
        list(families(service)),
        [],
    )
    for index, address in enumerate(cluster_ips):
        if address == NONE:
            break
        if index >= len(family_names):
            family = ip.family(address)
            if family in configured:
                family_names.append(family)
            else:
                problems.append(
                    invalid(
                        f"spec.clusterIPs[{index}]",
                        cluster_ips,
                        f"{family} is not configured on this cluster",
                    )
                )
    return with_spec(service, ipFamilies=family_names or None), problems


def cluster_problems(service: Object, configured: Sequence[str]) -> Iterator[Problem]:
    """Check that the cluster has the requested families."""
    policy = spec(service).get("ipFamilyPolicy")
    if policy == REQUIRE and len(configured) < 2:
        yield invalid(POLICY, policy, "this cluster is not configured for dual-stack services")
    for index, family in enumerate(families(service)):
        if family not in configured:
            yield invalid(f"spec.ipFamilies[{index}]", family, "not configured on this cluster")


def complete_families(service: Object, configured: Sequence[str]) -> Object:
    """Add the cluster's first family if none is set, and the second one if the policy wants it."""
    family_names = list(families(service)) or [configured[0]]
    if (
        spec(service).get("ipFamilyPolicy") != SINGLE
        and len(family_names) == 1
        and (len(configured) == 2 or is_headless_selectorless(service))
    ):
        family_names.append(OTHER_FAMILY[family_names[0]])
    return with_spec(service, ipFamilies=family_names)


def list_field(service_spec: Mapping[str, Any], field: str) -> list[str]:
    """Return a list field of a spec; [] if it is absent."""
    return list(service_spec.get(field) or ())
