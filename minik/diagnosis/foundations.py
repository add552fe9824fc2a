"""What an object stands on: a Service on its pods, a pod on its node, its claims and what makes it, a
workload on the pods that it gets.
"""

from collections.abc import Callable, Iterator

from minik.diagnosis.view import TEMPLATES, View, owners, pod_template
from minik.kinds import pod as pods
from minik.kinds.ingress import fields as ingresses
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Key, Object


def under_service(view: View, service: Object) -> Iterator[Key]:
    """Yield the pods that a Service selects, and the workloads that should make such pods."""
    if not services.selector(service):
        return
    selected = view.selected_pods(service)
    for pod in selected:
        yield objects.key(pod)
        yield from under_pod(view, pod)
    if not selected or not any(map(pods.is_ready, selected)):
        for workload in matching_workloads(view.cluster, service):
            yield objects.key(workload)
            yield from under_workload(view, workload)


def matching_workloads(cluster: Cluster, service: Object) -> Iterator[Object]:
    """Yield the workloads whose template has the labels that a Service selects."""
    selector, namespace = services.selector(service).items(), objects.namespace(service)
    for kind in TEMPLATES:
        by_label = cluster.table(kind).index_by(template_labels)
        if not by_label:
            continue
        lists = [by_label.get((namespace, *pair), ()) for pair in selector]
        for workload in min(lists, key=len):
            if selector <= pods.template_labels(pod_template(workload)).items():
                yield workload


def template_labels(workload: Object) -> list[tuple[str, str, str]]:
    """Return the labels of a workload's template with its namespace, as index keys."""
    pairs = pods.template_labels(pod_template(workload)).items()
    return [(objects.namespace(workload), *pair) for pair in pairs]


def under_pod(view: View, pod: Object) -> Iterator[Key]:
    """Yield a pod's node, claims and makers."""
    if pods.node(pod):
        yield Key("Node", "", pods.node(pod))
    namespace = objects.namespace(pod)
    for volume in objects.spec(pod).get("volumes") or ():
        name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        if volume.get("ephemeral"):
            name = f"{objects.name(pod)}-{volume.get('name')}"
        claim = view.cluster.get("PersistentVolumeClaim", namespace, name) if name else None
        if claim is not None:
            yield objects.key(claim)
            yield from under_claim(view, claim)
    yield from makers(view.cluster, pod)


def makers(cluster: Cluster, obj: Object) -> Iterator[Key]:
    """Yield the controller of an object, and the controller of that."""
    for owner in owners(obj):
        yield Key(*owner)
        above = cluster.get(*owner)
        if above is not None:
            yield from makers(cluster, above)


def under_claim(_: View, claim: Object) -> Iterator[Key]:
    """Yield a claim's volume and class."""
    spec = objects.spec(claim)
    if spec.get("volumeName"):
        yield Key("PersistentVolume", "", spec["volumeName"])
    if spec.get("storageClassName"):
        yield Key("StorageClass", "", spec["storageClassName"])


def under_workload(view: View, workload: Object) -> Iterator[Key]:
    """Yield the pods and the sets of a workload, and what the pods stand on."""
    key = objects.key(workload)
    for kind in ("ReplicaSet", "Job"):
        for between in view.cluster.table(kind).index_by(owners).get(key, ()):
            yield objects.key(between)
            yield from under_workload(view, between)
    for pod in view.cluster.table("Pod").index_by(owners).get(key, ()):
        yield objects.key(pod)
        yield from under_pod(view, pod)


def under_autoscaler(view: View, autoscaler: Object) -> Iterator[Key]:
    """Yield what a HorizontalPodAutoscaler scales."""
    target = objects.read(autoscaler, "spec.scaleTargetRef", {})
    key = Key(target.get("kind", ""), objects.namespace(autoscaler), target.get("name", ""))
    yield key
    yield from foundations(view, key)


def under_ingress(view: View, ingress: Object) -> Iterator[Key]:
    """Yield the Services to which an Ingress leads."""
    for backend in ingresses.backends(ingress):
        name = (backend.get("service") or {}).get("name")
        if name:
            key = Key("Service", objects.namespace(ingress), name)
            yield key
            yield from foundations(view, key)


def under_budget(view: View, budget: Object) -> Iterator[Key]:
    """Yield the pods that a PodDisruptionBudget selects."""
    selector = selectors.of_label_selector(objects.read(budget, "spec.selector") or {})
    for pod in selectors.select_objects(view.cluster, "Pod", objects.namespace(budget), selector):
        yield objects.key(pod)
        yield from under_pod(view, pod)


def under_account(view: View, account: Object) -> Iterator[Key]:
    """Yield the pods that run as a ServiceAccount, and what makes them."""
    place = (objects.namespace(account), objects.name(account))
    for pod in view.cluster.table("Pod").index_by(accounts).get(place, ()):
        yield objects.key(pod)
        yield from makers(view.cluster, pod)


def accounts(pod: Object) -> Iterator[tuple[str, str]]:
    """Yield the account as which a pod runs, to index pods by."""
    yield objects.namespace(pod), pods.service_account(pod) or "default"


FOUNDATIONS: dict[str, Callable[[View, Object], Iterator[Key]]] = {
    "Service": under_service,
    "Pod": under_pod,
    "PersistentVolumeClaim": under_claim,
    "HorizontalPodAutoscaler": under_autoscaler,
    "Ingress": under_ingress,
    "PodDisruptionBudget": under_budget,
    "ServiceAccount": under_account,
    **dict.fromkeys(TEMPLATES, under_workload),
}


def foundations(view: View, key: Key) -> Iterator[Key]:
    """Yield the objects on which an object stands, each with what that one stands on."""
    obj = view.cluster.get(*key)
    if obj is not None and key.kind in FOUNDATIONS:
        yield from FOUNDATIONS[key.kind](view, obj)


def concern(view: View, key: Key) -> frozenset[Key]:
    """Return an object and everything that may be to blame for its trouble."""
    return frozenset({key, *foundations(view, key)})
