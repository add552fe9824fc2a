"""Endpoints and EndpointSlices that a person wrote, and the Services that wait for such."""

from collections.abc import Iterator, Sequence

from minik.diagnosis.view import View
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import endpoints as endpoint_lists
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

MANAGED = (
    "endpoints.kubernetes.io/managed-by",
    "endpoints.kubernetes.io/last-change-trigger-time",
    "control-plane.alpha.kubernetes.io/leader",
)
SPECIAL = (("default", "kubernetes"),)


def is_handmade(endpoints: Object) -> bool:
    """Return whether a person wrote Endpoints, not the controller or a leader election."""
    metadata = endpoints["metadata"]
    signs = {*(metadata.get("labels") or {}), *(metadata.get("annotations") or {})}
    entries = [
        entry
        for subset in endpoint_lists.subsets(endpoints)
        for side in ("addresses", "notReadyAddresses")
        for entry in endpoint_lists.addresses(subset, side)
    ]
    return not signs & set(MANAGED) and not any(entry.get("targetRef") for entry in entries)


def handmade_slices(view: View) -> Iterator[Object]:
    """Yield the EndpointSlices that persons wrote."""
    return (
        endpoint_slice
        for endpoint_slice in view.cluster.of("EndpointSlice")
        if not objects.labels(endpoint_slice)
        .get("endpointslice.kubernetes.io/managed-by", "")
        .endswith(".k8s.io")
        and not objects.owner(endpoint_slice)
    )


def lacks_endpoints(view: View, service: Object) -> bool:
    """Return whether a Service has no selector and no endpoints."""
    namespace, name = objects.namespace(service), objects.name(service)
    if (
        services.selector(service)
        or services.is_external_name(service)
        or (namespace, name) in SPECIAL
    ):
        return False
    return view.cluster.get("Endpoints", namespace, name) is None and not slices_of(view, service)


def slices_of(view: View, service: Object) -> Sequence[Object]:
    """Return the EndpointSlices of a Service."""
    view.cluster.table("EndpointSlice")
    return endpoint_slices.slices_of_service(
        view.cluster, objects.namespace(service), objects.name(service)
    )
