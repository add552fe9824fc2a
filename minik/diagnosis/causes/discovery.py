"""Names and variables by which clients look for a Service and do not find it."""
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Code, Finding
from minik.diagnosis.mentions import Call, Expected, Mentions, meant, own_variables, prefix
from minik.diagnosis.view import Maker, View, counted, few, title
from minik.discovery.names import is_address
from minik.kinds import pod as pods
from minik.kinds import stateful_set as stateful_sets
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key, Object

UNNAMED = Code(
    "srv-port-unnamed", "F34", WARNING, "a client asks for the SRV record of a port that has no such name",
    "SRV records stand under _port._protocol of the Service's name, by the name of the Service's port. A port without that name has no "
    "such record.")
FOREIGN = Code(
    "short-name-from-another-namespace", "F55", ERROR, "a short name is used in a namespace that has no such Service",
    "A name without a namespace is looked up in the namespace of the pod that asks. A Service elsewhere is called NAME.NAMESPACE.")
SHAPE = Code(
    "name-without-svc", "F56", ERROR, "the name has not the form NAME.NAMESPACE.svc.DOMAIN of this cluster",
    "The full name of a Service is NAME.NAMESPACE.svc and the cluster's domain. Without svc, or with another domain, nothing answers.")
HOSTNAME = Code(
    "pod-hostname-without-service", "F58", WARNING, "the pod's own name in DNS is missing",
    "A pod is known as HOSTNAME.SUBDOMAIN.NAMESPACE.svc only if it has both spec.hostname and spec.subdomain, and a headless Service that "
    "is called like the subdomain selects it.")
GOVERNING = Code(
    "stateful-set-service-missing", "F59", WARNING, "serviceName names no Service, or one that is not headless",
    "The pods of a StatefulSet are known as POD.SERVICE only if spec.serviceName names a headless Service that exists; the StatefulSet "
    "controller does not make it.")
ADDRESS = Code(
    "external-name-is-address", "F60", ERROR, "externalName is an address, for which DNS answers nothing",
    "An ExternalName becomes a CNAME record, which holds a name. The server takes an address, since it looks like one, but CoreDNS "
    "serves no record. Use a Service without a selector and an EndpointSlice.")
HOST = Code(
    "external-name-host-differs", "F61", INFO, "an ExternalName for HTTP: the server sees the name in the cluster, not its own",
    "DNS leads to the outside host, but clients send the name that they called as Host header and for TLS; many servers refuse one that "
    "is not theirs.", SUSPECT)
LOOP = Code(
    "external-name-loop", "F62", ERROR, "ExternalNames lead in a circle",
    "Each of these Services is but another name for the next, and the last leads back; DNS gives up.")
SHADOW = Code(
    "service-named-like-domain", "F63", WARNING, "the Service is called like a part of the cluster's domain or a namespace's name",
    "Short names are completed with a search path. A Service called svc, cluster or default makes names such as default.svc mean "
    "something else than they say.", SUSPECT)
HOST_NETWORK = Code(
    "host-network-without-cluster-dns", "F64", INFO, "a pod on the host network asks the node's name servers",
    "With hostNetwork the policy ClusterFirst falls back to Default: names of Services are unknown. Set dnsPolicy: "
    "ClusterFirstWithHostNet.")
NO_CLUSTER_DNS = Code(
    "without-cluster-dns", "F65", INFO, "the pod's dnsPolicy keeps it from the cluster's name server",
    "With dnsPolicy Default a pod uses the name servers of its node, with None those of its dnsConfig; neither knows Services, unless the "
    "cluster's own server is among them.")
OLDER = Code(
    "variable-older-than-service", "F66", WARNING, "a variable of a Service that was made after the container started",
    "Variables of Services are set when a container starts, for the Services that exist then. Restart the pod, create the Service first, "
    "or use DNS.")
NEVER = Code(
    "variable-never-set", "F67", ERROR, "a variable of a Service that this pod is not given",
    "Pods get variables of Services with a cluster IP in their own namespace, unless enableServiceLinks is false. Headless Services and "
    "ExternalNames have none.")
COLLISION = Code(
    "variable-collision", "F68", WARNING, "a variable of a Service takes the name of a setting that the program reads",
    "A Service called redis sets REDIS_PORT=tcp://10.96.0.7:6379 in every pod of its namespace, which breaks programs that expect a number "
    "there. Set the variable, rename the Service, or set enableServiceLinks: false.")
MANY = Code(
    "environment-too-large", "F69", WARNING, "so many Services that their variables may keep containers from starting",
    "Every container gets some seven variables for each port of each Service of its namespace; beyond the kernel's limit on arguments and "
    "environment it does not start (argument list too long). Set enableServiceLinks: false.")
SERVER = Code(
    "cluster-dns-missing", "F70", ERROR, "the cluster's name server is not there, or is not the one that pods ask",
    "Pods ask the cluster IP of the Service kube-dns in kube-system. Without it, without endpoints behind it, or with another address in "
    "dnsConfig, no name of a Service is known.")
SEARCH = Code(
    "search-path-long", "F71", INFO, "a long search path: every outside name is asked for many times",
    "A name with fewer dots than ndots is tried with every domain of the search path before it is tried as it is; answers that there is "
    "no such name are remembered.", SUSPECT)
DOMAINS = {"svc", "cluster", "local", "default", "pod"}
TOO_LARGE = 1 << 20  # bytes; half of what Linux usually takes
URL_PORTS = {80, 443, 8080, 8443}


def findings(view: View) -> Iterator[Finding]:
    said = view.index(Mentions)
    for call in said.calls:
        yield from called(view, call)
    for call, port in said.located:
        service = meant(view, call)
        if service and not any((its.get("name") or "").casefold() == port.casefold() for its in services.ports(service)):
            has = few([its.get("name") or f"{its['port']} without a name" for its in services.ports(service)])
            yield Finding(UNNAMED, objects.key(service), "spec.ports", f"{call.maker.title} asks for {call.said}; its ports: {has}",
                          f"name: {port}")
    for expected in said.expected:
        yield from variable(view, expected)
    for service in view.services:
        yield from of_names(view, service)
    needing = {call.maker.key for call in said.calls if meant(view, call)}
    for maker in view.makers.values():
        yield from of_pods(view, maker, maker.key in needing)
    yield from governing(view)
    yield from too_many(view)
    yield from cluster_server(view)


def called(view: View, call: Call) -> Iterator[Finding]:
    """Names that lead nowhere from where they are called."""
    domain, labels, here = view.cluster.settings.cluster_domain, call.host.split("."), call.maker.key.namespace
    if len(labels) == 1 and view.cluster.get("Service", here, call.host) is None:
        spaces = view.index(by_name).get(call.host, ())
        if spaces and not is_own(call):
            name = f"{call.host}.{spaces[0]}"
            yield Finding(FOREIGN, call.maker.key, call.field,
                          f"{call.said}: Service {call.host} is in namespace {few(spaces)}, the pod in {here}", name, name)
    elif call.host.endswith("." + domain):
        front = call.host.removesuffix("." + domain).split(".")
        if len(front) == 2 and front[1] not in ("svc", "pod") and front != ["ns", "dns"]:
            yield Finding(SHAPE, call.maker.key, call.field, f"{call.host} lacks svc", f"{front[0]}.{front[1]}.svc.{domain}")
    elif len(labels) > 4 and labels[2] == "svc" and view.cluster.get("Service", labels[1], labels[0]):
        yield Finding(SHAPE, call.maker.key, call.field, f"{call.host} ends with another domain than {domain}",
                      f"{labels[0]}.{labels[1]}.svc.{domain}", doubt="" if view.settled else SUSPECT)


def is_own(call: Call) -> bool:
    """Whether a name is that of the pod itself, or of this machine."""
    return call.host in ("localhost", "host") or call.host in {one.get("name") for one in pods.containers(call.maker.pod)}


def by_name(view: View) -> dict[str, list[str]]:
    """The namespaces in which there is a Service of a name."""
    found: dict[str, list[str]] = {}
    for service in view.services:
        found.setdefault(objects.name(service), []).append(objects.namespace(service))
    return found


def by_prefix(view: View) -> dict[str, list[Object]]:
    """Services by how their variables begin."""
    found: dict[str, list[Object]] = {}
    for service in view.services:
        found.setdefault(prefix(objects.name(service)), []).append(service)
    return found


def variable(view: View, expected: Expected) -> Iterator[Finding]:
    """A variable that a container expects of a Service."""
    pod, index = expected.maker.pod, view.index(by_prefix)
    parts = re.split(r"_(?=SERVICE_HOST|SERVICE_PORT|PORT)", expected.name, maxsplit=1)
    found = index.get(parts[0], []) if len(parts) == 2 else []
    if expected.name in own_variables(pod) or not found or parts[0] == "KUBERNETES":
        return
    here = [one for one in found if objects.namespace(one) == objects.namespace(pod)]
    service = (here or found)[0]
    name, path = title(objects.key(service)), expected.field
    reason = "" if here else "is in another namespace"
    reason = reason or ("is headless" if services.is_headless(service) else "")
    reason = reason or ("is an ExternalName" if services.is_external_name(service) else "")
    reason = reason or ("is there, but enableServiceLinks is false" if not pods.has_service_links(pod) else "")
    if reason:
        if expected.name != f"{parts[0]}_PORT":
            use = f"{objects.name(service)}.{objects.namespace(service)}"
            yield Finding(NEVER, expected.maker.key, path, f"{expected.name} is not set: {name} {reason}", f"use the name {use}")
    elif expected.name == f"{parts[0]}_PORT":
        yield Finding(COLLISION, expected.maker.key, path, f"{expected.name} is set by {name}, to tcp://ADDRESS:PORT",
                      f"set {expected.name} in env, or enableServiceLinks: false", name)
    elif is_younger(view, service, expected.maker):
        yield Finding(OLDER, expected.maker.key, path, f"{expected.name} is not set: {name} was made after the pod"
                      if view.settled else f"{expected.name} may not be set: {name} stands after the pod's workload in these files",
                      "restart the pod, or apply the Service first", doubt="" if view.settled else SUSPECT)


def is_younger(view: View, service: Object, maker: Maker) -> bool:
    """Whether a service came after a pod, by the clock or in the order of the documents."""
    born, started = service["metadata"].get("creationTimestamp"), objects.status(maker.pod).get("startTime")
    if born and started:
        return bool(born > started)
    order = view.order
    return order.get(objects.key(service), 0) > order.get(maker.key, len(order))


def of_names(view: View, service: Object) -> Iterator[Finding]:
    """What a Service's own name and external name do to DNS."""
    key = objects.key(service)
    if key.name in DOMAINS:
        yield Finding(SHADOW, key, "metadata.name", f"{key.name} is also a part of the search path: default.svc and the like are ambiguous",
                      "another name")
    if not services.is_external_name(service):
        return
    target = services.external_name(service).removesuffix(".")
    if is_address(target):
        yield Finding(ADDRESS, key, "spec.externalName", f'"{target}" is an address, not a name: DNS answers nothing',
                      f"type: ClusterIP without a selector, and an EndpointSlice with {target}")
    elif circle := chain(view, service):
        yield Finding(LOOP, key, "spec.externalName", " → ".join(circle), "a name outside of the circle")
    elif not target.endswith("." + view.cluster.settings.cluster_domain) and any(
            port["port"] in URL_PORTS or "http" in (port.get("name") or "") for port in services.ports(service)):
        yield Finding(HOST, key, "spec.externalName", f"clients call {key.name}.{key.namespace}, the server may expect {target}")


def chain(view: View, service: Object) -> Sequence[str]:
    """The circle in which ExternalNames lead, if they do."""
    names: list[str] = []
    domain = ".svc." + view.cluster.settings.cluster_domain
    at: Object | None = service
    while at is not None and services.is_external_name(at) and len(names) < 20:
        if objects.key(at).path in names:
            return [*names, objects.key(at).path] if names[0] == objects.key(at).path else []
        names.append(objects.key(at).path)
        labels = services.external_name(at).removesuffix(".").removesuffix(domain).split(".")
        inside = services.external_name(at).removesuffix(".").endswith(domain) and len(labels) == 2
        at = view.cluster.get("Service", labels[1], labels[0]) if inside else None
    return []


def of_pods(view: View, maker: Maker, needs_names: bool) -> Iterator[Finding]:
    """How a pod asks for names, and under which it is known itself."""
    pod, spec = maker.pod, objects.spec(maker.pod)
    policy, level = spec.get("dnsPolicy") or "ClusterFirst", WARNING if needs_names else ""
    path = f"{maker.path}.spec" if maker.path else "spec"
    if policy == "ClusterFirst" and pods.uses_host_network(pod):
        yield Finding(HOST_NETWORK, maker.key, f"{path}.dnsPolicy", "hostNetwork with ClusterFirst: the node's name servers are asked",
                      "dnsPolicy: ClusterFirstWithHostNet", level=level)
    config = spec.get("dnsConfig") or {}
    given = config.get("nameservers") or ()
    server = view.cluster.get("Service", "kube-system", "kube-dns")
    if policy in ("Default", "None") and not (server and set(given) & set(services.addresses(server))):
        told = f"None, with the name servers {', '.join(given)}" if policy == "None" else policy
        if policy == "None" and server and any(near(one, server) for one in given):
            yield Finding(SERVER, maker.key, f"{path}.dnsConfig.nameservers", f"{', '.join(given)} is not {services.cluster_ip(server)}, "
                          "the address of kube-dns", f"nameservers: [{services.cluster_ip(server)}]")
        elif policy == "Default" or server or not any(is_inside(view, one) for one in given):
            yield Finding(NO_CLUSTER_DNS, maker.key, f"{path}.dnsPolicy", f"dnsPolicy is {told}: names of Services are unknown",
                          "dnsPolicy: ClusterFirst", level=level)
    dots = next((int(one["value"]) for one in config.get("options") or () if one.get("name") == "ndots" and
                 str(one.get("value") or "").isdecimal()), 5)
    searches = len(config.get("searches") or ())
    if dots > 5 or searches > 5:
        yield Finding(SEARCH, maker.key, f"{path}.dnsConfig", f"ndots {dots} and {counted(searches, 'more search domain')}: up to "
                      f"{searches + 4} questions for an outside name", "ndots: 2, or names that end with a dot")
    yield from hostname(view, maker, path)


def near(address: str, server: Object) -> bool:
    """Whether an address was probably meant to be that of a service."""
    return bool(get_close_matches(address, services.addresses(server), 1, 0.7))


def is_inside(view: View, address: str) -> bool:
    """Whether an address may be that of the cluster's server, where nobody has told."""
    return address.endswith(".10") and address.startswith("10.") or any(address in services.addresses(one) for one in view.services)


def hostname(view: View, maker: Maker, path: str) -> Iterator[Finding]:
    """The name of a pod under its subdomain."""
    pod, key = maker.pod, maker.key
    subdomain = pods.subdomain(pod)
    if not subdomain or key.kind == "StatefulSet":
        return
    service = view.cluster.get("Service", key.namespace, subdomain)
    if service is None:
        if view.settled or key.namespace in view.namespaces_with_services:
            known = [objects.name(one) for one in view.cluster.within("Service", key.namespace)]
            close = next(iter(get_close_matches(subdomain, known, 1, 0.6)), "")
            yield Finding(HOSTNAME, key, f"{path}.subdomain", f'there is no Service "{subdomain}"', f"subdomain: {close}" if close else
                          f"a headless Service {subdomain}", close)
    elif not services.is_headless(service):
        yield Finding(HOSTNAME, key, f"{path}.subdomain", f'Service "{subdomain}" is not headless', "clusterIP: None")
    elif not services.selector(service).items() <= objects.labels(pod).items():
        yield Finding(HOSTNAME, key, f"{path}.subdomain", f'Service "{subdomain}" does not select the pod',
                      patches.pairs(dict(services.selector(service))))
    elif not pods.hostname(pod):
        yield Finding(HOSTNAME, key, f"{path}.hostname", f"it has the subdomain {subdomain}, and no hostname", f"hostname: {key.name}")


def governing(view: View) -> Iterator[Finding]:
    """The Services that StatefulSets name."""
    for one in view.cluster.of("StatefulSet"):
        name, key = stateful_sets.service_name(one), objects.key(one)
        service = view.cluster.get("Service", key.namespace, name) if name else None
        if name and service is None:
            known = [objects.name(other) for other in view.cluster.within("Service", key.namespace)]
            close = next(iter(get_close_matches(name, known, 1, 0.6)), "") or next(iter(known), "")
            alone = not view.settled and key.namespace not in view.namespaces_with_services
            yield Finding(GOVERNING, key, "spec.serviceName", f'there is no Service "{name}"', f"a headless Service called {name}", close,
                          level=INFO if alone else "", doubt="" if view.settled else SUSPECT)
        elif service is not None and not services.is_headless(service):
            yield Finding(GOVERNING, key, "spec.serviceName", f'Service "{name}" is not headless, so the pods have no names of their own',
                          "clusterIP: None", name)


def too_many(view: View) -> Iterator[Finding]:
    """Namespaces whose Services make too large an environment."""
    for namespace in view.namespaces_with_services:
        found = view.cluster.within("Service", namespace)
        size = sum((len(objects.name(one)) + 28) * (2 + 6 * len(services.ports(one))) for one in found
                   if not services.is_headless(one) and not services.is_external_name(one)) if len(found) > 500 else 0
        if size > TOO_LARGE and any(pods.has_service_links(pod) for pod in view.cluster.within("Pod", namespace)):
            yield Finding(MANY, Key("Namespace", "", namespace), "metadata.name", f"{len(found)} Services make an environment of about "
                          f"{size >> 10} KiB in every container", "enableServiceLinks: false")


def cluster_server(view: View) -> Iterator[Finding]:
    """The cluster's own name server, where the cluster shows that it should have one."""
    server = view.cluster.get("Service", "kube-system", "kube-dns")
    workers = [one for one in view.workloads if objects.name(one) in ("coredns", "kube-dns") and objects.namespace(one) == "kube-system"]
    if server is None and workers:
        yield Finding(SERVER, objects.key(workers[0]), "metadata.name", "there is no Service kube-dns in kube-system, so no pod finds it",
                      "a Service kube-dns with the selector k8s-app: kube-dns")
