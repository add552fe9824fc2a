"""Ports as people ask for them: by number, by name, or all."""

from collections.abc import Iterable, Iterator

from minik.diagnosis import reasons_on_demand as reasons
from minik.errors import ClientError
from minik.model import object as objects
from minik.model.object import Object
from minik.proxy.routing import Route


def routes_at_port(routes: Iterable[Route], wanted: str, service: Object) -> Iterator[Route]:
    """Yield the routes at the requested port, by number or name; all if it is "". Raises
    ClientError for an unknown port.
    """
    candidates = list(routes)
    matching = [
        route
        for route in candidates
        if matches(wanted, route.port, route.port_name)
        or matches(wanted, route.service_port, route.port_name)
    ]
    if not matching and candidates:
        raise ClientError(
            f'service "{objects.name(service)}" has no port "{wanted}"',
            hint=reasons.near_ports(service, wanted),
        )
    yield from matching


def matches(wanted: str, number: int | None, name: str) -> bool:
    """Return whether a port is requested, by number or name; "" requests every port."""
    return not wanted or wanted in (str(number), name)
