"""Validation of updates of a Service. Upstream rule: core validation `ValidateServiceUpdate`."""

from collections.abc import Iterator, Sequence

from minik.errors import Problem
from minik.kinds._metadata import metadata_update_problems
from minik.kinds.service import fields, rules
from minik.model.object import Object, spec
from minik.model.problem import forbidden, invalid

IMMUTABLE = "may not change once set"


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield what is wrong with an updated service: first the changes, then the new state."""
    yield from metadata_update_problems(new, old)
    if not fields.is_external_name(new) and not fields.is_external_name(old):
        yield from cluster_ip_problems(new, old)
        yield from family_problems(new, old)
    balancers = fields.service_type(new) == fields.service_type(old) == fields.LOAD_BALANCER
    if balancers and spec(new).get("loadBalancerClass") != spec(old).get("loadBalancerClass"):
        yield invalid("spec.loadBalancerClass", spec(new).get("loadBalancerClass"), IMMUTABLE)
    yield from rules.class_problems(new)
    both_checked = fields.needs_health_check(new) and fields.needs_health_check(old)
    if both_checked and fields.health_check_node_port(new) != fields.health_check_node_port(old):
        yield forbidden("spec.healthCheckNodePort", "field is immutable")
    yield from rules.problems(new, old)


def cluster_ip_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Check that addresses stay; a second one may be added, or dropped if the policy allows."""
    if fields.is_headless(new) and fields.is_headless(old):
        return
    before, after = values(old, "clusterIPs"), values(new, "clusterIPs")
    if len(before) == len(after):
        changed = [index for index, address in enumerate(before) if address != after[index]]
        yield from (invalid(f"spec.clusterIPs[{index}]", after, IMMUTABLE) for index in changed)
        return
    if not after:
        yield invalid("spec.clusterIPs[0]", after, "primary clusterIP can not be unset")
    elif before and before[0] != after[0]:
        yield invalid("spec.clusterIPs[0]", after, IMMUTABLE)
    if len(after) == 1 < len(before):
        yield from release_problems(new, "clusterIP")


def family_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Check that families stay, as addresses do; those of a headless service may change."""
    if fields.is_headless(new) or fields.is_headless(old):
        return
    before, after = values(old, "ipFamilies"), values(new, "ipFamilies")
    if len(before) == len(after):
        yield from (
            invalid("spec.ipFamilies[0]", after, IMMUTABLE)
            for old_family, new_family in zip(before, after)
            if old_family != new_family
        )
        return
    if len(before) > len(after) and not values(new, "clusterIPs"):
        yield invalid("spec.ipFamilies[0]", after, "primary ipFamily can not be unset")
    if before and after and before[0] != after[0]:
        yield invalid("spec.ipFamilies[0]", values(new, "clusterIPs"), IMMUTABLE)
    if len(after) == 1 < len(before):
        yield from release_problems(new, "ipFamily")


def release_problems(new: Object, what: str) -> Iterator[Problem]:
    """Check that the policy is SingleStack when the second address or family is dropped."""
    policy = spec(new).get("ipFamilyPolicy")
    if policy != "SingleStack":
        yield invalid(
            "spec.ipFamilyPolicy",
            policy,
            f"must be set to 'SingleStack' when releasing the secondary {what}",
        )


def values(service: Object, field: str) -> Sequence[str]:
    return list(spec(service).get(field) or ())
