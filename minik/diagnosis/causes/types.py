"""What the type of a Service, its traffic policies and its address families let through."""

import re
from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.mentions import Mentions, called_service, texts
from minik.diagnosis.view import View, first_few, has_status, pluralize
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import ip
from minik.model import object as objects
from minik.model.object import Object
from minik.model.shell import quote
from minik.proxy import mode as proxy_mode

BALANCER = Cause(
    "load-balancer-pending",
    "F43",
    WARNING,
    "nobody gives the load balancer an address",
    "A Service of type LoadBalancer gets its outside address from a controller of the cloud or of the cluster (MetalLB and the like). "
    "Without one, or with a class that none serves, EXTERNAL-IP stays <pending>; its node ports work all the same.",
)
FAMILY = Cause(
    "family-without-pods",
    "F44",
    ERROR,
    "no pod has an address of a family of the Service",
    "Endpoints are listed for each family of a Service from the pods' addresses of that family. Pods without one have no endpoint there.",
)
INSIDE = Cause(
    "cluster-ip-from-outside",
    "F45",
    WARNING,
    "it is meant to be reached from outside, and its type has no way in",
    "A cluster IP exists only inside the cluster. Settings for a load balancer or an outside name do nothing on a Service of type "
    "ClusterIP. Use NodePort, LoadBalancer, or an Ingress.",
    SUSPECT,
)
LOCALHOST = Cause(
    "node-port-through-localhost",
    "F46",
    WARNING,
    "a node port is used through localhost, which this proxy mode does not serve",
    "Not every proxy mode answers at 127.0.0.1:NODEPORT, and none at [::1]:NODEPORT. Use an address of the node.",
)
RANGES = Cause(
    "source-ranges-exclude-client",
    "F47",
    WARNING,
    "loadBalancerSourceRanges leave out a client inside the cluster",
    "Packets to the load balancer's address are dropped unless their source lies in spec.loadBalancerSourceRanges; pods that use the "
    "address come with their own. Add their range, or let them use the Service's name.",
)
EXTERNAL = Cause(
    "external-policy-local",
    "F48",
    WARNING,
    "externalTrafficPolicy: Local, and not every node has a ready pod",
    "With the policy Local a node gives packets from outside to pods of its own alone, and drops them where it has none (a proxy mode "
    "may fall back to pods of other nodes). Load balancers ask the health check port first; who uses node ports directly must know the nodes.",
)
INTERNAL = Cause(
    "internal-policy-local",
    "F49",
    WARNING,
    "internalTrafficPolicy: Local, and not every node has a ready pod",
    "With the policy Local clients inside the cluster reach pods of their own node alone; on a node without one the Service does not "
    "answer. It fits Services whose pods come from a DaemonSet.",
)
AFFINITY = Cause(
    "affinity-behind-node-addresses",
    "F50",
    INFO,
    "affinity by client address, where all clients have the address of a node",
    "With externalTrafficPolicy: Cluster the source address of packets from outside becomes that of the node, so affinity keeps sending "
    "everybody who comes through one node to one pod.",
)
ANOTHER = Cause(
    "proxied-by-another",
    "F52",
    WARNING,
    "a label makes kube-proxy pass over the Service",
    "Services with the label service.kubernetes.io/service-proxy-name are left to the proxy that it names; kube-proxy makes no rules for "
    "them.",
)
UNEVEN = Cause(
    "traffic-concentrated",
    "F53",
    INFO,
    "topology keeps traffic in zones that have unequally many pods",
    "With trafficDistribution, or with topology hints, clients use pods of their own zone. Where a zone has few pods they bear all of its "
    "load.",
)
HAIRPIN = Cause(
    "hairpin",
    "F54",
    INFO,
    "a pod calls the Service behind which it stands itself",
    "Sooner or later the connection comes back to the pod that made it; this works only where the network plugin allows hairpin traffic. "
    "Use localhost, or a headless Service.",
    SUSPECT,
)
EXTERNAL_ANNOTATION = re.compile(
    r"aws-load-balancer|azure-load-balancer|load-balancer-type|metallb|"
    r"external-dns\.alpha\.kubernetes\.io/hostname|do-loadbalancer|oci-load-balancer"
)
LOCALHOST_PORT = re.compile(r"\b(?:localhost|127\.0\.0\.1):(\d{4,5})\b")


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        yield from by_type(view, service)
        if services.selector(service) and not services.is_external_name(service):
            yield from missing_families(view, service)
            yield from local_policies(view, service)
            yield from uneven_zones(view, service)
    yield from called_services(view)
    yield from through_localhost(view)


def by_type(view: View, service: Object) -> Iterator[Finding]:
    """Yield what a Service's own fields tell."""
    key, kind = objects.key(service), services.service_type(service)
    is_allocated = view.settled or bool(services.cluster_ip(service) and objects.uid(service))
    if (
        kind == services.LOAD_BALANCER
        and is_allocated
        and not services.load_balancer_ingress(service)
    ):
        load_balancer_class = objects.spec(service).get("loadBalancerClass")
        yield Finding(
            BALANCER,
            key,
            "spec.loadBalancerClass" if load_balancer_class else "spec.type",
            f"its load balancer has no address{f'; its class is {load_balancer_class}' if load_balancer_class else ''}: nothing in the cluster gives it one",
            "meanwhile use its node ports: " + ", ".join(map(str, services.node_ports(service))),
        )
    external_annotations = [
        name for name in objects.annotations(service) if EXTERNAL_ANNOTATION.search(name)
    ]
    if (
        kind == services.CLUSTER_IP
        and external_annotations
        and not services.is_headless(service)
        and not services.external_ips(service)
    ):
        yield Finding(
            INSIDE,
            key,
            "spec.type",
            f"annotation {external_annotations[0]} is for Services reached from outside; the type is ClusterIP",
            patches.choose_fix(
                view, patches.patch(key, {"spec": {"type": "LoadBalancer"}}), "type: LoadBalancer"
            ),
        )
    if (
        services.affinity_seconds(service)
        and services.needs_node_ports(service)
        and services.external_policy(service) == "Cluster"
    ):
        yield Finding(
            AFFINITY,
            key,
            "spec.sessionAffinity",
            "clients from outside come with the address of the node that they entered by",
            patches.choose_fix(
                view,
                patches.patch(key, {"spec": {"externalTrafficPolicy": "Local"}}),
                "externalTrafficPolicy: Local",
            ),
        )
    proxy = objects.labels(service).get("service.kubernetes.io/service-proxy-name")
    if proxy is not None:
        yield Finding(
            ANOTHER,
            key,
            "metadata.labels[service.kubernetes.io/service-proxy-name]",
            f'it is left to the proxy "{proxy}"',
            patches.choose_fix(
                view,
                f"minik label svc {quote(key.name)} -n {quote(key.namespace)} service.kubernetes.io/service-proxy-name-",
                "without the label service.kubernetes.io/service-proxy-name",
            ),
        )


def missing_families(view: View, service: Object) -> Iterator[Finding]:
    """Yield families of the Service of which no pod has an address."""
    addressed_pods = [pod for pod in view.selected_pods(service) if pods.addresses(pod)]
    pod_families = {
        "IPv6" if ":" in address else "IPv4"
        for pod in addressed_pods
        for address in pods.addresses(pod)
    }
    lacking = (
        [family for family in services.families(service) if family not in pod_families]
        if addressed_pods
        else []
    )
    if lacking:
        yield Finding(
            FAMILY,
            objects.key(service),
            "spec.ipFamilies",
            f"{pluralize(len(addressed_pods), 'pod')} selected, none has an {lacking[0]} address; they have {', '.join(sorted(pod_families))}",
            f"ipFamilies: [{', '.join(sorted(pod_families))}]",
            level=WARNING if set(services.families(service)) & pod_families else "",
        )


def local_policies(view: View, service: Object) -> Iterator[Finding]:
    """Yield traffic policies Local with nodes that have no ready pod."""
    outside = services.external_policy(service) == "Local" and services.needs_node_ports(service)
    inside = services.internal_policy(service) == "Local" and not services.is_headless(service)
    selected = view.selected_pods(service)
    if not (outside or inside) or not selected:
        return
    if any(map(has_status, selected)) and view.cluster.of("Node"):
        nodes_with_pod = {pods.node(pod) for pod in selected if pods.is_ready(pod)}
        for_every_node = inside and all(
            key.kind == "DaemonSet" for key in view.makers_behind(service)
        )
        nodes_without = [
            objects.name(node) + taint_note(node)
            for node in view.cluster.of("Node")
            if objects.name(node) not in nodes_with_pod
            and (for_every_node or not nodes.taints(node))
        ]
        evidence, doubt = (
            f"no ready pod on {first_few(nodes_without)}; {pluralize(len(nodes_with_pod), 'node')} {'has' if len(nodes_with_pod) == 1 else 'have'} one",
            "",
        )
        if not nodes_with_pod or not nodes_without:
            return
    elif all(key.kind == "DaemonSet" for key in view.makers_behind(service)):
        return
    else:
        owners_text = first_few([f"{key.kind} {key.name}" for key in view.makers_behind(service)])
        evidence, doubt = (
            f"its pods come from {owners_text}, which does not place one on every node",
            SUSPECT,
        )
    if outside:
        balanced = services.service_type(service) == services.LOAD_BALANCER
        yield Finding(
            EXTERNAL,
            objects.key(service),
            "spec.externalTrafficPolicy",
            evidence,
            "externalTrafficPolicy: Cluster, or a DaemonSet",
            level=INFO if balanced else "",
            doubt=doubt,
        )
    if inside:
        yield Finding(
            INTERNAL,
            objects.key(service),
            "spec.internalTrafficPolicy",
            evidence,
            "internalTrafficPolicy: Cluster, or a DaemonSet",
            doubt=doubt,
        )


def taint_note(node: Object) -> str:
    """Return the taints of a node in parentheses; "" if it has none."""
    texts = [f"{taint['key']}:{taint['effect']}" for taint in nodes.taints(node)]
    return f" (taint {', '.join(texts)})" if texts else ""


def uneven_zones(view: View, service: Object) -> Iterator[Finding]:
    """Yield unevenly spread pods per zone, if traffic stays in its zone."""
    distribution = objects.spec(service).get("trafficDistribution")
    slices = (
        ()
        if distribution is None and not view.cluster.of("EndpointSlice")
        else endpoint_slices.slices_of_service(
            view.cluster, objects.namespace(service), objects.name(service)
        )
    )
    hinted = any(
        item.get("hints")
        for endpoint_slice in slices
        for item in endpoint_slices.endpoints(endpoint_slice)
    )
    if not distribution and not hinted:
        return
    zones = {
        objects.labels(item).get("topology.kubernetes.io/zone", ""): 0
        for item in view.cluster.of("Node")
        if not nodes.taints(item)
    }
    for pod in view.selected_pods(service):
        node = view.cluster.get("Node", "", pods.node(pod)) if pods.is_ready(pod) else None
        zone = objects.labels(node).get("topology.kubernetes.io/zone", "") if node else ""
        if zone in zones:
            zones[zone] += 1
    used = {zone: number for zone, number in zones.items() if number}
    if len(zones) > 1 and used and max(used.values()) >= 2 * min(used.values()) and len(used) > 1:
        zone_counts = ", ".join(f"{zone}: {number}" for zone, number in sorted(zones.items()))
        yield Finding(
            UNEVEN,
            objects.key(service),
            "spec.trafficDistribution",
            f"ready pods by zone: {zone_counts}; clients use their own zone",
            "spread the pods evenly: topologySpreadConstraints over topology.kubernetes.io/zone",
        )


def called_services(view: View) -> Iterator[Finding]:
    """Yield calls that do not get through: to the pod itself, or to a load balancer whose source
    ranges exclude it.
    """
    balancers = [item for item in view.services if services.source_ranges(item)]
    entries = {
        address: item
        for item in balancers
        for address in services.load_balancer_ips(item)
        or [str(objects.spec(item).get("loadBalancerIP") or "")]
        if address
    }
    for call in view.index(Mentions).calls:
        service = called_service(view, call)
        pod = call.maker.pod
        if service and calls_itself(service, pod):
            yield Finding(
                HAIRPIN,
                call.maker.key,
                call.field,
                f"{call.text} is Service {objects.name(service)}, which selects it, too",
                "localhost, or a headless Service",
                about=(objects.key(service),),
            )
        entry = entries.get(call.host)
        if entry and not any(
            is_subrange(item, cidr)
            for item in services.source_ranges(entry)
            for cidr in view.cluster.settings.pod_cidrs
        ):
            yield Finding(
                RANGES,
                objects.key(entry),
                "spec.loadBalancerSourceRanges",
                f"{call.maker.title} calls {call.text}, and pods ({', '.join(view.cluster.settings.pod_cidrs)}) are in none of "
                f"{', '.join(services.source_ranges(entry))}",
                f"call it {objects.name(entry)}.{objects.namespace(entry)}",
                doubt="" if view.settled else SUSPECT,
            )


def calls_itself(service: Object, pod: Object) -> bool:
    """Return whether a Service may lead a pod's call back to the pod; a headless one needs no
    hairpin.
    """
    if services.is_headless(service) or objects.namespace(service) != objects.namespace(pod):
        return False
    return (
        bool(services.selector(service))
        and services.selector(service).items() <= objects.labels(pod).items()
    )


def is_subrange(outer: str, inner: str) -> bool:
    """Return whether the inner range lies in the outer one."""
    outer_network, inner_network = ip.parse_network(outer), ip.parse_network(inner)
    return bool(
        outer_network
        and inner_network
        and outer_network[1].version == inner_network[1].version
        and inner_network[1].subnet_of(outer_network[1])  # type: ignore[arg-type]
    )


def through_localhost(view: View) -> Iterator[Finding]:
    """Yield node ports that are used through localhost, as by nodes that pull from a registry in
    the cluster.
    """
    mode = proxy_mode.of_cluster(view.cluster)
    ports = {
        number: service for service in view.services for number in services.node_ports(service)
    }
    if not ports or view.settled and mode.loopback_node_ports:
        return
    for maker in view.makers.values():
        texts_found = [
            (f"spec.containers[{index}].image", str(container.get("image") or ""))
            for index, container in enumerate(pods.containers(maker.pod))
        ]
        texts_found += (
            [(text.path, text.value) for text in texts(maker.pod)]
            if pods.uses_host_network(maker.pod)
            else []
        )
        for path, value in texts_found:
            match = LOCALHOST_PORT.search(value)
            if match and int(match[1]) in ports:
                yield Finding(
                    LOCALHOST,
                    maker.key,
                    f"{maker.path}.{path}" if maker.path else path,
                    f"{match[0]} is the node port of Service {objects.name(ports[int(match[1])])}"
                    + (
                        f"; the proxy mode is {mode.name}"
                        if view.settled
                        else "; not every proxy mode serves it"
                    ),
                    f"an address of the node, with :{match[1]}",
                    doubt="" if view.settled else SUSPECT,
                )
