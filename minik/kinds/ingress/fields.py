"""The fields of an Ingress."""

from collections.abc import Iterator, Mapping, Sequence

from minik.light_typing import Any
from minik.model.object import Object, read_list, spec

CLASS = "kubernetes.io/ingress.class"


def rules(ingress: Object) -> Sequence[Mapping[str, Any]]:
    entries: Sequence[Mapping[str, Any]] = spec(ingress).get("rules") or ()
    return entries


def paths(rule: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the paths of a rule, each with its backend."""
    entries: Sequence[Mapping[str, Any]] = (rule.get("http") or {}).get("paths") or ()
    return entries


def class_name(ingress: Object) -> str | None:
    """Return the ingress class name; None for the default class."""
    ingress_class: str | None = spec(ingress).get("ingressClassName")
    return ingress_class


def default_backend(ingress: Object) -> Mapping[str, Any] | None:
    """Return the backend for requests that no rule matches, or None."""
    backend: Mapping[str, Any] | None = spec(ingress).get("defaultBackend")
    return backend


def backends(ingress: Object) -> Iterator[Mapping[str, Any]]:
    """Yield every backend, the default one first."""
    if default_backend(ingress) is not None:
        yield default_backend(ingress) or {}
    yield from (path.get("backend") or {} for rule in rules(ingress) for path in paths(rule))


def addresses(ingress: Object) -> list[str]:
    """Return the addresses that a controller has given an Ingress."""
    entries = read_list(ingress, "status.loadBalancer.ingress")
    return [str(one.get("ip") or one.get("hostname") or "") for one in entries]
