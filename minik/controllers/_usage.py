"""What objects use up of the quotas of their namespace. Upstream rule: `pkg/quota/v1/evaluator/core`."""
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from minik.kinds import pod as pods
from minik.kinds._resources import is_native
from minik.kinds._storage import class_of
from minik.kinds.pod import demand
from minik.kinds.pod.demand import Amounts
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model import quantity, selectors
from minik.model.duration import moment
from minik.model.object import Object, read

# Whether an object is of a scope that a quota names.
Test: TypeAlias = Callable[[Object], bool]
ONE = quantity.of_value(1)
OF_CLASS = "{}.storageclass.storage.k8s.io/{}"


def of_pod(pod: Object, now: datetime) -> Amounts:
    """A pod is counted, and what it asks for and may take; one that has ended uses nothing any more."""
    if pods.phase(pod) in ("Succeeded", "Failed") or is_overdue(pod, now):
        return {}
    requests, limits = (demand.pod_total(pod["spec"], side) for side in ("requests", "limits"))
    asked = {f"requests.{name}": amount for name, amount in requests.items()}
    return {"pods": ONE, **asked, **{name: amount for name, amount in requests.items() if is_native(name)},
            **{f"limits.{name}": amount for name, amount in limits.items()}}


def is_overdue(pod: Object, now: datetime) -> bool:
    """Whether a pod should be gone by now, had its node confirmed it."""
    deleted, grace = (pod["metadata"].get(field) for field in ("deletionTimestamp", "deletionGracePeriodSeconds"))
    return deleted is not None and grace is not None and now > moment(deleted) + timedelta(seconds=grace)


def of_service(service: Object, _: datetime) -> Amounts:
    """A service is counted, by itself and by what it is reached with from outside."""
    kind, ports = services.service_type(service), len(services.ports(service))
    balanced = kind == "LoadBalancer"
    if balanced and objects.spec(service).get("allocateLoadBalancerNodePorts") is False:
        ports = len([port for port in services.ports(service) if port.get("nodePort")])
    node_ports = ports if balanced or kind == "NodePort" else 0
    return {"services": ONE, "services.loadbalancers": quantity.of_value(int(balanced)),
            "services.nodeports": quantity.of_value(node_ports)}


def of_claim(claim: Object, _: datetime) -> Amounts:
    """A claim is counted with the storage that it asks for, also among those of its class."""
    wanted = demand.larger(*(demand.amounts(read(claim, path)) for path in ("spec.resources.requests", "status.allocatedResources")))
    used = {"persistentvolumeclaims": ONE, "requests.storage": wanted.get("storage", quantity.ZERO)}
    of_class = {OF_CLASS.format(class_of(claim), name): amount for name, amount in used.items()}
    return {**used, **(of_class if class_of(claim) else {})}


def affinity_terms(pod: Object) -> Iterator[Object]:
    """Near which pods it wants to be, or far from which."""
    for side in ("podAffinity", "podAntiAffinity"):
        found = read(pod, f"spec.affinity.{side}", {})
        yield from found.get("requiredDuringSchedulingIgnoredDuringExecution") or ()
        yield from (one.get("podAffinityTerm") or {} for one in found.get("preferredDuringSchedulingIgnoredDuringExecution") or ())


def is_elsewhere(term: Object) -> bool:
    """Whether an affinity looks at pods of other namespaces."""
    return bool(term.get("namespaces")) or term.get("namespaceSelector") is not None


POD_SCOPES: Mapping[str, Test] = {
    "Terminating": lambda pod: read(pod, "spec.activeDeadlineSeconds") is not None,
    "NotTerminating": lambda pod: read(pod, "spec.activeDeadlineSeconds") is None,
    "BestEffort": lambda pod: demand.quality(pod["spec"]) == "BestEffort",
    "NotBestEffort": lambda pod: demand.quality(pod["spec"]) != "BestEffort",
    "CrossNamespacePodAffinity": lambda pod: any(map(is_elsewhere, affinity_terms(pod))),
}
# kind → scope → the field that the values of the scope are held against
FIELDS = {"Pod": {"PriorityClass": "spec.priorityClassName"},
          "PersistentVolumeClaim": {"VolumeAttributesClass": "spec.volumeAttributesClassName"}}


def is_in_scope(obj: Object, kind: str, quota: Object) -> bool:
    """Whether a quota is about an object: all its scopes have to fit, and a kind that has none of them never does."""
    expressions: Sequence[Object] = read(quota, "spec.scopeSelector.matchExpressions", ())
    scopes = [{"scopeName": scope, "operator": "Exists"} for scope in read(quota, "spec.scopes", ())]
    return all(fits(obj, kind, term) for term in (*scopes, *expressions))


def fits(obj: Object, kind: str, term: Object) -> bool:
    """Whether an object is of one scope."""
    scope, path = term["scopeName"], FIELDS.get(kind, {}).get(term["scopeName"])
    if path is None:
        return kind == "Pod" and scope in POD_SCOPES and POD_SCOPES[scope](obj)
    found = read(obj, path)
    wanted = {"key": scope, "operator": term.get("operator"), "values": term.get("values") or []}
    return selectors.matches(selectors.of_label_selector({"matchExpressions": [wanted]}), {scope: found} if found else {})
