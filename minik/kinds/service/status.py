"""Preparation of a Service for storage: its status, and fields that it may not keep. Upstream rule:
core's service `strategy.go`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds.service import fields, retention
from minik.kinds.service.rules import POLICIES
from minik.light_typing import Any
from minik.model import ip, names
from minik.model.cluster import Draft
from minik.model.object import Object, spec
from minik.model.problem import forbidden, invalid, not_supported, required

IP_MODES = ("Proxy", "VIP")


def status_problems(service: Object) -> Iterator[Problem]:
    """Check the status that somebody writes. Upstream rule: core `ValidateLoadBalancerStatus`."""
    entries, path = fields.load_balancer_ingress(service), "status.loadBalancer.ingress"
    if entries and fields.service_type(service) != fields.LOAD_BALANCER:
        yield forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")
        return
    for index, entry in enumerate(entries):
        yield from _entry_problems(entry, f"{path}[{index}]")


def _entry_problems(entry: Mapping[str, Any], path: str) -> Iterator[Problem]:
    address, mode, name = (entry.get(field) or "" for field in ("ip", "ipMode", "hostname"))
    if address:
        yield from ip.problems(f"{path}.ip", address)
    if mode and not address:
        yield forbidden(f"{path}.ipMode", "may not be specified when `ip` is not set")
    elif address and not mode:
        yield required(f"{path}.ipMode", "must be specified when `ip` is set")
    elif mode and mode not in IP_MODES:
        yield not_supported(f"{path}.ipMode", mode, IP_MODES)
    if name:
        yield from (invalid(f"{path}.hostname", name, why) for why in names.subdomain(name))
        if ip.is_address(name):
            yield invalid(f"{path}.hostname", name, "must be a DNS name, not an IP address")


def prepare(service: Object, old: Object | None, _: Draft) -> Object:
    """Keep the old status, and drop what the new type cannot have."""
    new_status: dict[str, Any] = (old.get("status") or {}) if old is not None else {}
    if old is not None:
        service = retention.drop_dependent_fields(service, old)
    if old is None or fields.service_type(service) != fields.LOAD_BALANCER:
        new_status = {**new_status, "loadBalancer": {}}
    if fields.is_external_name(service) and spec(service).get("internalTrafficPolicy") in POLICIES:
        service = fields.with_spec(service, internalTrafficPolicy=None)
    return {**service, "status": new_status}
