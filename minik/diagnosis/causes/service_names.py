"""Services whose own name or external name misleads."""

from collections.abc import Iterator, Sequence

from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.ip import is_address
from minik.model.object import Object

ADDRESS = Cause(
    "external-name-is-address",
    "F60",
    ERROR,
    "externalName is an address, for which DNS answers nothing",
    "An ExternalName becomes a CNAME record, which holds a name. The server takes an address, since it looks like one, but CoreDNS "
    "serves no record. Use a Service without a selector and an EndpointSlice.",
)
HOST = Cause(
    "external-name-host-differs",
    "F61",
    INFO,
    "an ExternalName for HTTP: the server sees the name in the cluster, not its own",
    "DNS leads to the outside host, but clients send the name that they called as Host header and for TLS; many servers refuse one that "
    "is not theirs.",
    SUSPECT,
)
LOOP = Cause(
    "external-name-loop",
    "F62",
    ERROR,
    "ExternalNames lead in a circle",
    "Each of these Services is but another name for the next, and the last leads back; DNS gives up.",
)
SHADOW = Cause(
    "service-named-like-domain",
    "F63",
    WARNING,
    "the Service is called like a part of the cluster's domain or a namespace's name",
    "Short names are completed with a search path. A Service called svc, cluster or default makes names such as default.svc mean "
    "something else than they say.",
    SUSPECT,
)
DOMAINS = {"svc", "cluster", "local", "default", "pod"}
URL_PORTS = {80, 443, 8080, 8443}


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        yield from service_names(view, service)


def service_names(view: View, service: Object) -> Iterator[Finding]:
    """Yield problems of a Service's own name and of its external name."""
    key = objects.key(service)
    if key.name in DOMAINS:
        yield Finding(
            SHADOW,
            key,
            "metadata.name",
            f"{key.name} is also a part of the search path: default.svc and the like are ambiguous",
            "another name",
        )
    if not services.is_external_name(service):
        return
    target = services.external_name(service).removesuffix(".")
    if is_address(target):
        yield Finding(
            ADDRESS,
            key,
            "spec.externalName",
            f'"{target}" is an address, not a name: DNS answers nothing',
            f"type: ClusterIP without a selector, and an EndpointSlice with {target}",
        )
    elif loop := alias_loop(view, service):
        yield Finding(
            LOOP, key, "spec.externalName", " → ".join(loop), "a name outside of the circle"
        )
    elif not target.endswith("." + view.cluster.settings.cluster_domain) and any(
        port["port"] in URL_PORTS or "http" in (port.get("name") or "")
        for port in services.ports(service)
    ):
        yield Finding(
            HOST,
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
