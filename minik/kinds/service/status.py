"""What only the server writes in a Service. Upstream rule: core's service `strategy.go`."""
from typing import Any

from minik.kinds.service import fields, retention
from minik.model.cluster import Draft
from minik.model.object import Object


def prepare(service: Object, old: Object | None, _: Draft) -> Object:
    """With the status that it had, and without what its type cannot have any more."""
    kept: dict[str, Any] = (old.get("status") or {}) if old is not None else {}
    if old is not None:
        service = retention.wiped(service, old)
    if old is None or fields.service_type(service) != fields.LOAD_BALANCER:
        kept = {**kept, "loadBalancer": {}}
    return {**service, "status": kept}
