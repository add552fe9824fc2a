"""Scope: what the rule of a part of a pod has to know of the whole; and all containers of a pod, in the order in which rules visit them."""
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from minik.model.object import Object

CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


class Scope(NamedTuple):
    """`is_pod`: a pod itself, not a template; `name`: the pod's; `volumes`: those that are sound, by name; `claims`: of resources."""

    is_pod: bool
    name: str
    grace: int | None
    host_users: bool
    restart_policy: str
    system: str | None
    volumes: Mapping[str, Object]
    claims: frozenset[str]


def scope_of(spec: Object, volumes: Mapping[str, Object], *, is_pod: bool, name: str = "") -> Scope:
    """What the rules for single parts of a spec need to know of the whole."""
    system: Any = spec.get("os")
    return Scope(
        is_pod, name, spec.get("terminationGracePeriodSeconds"), spec.get("hostUsers") is not False, spec.get("restartPolicy") or "",
        None if system is None else system.get("name") or "", volumes,
        frozenset(claim["name"] for claim in spec.get("resourceClaims") or () if claim.get("name")))


def every_container(spec: Object) -> Iterator[Object]:
    """Its containers, init containers and ephemeral containers, in that order."""
    for field in CONTAINERS:
        yield from spec.get(field) or ()


def located_containers(spec: Object, path: str) -> Iterator[tuple[Object, str]]:
    """The same, each with its path."""
    for field in CONTAINERS:
        for index, container in enumerate(spec.get(field) or ()):
            yield container, f"{path}.{field}[{index}]"
