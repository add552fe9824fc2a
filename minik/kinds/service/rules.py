"""Validation of Services, in upstream's order. Upstream rule: core validation `ValidateService`."""

from collections.abc import Container, Iterator, Mapping, Sequence

from minik.errors import Problem
from minik.kinds._metadata import labels_problems, metadata_problems
from minik.kinds._rules import any_name, check_name, check_required_name
from minik.kinds.service import fields
from minik.kinds.service.addresses import address_problems
from minik.kinds.service.content import content_of
from minik.kinds.service.port_rules import duplicate_port_problems, port_problems
from minik.light_typing import Any
from minik.model import ip, names
from minik.model.object import Object, annotations, spec
from minik.model.problem import forbidden, invalid, not_supported, required
from minik.model.sharing import Sound, structure_of

TYPES = frozenset((fields.CLUSTER_IP, fields.NODE_PORT, fields.LOAD_BALANCER, fields.EXTERNAL_NAME))
AFFINITIES = frozenset(("ClientIP", "None"))
POLICIES = frozenset(("Cluster", "Local"))
DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")
LONGEST_AFFINITY = 86400
HINTS, MODE = "service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode"
SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
LOAD_BALANCER_ONLY = "may only be used when `type` is 'LoadBalancer'"
HEALTH_CHECK_ONLY = (
    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
)
EXTERNAL_NAME_NEVER = "may not be set for ExternalName services"


_sound = Sound()


def problems(service: Object, old: Object | None = None) -> Iterator[Problem]:
    """Yield what is wrong with a service. Of an updated one, neither the name nor unchanged
    addresses are checked again.
    """
    first, middle, last = _content_problems(service, old)
    yield from metadata_problems(service, names.label if old is None else any_name)
    yield from first
    yield from labels_problems(fields.selector(service), "spec.selector")
    yield from middle
    yield from address_problems(service, fields.cluster_ips(old or {}))
    yield from last


def _content_problems(service: Object, old: Object | None) -> Sequence[Sequence[Problem]]:
    """Return what is wrong with all but names, labels and addresses: what is told before the
    selector, before the addresses, and after them.
    """
    content = content_of(service)
    key = structure_of(content) if old is None else b""
    if key in _sound:
        return (), (), ()
    problems = (
        list(_first_problems(content)),
        list(affinity_problems(spec(content))),
        list(_last_problems(content, old)),
    )
    if not any(problems):
        _sound.add(key)
    return problems


def _first_problems(service: Object) -> Iterator[Problem]:
    """Yield what comes before the selector: type and ports."""
    yield from topology_problems(annotations(service))
    if (
        not fields.ports(service)
        and not fields.is_headless(service)
        and not fields.is_external_name(service)
    ):
        yield required("spec.ports")
    yield from type_dependent_problems(service)
    seen_names = set[str]()
    for index, port in enumerate(fields.ports(service)):
        yield from port_problems(
            port, f"spec.ports[{index}]", len(fields.ports(service)) > 1, seen_names
        )


def _last_problems(service: Object, old: Object | None) -> Iterator[Problem]:
    """Yield what comes after the addresses."""
    before = old or {}
    for index, address in enumerate(fields.external_ips(service)):
        wrong = list(
            ip.problems(f"spec.externalIPs[{index}]", address, fields.external_ips(before))
        )
        yield from wrong or check_name(f"spec.externalIPs[{index}]", address, ip.endpoint_address)
    yield from type_problems(service)
    yield from duplicate_port_problems(service)
    yield from source_range_problems(
        service, [text.strip() for text in fields.source_ranges(before)]
    )
    yield from load_balancer_problems(service)
    yield from traffic_problems(service)


def topology_problems(annotation_map: Mapping[str, str]) -> Iterator[Problem]:
    """Check that the old and the new topology annotation agree."""
    if (
        HINTS in annotation_map
        and MODE in annotation_map
        and annotation_map[HINTS] != annotation_map[MODE]
    ):
        yield invalid(
            f"metadata.annotations[{MODE}]",
            annotation_map[MODE],
            f"must match annotations[{HINTS}] when both are specified",
        )


def type_dependent_problems(service: Object) -> Iterator[Problem]:
    """Check the fields that a type requires or forbids."""
    kind = fields.service_type(service)
    if kind in (fields.LOAD_BALANCER, fields.NODE_PORT) and fields.is_headless(service):
        yield invalid(
            "spec.clusterIPs[0]", fields.NONE, f"may not be set to 'None' for {kind} services"
        )
    if kind == fields.EXTERNAL_NAME:
        for field in ("clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            if spec(service).get(field):
                yield forbidden(f"spec.{field}", EXTERNAL_NAME_NEVER)
        name = fields.external_name(service).removesuffix(".")
        yield from check_required_name("spec.externalName", name, names.subdomain)


def affinity_problems(service_spec: Mapping[str, Any]) -> Iterator[Problem]:
    """Check the session affinity and its timeout."""
    affinity, config, path = (
        service_spec.get("sessionAffinity") or "",
        service_spec.get("sessionAffinityConfig"),
        "spec.sessionAffinityConfig",
    )
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
            yield invalid(
                f"{path}.clientIP.timeoutSeconds",
                seconds,
                f"must be greater than 0 and less than {LONGEST_AFFINITY}",
            )


def type_problems(service: Object) -> Iterator[Problem]:
    """Check that the type is known, and that a ClusterIP service requests no node ports."""
    kind = spec(service).get("type") or ""
    if not kind:
        yield required("spec.type")
    elif kind not in TYPES:
        yield not_supported("spec.type", kind, TYPES)
    if kind == fields.CLUSTER_IP:
        for index, port in enumerate(fields.ports(service)):
            if port.get("nodePort"):
                yield forbidden(
                    f"spec.ports[{index}].nodePort", "may not be used when `type` is 'ClusterIP'"
                )


def source_range_problems(service: Object, old_ranges: Container[str] = ()) -> Iterator[Problem]:
    """Check the load balancer source ranges: the field or, if empty, the legacy annotation."""
    path, ranges = "spec.LoadBalancerSourceRanges", fields.source_ranges(service)
    places = [(f"{path}[{index}]", text) for index, text in enumerate(ranges)]
    if not ranges:
        path, annotation = (
            f"metadata.annotations[{SOURCE_RANGES}]",
            annotations(service).get(SOURCE_RANGES),
        )
        if annotation is None:
            return
        places = (
            [(path, text) for text in annotation.strip().split(",")] if annotation.strip() else []
        )
    if fields.service_type(service) != fields.LOAD_BALANCER:
        yield forbidden(path, LOAD_BALANCER_ONLY)
    for place, text in places:
        yield from ip.cidr_problems(place, text.strip(), old_ranges)


def load_balancer_problems(service: Object) -> Iterator[Problem]:
    """Check the fields that only a LoadBalancer may have."""
    service_spec, is_balancer = spec(service), fields.service_type(service) == fields.LOAD_BALANCER
    if service_spec.get("allocateLoadBalancerNodePorts") is not None and not is_balancer:
        yield forbidden("spec.allocateLoadBalancerNodePorts", LOAD_BALANCER_ONLY)
    if service_spec.get("allocateLoadBalancerNodePorts") is None and is_balancer:
        yield required("allocateLoadBalancerNodePorts")
    yield from class_problems(service)


def class_problems(service: Object) -> Iterator[Problem]:
    """Check loadBalancerClass."""
    name = spec(service).get("loadBalancerClass")
    if name is not None and fields.service_type(service) != fields.LOAD_BALANCER:
        yield forbidden("spec.loadBalancerClass", LOAD_BALANCER_ONLY)
    elif name is not None:
        yield from check_name("spec.loadBalancerClass", name, names.qualified_name)


def traffic_problems(service: Object) -> Iterator[Problem]:
    """Check the traffic policies, the health check node port and the traffic distribution."""
    yield from external_problems(service)
    yield from health_check_problems(service)
    internal, distribution = (
        spec(service).get("internalTrafficPolicy"),
        spec(service).get("trafficDistribution"),
    )
    if internal is None and fields.service_type(service) in (
        fields.CLUSTER_IP,
        fields.NODE_PORT,
        fields.LOAD_BALANCER,
    ):
        yield required("spec.internalTrafficPolicy")
    if internal is not None and internal not in POLICIES:
        yield not_supported("spec.internalTrafficPolicy", internal, POLICIES)
    if distribution is not None and distribution not in DISTRIBUTIONS:
        yield not_supported("spec.trafficDistribution", distribution, DISTRIBUTIONS)


def external_problems(service: Object) -> Iterator[Problem]:
    """Check externalTrafficPolicy: only where the Service is accessible from outside."""
    path, policy = "spec.externalTrafficPolicy", spec(service).get("externalTrafficPolicy") or ""
    if not fields.is_externally_accessible(service):
        if policy:
            yield invalid(path, policy, "may only be set for externally-accessible services")
    elif not policy:
        yield required(path)
    elif policy not in POLICIES:
        yield not_supported(path, policy, POLICIES)


def health_check_problems(service: Object) -> Iterator[Problem]:
    """Check healthCheckNodePort: only for load balancers with externalTrafficPolicy Local."""
    path, port = "spec.healthCheckNodePort", fields.health_check_node_port(service)
    if not fields.needs_health_check(service):
        if port:
            yield invalid(path, port, HEALTH_CHECK_ONLY)
    elif not port:
        yield required(path)
    else:
        yield from (invalid(path, port, message) for message in names.port_number(port))
