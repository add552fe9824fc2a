"""Which address families a Service gets. Upstream rule: `initIPFamilyFields` in core's service `storage/alloc.go`.

A service without a policy is of one family on creation and keeps its policy on update; only a headless one without a selector is of
both, even where the cluster is not, since whoever writes its endpoints may have addresses of both. Families that are not named follow
from the addresses that are, else from the cluster. A service that prefers two families is never moved between one and two on its own
account: only a change of policy, families or addresses does that.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.kinds.service.addresses import address_problems
from minik.kinds.service.fields import NONE, cluster_ip, families, is_external_name, needs_node_ports, selector, service_type, with_spec
from minik.model import ip
from minik.model.object import Object, spec
from minik.model.problem import invalid

SINGLE, PREFER, REQUIRE = "SingleStack", "PreferDualStack", "RequireDualStack"
OTHER = {"IPv4": "IPv6", "IPv6": "IPv4"}
POLICY = "spec.ipFamilyPolicy"


class Refusal(Exception):
    """What is asked for cannot be had; `problems` say why, `hint` what could be had."""

    def __init__(self, problems: Sequence[Problem], hint: str = "") -> None:
        super().__init__(*problems)
        self.problems, self.hint = problems, hint


def asks_for_both(document: Any) -> bool:
    """Whether a document is a Service that only a cluster of both families can take."""
    if not isinstance(document, dict) or (document.get("apiVersion"), document.get("kind")) != ("v1", "Service"):
        return False
    fields = document["spec"] if isinstance(document.get("spec"), dict) else {}
    if fields.get("clusterIP") == NONE and not fields.get("selector"):
        return False
    addresses = f"{fields.get('clusterIP')} {fields.get('clusterIPs')}"
    return fields.get("ipFamilyPolicy") == REQUIRE or "IPv6" in str(fields.get("ipFamilies")) or ":" in addresses


def initialised(service: Object, old: Object | None, configured: Sequence[str]) -> Object:
    """With families and their policy; raises Refusal where they cannot be had."""
    if is_external_name(service) or prefers_two_as_before(service, old):
        return service
    service = with_policy(service, old)
    require(address_problems(service, listed(spec(old), "clusterIPs") if old else ()))
    service = reduced(service, old)
    wrong = list(policy_problems(service, old))
    service, unknown = inferred(service, configured)
    require([*wrong, *unknown])
    if not is_free(service):
        require(cluster_problems(service, configured))
    return completed(service, configured)


def require(problems: Iterable[Problem]) -> None:
    """Go on only where nothing is wrong."""
    found = list(problems)
    if found:
        raise Refusal(found)


def prefers_two_as_before(service: Object, old: Object | None) -> bool:
    """Whether it prefered two families and still does, with the same addresses and families: then nothing of them is touched."""
    if old is None or service_type(old) != service_type(service) or not (needs_node_ports(service) or service_type(service) == "ClusterIP"):
        return False
    before, after = spec(old), spec(service)
    return (after.get("ipFamilyPolicy") == PREFER and before.get("ipFamilyPolicy") in (PREFER, None)
            and listed(after, "clusterIPs") == listed(before, "clusterIPs") and listed(after, "ipFamilies") == listed(before, "ipFamilies"))


def with_policy(service: Object, old: Object | None) -> Object:
    """With the policy that holds where none is said."""
    if spec(service).get("ipFamilyPolicy") is not None:
        return service
    inherited = spec(old).get("ipFamilyPolicy") if old else None
    return with_spec(service, ipFamilyPolicy=inherited or (REQUIRE if is_free(service) else SINGLE))


def is_free(service: Object) -> bool:
    """Headless and without a selector: it may be of families that the cluster does not have."""
    return cluster_ip(service) == NONE and not selector(service)


def reduced(service: Object, old: Object | None) -> Object:
    """With one address and one family, where it was of two and the policy now says one."""
    if old is None or spec(service).get("ipFamilyPolicy") != SINGLE:
        return service
    cut = {field: listed(spec(service), field)[:1] for field in ("clusterIPs", "ipFamilies")
           if listed(spec(service), field) == listed(spec(old), field) and len(listed(spec(service), field)) > 1}
    return with_spec(service, **cut) if cut else service


def policy_problems(service: Object, old: Object | None) -> Iterator[Problem]:
    """The policy fits how many addresses and families are asked for, and two become one only if it says so."""
    policy = spec(service).get("ipFamilyPolicy")
    named = (("clusterIPs", "cluster IP", "cluster IPs"), ("ipFamilies", "IP family", "IP families"))
    for field, one, many in named:
        count = len(listed(spec(service), field))
        if old is not None and policy != SINGLE and 0 < count < len(listed(spec(old), field)):
            yield invalid(POLICY, policy, f"must be 'SingleStack' to release the secondary {one}")
        if policy == SINGLE and count == 2:
            yield invalid(POLICY, policy, f"must be 'RequireDualStack' or 'PreferDualStack' when multiple {many} are specified")


def inferred(service: Object, configured: Sequence[str]) -> tuple[Object, list[Problem]]:
    """With the families of the addresses that are asked for, where they are not named."""
    wanted, named, problems = listed(spec(service), "clusterIPs"), list(families(service)), []
    for index, address in enumerate(wanted):
        if address == NONE:
            break
        if index >= len(named):
            family = ip.family(address)
            if family in configured:
                named.append(family)
            else:
                problems.append(invalid(f"spec.clusterIPs[{index}]", wanted, f"{family} is not configured on this cluster"))
    return with_spec(service, ipFamilies=named or None), problems


def cluster_problems(service: Object, configured: Sequence[str]) -> Iterator[Problem]:
    """The cluster has every family that is asked for."""
    policy = spec(service).get("ipFamilyPolicy")
    if policy == REQUIRE and len(configured) < 2:
        yield invalid(POLICY, policy, "this cluster is not configured for dual-stack services")
    for index, family in enumerate(families(service)):
        if family not in configured:
            yield invalid(f"spec.ipFamilies[{index}]", family, "not configured on this cluster")


def completed(service: Object, configured: Sequence[str]) -> Object:
    """With the cluster's first family where none is named, and with the other one where the policy wants two and there are two."""
    named = list(families(service)) or [configured[0]]
    if spec(service).get("ipFamilyPolicy") != SINGLE and len(named) == 1 and (len(configured) == 2 or is_free(service)):
        named.append(OTHER[named[0]])
    return with_spec(service, ipFamilies=named)


def listed(given: Mapping[str, Any], field: str) -> list[str]:
    """A field that is a list, also where it is absent."""
    return list(given.get(field) or ())
