"""What only the server writes in a Service, and what it wipes. Upstream rule: core's service `strategy.go`."""
from typing import Any

from minik.kinds.service import fields, retention
from minik.kinds.service.rules import POLICIES
from minik.model.cluster import Draft
from minik.model.object import Object, spec


def prepare(service: Object, old: Object | None, _: Draft) -> Object:
    """With the status that it had, and without what its type cannot have any more."""
    kept: dict[str, Any] = (old.get("status") or {}) if old is not None else {}
    if old is not None:
        service = retention.wiped(service, old)
    if old is None or fields.service_type(service) != fields.LOAD_BALANCER:
        kept = {**kept, "loadBalancer": {}}
    if fields.is_external_name(service) and spec(service).get("internalTrafficPolicy") in POLICIES:
        service = fields.with_spec(service, internalTrafficPolicy=None)
    return {**service, "status": kept}
