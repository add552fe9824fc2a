"""What a Service must be like. Upstream rule: core validation `ValidateService`, in its order."""
from collections.abc import Container, Iterable, Iterator, Mapping, Set
from typing import Any

from minik.errors import Problem
from minik.kinds._metadata import labels_problems, metadata_problems
from minik.kinds._rules import named, named_required
from minik.kinds.service import fields
from minik.kinds.service.addresses import address_problems
from minik.model import ip, names
from minik.model.object import Object, annotations, spec
from minik.model.problem import duplicate, forbidden, invalid, not_supported, required

TYPES = frozenset((fields.CLUSTER_IP, fields.NODE_PORT, fields.LOAD_BALANCER, fields.EXTERNAL_NAME))
PROTOCOLS = frozenset(("TCP", "UDP", "SCTP"))
AFFINITIES = frozenset(("ClientIP", "None"))
POLICIES = frozenset(("Cluster", "Local"))
DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")
LONGEST_AFFINITY = 86400
HINTS, MODE = "service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode"
SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
LOAD_BALANCER_ONLY = "may only be used when `type` is 'LoadBalancer'"
HEALTH_CHECK_ONLY = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
EXTERNAL_NAME_NEVER = "may not be set for ExternalName services"


def problems(service: Object, old: Object | None = None) -> Iterator[Problem]:
    """Everything that is wrong with a service. Of a changed one neither the name is judged again nor the addresses that it had."""
    before = old or {}
    yield from metadata_problems(service, names.label if old is None else unjudged)
    yield from topology_problems(annotations(service))
    if not fields.ports(service) and not fields.is_headless(service) and not fields.is_external_name(service):
        yield required("spec.ports")
    yield from type_dependent_problems(service)
    called = set[str]()
    for index, port in enumerate(fields.ports(service)):
        yield from port_problems(port, f"spec.ports[{index}]", len(fields.ports(service)) > 1, called)
    yield from labels_problems(fields.selector(service), "spec.selector")
    yield from affinity_problems(spec(service))
    yield from address_problems(service, fields.cluster_ips(before))
    for index, address in enumerate(fields.external_ips(service)):
        wrong = list(ip.problems(f"spec.externalIPs[{index}]", address, fields.external_ips(before)))
        yield from wrong or named(f"spec.externalIPs[{index}]", address, ip.endpoint_address)
    yield from type_problems(service)
    yield from clash_problems(service)
    yield from source_range_problems(service, [text.strip() for text in fields.source_ranges(before)])
    yield from load_balancer_problems(service)
    yield from traffic_problems(service)


def unjudged(_: str) -> Iterable[str]:
    """The rule of a name that nobody may change any more."""
    return ()


def topology_problems(given: Mapping[str, str]) -> Iterator[Problem]:
    """The old and the new name of an annotation say the same."""
    if HINTS in given and MODE in given and given[HINTS] != given[MODE]:
        yield invalid(f"metadata.annotations[{MODE}]", given[MODE], f"must match annotations[{HINTS}] when both are specified")


def type_dependent_problems(service: Object) -> Iterator[Problem]:
    """What a type needs, or cannot have."""
    kind = fields.service_type(service)
    if kind in (fields.LOAD_BALANCER, fields.NODE_PORT) and fields.is_headless(service):
        yield invalid("spec.clusterIPs[0]", fields.NONE, f"may not be set to 'None' for {kind} services")
    if kind == fields.EXTERNAL_NAME:
        for field in ("clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            if spec(service).get(field):
                yield forbidden(f"spec.{field}", EXTERNAL_NAME_NEVER)
        name = fields.external_name(service).removesuffix(".")
        yield from named_required("spec.externalName", name, names.subdomain)


def port_problems(port: Mapping[str, Any], path: str, needs_name: bool, called: set[str]) -> Iterator[Problem]:
    """One port; among several each needs a name of its own."""
    name, number, protocol = port.get("name") or "", port.get("port") or 0, port.get("protocol") or ""
    if needs_name and not name:
        yield required(f"{path}.name")
    elif name:
        yield from named(f"{path}.name", name, names.label)
        if name in called:
            yield duplicate(f"{path}.name", name)
        called.add(name)
    yield from (invalid(f"{path}.port", number, message) for message in names.port_number(number))
    if not protocol:
        yield required(f"{path}.protocol")
    elif protocol not in PROTOCOLS:
        yield not_supported(f"{path}.protocol", protocol, PROTOCOLS)
    target = port.get("targetPort", 0)
    rule = names.port_name(target) if isinstance(target, str) else names.port_number(target)
    yield from (invalid(f"{path}.targetPort", target, message) for message in rule)
    if port.get("appProtocol") is not None:
        yield from named(f"{path}.appProtocol", port["appProtocol"], names.qualified)


def affinity_problems(given: Mapping[str, Any]) -> Iterator[Problem]:
    """Whether a client sticks to its endpoint, and for how long."""
    affinity, config, path = given.get("sessionAffinity") or "", given.get("sessionAffinityConfig"), "spec.sessionAffinityConfig"
    if not affinity:
        yield required("spec.sessionAffinity")
    elif affinity not in AFFINITIES:
        yield not_supported("spec.sessionAffinity", affinity, AFFINITIES)
    if affinity == "None" and config is not None:
        yield forbidden(path, "must not be set when session affinity is None")
    if affinity == "ClientIP":
        seconds = ((config or {}).get("clientIP") or {}).get("timeoutSeconds")
        if seconds is None:
            yield required(path, "when session affinity type is ClientIP")
        elif not 0 < seconds <= LONGEST_AFFINITY:
            yield invalid(f"{path}.clientIP.timeoutSeconds", seconds, f"must be greater than 0 and less than {LONGEST_AFFINITY}")


def type_problems(service: Object) -> Iterator[Problem]:
    """The type is known, and one without node ports asks for none."""
    kind = spec(service).get("type") or ""
    if not kind:
        yield required("spec.type")
    elif kind not in TYPES:
        yield not_supported("spec.type", kind, TYPES)
    if kind == fields.CLUSTER_IP:
        for index, port in enumerate(fields.ports(service)):
            if port.get("nodePort"):
                yield forbidden(f"spec.ports[{index}].nodePort", "may not be used when `type` is 'ClusterIP'")


def clash_problems(service: Object) -> Iterator[Problem]:
    """No two ports of a protocol have one number, neither here nor on the nodes."""
    seen: Set[tuple[str, int]] = set()
    for index, port in enumerate(fields.ports(service)):
        if port.get("nodePort"):
            this = (port.get("protocol") or "", port["nodePort"])
            if this in seen:
                yield duplicate(f"spec.ports[{index}].nodePort", port["nodePort"])
            seen |= {this}
    seen = set()
    for index, port in enumerate(fields.ports(service)):
        this = (port.get("protocol") or "", port.get("port") or 0)
        if this in seen:
            yield duplicate(f"spec.ports[{index}]", {"Name": "", "Protocol": this[0], "AppProtocol": None, "Port": this[1],
                                                     "TargetPort": 0, "NodePort": 0})
        seen |= {this}


def source_range_problems(service: Object, known: Container[str] = ()) -> Iterator[Problem]:
    """From where a load balancer may be used, in its field or, where that is empty, in the annotation of old."""
    path, given = "spec.LoadBalancerSourceRanges", fields.source_ranges(service)
    places = [(f"{path}[{index}]", text) for index, text in enumerate(given)]
    if not given:
        path, annotation = f"metadata.annotations[{SOURCE_RANGES}]", annotations(service).get(SOURCE_RANGES)
        if annotation is None:
            return
        places = [(path, text) for text in annotation.strip().split(",")] if annotation.strip() else []
    if fields.service_type(service) != fields.LOAD_BALANCER:
        yield forbidden(path, LOAD_BALANCER_ONLY)
    for place, text in places:
        yield from ip.cidr_problems(place, text.strip(), known)


def load_balancer_problems(service: Object) -> Iterator[Problem]:
    """What only a load balancer has."""
    given, is_balancer = spec(service), fields.service_type(service) == fields.LOAD_BALANCER
    if given.get("allocateLoadBalancerNodePorts") is not None and not is_balancer:
        yield forbidden("spec.allocateLoadBalancerNodePorts", LOAD_BALANCER_ONLY)
    if given.get("allocateLoadBalancerNodePorts") is None and is_balancer:
        yield required("allocateLoadBalancerNodePorts")
    yield from class_problems(service)


def class_problems(service: Object) -> Iterator[Problem]:
    """Which load balancer is meant."""
    name = spec(service).get("loadBalancerClass")
    if name is not None and fields.service_type(service) != fields.LOAD_BALANCER:
        yield forbidden("spec.loadBalancerClass", LOAD_BALANCER_ONLY)
    elif name is not None:
        yield from named("spec.loadBalancerClass", name, names.qualified)


def traffic_problems(service: Object) -> Iterator[Problem]:
    """Where traffic from outside and from inside may go."""
    given = spec(service)
    external, health = given.get("externalTrafficPolicy") or "", fields.health_check_node_port(service)
    if not fields.is_externally_accessible(service):
        if external:
            yield invalid("spec.externalTrafficPolicy", external, "may only be set for externally-accessible services")
    elif not external:
        yield required("spec.externalTrafficPolicy")
    elif external not in POLICIES:
        yield not_supported("spec.externalTrafficPolicy", external, POLICIES)
    if not fields.needs_health_check(service):
        if health:
            yield invalid("spec.healthCheckNodePort", health, HEALTH_CHECK_ONLY)
    elif not health:
        yield required("spec.healthCheckNodePort")
    else:
        yield from (invalid("spec.healthCheckNodePort", health, message) for message in names.port_number(health))
    internal, distribution = given.get("internalTrafficPolicy"), given.get("trafficDistribution")
    if internal is None and fields.service_type(service) in (fields.CLUSTER_IP, fields.NODE_PORT, fields.LOAD_BALANCER):
        yield required("spec.internalTrafficPolicy")
    if internal is not None and internal not in POLICIES:
        yield not_supported("spec.internalTrafficPolicy", internal, POLICIES)
    if distribution is not None and distribution not in DISTRIBUTIONS:
        yield not_supported("spec.trafficDistribution", distribution, DISTRIBUTIONS)
