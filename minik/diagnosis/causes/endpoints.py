"""Endpoints that are written by hand, and those that are recorded."""
from collections.abc import Iterator, Sequence

from minik.controllers import _backing
from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Code, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View, few, is_known
from minik.intake import last_applied
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import endpoints as endpoint_lists
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import ip
from minik.model import object as objects
from minik.model.object import Key, Object

NOBODY = Code(
    "selectorless-without-endpoints", "F8", WARNING, "no selector, and nobody has written endpoints for it",
    "A Service without a selector has no endpoints until somebody writes them: an EndpointSlice with the label "
    "kubernetes.io/service-name, or an Endpoints object of the same name.")
MISNAMED = Code(
    "endpoints-misnamed", "F9", ERROR, "hand-written Endpoints have another name than the Service",
    "Endpoints belong to the Service of exactly the same name and namespace, to none otherwise.")
UNLABELLED = Code(
    "slice-without-service", "F10", ERROR, "a hand-written EndpointSlice is not labelled with its Service",
    "An EndpointSlice belongs to the Service that its label kubernetes.io/service-name names, in its own namespace; its own name means "
    "nothing.")
PORT_NAME = Code(
    "endpoint-port-name-differs", "F11", ERROR, "the endpoints' ports are called otherwise than the Service's",
    "A Service's port and its endpoints' port belong together by name, not by number; where the Service's port has no name, the "
    "endpoints' must have none either.")
ADDRESS = Code(
    "endpoint-address-unusable", "F12", ERROR, "a hand-written endpoint is an address that nothing can be forwarded to",
    "An endpoint must be an address of its own: no loopback or link-local address, no cluster IP of another Service, and no host name: "
    "kube-proxy passes over slices of the type FQDN.")
OVERWRITTEN = Code(
    "endpoints-overwritten", "F13", ERROR, "the Service has a selector, so the controller overwrites the hand-written Endpoints",
    "Endpoints of a Service with a selector belong to the controller, which writes over them whatever stands there. Remove the selector or "
    "the Endpoints.")
TRUNCATED = Code(
    "endpoints-truncated", "F51", INFO, "more than 1000 endpoints: the Endpoints object lists only a part",
    "Endpoints objects hold at most 1000 addresses and are marked over-capacity; EndpointSlices hold all. Whoever still reads Endpoints "
    "sees a part.")
DIFFERENT = Code(
    "recorded-endpoints-differ", "", WARNING, "the recorded endpoints are not those that the controllers would write",
    "What a dump records as the endpoints of a Service differs from what follows from its pods: the controller has not caught up, is not "
    "running, or the dump is torn between two moments.", SUSPECT)
MANAGED = ("endpoints.kubernetes.io/managed-by", "endpoints.kubernetes.io/last-change-trigger-time",
           "control-plane.alpha.kubernetes.io/leader")
SPECIAL = (("default", "kubernetes"),)


def findings(view: View) -> Iterator[Finding]:
    waiting = [service for service in view.services if waits(view, service)]
    claimed: set[Key] = set()
    for finding, service in (*misnamed(view, waiting), *unlabelled(view, waiting)):
        claimed |= {objects.key(service)} if service else set()
        yield finding
    yield from (nobody(view, service) for service in waiting if objects.key(service) not in claimed)
    for service in view.services:
        if not services.is_external_name(service):
            yield from (overwritten(view, service) if services.selector(service) else by_hand(view, service))
    yield from over_capacity(view)
    yield from recorded(view)


def is_handmade(endpoints: Object) -> bool:
    """Whether a person wrote Endpoints, not the controller, and not a program that elects its leader through them."""
    metadata = endpoints["metadata"]
    signs = {*(metadata.get("labels") or {}), *(metadata.get("annotations") or {})}
    entries = [entry for subset in endpoint_lists.subsets(endpoints) for side in ("addresses", "notReadyAddresses")
               for entry in endpoint_lists.addresses(subset, side)]
    return not signs & set(MANAGED) and not any(entry.get("targetRef") for entry in entries)


def handmade_slices(view: View) -> Iterator[Object]:
    """The slices that persons wrote."""
    return (one for one in view.cluster.of("EndpointSlice")
            if not objects.labels(one).get("endpointslice.kubernetes.io/managed-by", "").endswith(".k8s.io") and not objects.owner(one))


def waits(view: View, service: Object) -> bool:
    """Whether a service has no selector, and nobody has written endpoints for it."""
    namespace, name = objects.namespace(service), objects.name(service)
    if services.selector(service) or services.is_external_name(service) or (namespace, name) in SPECIAL:
        return False
    return view.cluster.get("Endpoints", namespace, name) is None and not slices_of(view, service)


def slices_of(view: View, service: Object) -> Sequence[Object]:
    """The slices that belong to a service."""
    view.cluster.table("EndpointSlice")
    return endpoint_slices.of_service(view.cluster, objects.namespace(service), objects.name(service))


def meant(namespace: str, name: str, waiting: Sequence[Object]) -> Object | None:
    """The service that somebody probably wrote endpoints for: one that waits for some, and is called nearly so or is the only one."""
    here = {objects.name(one): one for one in waiting if objects.namespace(one) == namespace}
    return here.get(nearest(name, here)) or (next(iter(here.values())) if len(here) == 1 else None)


def misnamed(view: View, waiting: Sequence[Object]) -> Iterator[tuple[Finding, Object | None]]:
    """Endpoints of no service."""
    for endpoints in view.cluster.of("Endpoints") if waiting else ():
        namespace, name = objects.namespace(endpoints), objects.name(endpoints)
        if view.cluster.get("Service", namespace, name) is None and is_handmade(endpoints):
            service = meant(namespace, name, waiting)
            if service:
                yield Finding(MISNAMED, objects.key(endpoints), "metadata.name",
                              f"no Service is called {name}; Service {objects.name(service)} has no selector and no endpoints",
                              f"name: {objects.name(service)}", objects.name(service)), service


def unlabelled(view: View, waiting: Sequence[Object]) -> Iterator[tuple[Finding, Object | None]]:
    """Slices of no service."""
    for one in handmade_slices(view):
        label, namespace = objects.labels(one).get(_backing.SERVICE_NAME), objects.namespace(one)
        if label and view.cluster.get("Service", namespace, label):
            continue
        service = meant(namespace, label or objects.name(one), waiting)
        if label and not service and not view.settled:
            continue
        name = objects.name(service) if service else "NAME"
        said = f"its label kubernetes.io/service-name is {label}, and no such Service is in namespace {namespace}" if label \
            else "it has no label kubernetes.io/service-name"
        fix = f"minik label endpointslice {objects.name(one)} -n {namespace} --overwrite kubernetes.io/service-name={name}"
        yield Finding(UNLABELLED, objects.key(one), "metadata.labels", f"{said}, so it belongs to no Service",
                      patches.fix(view, fix, f"kubernetes.io/service-name: {name}"), name if service else ""), service


def nobody(view: View, service: Object) -> Finding:
    """A service that waits for endpoints in vain."""
    name = objects.name(service)
    family = next(iter(services.families(service)), "IPv4")
    port = next(iter(services.ports(service)), {})
    number = port.get("targetPort") if isinstance(port.get("targetPort"), int) else port.get("port")
    called = f"name: {port['name']}, " if port.get("name") else ""
    its = f"ports: [{{{called}port: {number}}}]"
    yaml = (f"{{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {{name: {name}-1, namespace: {objects.namespace(service)}, "
            f"labels: {{kubernetes.io/service-name: {name}}}}}, addressType: {family}, {its}, endpoints: [{{addresses: [ADDRESS]}}]}}")
    text = f"it has no selector, no Endpoints are called {name}, and no EndpointSlice has the label kubernetes.io/service-name={name}"
    return Finding(NOBODY, objects.key(service), "spec", text, yaml)


def overwritten(view: View, service: Object) -> Iterator[Finding]:
    """Endpoints that a person wrote for a service that chooses its pods."""
    endpoints = view.cluster.get("Endpoints", objects.namespace(service), objects.name(service))
    if endpoints is None:
        return
    if is_handmade(endpoints) or view.settled and last_applied.text(endpoints):
        yield Finding(OVERWRITTEN, objects.key(endpoints), "metadata.name",
                      f"Service {objects.name(service)} has a selector: the endpoint controller writes over these Endpoints",
                      f"minik delete endpoints {objects.name(service)} -n {objects.namespace(service)}" if view.settled
                      else "remove spec.selector from the Service, or remove these Endpoints")


def by_hand(view: View, service: Object) -> Iterator[Finding]:
    """What a person wrote for a service without a selector."""
    endpoints = view.cluster.get("Endpoints", objects.namespace(service), objects.name(service))
    lists = [(one, endpoint_slices.ports(one), "ports") for one in slices_of(view, service) if not is_mirror(one)]
    lists += [(endpoints, endpoint_lists.ports(subset), f"subsets[{index}].ports") for index, subset in
              enumerate(endpoint_lists.subsets(endpoints))] if endpoints else []
    has = [(port.get("name") or "", port.get("protocol") or "TCP") for _, ports, _ in lists for port in ports]
    for port in services.ports(service) if has else ():
        wanted = (port.get("name") or "", port.get("protocol") or "TCP")
        if wanted not in has:
            obj, _, path = lists[0]
            told = few([f'"{name}"/{protocol}' for name, protocol in has])
            said = f"port {port['port']}/{wanted[1]} of Service {objects.name(service)} is called"
            yield Finding(PORT_NAME, objects.key(obj), path, f'{said} "{wanted[0]}", the endpoints have {told}',
                          f"name: {wanted[0]}" if wanted[0] else 'name: ""', has[0][0])
    for obj in {id(obj): obj for obj, _, _ in lists}.values():
        yield from unusable(view, obj)


def is_mirror(endpoint_slice: Object) -> bool:
    """Whether a slice only repeats what hand-written Endpoints say."""
    return objects.labels(endpoint_slice).get("endpointslice.kubernetes.io/managed-by") == "endpointslicemirroring-controller.k8s.io"


def unusable(view: View, obj: Object) -> Iterator[Finding]:
    """Addresses that nothing can be forwarded to."""
    if obj.get("addressType") == "FQDN":
        yield Finding(ADDRESS, objects.key(obj), "addressType", "slices of the type FQDN are passed over by kube-proxy and by DNS",
                      "addressType: IPv4, with addresses; or a Service of type ExternalName")
        return
    entries = [(address, f"endpoints[{index}].addresses") for index, one in enumerate(endpoint_slices.endpoints(obj))
               for address in one.get("addresses") or ()]
    entries += [(one.get("ip", ""), f"subsets[{index}].addresses[{place}].ip") for index, subset in enumerate(endpoint_lists.subsets(obj))
                for place, one in enumerate(endpoint_lists.addresses(subset))] if obj["kind"] == "Endpoints" else []
    for address, path in entries:
        owner = view.cluster.table("Service").indexed(services.addresses).get(address)
        if owner:
            said = f"{address} is the cluster IP of Service {objects.key(owner[0]).path}; packets are translated once only"
            yield Finding(ADDRESS, objects.key(obj), path, said, "the addresses of its endpoints, or a Service of type ExternalName")
        elif within(view, address):
            said = f"{address} lies in the range of cluster IPs, {view.cluster.settings.service_cidrs[0]}"
            yield Finding(ADDRESS, objects.key(obj), path, said,
                          level="" if view.settled else WARNING, doubt="" if view.settled else SUSPECT)


def within(view: View, address: str) -> bool:
    """Whether an address lies in the range of services."""
    found = ip.strict(address)
    networks = [network[1] for network in map(ip.lenient_network, view.cluster.settings.service_cidrs) if network]
    return found is not None and any(found.version == network.version and found in network for network in networks)


def over_capacity(view: View) -> Iterator[Finding]:
    """Endpoints that could not hold all."""
    for endpoints in view.cluster.of("Endpoints"):
        if objects.annotations(endpoints).get("endpoints.kubernetes.io/over-capacity"):
            yield Finding(TRUNCATED, Key("Service", *objects.key(endpoints)[1:]), "metadata.name",
                          "its Endpoints object is marked over-capacity: it lists 1000 addresses, the EndpointSlices list all",
                          "read EndpointSlices: minik get endpointslices -l kubernetes.io/service-name=" + objects.name(endpoints))


def recorded(view: View) -> Iterator[Finding]:
    """Endpoints of a dump that do not follow from its pods."""
    for service in () if view.settled else view.selecting:
        endpoints = view.cluster.get("Endpoints", objects.namespace(service), objects.name(service))
        found = view.behind(service)
        if endpoints is None or is_handmade(endpoints) or not found or not all(map(is_known, found)):
            continue
        listed = {entry["ip"] for subset in endpoint_lists.subsets(endpoints) for side in ("addresses", "notReadyAddresses")
                  for entry in endpoint_lists.addresses(subset, side) if entry.get("ip")}
        going = services.publishes_not_ready(service)
        alive = [pod for pod in found if pods.addresses(pod) and not pods.is_terminal(pod) and (going or not pods.is_terminating(pod))]
        computed = {address for pod in alive if _backing.at(service, pod) or not services.ports(service) for address in pods.addresses(pod)}
        extra, lost = sorted(listed - computed), sorted(one for one in computed - listed if is_first(service, one))
        if (extra or lost) and len(listed) < 1000:
            told = "; ".join(part for part in (f"recorded without a pod: {few(extra)}" if extra else "",
                                               f"pods that are not recorded: {few(lost)}" if lost else "") if part)
            yield Finding(DIFFERENT, objects.key(service), "spec.selector", told)


def is_first(service: Object, address: str) -> bool:
    """Whether an address is of the family that Endpoints list."""
    return (":" in address) == (next(iter(services.families(service)), "IPv4") == "IPv6")
