"""Make EndpointSlices that a dump left out say what the Endpoints say that it does hold."""

from minik.kinds.endpoint_slice import SERVICE_NAME
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object


def follow_recorded(slice_: Object, cluster: Cluster) -> Object:
    """Return the slice with only the addresses that its Service's Endpoints list, as ready as they say;
    the slice itself without Endpoints.
    """
    name = objects.labels(slice_).get(SERVICE_NAME, "")
    endpoints = cluster.get("Endpoints", objects.namespace(slice_), name)
    if endpoints is None:
        return slice_
    ready = recorded_readiness(endpoints)
    listed = [
        {
            **endpoint,
            "conditions": {
                **(endpoint.get("conditions") or {}),
                "ready": ready[endpoint["addresses"][0]],
            },
        }
        for endpoint in slice_.get("endpoints") or ()
        if endpoint["addresses"][0] in ready
    ]
    return {**slice_, "endpoints": listed or None}


def recorded_readiness(endpoints: Object) -> dict[Any, bool]:
    """Return for each address of Endpoints whether it is ready."""
    return {
        address.get("ip"): side == "addresses"
        for side in ("notReadyAddresses", "addresses")
        for subset in endpoints.get("subsets") or ()
        for address in subset.get(side) or ()
    }
