"""What the type of a Service, its policies and its families let through."""
import re
from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Code, Finding
from minik.diagnosis.mentions import Mentions, meant, texts
from minik.diagnosis.view import View, counted, few, is_known
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import ip
from minik.model import object as objects
from minik.model.object import Object

BALANCER = Code(
    "load-balancer-pending", "F43", WARNING, "nobody gives the load balancer an address",
    "A Service of type LoadBalancer gets its outside address from a controller of the cloud or of the cluster (MetalLB and the like). "
    "Without one, or with a class that none serves, EXTERNAL-IP stays <pending>; its node ports work all the same.")
FAMILY = Code(
    "family-without-pods", "F44", ERROR, "no pod has an address of a family of the Service",
    "Endpoints are listed for each family of a Service from the pods' addresses of that family. Pods without one have no endpoint there.")
INSIDE = Code(
    "cluster-ip-from-outside", "F45", WARNING, "it is meant to be reached from outside, and its type has no way in",
    "A cluster IP exists only inside the cluster. Settings for a load balancer or an outside name do nothing on a Service of type "
    "ClusterIP. Use NodePort, LoadBalancer, or an Ingress.", SUSPECT)
LOCALHOST = Code(
    "node-port-through-localhost", "F46", WARNING, "a node port is used through localhost, which this proxy mode does not serve",
    "Only the iptables and userspace modes answer at 127.0.0.1:NODEPORT, and only for IPv4. In the nftables and ipvs modes use an address "
    "of the node.")
RANGES = Code(
    "source-ranges-exclude-client", "F47", WARNING, "loadBalancerSourceRanges leave out a client inside the cluster",
    "Packets to the load balancer's address are dropped unless their source lies in spec.loadBalancerSourceRanges; pods that use the "
    "address come with their own. Add their range, or let them use the Service's name.")
EXTERNAL = Code(
    "external-policy-local", "F48", WARNING, "externalTrafficPolicy: Local, and not every node has a ready pod",
    "With the policy Local a node gives packets from outside to pods of its own alone, and drops them where it has none (in ipvs mode it "
    "falls back). Load balancers ask the health check port first; who uses node ports directly must know the nodes.")
INTERNAL = Code(
    "internal-policy-local", "F49", WARNING, "internalTrafficPolicy: Local, and not every node has a ready pod",
    "With the policy Local clients inside the cluster reach pods of their own node alone; on a node without one the Service does not "
    "answer. It fits Services whose pods come from a DaemonSet.")
AFFINITY = Code(
    "affinity-behind-node-addresses", "F50", INFO, "affinity by client address, where all clients have the address of a node",
    "With externalTrafficPolicy: Cluster the source address of packets from outside becomes that of the node, so affinity keeps sending "
    "everybody who comes through one node to one pod.")
ANOTHER = Code(
    "proxied-by-another", "F52", WARNING, "a label makes kube-proxy pass over the Service",
    "Services with the label service.kubernetes.io/service-proxy-name are left to the proxy that it names; kube-proxy makes no rules for "
    "them.")
UNEVEN = Code(
    "traffic-concentrated", "F53", INFO, "topology keeps traffic in zones that have unequally many pods",
    "With trafficDistribution, or with topology hints, clients use pods of their own zone. Where a zone has few pods they bear all of its "
    "load.")
HAIRPIN = Code(
    "hairpin", "F54", INFO, "a pod calls the Service behind which it stands itself",
    "Sooner or later the connection comes back to the pod that made it; this works only where the network plugin allows hairpin traffic. "
    "Use localhost, or a headless Service.", SUSPECT)
ABROAD = re.compile(r"aws-load-balancer|azure-load-balancer|load-balancer-type|metallb|"
                    r"external-dns\.alpha\.kubernetes\.io/hostname|do-loadbalancer|oci-load-balancer")
LOCAL = re.compile(r"\b(?:localhost|127\.0\.0\.1):(\d{4,5})\b")


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        yield from by_type(view, service)
        if services.selector(service) and not services.is_external_name(service):
            yield from families(view, service)
            yield from local(view, service)
            yield from uneven(view, service)
    yield from called(view)
    yield from through_localhost(view)


def by_type(view: View, service: Object) -> Iterator[Finding]:
    """What a Service's own fields tell."""
    key, kind = objects.key(service), services.service_type(service)
    known = view.settled or bool(services.cluster_ip(service) and objects.uid(service))
    if kind == services.LOAD_BALANCER and known and not services.load_balancer_ingress(service):
        named = objects.spec(service).get("loadBalancerClass")
        yield Finding(BALANCER, key, "spec.loadBalancerClass" if named else "spec.type",
                      f"its load balancer has no address{f'; its class is {named}' if named else ''}: nothing in the cluster gives it one",
                      "meanwhile use its node ports: " + ", ".join(map(str, services.node_ports(service))))
    signs = [name for name in objects.annotations(service) if ABROAD.search(name)]
    if kind == services.CLUSTER_IP and signs and not services.is_headless(service) and not services.external_ips(service):
        yield Finding(INSIDE, key, "spec.type", f"annotation {signs[0]} is for Services reached from outside; the type is ClusterIP",
                      patches.fix(view, patches.patch(key, {"spec": {"type": "LoadBalancer"}}), "type: LoadBalancer"))
    if services.affinity_seconds(service) and services.needs_node_ports(service) and services.external_policy(service) == "Cluster":
        yield Finding(AFFINITY, key, "spec.sessionAffinity", "clients from outside come with the address of the node that they entered by",
                      patches.fix(view, patches.patch(key, {"spec": {"externalTrafficPolicy": "Local"}}), "externalTrafficPolicy: Local"))
    proxy = objects.labels(service).get("service.kubernetes.io/service-proxy-name")
    if proxy is not None:
        yield Finding(ANOTHER, key, "metadata.labels[service.kubernetes.io/service-proxy-name]", f'it is left to the proxy "{proxy}"',
                      patches.fix(view, f"minik label svc {key.name} -n {key.namespace} service.kubernetes.io/service-proxy-name-",
                                  "without the label service.kubernetes.io/service-proxy-name"))


def families(view: View, service: Object) -> Iterator[Finding]:
    """A family of which no pod has an address."""
    found = [pod for pod in view.behind(service) if pods.addresses(pod)]
    has = {"IPv6" if ":" in address else "IPv4" for pod in found for address in pods.addresses(pod)}
    lacking = [family for family in services.families(service) if family not in has] if found else []
    if lacking:
        yield Finding(FAMILY, objects.key(service), "spec.ipFamilies",
                      f"{counted(len(found), 'pod')} match, none has an {lacking[0]} address; they have {', '.join(sorted(has))}",
                      f"ipFamilies: [{', '.join(sorted(has))}]", level=WARNING if set(services.families(service)) & has else "")


def local(view: View, service: Object) -> Iterator[Finding]:
    """Policies that keep traffic on a node, and the nodes without a pod."""
    outside = services.external_policy(service) == "Local" and services.needs_node_ports(service)
    inside = services.internal_policy(service) == "Local" and not services.is_headless(service)
    found = view.behind(service)
    if not (outside or inside) or not found:
        return
    if any(map(is_known, found)) and view.cluster.of("Node"):
        here = {pods.node(pod) for pod in found if pods.is_ready(pod)}
        empty = [objects.name(one) for one in view.cluster.of("Node") if objects.name(one) not in here and not nodes.taints(one)]
        said, doubt = f"no ready pod on {few(empty)}; {counted(len(here), 'node')} {'has' if len(here) == 1 else 'have'} one", ""
        if not here or not empty:
            return
    elif all(key.kind == "DaemonSet" for key in view.makers_behind(service)):
        return
    else:
        whose = few([f"{key.kind} {key.name}" for key in view.makers_behind(service)])
        said, doubt = f"its pods come from {whose}, which does not place one on every node", SUSPECT
    if outside:
        balanced = services.service_type(service) == services.LOAD_BALANCER
        yield Finding(EXTERNAL, objects.key(service), "spec.externalTrafficPolicy", said, "externalTrafficPolicy: Cluster, or a DaemonSet",
                      level=INFO if balanced else "", doubt=doubt)
    if inside:
        yield Finding(INTERNAL, objects.key(service), "spec.internalTrafficPolicy", said, "internalTrafficPolicy: Cluster, or a DaemonSet",
                      doubt=doubt)


def uneven(view: View, service: Object) -> Iterator[Finding]:
    """Pods per zone, where traffic stays in its zone."""
    spread = objects.spec(service).get("trafficDistribution")
    slices = () if spread is None and not view.cluster.of("EndpointSlice") else endpoint_slices.of_service(
        view.cluster, objects.namespace(service), objects.name(service))
    hinted = any(one.get("hints") for part in slices for one in endpoint_slices.endpoints(part))
    if not spread and not hinted:
        return
    zones = {objects.labels(one).get("topology.kubernetes.io/zone", ""): 0 for one in view.cluster.of("Node") if not nodes.taints(one)}
    for pod in view.behind(service):
        node = view.cluster.get("Node", "", pods.node(pod)) if pods.is_ready(pod) else None
        zone = objects.labels(node).get("topology.kubernetes.io/zone", "") if node else ""
        if zone in zones:
            zones[zone] += 1
    used = {zone: number for zone, number in zones.items() if number}
    if len(zones) > 1 and used and max(used.values()) >= 2 * min(used.values()) and len(used) > 1:
        told = ", ".join(f"{zone}: {number}" for zone, number in sorted(zones.items()))
        yield Finding(UNEVEN, objects.key(service), "spec.trafficDistribution", f"ready pods by zone: {told}; clients use their own zone",
                      "spread the pods evenly: topologySpreadConstraints over topology.kubernetes.io/zone")


def called(view: View) -> Iterator[Finding]:
    """What pods call that will not let them through: themselves, or a load balancer that is closed to them."""
    balancers = [one for one in view.services if services.source_ranges(one)]
    fronts = {address: one for one in balancers for address in services.load_balancer_ips(one) or [
        str(objects.spec(one).get("loadBalancerIP") or "")] if address}
    for call in view.index(Mentions).calls:
        service = meant(view, call)
        pod = call.maker.pod
        if service and is_itself(service, pod):
            yield Finding(HAIRPIN, call.maker.key, call.field, f"{call.said} is Service {objects.name(service)}, which selects it, too",
                          "localhost, or a headless Service")
        front = fronts.get(call.host)
        if front and not any(covers(one, cidr) for one in services.source_ranges(front) for cidr in view.cluster.settings.pod_cidrs):
            yield Finding(RANGES, objects.key(front), "spec.loadBalancerSourceRanges",
                          f"{call.maker.title} calls {call.said}, and pods ({', '.join(view.cluster.settings.pod_cidrs)}) are in none of "
                          f"{', '.join(services.source_ranges(front))}", f"call it {objects.name(front)}.{objects.namespace(front)}",
                          doubt="" if view.settled else SUSPECT)


def is_itself(service: Object, pod: Object) -> bool:
    """Whether a pod that calls a Service is called back by it; a headless one gives the pods' addresses, which need no way back."""
    if services.is_headless(service) or objects.namespace(service) != objects.namespace(pod):
        return False
    return bool(services.selector(service)) and services.selector(service).items() <= objects.labels(pod).items()


def covers(outer: str, inner: str) -> bool:
    """Whether one range lies in another."""
    one, other = ip.lenient_network(outer), ip.lenient_network(inner)
    return bool(one and other and one[1].version == other[1].version and other[1].subnet_of(one[1]))  # type: ignore[arg-type]


def through_localhost(view: View) -> Iterator[Finding]:
    """Node ports by way of localhost, as nodes do that pull from a registry in the cluster."""
    mode = view.cluster.settings.proxy_mode
    ports = {number: service for service in view.services for number in services.node_ports(service)}
    if not ports or view.settled and mode not in ("nftables", "ipvs"):
        return
    for maker in view.makers.values():
        said = [(f"spec.containers[{index}].image", str(one.get("image") or "")) for index, one in enumerate(pods.containers(maker.pod))]
        said += [(text.path, text.value) for text in texts(maker.pod)] if pods.uses_host_network(maker.pod) else []
        for path, value in said:
            found = LOCAL.search(value)
            if found and int(found[1]) in ports:
                yield Finding(LOCALHOST, maker.key, f"{maker.path}.{path}" if maker.path else path,
                              f"{found[0]} is the node port of Service {objects.name(ports[int(found[1])])}"
                              + (f"; the proxy mode is {mode}" if view.settled else "; only the iptables mode serves it"),
                              f"an address of the node, with :{found[1]}", doubt="" if view.settled else SUSPECT)
