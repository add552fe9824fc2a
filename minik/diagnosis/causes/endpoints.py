"""Endpoints that are written by hand, and endpoints recorded in a dump."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View, first_few, has_status
from minik.endpoints import service_backends
from minik.intake import last_applied
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import endpoints as endpoint_lists
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import ip
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.model.shell import quote

NOBODY = Cause(
    "selectorless-without-endpoints",
    "F8",
    WARNING,
    "no selector, and nobody has written endpoints for it",
    "A Service without a selector has no endpoints until somebody writes them: an EndpointSlice with the label "
    "kubernetes.io/service-name, or an Endpoints object of the same name.",
)
MISNAMED = Cause(
    "endpoints-misnamed",
    "F9",
    ERROR,
    "hand-written Endpoints have another name than the Service",
    "Endpoints belong to the Service of exactly the same name and namespace, to none otherwise.",
)
UNLABELLED = Cause(
    "slice-without-service",
    "F10",
    ERROR,
    "a hand-written EndpointSlice is not labelled with its Service",
    "An EndpointSlice belongs to the Service that its label kubernetes.io/service-name names, in its own namespace; its own name means "
    "nothing.",
)
PORT_NAME = Cause(
    "endpoint-port-name-differs",
    "F11",
    ERROR,
    "the endpoints' ports are called otherwise than the Service's",
    "A Service's port and its endpoints' port belong together by name, not by number; where the Service's port has no name, the "
    "endpoints' must have none either.",
)
ADDRESS = Cause(
    "endpoint-address-unusable",
    "F12",
    ERROR,
    "a hand-written endpoint is an address that nothing can be forwarded to",
    "An endpoint must be an address of its own: no loopback or link-local address, no cluster IP of another Service, and no host name: "
    "kube-proxy passes over slices of the type FQDN.",
)
OVERWRITTEN = Cause(
    "endpoints-overwritten",
    "F13",
    ERROR,
    "the Service has a selector, so the controller overwrites the hand-written Endpoints",
    "Endpoints of a Service with a selector belong to the controller, which writes over them whatever stands there. Remove the selector or "
    "the Endpoints.",
)
TRUNCATED = Cause(
    "endpoints-truncated",
    "F51",
    INFO,
    "more than 1000 endpoints: the Endpoints object lists only a part",
    "Endpoints objects hold at most 1000 addresses and are marked over-capacity; EndpointSlices hold all. Whoever still reads Endpoints "
    "sees a part.",
)
DIFFERENT = Cause(
    "recorded-endpoints-differ",
    "",
    WARNING,
    "the recorded endpoints are not those that the controllers would write",
    "What a dump records as the endpoints of a Service differs from what follows from its pods: the controller has not caught up, is not "
    "running, or the dump is torn between two moments.",
    SUSPECT,
)
MANAGED = (
    "endpoints.kubernetes.io/managed-by",
    "endpoints.kubernetes.io/last-change-trigger-time",
    "control-plane.alpha.kubernetes.io/leader",
)
SPECIAL = (("default", "kubernetes"),)


def findings(view: View) -> Iterator[Finding]:
    waiting = [service for service in view.neighbours if lacks_endpoints(view, service)]
    claimed: set[Key] = set()
    for finding, service in (*misnamed_endpoints(view, waiting), *unlabelled_slices(view, waiting)):
        claimed |= {objects.key(service)} if service else set()
        yield finding
    yield from (
        missing_endpoints(view, service)
        for service in waiting
        if objects.key(service) not in claimed and service in view.services
    )
    for service in view.services:
        if not services.is_external_name(service):
            yield from (
                overwritten_endpoints(view, service)
                if services.selector(service)
                else handmade_findings(view, service)
            )
    yield from over_capacity(view)
    yield from recorded_endpoints(view)


def is_handmade(endpoints: Object) -> bool:
    """Return whether a person wrote Endpoints, not the controller or a leader election."""
    metadata = endpoints["metadata"]
    signs = {*(metadata.get("labels") or {}), *(metadata.get("annotations") or {})}
    entries = [
        entry
        for subset in endpoint_lists.subsets(endpoints)
        for side in ("addresses", "notReadyAddresses")
        for entry in endpoint_lists.addresses(subset, side)
    ]
    return not signs & set(MANAGED) and not any(entry.get("targetRef") for entry in entries)


def handmade_slices(view: View) -> Iterator[Object]:
    """Yield the EndpointSlices that persons wrote."""
    return (
        endpoint_slice
        for endpoint_slice in view.cluster.of("EndpointSlice")
        if not objects.labels(endpoint_slice)
        .get("endpointslice.kubernetes.io/managed-by", "")
        .endswith(".k8s.io")
        and not objects.owner(endpoint_slice)
    )


def lacks_endpoints(view: View, service: Object) -> bool:
    """Return whether a Service has no selector and no endpoints."""
    namespace, name = objects.namespace(service), objects.name(service)
    if (
        services.selector(service)
        or services.is_external_name(service)
        or (namespace, name) in SPECIAL
    ):
        return False
    return view.cluster.get("Endpoints", namespace, name) is None and not slices_of(view, service)


def slices_of(view: View, service: Object) -> Sequence[Object]:
    """Return the EndpointSlices of a Service."""
    view.cluster.table("EndpointSlice")
    return endpoint_slices.slices_of_service(
        view.cluster, objects.namespace(service), objects.name(service)
    )


def intended_service(namespace: str, name: str, waiting: Sequence[Object]) -> Object | None:
    """Return the Service that hand-written endpoints were probably meant for: of a near name, or
    the only one without endpoints.
    """
    in_namespace = {
        objects.name(service): service
        for service in waiting
        if objects.namespace(service) == namespace
    }
    return in_namespace.get(nearest(name, in_namespace)) or (
        next(iter(in_namespace.values())) if len(in_namespace) == 1 else None
    )


def misnamed_endpoints(
    view: View, waiting: Sequence[Object]
) -> Iterator[tuple[Finding, Object | None]]:
    """Yield hand-written Endpoints without a Service, each with the Service probably meant."""
    for endpoints in view.cluster.of("Endpoints") if waiting else ():
        namespace, name = objects.namespace(endpoints), objects.name(endpoints)
        if view.cluster.get("Service", namespace, name) is None and is_handmade(endpoints):
            service = intended_service(namespace, name, waiting)
            if service:
                yield (
                    Finding(
                        MISNAMED,
                        objects.key(endpoints),
                        "metadata.name",
                        f"no Service is called {name}; Service {objects.name(service)} has no selector and no endpoints",
                        f"name: {objects.name(service)}",
                        objects.name(service),
                        about=(objects.key(service),),
                    ),
                    service,
                )


def unlabelled_slices(
    view: View, waiting: Sequence[Object]
) -> Iterator[tuple[Finding, Object | None]]:
    """Yield hand-written slices without a Service, each with the Service probably meant."""
    for endpoint_slice in handmade_slices(view):
        label, namespace = (
            objects.labels(endpoint_slice).get(service_backends.SERVICE_NAME),
            objects.namespace(endpoint_slice),
        )
        if label and view.cluster.get("Service", namespace, label):
            continue
        service = intended_service(namespace, label or objects.name(endpoint_slice), waiting)
        if label and not service and not view.settled:
            continue
        name = objects.name(service) if service else "NAME"
        reason = (
            f"its label kubernetes.io/service-name is {label}, and no such Service is in namespace {namespace}"
            if label
            else "it has no label kubernetes.io/service-name"
        )
        fix = f"minik label endpointslice {quote(objects.name(endpoint_slice))} -n {quote(namespace)} --overwrite kubernetes.io/service-name={quote(name)}"
        yield (
            Finding(
                UNLABELLED,
                objects.key(endpoint_slice),
                "metadata.labels",
                f"{reason}, so it belongs to no Service",
                patches.choose_fix(view, fix, f"kubernetes.io/service-name: {name}"),
                name if service else "",
                about=(objects.key(service),) if service else (),
            ),
            service,
        )


def missing_endpoints(view: View, service: Object) -> Finding:
    """Return the finding for a Service without selector and endpoints."""
    name = objects.name(service)
    family = next(iter(services.families(service)), "IPv4")
    port = next(iter(services.ports(service)), {})
    number = port.get("targetPort") if isinstance(port.get("targetPort"), int) else port.get("port")
    name_field = f"name: {port['name']}, " if port.get("name") else ""
    ports_field = f"ports: [{{{name_field}port: {number}}}]"
    yaml = (
        f"{{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {{name: {name}-1, namespace: {objects.namespace(service)}, "
        f"labels: {{kubernetes.io/service-name: {name}}}}}, addressType: {family}, {ports_field}, endpoints: [{{addresses: [ADDRESS]}}]}}"
    )
    text = f"it has no selector, no Endpoints are called {name}, and no EndpointSlice has the label kubernetes.io/service-name={name}"
    return Finding(NOBODY, objects.key(service), "spec", text, yaml)


def overwritten_endpoints(view: View, service: Object) -> Iterator[Finding]:
    """Yield hand-written Endpoints of a Service with a selector."""
    endpoints = view.cluster.get("Endpoints", objects.namespace(service), objects.name(service))
    if endpoints is None:
        return
    if is_handmade(endpoints) or view.settled and last_applied.annotation_text(endpoints):
        yield Finding(
            OVERWRITTEN,
            objects.key(endpoints),
            "metadata.name",
            f"Service {objects.name(service)} has a selector: the endpoint controller writes over these Endpoints",
            f"minik delete endpoints {quote(objects.name(service))} -n {quote(objects.namespace(service))}"
            if view.settled
            else "remove spec.selector from the Service, or remove these Endpoints",
            about=(objects.key(service),),
        )


def handmade_findings(view: View, service: Object) -> Iterator[Finding]:
    """Yield what is wrong with hand-written endpoints of a Service without selector."""
    endpoints = view.cluster.get("Endpoints", objects.namespace(service), objects.name(service))
    lists = [
        (endpoint_slice, endpoint_slices.ports(endpoint_slice), "ports")
        for endpoint_slice in slices_of(view, service)
        if not is_mirror(endpoint_slice)
    ]
    lists += (
        [
            (endpoints, endpoint_lists.ports(subset), f"subsets[{index}].ports")
            for index, subset in enumerate(endpoint_lists.subsets(endpoints))
        ]
        if endpoints
        else []
    )
    existing = [
        (port.get("name") or "", port.get("protocol") or "TCP")
        for _, ports, _ in lists
        for port in ports
    ]
    for port in services.ports(service) if existing else ():
        name_and_protocol = (port.get("name") or "", port.get("protocol") or "TCP")
        if name_and_protocol not in existing:
            obj, _, path = lists[0]
            existing_text = first_few([f'"{name}"/{protocol}' for name, protocol in existing])
            subject = f"port {port['port']}/{name_and_protocol[1]} of Service {objects.name(service)} is called"
            yield Finding(
                PORT_NAME,
                objects.key(obj),
                path,
                f'{subject} "{name_and_protocol[0]}", the endpoints have {existing_text}',
                f"name: {name_and_protocol[0]}" if name_and_protocol[0] else 'name: ""',
                existing[0][0],
                about=(objects.key(service),),
            )
    for obj in {id(obj): obj for obj, _, _ in lists}.values():
        for finding in unusable_addresses(view, obj):
            yield finding._replace(about=(objects.key(service),))


def is_mirror(endpoint_slice: Object) -> bool:
    """Return whether a slice only mirrors hand-written Endpoints."""
    return (
        objects.labels(endpoint_slice).get("endpointslice.kubernetes.io/managed-by")
        == "endpointslicemirroring-controller.k8s.io"
    )


def unusable_addresses(view: View, obj: Object) -> Iterator[Finding]:
    """Yield addresses that cannot be forwarded to."""
    if obj.get("addressType") == "FQDN":
        yield Finding(
            ADDRESS,
            objects.key(obj),
            "addressType",
            "slices of the type FQDN are passed over by kube-proxy and by DNS",
            "addressType: IPv4, with addresses; or a Service of type ExternalName",
        )
        return
    entries = [
        (address, f"endpoints[{index}].addresses")
        for index, entry in enumerate(endpoint_slices.endpoints(obj))
        for address in entry.get("addresses") or ()
    ]
    entries += (
        [
            (entry.get("ip", ""), f"subsets[{index}].addresses[{position}].ip")
            for index, subset in enumerate(endpoint_lists.subsets(obj))
            for position, entry in enumerate(endpoint_lists.addresses(subset))
        ]
        if obj["kind"] == "Endpoints"
        else []
    )
    for address, path in entries:
        owner = view.cluster.table("Service").index_by(services.addresses).get(address)
        if owner:
            reason = f"{address} is the cluster IP of Service {objects.key(owner[0]).path}; packets are translated once only"
            yield Finding(
                ADDRESS,
                objects.key(obj),
                path,
                reason,
                "the addresses of its endpoints, or a Service of type ExternalName",
            )
        elif is_service_address(view, address):
            reason = f"{address} lies in the range of cluster IPs, {view.cluster.settings.service_cidrs[0]}"
            yield Finding(
                ADDRESS,
                objects.key(obj),
                path,
                reason,
                level="" if view.settled else WARNING,
                doubt="" if view.settled else SUSPECT,
            )


def is_service_address(view: View, address: str) -> bool:
    """Return whether an address lies in the service CIDR."""
    parsed = ip.parse_strict(address)
    networks = [
        network[1]
        for network in map(ip.parse_network, view.cluster.settings.service_cidrs)
        if network
    ]
    return parsed is not None and any(
        parsed.version == network.version and parsed in network for network in networks
    )


def over_capacity(view: View) -> Iterator[Finding]:
    """Yield Endpoints that are marked over-capacity."""
    for endpoints in view.cluster.of("Endpoints"):
        if objects.annotations(endpoints).get("endpoints.kubernetes.io/over-capacity"):
            yield Finding(
                TRUNCATED,
                Key("Service", *objects.key(endpoints)[1:]),
                "metadata.name",
                "its Endpoints object is marked over-capacity: it lists 1000 addresses, the EndpointSlices list all",
                "read EndpointSlices: minik get endpointslices -l kubernetes.io/service-name="
                + objects.name(endpoints),
            )


def recorded_endpoints(view: View) -> Iterator[Finding]:
    """Yield Endpoints of a dump that do not follow from its pods."""
    for service in () if view.settled else view.selector_services:
        endpoints = view.cluster.get("Endpoints", objects.namespace(service), objects.name(service))
        selected = view.selected_pods(service)
        if (
            endpoints is None
            or is_handmade(endpoints)
            or not selected
            or not all(map(has_status, selected))
        ):
            continue
        listed = {
            entry["ip"]
            for subset in endpoint_lists.subsets(endpoints)
            for side in ("addresses", "notReadyAddresses")
            for entry in endpoint_lists.addresses(subset, side)
            if entry.get("ip")
        }
        includes_unready = services.publishes_not_ready(service)
        alive = [
            pod
            for pod in selected
            if pods.addresses(pod)
            and not pods.is_terminal(pod)
            and (includes_unready or not pods.is_terminating(pod))
        ]
        computed = {
            address
            for pod in alive
            if service_backends.pod_ports(service, pod) or not services.ports(service)
            for address in pods.addresses(pod)
        }
        extra, lost = (
            sorted(listed - computed),
            sorted(missing for missing in computed - listed if is_first(service, missing)),
        )
        if (extra or lost) and len(listed) < 1000:
            differences = "; ".join(
                text
                for text in (
                    f"recorded without a pod: {first_few(extra)}" if extra else "",
                    f"pods that are not recorded: {first_few(lost)}" if lost else "",
                )
                if text
            )
            yield Finding(DIFFERENT, objects.key(service), "spec.selector", differences)


def is_first(service: Object, address: str) -> bool:
    """Return whether an address is of the family that Endpoints list."""
    return (":" in address) == (next(iter(services.families(service)), "IPv4") == "IPv6")
