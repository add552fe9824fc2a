"""What objects use of their namespace's quotas. Upstream rule: `pkg/quota/v1/evaluator/core`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from minik.kinds import pod as pods
from minik.kinds.pod import demand
from minik.kinds.pod.demand import Amounts
from minik.kinds.resource_names import is_native
from minik.kinds.service import fields as services
from minik.kinds.storage import storage_class_name
from minik.light_typing import TypeAlias
from minik.model import object as objects
from minik.model import quantity, selectors
from minik.model.duration import after, parse_time
from minik.model.kind import Kind
from minik.model.object import Object, read

# Whether an object is of a scope that a quota names.
ScopeTest: TypeAlias = Callable[[Object], bool]
ONE = quantity.of_value(1)
LIMITED = ("cpu", "memory", "ephemeral-storage")  # of which limits are charged too
MOST_DEVICES = 32  # of one claim
DEVICE_RESOURCE = "{}.deviceclass.resource.k8s.io/devices"
CLASS_RESOURCE = "{}.storageclass.storage.k8s.io/{}"


def pod_usage(pod: Object, now: datetime) -> Amounts:
    """Return a pod's use: its count, requests and limits; {} for a finished pod."""
    if pods.phase(pod) in ("Succeeded", "Failed") or is_past_grace(pod, now):
        return {}
    requests, limits = (
        demand.pod_total(objects.spec(pod), side) for side in ("requests", "limits")
    )
    request_amounts = {f"requests.{name}": amount for name, amount in requests.items()}
    return {
        "pods": ONE,
        **request_amounts,
        **{name: amount for name, amount in requests.items() if is_native(name)},
        **{f"limits.{name}": limits[name] for name in LIMITED if name in limits},
    }


def is_past_grace(pod: Object, now: datetime) -> bool:
    """Whether a pod's grace period is over, but its node has not confirmed the deletion."""
    deleted, grace = (
        pod["metadata"].get(field) for field in ("deletionTimestamp", "deletionGracePeriodSeconds")
    )
    return deleted is not None and grace is not None and now > after(parse_time(deleted), grace)


def service_usage(service: Object, _: datetime) -> Amounts:
    """Return a Service's use: its count, load balancers and node ports."""
    kind, ports = services.service_type(service), len(services.ports(service))
    is_load_balancer = kind == "LoadBalancer"
    if is_load_balancer and objects.spec(service).get("allocateLoadBalancerNodePorts") is False:
        ports = len([port for port in services.ports(service) if port.get("nodePort")])
    node_ports = ports if is_load_balancer or kind == "NodePort" else 0
    return {
        "services": ONE,
        "services.loadbalancers": quantity.of_value(int(is_load_balancer)),
        "services.nodeports": quantity.of_value(node_ports),
    }


def claim_usage(claim: Object, _: datetime) -> Amounts:
    """Return a claim's use: its count and storage, also per storage class."""
    storage = demand.max_amounts(
        *(
            demand.parse_amounts(read(claim, path))
            for path in ("spec.resources.requests", "status.allocatedResources")
        )
    )
    usage = {
        "persistentvolumeclaims": ONE,
        "requests.storage": storage.get("storage", quantity.ZERO),
    }
    class_usage = {
        CLASS_RESOURCE.format(storage_class_name(claim), name): amount
        for name, amount in usage.items()
    }
    return {**usage, **(class_usage if storage_class_name(claim) else {})}


def devices_usage(claim: Object, _: datetime) -> Amounts:
    """Return how many devices of each class a resource claim may get: of alternatives, the most.

    Upstream rule: `pkg/quota/v1/evaluator/core` `claimEvaluator`.
    """
    totals: dict[str, int] = {}
    for request in read(claim, "spec.devices.requests", ()):
        alternatives = request.get("firstAvailable") or [request.get("exactly") or {}]
        most: dict[str, int] = {}
        for asked in alternatives:
            name = DEVICE_RESOURCE.format(asked.get("deviceClassName") or "")
            most[name] = max(most.get(name, 0), device_count(asked))
        totals |= {name: totals.get(name, 0) + number for name, number in most.items()}
    return {name: quantity.of_value(number) for name, number in totals.items()}


def device_count(asked: Object) -> int:
    """Return how many devices one request may get."""
    mode = asked.get("allocationMode") or "ExactCount"
    counts = {"ExactCount": int(asked.get("count") or 1), "All": MOST_DEVICES}
    return counts.get(mode, 0)


def affinity_terms(pod: Object) -> Iterator[Object]:
    """Yield a pod's affinity and anti-affinity terms, required and preferred."""
    for side in ("podAffinity", "podAntiAffinity"):
        affinity = read(pod, f"spec.affinity.{side}", {})
        yield from affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or ()
        yield from (
            preference.get("podAffinityTerm") or {}
            for preference in affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        )


def crosses_namespaces(term: Object) -> bool:
    """Whether an affinity term looks at other namespaces."""
    return bool(term.get("namespaces")) or term.get("namespaceSelector") is not None


POD_SCOPES: Mapping[str, ScopeTest] = {
    "Terminating": lambda pod: read(pod, "spec.activeDeadlineSeconds") is not None,
    "NotTerminating": lambda pod: read(pod, "spec.activeDeadlineSeconds") is None,
    "BestEffort": lambda pod: demand.qos_class(objects.spec(pod)) == "BestEffort",
    "NotBestEffort": lambda pod: demand.qos_class(objects.spec(pod)) != "BestEffort",
    "CrossNamespacePodAffinity": lambda pod: any(map(crosses_namespaces, affinity_terms(pod))),
}
# kind → scope → the field that the values of the scope are held against
FIELDS = {
    "Pod": {"PriorityClass": "spec.priorityClassName"},
    "PersistentVolumeClaim": {"VolumeAttributesClass": "spec.volumeAttributesClassName"},
}


def is_in_scope(obj: Object, kind: str, quota: Object) -> bool:
    """Whether a quota covers an object: all its scopes match."""
    expressions: Sequence[Object] = read(quota, "spec.scopeSelector.matchExpressions", ())
    scopes = [
        {"scopeName": scope, "operator": "Exists"} for scope in read(quota, "spec.scopes", ())
    ]
    return all(matches_scope(obj, kind, term) for term in (*scopes, *expressions))


def matches_scope(obj: Object, kind: str, term: Object) -> bool:
    """Whether an object is in one scope."""
    scope, path = term["scopeName"], FIELDS.get(kind, {}).get(term["scopeName"])
    if path is None:
        return kind == "Pod" and scope in POD_SCOPES and POD_SCOPES[scope](obj)
    value = read(obj, path)
    expression = {
        "key": scope,
        "operator": term.get("operator"),
        "values": term.get("values") or [],
    }
    return selectors.matches(
        selectors.of_label_selector({"matchExpressions": [expression]}),
        {scope: value} if value else {},
    )


COUNT = "count/"
# kind → what its objects use up, besides being there; and the kinds whose objects are counted under
# a name of old
USAGE_OF: Mapping[str, Callable[[Object, datetime], Amounts]] = {
    "Pod": pod_usage,
    "Service": service_usage,
    "PersistentVolumeClaim": claim_usage,
    "ResourceClaim": devices_usage,
}
PLAIN_COUNTS = {
    "configmaps": "ConfigMap",
    "secrets": "Secret",
    "replicationcontrollers": "ReplicationController",
    "resourcequotas": "ResourceQuota",
}


def usage_of(obj: Object, kind: Kind, now: datetime) -> Amounts:
    """Return all that an object uses of its namespace's quotas, its being there included."""
    amounts = USAGE_OF[kind.key](obj, now) if kind.key in USAGE_OF else {}
    plain = {kind.plural: ONE} if PLAIN_COUNTS.get(kind.plural) == kind.key else {}
    return {**amounts, **plain, f"{COUNT}{kind.resource}": ONE}
