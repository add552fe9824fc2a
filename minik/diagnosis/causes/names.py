"""Names by which clients look for a Service or a pod, and do not find it."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.mentions import Call, Mentions, called_service
from minik.diagnosis.view import Maker, View, first_few
from minik.discovery.names import is_address
from minik.kinds import pod as pods
from minik.kinds import stateful_set as stateful_sets
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

UNNAMED = Cause(
    "srv-port-unnamed",
    "F34",
    WARNING,
    "a client asks for the SRV record of a port that has no such name",
    "SRV records stand under _port._protocol of the Service's name, by the name of the Service's port. A port without that name has no "
    "such record.",
)
FOREIGN = Cause(
    "short-name-from-another-namespace",
    "F55",
    ERROR,
    "a short name is used in a namespace that has no such Service",
    "A name without a namespace is looked up in the namespace of the pod that asks. A Service elsewhere is called NAME.NAMESPACE.",
)
SHAPE = Cause(
    "name-without-svc",
    "F56",
    ERROR,
    "the name has not the form NAME.NAMESPACE.svc.DOMAIN of this cluster",
    "The full name of a Service is NAME.NAMESPACE.svc and the cluster's domain. Without svc, or with another domain, nothing answers.",
)
HOSTNAME = Cause(
    "pod-hostname-without-service",
    "F58",
    WARNING,
    "the pod's own name in DNS is missing",
    "A pod is known as HOSTNAME.SUBDOMAIN.NAMESPACE.svc only if it has both spec.hostname and spec.subdomain, and a headless Service that "
    "is called like the subdomain selects it.",
)
GOVERNING = Cause(
    "stateful-set-service-missing",
    "F59",
    WARNING,
    "serviceName names no Service, or one that is not headless",
    "The pods of a StatefulSet are known as POD.SERVICE only if spec.serviceName names a headless Service that exists; the StatefulSet "
    "controller does not make it.",
)
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
    mentions = view.index(Mentions)
    for call in mentions.calls:
        yield from called_names(view, call)
    for call, port in mentions.srv_calls:
        service = called_service(view, call)
        if service and not any(
            (service_port.get("name") or "").casefold() == port.casefold()
            for service_port in services.ports(service)
        ):
            port_names = first_few(
                [
                    service_port.get("name") or f"{service_port['port']} without a name"
                    for service_port in services.ports(service)
                ]
            )
            yield Finding(
                UNNAMED,
                objects.key(service),
                "spec.ports",
                f"{call.maker.title} asks for {call.text}; its ports: {port_names}",
                f"name: {port}",
            )
    for service in view.services:
        yield from service_names(view, service)
    for maker in view.makers.values():
        yield from pod_hostname(view, maker, f"{maker.path}.spec".removeprefix("."))
    yield from governing_services(view)


def called_names(view: View, call: Call) -> Iterator[Finding]:
    """Yield called names that do not resolve from the namespace of the pod."""
    domain, labels, namespace = (
        view.cluster.settings.cluster_domain,
        call.host.split("."),
        call.maker.key.namespace,
    )
    if len(labels) == 1 and view.cluster.get("Service", namespace, call.host) is None:
        namespaces = view.index(namespaces_by_name).get(call.host, ())
        if namespaces and not is_own_name(call):
            name = f"{call.host}.{namespaces[0]}"
            yield Finding(
                FOREIGN,
                call.maker.key,
                call.field,
                f"{call.text}: Service {call.host} is in namespace {first_few(namespaces)}, the pod in {namespace}",
                name,
                name,
            )
    elif call.host.endswith("." + domain):
        relative = call.host.removesuffix("." + domain).split(".")
        if len(relative) == 2 and relative[1] not in ("svc", "pod") and relative != ["ns", "dns"]:
            yield Finding(
                SHAPE,
                call.maker.key,
                call.field,
                f"{call.host} lacks svc",
                f"{relative[0]}.{relative[1]}.svc.{domain}",
            )
    elif (
        len(labels) > 4 and labels[2] == "svc" and view.cluster.get("Service", labels[1], labels[0])
    ):
        yield Finding(
            SHAPE,
            call.maker.key,
            call.field,
            f"{call.host} ends with another domain than {domain}",
            f"{labels[0]}.{labels[1]}.svc.{domain}",
            doubt="" if view.settled else SUSPECT,
        )


def is_own_name(call: Call) -> bool:
    """Return whether a name is that of the pod itself or of this machine."""
    return call.host in ("localhost", "host") or call.host in {
        container.get("name") for container in pods.containers(call.maker.pod)
    }


def namespaces_by_name(view: View) -> dict[str, list[str]]:
    """Return the namespaces of the Services of each name."""
    namespaces: dict[str, list[str]] = {}
    for service in view.services:
        namespaces.setdefault(objects.name(service), []).append(objects.namespace(service))
    return namespaces


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


def pod_hostname(view: View, maker: Maker, path: str) -> Iterator[Finding]:
    """Yield what keeps a pod from having a name under its subdomain."""
    pod, key = maker.pod, maker.key
    subdomain = pods.subdomain(pod)
    if not subdomain or key.kind == "StatefulSet":
        return
    service = view.cluster.get("Service", key.namespace, subdomain)
    if service is None:
        if view.settled or key.namespace in view.namespaces_with_services:
            existing = [
                objects.name(other) for other in view.cluster.within("Service", key.namespace)
            ]
            close = next(iter(get_close_matches(subdomain, existing, 1, 0.6)), "")
            yield Finding(
                HOSTNAME,
                key,
                f"{path}.subdomain",
                f'there is no Service "{subdomain}"',
                f"subdomain: {close}" if close else f"a headless Service {subdomain}",
                close,
            )
    elif not services.is_headless(service):
        yield Finding(
            HOSTNAME,
            key,
            f"{path}.subdomain",
            f'Service "{subdomain}" is not headless',
            "clusterIP: None",
        )
    elif not services.selector(service).items() <= objects.labels(pod).items():
        yield Finding(
            HOSTNAME,
            key,
            f"{path}.subdomain",
            f'Service "{subdomain}" does not select the pod',
            patches.pairs(dict(services.selector(service))),
        )
    elif not pods.hostname(pod):
        yield Finding(
            HOSTNAME,
            key,
            f"{path}.hostname",
            f"it has the subdomain {subdomain}, and no hostname",
            f"hostname: {key.name}",
        )


def governing_services(view: View) -> Iterator[Finding]:
    """Yield StatefulSets whose serviceName is missing or not headless."""
    for stateful_set in view.cluster.of("StatefulSet"):
        name, key = stateful_sets.service_name(stateful_set), objects.key(stateful_set)
        service = view.cluster.get("Service", key.namespace, name) if name else None
        if name and service is None:
            existing = [
                objects.name(other) for other in view.cluster.within("Service", key.namespace)
            ]
            close = next(iter(get_close_matches(name, existing, 1, 0.6)), "") or next(
                iter(existing), ""
            )
            alone = not view.settled and key.namespace not in view.namespaces_with_services
            yield Finding(
                GOVERNING,
                key,
                "spec.serviceName",
                f'there is no Service "{name}"',
                f"a headless Service called {name}",
                close,
                level=INFO if alone else "",
                doubt="" if view.settled else SUSPECT,
            )
        elif service is not None and not services.is_headless(service):
            yield Finding(
                GOVERNING,
                key,
                "spec.serviceName",
                f'Service "{name}" is not headless, so the pods have no names of their own',
                "clusterIP: None",
                name,
            )
