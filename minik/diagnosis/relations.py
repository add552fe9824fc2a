"""Who stands behind which Service, for all Services at once."""

from collections.abc import Set

from minik.diagnosis.view import View
from minik.kinds.endpoint_slice import SERVICE_NAME
from minik.model import object as objects
from minik.model.object import Key, Object


def served_makers(view: View) -> dict[Key, Object]:
    """Return the makers of the pods behind Services, each with the first of its Services."""
    served: dict[Key, Object] = {}
    for service in view.selector_services:
        for key in view.makers_behind(service):
            served.setdefault(key, service)
    return served


def with_addresses(view: View) -> Set[tuple[str, str]]:
    """Return namespace and name of the Services for which an EndpointSlice may list an address."""
    slices = view.cluster.holding("EndpointSlice", "addresses")
    return {(objects.namespace(one), objects.labels(one).get(SERVICE_NAME, "")) for one in slices}
