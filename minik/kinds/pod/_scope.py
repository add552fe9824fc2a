"""Scope: what the rules for parts of a pod need to know of the whole pod; and the order of its
containers.
"""

from collections.abc import Iterator, Mapping

from minik.light_typing import Any, NamedTuple
from minik.model.object import Object

CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


class Scope(NamedTuple):
    """`is_pod`: not a template; `volumes`: the valid ones, by name; `claims`: names of resource
    claims.
    """

    is_pod: bool
    name: str
    grace: int | None
    host_users: bool
    restart_policy: str
    system: str | None
    volumes: Mapping[str, Object]
    claims: frozenset[str]


def scope_of(spec: Object, volumes: Mapping[str, Object], *, is_pod: bool, name: str = "") -> Scope:
    """Return the scope of a pod spec."""
    system: Any = spec.get("os")
    return Scope(
        is_pod,
        name,
        spec.get("terminationGracePeriodSeconds"),
        spec.get("hostUsers") is not False,
        spec.get("restartPolicy") or "",
        None if system is None else system.get("name") or "",
        volumes,
        frozenset(claim["name"] for claim in spec.get("resourceClaims") or () if claim.get("name")),
    )


def every_container(spec: Object) -> Iterator[Object]:
    """Yield the containers, init containers and ephemeral containers, in that order."""
    for field in CONTAINERS:
        yield from spec.get(field) or ()


def located_containers(spec: Object, path: str) -> Iterator[tuple[Object, str]]:
    """Yield the same containers, each with its path."""
    for field in CONTAINERS:
        for index, container in enumerate(spec.get(field) or ()):
            yield container, f"{path}.{field}[{index}]"
