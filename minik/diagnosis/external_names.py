"""External names that mislead, and the Services of the cluster that they name."""

from collections.abc import Iterator, Sequence

from minik.diagnosis.finding import Fact
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.ip import is_address
from minik.model.object import Object

URL_PORTS = {80, 443, 8080, 8443}


def facts(view: View) -> Iterator[Fact]:
    """Yield problems of external names."""
    for service in view.services:
        yield from external_name(view, service)


def external_name(view: View, service: Object) -> Iterator[Fact]:
    """Yield problems of the external name of a Service."""
    key = objects.key(service)
    if not services.is_external_name(service):
        return
    target = services.external_name(service).removesuffix(".")
    if is_address(target):
        yield Fact(
            "external-name-is-address",
            key,
            "spec.externalName",
            f'"{target}" is an address, not a name: DNS answers nothing',
            f"type: ClusterIP without a selector, and an EndpointSlice with {target}",
        )
    elif loop := alias_loop(view, service):
        yield Fact(
            "external-name-loop",
            key,
            "spec.externalName",
            " → ".join(loop),
            "a name outside of the circle",
        )
    elif not target.endswith("." + view.cluster.settings.cluster_domain) and any(
        port["port"] in URL_PORTS or "http" in (port.get("name") or "")
        for port in services.ports(service)
    ):
        yield Fact(
            "external-name-host-differs",
            key,
            "spec.externalName",
            f"clients call {key.name}.{key.namespace}, the server may expect {target}",
        )


def alias_loop(view: View, service: Object) -> Sequence[str]:
    """Return the loop of ExternalNames that a Service is in; [] if there is none."""
    names: list[str] = []
    domain = ".svc." + view.cluster.settings.cluster_domain
    current: Object | None = service
    while current is not None and services.is_external_name(current) and len(names) < 20:
        if objects.key(current).path in names:
            return (
                [*names, objects.key(current).path] if names[0] == objects.key(current).path else []
            )
        names.append(objects.key(current).path)
        labels = services.external_name(current).removesuffix(".").removesuffix(domain).split(".")
        inside = (
            services.external_name(current).removesuffix(".").endswith(domain) and len(labels) == 2
        )
        current = view.cluster.get("Service", labels[1], labels[0]) if inside else None
    return []


def target_path(view: View, service: Object) -> tuple[str, str] | None:
    """Return namespace and name of the Service of this cluster that an ExternalName names; None for
    other names.
    """
    suffix = f".svc.{view.cluster.settings.cluster_domain}"
    target = services.external_name(service).removesuffix(".")
    labels = target.removesuffix(suffix).split(".")
    return (labels[1], labels[0]) if target.endswith(suffix) and len(labels) == 2 else None
