"""Preparation of a Service for storage: its status, and fields that it may not keep. Upstream rule:
core's service `strategy.go`.
"""

from minik.kinds.service import fields, retention
from minik.kinds.service.rules import POLICIES
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.object import Object, spec


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
